/**
 * An expression for the page: the movable-view is thrown to the right at 1,000 pixels per second, by events that say when they were, and the
 * place where it comes to rest is the value, in px.
 */
export const thrownTo = `new Promise((resolve) => {
  const view = document.querySelector('wx-movable-view')
  view.setPointerCapture = () => {}
  const send = (type, x, ms) => {
    const event = new PointerEvent(type, { pointerId: 1, clientX: x, clientY: 20, bubbles: true })
    Object.defineProperty(event, 'timeStamp', { value: ms })
    view.dispatchEvent(event)
  }
  send('pointerdown', 20, 0)
  for (const at of [1, 2, 3, 4]) send('pointermove', 20 + at * 20, at * 20)
  send('pointerup', 100, 80)
  let last, still = 0
  const look = () => {
    const where = new DOMMatrix(view.style.transform).e
    still = where === last ? still + 1 : 0
    last = where
    if (still > 3) resolve(Math.round(where))
    else requestAnimationFrame(look)
  }
  look()
})`
