/** Long press with a finger or a right click: where the actions of a thing open. */
import { useRef } from 'preact/hooks'

const HOLD_MS = 450

export function useLongPress(open: (at: { x: number; y: number }) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const from = useRef({ x: 0, y: 0 })
  const held = useRef(false)
  const stop = () => clearTimeout(timer.current)
  return {
    onTouchStart: (e: TouchEvent) => {
      const touch = e.touches[0]
      if (!touch) return
      from.current = { x: touch.clientX, y: touch.clientY }
      held.current = false
      timer.current = setTimeout(() => {
        held.current = true
        open(from.current)
      }, HOLD_MS)
    },
    onTouchMove: (e: TouchEvent) => {
      const touch = e.touches[0]
      if (touch && Math.hypot(touch.clientX - from.current.x, touch.clientY - from.current.y) > 8) stop()
    },
    onTouchEnd: (e: TouchEvent) => {
      stop()
      if (held.current) e.preventDefault() // the release is not a tap on what lies under the menu
    },
    onTouchCancel: stop,
    onContextMenu: (e: MouseEvent) => {
      if (e.target instanceof Element && e.target.closest('a[target]')) return // a link keeps the browser's own menu
      e.preventDefault()
      stop()
      open({ x: e.clientX, y: e.clientY })
    },
  }
}
