/** Keeps the keyboard inside a dialog while it is open and gives the focus back when it is gone. For `ref`. */
const restore = new WeakMap<HTMLElement, Element | null>()

const reachable = 'button:not([tabindex="-1"]), input, textarea, summary, a[href], [tabindex]:not([tabindex="-1"])'

const noRing: FocusOptions & { readonly focusVisible: boolean } = { focusVisible: false }

function cycle(event: KeyboardEvent): void {
  if (event.key !== 'Tab') return
  const box = event.currentTarget as HTMLElement
  const stops = [...box.querySelectorAll<HTMLElement>(reachable)].filter((each) => !each.matches(':disabled'))
  const first = stops[0]
  const last = stops.at(-1)
  if (first === undefined || last === undefined) return
  if (event.shiftKey && document.activeElement === first) last.focus()
  else if (!event.shiftKey && document.activeElement === last) first.focus()
  else return
  event.preventDefault()
}

export function trapFocus(box: HTMLElement | null): (() => void) | undefined {
  if (box === null || restore.has(box)) return undefined
  restore.set(box, document.activeElement)
  box.addEventListener('keydown', cycle)
  // A screen that is not for typing names what it is for: its field would bring up a phone's keyboard.
  const field = box.querySelector<HTMLElement>('[data-first]') ?? box.querySelector<HTMLElement>('input, textarea')
  const first = field ?? [...box.querySelectorAll<HTMLElement>(reachable)].at(-1) ?? box
  // The browser rings what first gets the focus by script, for want of a sign of how a person moves; a finger needs none on a button.
  first.focus(!first.matches('input, textarea') && matchMedia('(pointer: coarse)').matches ? noRing : {})
  return () => {
    box.removeEventListener('keydown', cycle)
    const before = restore.get(box)
    restore.delete(box)
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
}
