/**
 * What the program is in: said to the host before a function of the program runs, since a Worker that loops says nothing any
 * more. Only the outermost function is said, only when it is another one than before, and only so often: an honest page's work
 * is not slowed down, and a place that was not said is said to be unknown rather than wrong.
 */
const burst = 60
const perSecond = 20
/** So much of a function's text finds it in its file. */
const sourceLength = 400

export interface Trail {
  enter(where: string, fn: unknown): void
  leave(): void
  /** A file's own lines begin; the functions that it calls (App's onLaunch) are said for themselves. */
  script(id: string): void
}

export function createTrail(say: (where: string, source: string) => void, now: () => number = () => performance.now()): Trail {
  let depth = 0
  let said = ''
  let left = burst
  let last = now()
  const tell = (where: string, fn: unknown): void => {
    const at = now()
    left = Math.min(burst, left + ((at - last) / 1000) * perSecond)
    last = at
    if (left >= 2) {
      left -= 1
      said = where
      say(where, typeof fn === 'function' ? sourceOf(fn) : '')
    } else if (said !== '') {
      // The last of it: from here on the place is not known.
      said = ''
      say('', '')
    }
  }
  return {
    enter(where, fn) {
      depth += 1
      if (depth === 1 && where !== said) tell(where, fn)
    },
    leave() {
      depth -= 1
    },
    script(id) {
      if (depth === 0 && id !== said) tell(id, undefined)
    },
  }
}

const textOf = Function.prototype.toString
const call = Reflect.apply

function sourceOf(fn: object): string {
  return (call(textOf, fn, []) as string).slice(0, sourceLength)
}
