/**
 * Where the reader is in a conversation, kept while rows come and go above and below: at the end he stays at the end,
 * elsewhere the first row that he sees stays where it is on the screen.
 */
import type { RefObject } from 'preact'
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks'

const NEAR_END = 60

interface Anchor {
  readonly key: string
  readonly top: number
}

export interface Reading {
  readonly atEnd: boolean
  readonly far: boolean // more than a screen above the end
  readonly toEnd: (smooth: boolean) => void
  /** seq of the last message that is wholly in view; 0 = none. */
  readonly seenSeq: () => number
}

interface ReadingInput {
  readonly conv: string
  readonly rowCount: number
  readonly lastKey: string
  /** Changes when I wrote something: then the end is shown wherever the reader was. */
  readonly wrote: number
  readonly onScroll: (fromTop: number) => void
}

export function useReading(scroller: RefObject<HTMLElement | null>, body: RefObject<HTMLElement | null>, input: ReadingInput): Reading {
  const [atEnd, setAtEnd] = useState(true)
  const [far, setFar] = useState(false)
  const end = useRef(true)
  const anchor = useRef<Anchor | null>(null)
  const placed = useRef('')
  const wrote = useRef(input.wrote)
  const onScroll = useRef(input.onScroll)
  onScroll.current = input.onScroll

  const top = useRef(0)
  const note = (el: HTMLElement): number => {
    const gap = el.scrollHeight - el.scrollTop - el.clientHeight
    top.current = el.scrollTop
    end.current = gap < NEAR_END
    anchor.current = firstVisible(el, body.current)
    return gap
  }
  // Rows may come between a scroll and the event that tells of it: what counts is where the reader is before they are drawn.
  if (scroller.current && scroller.current.scrollTop !== top.current) note(scroller.current)

  const remember = useCallback(() => {
    const el = scroller.current
    if (!el) return
    const gap = note(el)
    setAtEnd(end.current)
    setFar(gap > el.clientHeight)
  }, [])

  useLayoutEffect(() => {
    const el = scroller.current
    if (!el) return
    let frame = 0
    const scrolled = () => {
      if (frame !== 0) return
      frame = requestAnimationFrame(() => {
        frame = 0
        remember()
        onScroll.current(el.scrollTop)
      })
    }
    const sized = new ResizeObserver(() => {
      if (end.current) el.scrollTop = el.scrollHeight
      onScroll.current(el.scrollTop)
    })
    sized.observe(el)
    if (body.current) sized.observe(body.current)
    el.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      sized.disconnect()
      el.removeEventListener('scroll', scrolled)
    }
  }, [])

  useLayoutEffect(() => {
    const el = scroller.current
    if (!el || input.rowCount === 0) return
    if (placed.current !== input.conv) {
      placed.current = input.conv
      const unread = body.current?.querySelector<HTMLElement>('[data-key="unread"]')
      el.scrollTop = el.scrollHeight
      if (unread) {
        const top = unread.getBoundingClientRect().top - el.getBoundingClientRect().top
        if (top < 0) el.scrollTop += top - 8
      }
    } else if (wrote.current !== input.wrote) {
      el.scrollTop = el.scrollHeight
    } else if (end.current) {
      el.scrollTop = el.scrollHeight
    } else if (anchor.current) {
      const row = body.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(anchor.current.key)}"]`)
      if (row) el.scrollTop += row.getBoundingClientRect().top - el.getBoundingClientRect().top - anchor.current.top
    }
    wrote.current = input.wrote
    remember()
    onScroll.current(el.scrollTop)
  }, [input.conv, input.rowCount, input.lastKey, input.wrote])

  const toEnd = useCallback((smooth: boolean) => {
    const el = scroller.current
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    el?.scrollTo({ top: el.scrollHeight, behavior: smooth && !calm ? 'smooth' : 'instant' })
  }, [])

  const seenSeq = useCallback(() => lastSeen(scroller.current, body.current), [])
  return { atEnd, far, toEnd, seenSeq }
}

function rowsIn(body: HTMLElement | null): readonly HTMLElement[] {
  return body ? [...body.querySelectorAll<HTMLElement>('[data-key]')] : []
}

/** Only a message is an anchor: the name of a day moves up when older messages of that day come in. */
function firstVisible(el: HTMLElement, body: HTMLElement | null): Anchor | null {
  const top = el.getBoundingClientRect().top
  const rows = rowsIn(body).filter((row) => row.dataset.seq !== undefined)
  let lo = 0
  let hi = rows.length - 1
  while (lo < hi) {
    const mid = (lo + hi) >> 1
    if ((rows[mid]?.getBoundingClientRect().bottom ?? 0) > top) hi = mid
    else lo = mid + 1
  }
  const row = rows[lo]
  return row ? { key: row.dataset.key ?? '', top: row.getBoundingClientRect().top - top } : null
}

function lastSeen(el: HTMLElement | null, body: HTMLElement | null): number {
  if (!el) return 0
  const bottom = el.getBoundingClientRect().bottom + 4
  const rows = rowsIn(body)
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]
    const seq = Number(row?.dataset.seq ?? 0)
    // A message taller than the screen counts as seen once its beginning is.
    if (row && seq > 0 && (row.getBoundingClientRect().bottom <= bottom || row.getBoundingClientRect().top < bottom - el.clientHeight / 2)) return seq
  }
  return 0
}
