/**
 * A browser plays no sound before the person has touched the page, where WeChat plays at once. What begins before that, music of a game
 * that was opened by a link, begins with the first touch. Touches of a program's frames reach no listener of the host, but count for it,
 * so that is looked after.
 */
export interface Looking {
  touched(): boolean
  /** Calls again and again until what it gives is called. */
  repeat(look: () => void): () => void
}

const lookMs = 200

const browser: Looking = {
  touched: () => navigator.userActivation?.hasBeenActive !== false,
  repeat(look) {
    const timer = setInterval(look, lookMs)
    return () => clearInterval(timer)
  },
}

/** Whether a touch may still be waited for. */
export const untouched = (): boolean => !browser.touched()

/** Calls once, after the first touch; what it gives calls that off. */
export function onFirstTouch(then: () => void, looking: Looking = browser): () => void {
  const stop = looking.repeat(() => {
    if (!looking.touched()) return
    stop()
    then()
  })
  return stop
}
