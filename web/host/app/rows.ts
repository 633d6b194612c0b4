/** Which rows of a long list are drawn: those in view and a few around them. All are equally high. */
import type { RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'

const OVERSCAN = 6

export interface Rows {
  readonly from: number
  readonly to: number
  /** How high one is, in pixels. */
  readonly row: number
}

/** The box stands in a .scroller; rem is a row's height, which grows with the text. */
export function useRows(box: RefObject<HTMLElement | null>, count: number, rem: number): Rows {
  const height = () => rem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const [view, setView] = useState(() => ({ top: 0, height: 800, row: height() }))
  useLayoutEffect(() => {
    const scroller = box.current?.closest('.scroller')
    if (!scroller) return
    const read = () => {
      const top = scroller.getBoundingClientRect().top - (box.current?.getBoundingClientRect().top ?? 0)
      setView({ top, height: scroller.clientHeight, row: height() })
    }
    const size = new ResizeObserver(read)
    size.observe(scroller)
    scroller.addEventListener('scroll', read, { passive: true })
    read()
    return () => {
      size.disconnect()
      scroller.removeEventListener('scroll', read)
    }
  }, [count === 0])
  const { row } = view
  const from = Math.min(count, Math.max(0, Math.floor(view.top / row) - OVERSCAN))
  return { from, to: Math.max(from, Math.min(count, Math.ceil((view.top + view.height) / row) + OVERSCAN)), row }
}
