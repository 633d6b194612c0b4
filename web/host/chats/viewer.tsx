/**
 * A picture over all of the page. It is enlarged by two fingers, a double tap, the wheel or + and −; dragged while it is large, and
 * exchanged for its neighbours by arrow keys or a swipe while it is not. Esc, the browser's back, a drag down and × close it.
 */
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Problem } from '../../kit/ui/parts.js'
import { cover } from '../../kit/ui/uppermost.js'
import { me, session } from '../session.js'
import type { PictureMessage } from './picture.js'
import { Blur, isPicture, pictureLabel, pictureURL, savePicture, viewing } from './picture.js'
import type { View } from './zoom.js'
import { AT_REST, clampView, MOST, zoomAt } from './zoom.js'

const TWICE_MS = 300
const SWIPE = 60
const STEP = 1.5

export function Viewer(): JSX.Element | null {
  const at = viewing.value
  const { chats } = session()
  const list = at ? (chats.threads.value.get(at.conv)?.messages ?? []).filter(isPicture) : []
  const place = list.findIndex((m) => m.seq === at?.seq)
  const m = list[place]
  useEffect(() => {
    // Taken back, or removed, while it was looked at.
    if (at && !m) viewing.value = null
  }, [at, m])
  if (!at || !m) return null
  const go = (step: number) => {
    const next = list[place + step]
    if (next) viewing.value = { conv: next.conv, seq: next.seq }
  }
  return <Open m={m} place={place} count={list.length} go={go} />
}

interface OpenProps {
  readonly m: PictureMessage
  readonly place: number
  readonly count: number
  readonly go: (step: number) => void
}

function Open({ m, place, count, go }: OpenProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const close = () => {
    viewing.value = null
  }
  useLayoutEffect(() => {
    const el = dialog.current
    if (!el) return
    const opener = document.activeElement
    el.showModal()
    el.focus({ preventScroll: true })
    const uncover = cover(close)
    return () => {
      uncover()
      el.close()
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])
  const zoom = useRef<(by: number) => void>(() => undefined)
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => go(-1),
    ArrowRight: () => go(1),
    '+': () => zoom.current(STEP),
    '=': () => zoom.current(STEP),
    '-': () => zoom.current(1 / STEP),
  }
  const label = pictureLabel(m, me.value.id)
  return (
    <dialog
      ref={dialog}
      class="viewer"
      tabIndex={-1}
      aria-label={label}
      onCancel={(e) => {
        e.preventDefault()
        close()
      }}
      onKeyDown={(e) => {
        const act = e.altKey || e.ctrlKey || e.metaKey ? undefined : keys[e.key]
        if (!act) return
        e.preventDefault()
        act()
      }}
    >
      <Stage key={m.seq} m={m} label={label} go={go} close={close} zoom={zoom} />
      <header class="viewer-bar">
        <span class="viewer-place" role="status">
          {count > 1 ? t('picture.place', place + 1, count) : ''}
        </span>
        <button type="button" class="icon-button" aria-label={t('picture.save')} onClick={() => void savePicture(m)}>
          <Icon name="save" />
        </button>
        <button type="button" class="icon-button" aria-label={t('close')} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {place > 0 && (
        <button type="button" class="icon-button viewer-side before" aria-label={t('picture.before')} onClick={() => go(-1)}>
          <Icon name="back" />
        </button>
      )}
      {place < count - 1 && (
        <button type="button" class="icon-button viewer-side after" aria-label={t('picture.after')} onClick={() => go(1)}>
          <Icon name="forward" />
        </button>
      )}
    </dialog>
  )
}

interface StageProps {
  readonly m: PictureMessage
  readonly label: string
  readonly go: (step: number) => void
  readonly close: () => void
  readonly zoom: { current: (by: number) => void }
}

interface Finger {
  x: number
  y: number
}

