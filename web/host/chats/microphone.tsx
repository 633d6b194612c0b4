/**
 * The microphone beside the line to write on. A tap, or its key, begins a recording that is sent or cancelled by buttons; who holds it
 * sends by letting go, and cancels by sliding away first.
 */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { toast } from '../../kit/ui/toast.js'
import { Later, loadEarly } from '../app/later.js'
import { recordable } from './recordable.js'
import type { Recorder } from './recorder.js'

export interface Now {
  readonly conv: string
  readonly recorder: Recorder
}

export const now = signal<Now | null>(null)
/** A finger is on it: letting go ends it. `away`: that would cancel it. */
export const held = signal<'no' | 'here' | 'away'>('no')

/** Whose line to write on is shown. */
export const shownIn = signal<string | null>(null)

const HOLD_MS = 350
const AWAY_PX = 80

const load = () => import('./recording.js')

function withRecording(act: (r: Awaited<ReturnType<typeof load>>) => unknown): void {
  load().then(act, () => toast(t('unreachable'), 'alert'))
}

export function isRecording(conv: string): boolean {
  return now.value?.conv === conv
}

/** The bar over the line to write on, while there is a recording. */
export function Recording({ conv }: { readonly conv: string }): JSX.Element | null {
  useEffect(() => {
    loadEarly(load)
    shownIn.value = conv
    return () => {
      if (shownIn.peek() === conv) shownIn.value = null
    }
  }, [conv])
  return isRecording(conv) ? <Later load={load} pick={(r) => <r.RecordingBar conv={conv} />} /> : null
}

/** Follows the finger that pressed until it lets go. */
function hold(down: PointerEvent): void {
  const since = down.timeStamp
  held.value = 'here'
  const move = (e: PointerEvent) => {
    if (held.peek() !== 'no') held.value = Math.hypot(e.clientX - down.clientX, e.clientY - down.clientY) > AWAY_PX ? 'away' : 'here'
  }
  const up = (e: PointerEvent) => {
    removeEventListener('pointermove', move)
    removeEventListener('pointerup', up)
    removeEventListener('pointercancel', up)
    const how = held.peek()
    held.value = 'no'
    if (how === 'away' || e.type === 'pointercancel') return withRecording((r) => r.cancel())
    // Let go at once, or while the browser asked: it was a tap, and goes on without the finger.
    if (how === 'here' && now.peek() && e.timeStamp - since > HOLD_MS) withRecording((r) => r.send())
  }
  addEventListener('pointermove', move)
  addEventListener('pointerup', up)
  addEventListener('pointercancel', up)
}

/** Where it is only plain http that keeps a page from recording, people are told so when they try. */
export function canRecord(): boolean {
  return recordable() !== undefined
}

export function Microphone({ conv }: { readonly conv: string }): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button composer-mic"
      aria-label={t('voice.record')}
      onPointerDown={(e) => {
        if (e.button !== 0) return
        hold(e)
        withRecording((r) => r.begin(conv))
      }}
      onContextMenu={(e) => e.preventDefault()} // a long press is what it is for
      onClick={(e) => {
        // By its key: a pointer has begun it already.
        if (e.detail === 0) withRecording((r) => r.begin(conv))
      }}
    >
      <Icon name="mic" />
    </button>
  )
}
