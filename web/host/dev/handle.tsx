/**
 * The way to the panel, and how much is wrong: a round button beside the capsule, where no page and no sheet of a page is drawn. A page that
 * draws its own bar may have something there, so it can be dragged elsewhere, or moved by arrows, and stays where it was put.
 */
import { signal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useRef } from 'preact/hooks'
import { Icon } from '../../kit/icons/icons.js'
import { type Place, placeOf, placeWithin } from './handleplace.js'
import { openPanel } from './panel.js'
import { word } from './words.js'

const placeKey = 'superette.dev.button'
/** A finger that goes less far taps. */
const slop = 6
const step = 16

/** null: beside the capsule. */
const place = signal<Place | null>(placeOf(localStorage.getItem(placeKey)))

function put(to: Place | null): void {
  place.value = to
  if (to === null) localStorage.removeItem(placeKey)
  else localStorage.setItem(placeKey, JSON.stringify(to))
}

interface HandleProps {
  /** Its look. */
  readonly kind: 'plain' | 'problems' | 'warnings'
  /** How many; not shown of a plain one. */
  readonly count: number
  readonly label: string
}

const looks = { plain: 'dev-open', problems: 'program-problems', warnings: 'program-problems warnings' } as const

export function Handle({ kind, count, label }: HandleProps): ComponentChild {
  const drag = useRef<{ readonly id: number; readonly x: number; readonly y: number; readonly from: Place; moved: boolean } | null>(null)
  const dragged = useRef(false)
  const at = place.value
  const style = at === null ? {} : { style: { right: `min(${at.right}px, 100% - 36px)`, top: `min(${at.top}px, 100% - 36px)` } }
  return (
    <button
      type="button"
      class={`${looks[kind]}${at === null ? '' : ' moved'}`}
      aria-label={label}
      title={`${label}\n${word('moves')}`}
      {...style}
      onClick={() => {
        if (!dragged.current) openPanel(true)
        dragged.current = false
      }}
      onPointerDown={(event) => {
        dragged.current = false
        drag.current = { id: event.pointerId, x: event.clientX, y: event.clientY, from: standsAt(event.currentTarget), moved: false }
        event.currentTarget.setPointerCapture(event.pointerId)
        // Captured or not, a mouse over the program's frame is the frame's: what is held lies over it all.
        event.currentTarget.toggleAttribute('data-held', true)
      }}
      onPointerMove={(event) => {
        const { current } = drag
        if (current === null || current.id !== event.pointerId) return
        const [right, down] = [event.clientX - current.x, event.clientY - current.y]
        if (!current.moved && Math.hypot(right, down) < slop) return
        current.moved = dragged.current = true
        put(placeWithin({ right: current.from.right - right, top: current.from.top + down }, boxOf(event.currentTarget)))
      }}
      onLostPointerCapture={(event) => {
        drag.current = null
        event.currentTarget.toggleAttribute('data-held', false)
      }}
      onKeyDown={(event) => {
        const [right, down] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [0, 0]
        if (event.key !== 'Home' && right === 0 && down === 0) return
        event.preventDefault()
        const from = standsAt(event.currentTarget)
        put(event.key === 'Home' ? null : placeWithin({ right: from.right - (right ?? 0), top: from.top + (down ?? 0) }, boxOf(event.currentTarget)))
      }}
    >
      {kind === 'plain' ? <Icon name="info" size={18} /> : count > 99 ? '99+' : count}
    </button>
  )
}

const boxOf = (button: HTMLElement): DOMRect => (button.parentElement ?? button).getBoundingClientRect()

function standsAt(button: HTMLElement): Place {
  const [own, box] = [button.getBoundingClientRect(), boxOf(button)]
  return { right: box.right - own.right, top: own.top - box.top }
}