function Stage({ m, label, go, close, zoom }: StageProps): JSX.Element {
  const stage = useRef<HTMLDivElement>(null)
  const [view, setView] = useState<View>(AT_REST)
  const [state, setState] = useState<'coming' | 'there' | 'failed'>('coming')
  const [tries, setTries] = useState(0)
  const fingers = useRef(new Map<number, Finger>())
  const began = useRef<Finger>({ x: 0, y: 0 })
  const tapped = useRef(0)
  const { width, height } = m.body.picture
  const size = () => ({ width: stage.current?.clientWidth ?? 1, height: stage.current?.clientHeight ?? 1 })
  const middle = (): Finger => ({ x: size().width / 2, y: size().height / 2 })
  const change = (next: (v: View) => View) => setView((v) => clampView(next(v), size()))
  zoom.current = (by) => change((v) => zoomAt(v, by, middle(), size()))
  const inside = (e: { clientX: number; clientY: number }): Finger => {
    const box = stage.current?.getBoundingClientRect()
    return { x: e.clientX - (box?.left ?? 0), y: e.clientY - (box?.top ?? 0) }
  }
  useEffect(() => {
    const el = stage.current
    if (!el) return
    // A listener of the page's own, since one that may prevent scrolling has to say so.
    const wheel = (e: WheelEvent) => {
      e.preventDefault()
      change((v) => zoomAt(v, Math.exp(-e.deltaY / (e.deltaMode === 0 ? 400 : 12)), inside(e), size()))
    }
    el.addEventListener('wheel', wheel, { passive: false })
    return () => el.removeEventListener('wheel', wheel)
  }, [])
  const down = (e: PointerEvent) => {
    const now = inside(e)
    if (fingers.current.size === 0) began.current = now
    fingers.current.set(e.pointerId, now)
    stage.current?.setPointerCapture(e.pointerId)
  }
  const move = (e: PointerEvent) => {
    const was = fingers.current.get(e.pointerId)
    if (!was) return
    const now = inside(e)
    const other = [...fingers.current].find(([id]) => id !== e.pointerId)?.[1]
    fingers.current.set(e.pointerId, now)
    if (other) {
      const by = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(was.x - other.x, was.y - other.y))
      change((v) => zoomAt(v, by, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, size()))
      began.current = { x: Number.NaN, y: Number.NaN } // two fingers are no swipe, also when one of them is left
    } else change((v) => (v.scale > 1 ? { ...v, x: v.x + now.x - was.x, y: v.y + now.y - was.y } : v))
  }
  const up = (e: PointerEvent) => {
    if (!fingers.current.delete(e.pointerId) || fingers.current.size > 0) return
    const now = inside(e)
    const across = now.x - began.current.x
    const along = now.y - began.current.y
    if (Math.abs(across) < 8 && Math.abs(along) < 8) {
      const twice = e.timeStamp - tapped.current < TWICE_MS
      tapped.current = twice ? 0 : e.timeStamp
      if (twice) change((v) => (v.scale > 1 ? AT_REST : zoomAt(v, MOST / 2, now, size())))
      return
    }
    if (view.scale > 1) return
    if (along > 2 * SWIPE && along > Math.abs(across)) close()
    else if (Math.abs(across) > SWIPE && Math.abs(across) > Math.abs(along)) go(across > 0 ? -1 : 1)
  }
  const gone = (e: PointerEvent) => void fingers.current.delete(e.pointerId)
  return (
    <div
      class={view.scale > 1 ? 'viewer-stage large' : 'viewer-stage'}
      ref={stage}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={gone}
    >
      {state === 'failed' ? (
        <Problem
          text={t('picture.failed')}
          onRetry={() => {
            setState('coming')
            setTries(tries + 1)
          }}
        />
      ) : (
        <div
          class={`viewer-picture ${state}`}
          style={{
            '--w': String(width),
            '--h': String(height),
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
          }}
        >
          <Blur of={m.body.picture.blur} />
          <img
            key={tries}
            src={pictureURL(m)}
            alt={label}
            draggable={false}
            data-scale={view.scale.toFixed(2)}
            onLoad={() => setState('there')}
            onError={() => setState('failed')}
          />
        </div>
      )}
    </div>
  )
}
