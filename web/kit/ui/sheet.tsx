/**
 * Sheets and menus on the browser's own modal dialog: it makes the page behind inert, traps the focus, gives it back and
 * answers Esc. On a phone a sheet rises from below and can be dragged away; from 600 px on it is a window in the middle.
 */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../icons/icons.js'
import { t } from '../i18n/i18n.js'
import { cover } from './uppermost.js'

interface SheetProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
  readonly kind?: 'sheet' | 'tall' | 'palette'
  readonly hideTitle?: boolean
  /** While it is true, nothing closes the sheet. */
  readonly hold?: boolean
}

export function motionMs(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 220
}

export function Sheet({ title, onClose, children, kind = 'sheet', hideTitle = false, hold = false }: SheetProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  const closing = useRef(false)
  const opener = useRef<Element | null>(null)
  const leaveNow = useRef<() => void>(() => undefined)
  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    opener.current = document.activeElement
    dialog.showModal()
    // showModal gives the focus to the first button; a sheet that is for typing names its field.
    const focus = () => dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true })
    focus()
    // A frame below can get hold of the focus by itself, inert or not. It is known which element has it after the event.
    const lost = () =>
      setTimeout(() => {
        if (dialog.open && document.activeElement instanceof HTMLIFrameElement) focus()
      })
    addEventListener('blur', lost)
    const uncover = cover(() => leaveNow.current())
    return () => {
      uncover()
      removeEventListener('blur', lost)
      dialog.close()
      if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus({ preventScroll: true })
    }
  }, [])
  const leave = () => {
    const dialog = ref.current
    if (!dialog || closing.current || hold) return
    closing.current = true
    dialog.classList.add('leaving')
    setTimeout(onClose, motionMs() * 0.7)
  }
  leaveNow.current = leave
  const drag = useDragDown(ref, leave)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click on the dimmed page closes; its key is Esc, by onCancel
    <dialog
      ref={ref}
      class={`sheet ${kind}`}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault()
        leave()
      }}
      onClick={(e) => {
        if (e.target === ref.current) leave()
      }}
    >
      <div class="sheet-body">
        <div class="sheet-grip" {...drag} aria-hidden="true" />
        <header class={hideTitle ? 'sheet-head hidden' : 'sheet-head'} {...drag}>
          <h2 id={id}>{title}</h2>
          <button type="button" class="icon-button" aria-label={t('close')} disabled={hold} onClick={leave}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}

function useDragDown(ref: { readonly current: HTMLElement | null }, away: () => void) {
  const from = useRef<{ y: number; t: number } | null>(null)
  const move = (dy: number, eased: boolean) => {
    const el = ref.current
    if (!el) return
    el.style.transition = eased ? '' : 'none'
    el.style.translate = dy > 0 ? `0 ${dy}px` : ''
  }
  return {
    onTouchStart: (e: TouchEvent) => {
      const touch = e.touches[0]
      if (touch) from.current = { y: touch.clientY, t: e.timeStamp }
    },
    onTouchMove: (e: TouchEvent) => {
      const touch = e.touches[0]
      if (touch && from.current) move(touch.clientY - from.current.y, false)
    },
    onTouchEnd: (e: TouchEvent) => {
      const touch = e.changedTouches[0]
      if (!touch || !from.current) return
      const dy = touch.clientY - from.current.y
      const speed = dy / Math.max(1, e.timeStamp - from.current.t)
      from.current = null
      if (dy > 120 || (dy > 30 && speed > 0.5)) away()
      else move(0, true)
    },
  }
}

export interface MenuItem {
  readonly icon: Parameters<typeof Icon>[0]['name']
  readonly text: string
  readonly danger?: boolean
  readonly act: () => void
}

interface MenuProps {
  readonly title: string
  readonly items: readonly MenuItem[]
  readonly at: { readonly x: number; readonly y: number }
  readonly onClose: () => void
  readonly note?: string
  /** Drawn above the items. */
  readonly head?: ComponentChildren
}

/** Actions on one thing: a small window where the pointer was, or a sheet on a phone. */
export function Menu({ title, items, at, onClose, note, head }: MenuProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null)
  const opener = useRef<Element | null>(null)
  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    opener.current = document.activeElement
    dialog.showModal()
    if (innerWidth >= 600) {
      const { width, height } = dialog.getBoundingClientRect()
      dialog.style.left = `${Math.max(8, Math.min(at.x, innerWidth - width - 8))}px`
      dialog.style.top = `${Math.max(8, Math.min(at.y, innerHeight - height - 8))}px`
    }
    return () => {
      dialog.close()
      if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus({ preventScroll: true })
    }
  }, [at])
  useEffect(() => {
    ref.current?.querySelector('button')?.focus()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click on the dimmed page closes; its key is Esc, by onCancel
    <dialog
      ref={ref}
      class="menu"
      aria-label={title}
      onCancel={(e) => {
        e.preventDefault()
        onClose()
      }}
      onClick={(e) => {
        if (e.target === ref.current) onClose()
      }}
    >
      {head}
      <div role="menu" aria-label={title} onKeyDown={arrowKeys}>
        {items.map((item) => (
          <button
            key={item.text}
            type="button"
            role="menuitem"
            data-row
            class={item.danger ? 'menu-item danger' : 'menu-item'}
            onClick={() => {
              onClose()
              item.act()
            }}
          >
            <Icon name={item.icon} size={20} />
            {item.text}
          </button>
        ))}
        {note !== undefined && <p class="menu-note">{note}</p>}
      </div>
    </dialog>
  )
}

/** Arrow keys, Home and End move the focus among the [data-row] elements inside the element that listens. */
export function arrowKeys(e: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1, Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY }[e.key]
  if (step === undefined || e.altKey || e.ctrlKey || e.metaKey || !(e.currentTarget instanceof HTMLElement)) return
  const target = e.target
  if (target instanceof HTMLElement && target.matches('textarea, select')) return
  if (target instanceof HTMLInputElement && (e.key === 'Home' || e.key === 'End')) return
  const rows = [...e.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  if (rows.length === 0) return
  const at = rows.indexOf(document.activeElement as HTMLElement)
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step))
  e.preventDefault()
  rows[next]?.focus()
}
