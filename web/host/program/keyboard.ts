/** The keyboard of a phone over a program: how high it is, as wx.onKeyboardHeightChange tells. */

/** A bar of the browser's own that comes and goes is less than this. */
const leastKeyboard = 100

/** The keyboard's height in CSS pixels, of what the browser leaves visible of the window. A page that is magnified tells nothing of it. */
export function keyboardHeight(windowHeight: number, view: { readonly height: number; readonly scale: number } | null): number {
  if (view === null || Math.abs(view.scale - 1) > 0.01) return 0
  const covered = Math.round(windowHeight - view.height)
  return covered < leastKeyboard ? 0 : covered
}

/** Tells each change until the function that it gives is called. */
export function followKeyboard(tell: (height: number) => void): () => void {
  const view = window.visualViewport
  let told = 0
  const look = (): void => {
    const height = keyboardHeight(window.innerHeight, view)
    if (height === told) return
    told = height
    tell(height)
  }
  view?.addEventListener('resize', look)
  return () => view?.removeEventListener('resize', look)
}

/**
 * Over a program that fills the window the keyboard lies, as in WeChat: programs lift by its height what they keep at their lower edge. The
 * host's own screens get smaller instead.
 */
export function lieOver(on: boolean): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name=viewport]')
  if (meta !== null) meta.content = meta.content.replace(/interactive-widget=[\w-]+/, `interactive-widget=${on ? 'resizes-visual' : 'resizes-content'}`)
}
