/**
 * What runs inside the measured documents: a watch for the state that an operation leads to. "Right" is the first callback of a
 * MutationObserver at which the number of rows and the name, price and class of the touched ones are as expected; "frame" is a task
 * after the next animation frame. All times are Unix time in ms, so that those of different processes compare.
 */
export interface Expected {
  readonly rows: number
  /** [place, name, price, whether it is on] */
  readonly at: readonly (readonly [number, string, number, boolean])[]
  readonly n?: number
  readonly pings?: number
}
export interface Seen {
  /** When the finger went up, for each touch since it was looked for. */
  readonly touches: readonly number[]
  readonly right: number
  readonly frame: number
}

export interface Inside {
  /** When fingers went up. */
  readonly touches: readonly number[]
  watch(expected: Expected): Promise<Seen>
  /** When the document's first row, or its buttons, came. */
  first: { row?: number; content?: number }
  /** Resolves with `first.row` or `first.content`. */
  came(what: 'row' | 'content'): Promise<number>
  /** Where a button is. */
  place(text: string): { x: number; y: number } | null
}

/** Evaluated in every document before its own scripts; closes over nothing. */
export function install(): void {
  const now = (): number => performance.timeOrigin + performance.now()
  const first: { row?: number; content?: number } = {}
  const touches: number[] = []
  document.addEventListener('touchend', (event) => void touches.push(performance.timeOrigin + event.timeStamp), { capture: true, passive: true })
  const rows = document.getElementsByTagName('tea-row')
  const texts = (name: string): string => document.getElementsByClassName(name)[0]?.textContent ?? ''
  const right = (expected: Expected): boolean => {
    if (expected.n !== undefined && texts('n') !== String(expected.n)) return false
    if (expected.pings !== undefined && texts('pings') !== String(expected.pings)) return false
    if (expected.rows >= 0 && rows.length !== expected.rows) return false
    return expected.at.every(([at, name, price, on]) => {
      const row = rows[at]?.firstElementChild
      const [nameAt, priceAt] = row?.children ?? []
      return nameAt?.textContent === name && priceAt?.textContent === `¥${price}` && /(^|[\s_-])on($|\s)/.test(row?.className ?? '') === on
    })
  }
  const changes = { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['class'] }
  const waiting: { what: 'row' | 'content'; resolve: (at: number) => void }[] = []
  const arrive = (what: 'row' | 'content'): void => {
    if (first[what] !== undefined) return
    first[what] = now()
    for (const each of waiting) if (each.what === what) each.resolve(first[what])
  }
  const look = (): void => {
    if (rows[0]?.firstElementChild?.children[1]?.textContent?.startsWith('¥') === true) arrive('row')
    if (document.getElementsByClassName('pings').length > 0) arrive('content')
    // What comes later is looked for by `watch`.
    if (first.row !== undefined && first.content !== undefined) opening.disconnect()
  }
  const opening = new MutationObserver(look)
  opening.observe(document, { childList: true, subtree: true, characterData: true })
  const inside: Inside = {
    touches,
    first,
    came: (what) => {
      look()
      const at = first[what]
      return at !== undefined ? Promise.resolve(at) : new Promise((resolve) => waiting.push({ what, resolve }))
    },
    watch: (expected) => {
      opening.disconnect()
      const before = touches.length
      return new Promise((resolve, reject) => {
        const given = (): void =>
          reject(new Error(`it never came: ${JSON.stringify(expected)}; ${rows.length} rows, the first is ${rows[0]?.outerHTML ?? 'none'}`))
        const patience = setTimeout(given, 30_000)
        const observer = new MutationObserver(() => {
          if (!right(expected)) return
          clearTimeout(patience)
          const at = now()
          observer.disconnect()
          requestAnimationFrame(() => {
            const later = new MessageChannel()
            later.port1.onmessage = () => resolve({ touches: touches.slice(before), right: at, frame: now() })
            later.port2.postMessage(null)
          })
        })
        observer.observe(document, changes)
      })
    },
    place: (text) => {
      for (const each of document.querySelectorAll('body *')) {
        if (each.childElementCount > 0 || each.textContent !== text) continue
        const box = each.getBoundingClientRect()
        return { x: box.left + box.width / 2, y: box.top + box.height / 2 }
      }
      return null
    },
  }
  Object.defineProperty(globalThis, 'inside', { value: inside, configurable: true })
}

declare global {
  var inside: Inside
}
