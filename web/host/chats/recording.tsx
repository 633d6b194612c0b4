/** A recording that is under way, and what becomes of it. It is loaded once somebody presses the microphone. */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { toast } from '../../kit/ui/toast.js'
import { offerNotices } from '../notices/notices.js'
import { session } from '../session.js'
import { answered } from './composing.js'
import { durationText } from './levels.js'
import { held, now, shownIn } from './microphone.js'
import { LONGEST_MS, Recorder, SHORTEST_MS } from './recorder.js'

/** Why nothing is recorded, in words that say what to do. */
const REASONS = { refused: 'voice.refused', none: 'voice.none', insecure: 'voice.insecure' } as const

/** The question for the microphone that is open, if it is still wanted. */
let asking: symbol | null = null

export async function begin(conv: string): Promise<void> {
  if (asking || now.peek()) return
  const mine = Symbol()
  asking = mine
  session().player.stop()
  const recorder = await Recorder.begin(() => void send())
  const wanted = asking === mine && shownIn.peek() === conv
  if (asking === mine) asking = null
  if (typeof recorder === 'string') {
    held.value = 'no'
    toast(t(REASONS[recorder]), 'alert')
  } else if (wanted) now.value = { conv, recorder }
  else recorder.cancel() // slid away, or left, while the browser asked
}

export async function send(): Promise<void> {
  const it = now.peek()
  if (!it) return
  now.value = null
  held.value = 'no'
  const { content, durationMs, levels } = await it.recorder.end()
  if (durationMs < SHORTEST_MS || content.size === 0) {
    toast(t('voice.short'), 'alert')
    return
  }
  const quote = answered(it.conv)
  await session().chats.sendVoice(it.conv, content, { durationMs, levels }, quote ? { quote } : {})
  offerNotices()
}

export function cancel(): void {
  const it = now.peek()
  asking = null
  now.value = null
  held.value = 'no'
  it?.recorder.cancel()
}

export function RecordingBar({ conv }: { readonly conv: string }): JSX.Element | null {
  const button = useRef<HTMLButtonElement>(null)
  const it = now.value
  const shown = it?.conv === conv
  useEffect(() => {
    if (!shown) return
    button.current?.focus({ preventScroll: true })
    const key = (e: KeyboardEvent) => {
      if (e.key !== 'Escape') return
      e.preventDefault()
      e.stopPropagation()
      cancel()
    }
    addEventListener('keydown', key, true)
    return () => {
      removeEventListener('keydown', key, true)
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.composer-mic')?.focus({ preventScroll: true }))
    }
  }, [shown])
  // Who leaves the conversation does not go on being recorded.
  useEffect(() => cancel, [])
  if (!it || !shown) return null
  const { recorder } = it
  const hint = held.value === 'away' ? t('voice.release') : held.value === 'here' ? t('voice.hold') : t('voice.recording')
  const percent = Math.round(100 * recorder.level.value)
  return (
    <div class={held.value === 'away' ? 'recording away' : 'recording'} role="group" aria-label={t('voice.recording')}>
      <button type="button" class="icon-button" aria-label={t('voice.cancel')} onClick={cancel}>
        <Icon name="trash" />
      </button>
      <span class="recording-box">
        <span class="recording-dot" aria-hidden="true" />
        <span class="recording-time" role="timer">
          {durationText(recorder.elapsedMs.value)}
        </span>
        <span class="recording-hint" role="status">
          {hint}
        </span>
        <meter class="sr-only" min={0} max={100} value={percent} aria-label={t('voice.level')} />
        <span class="recording-meter" aria-hidden="true">
          <span style={{ width: `${percent}%` }} />
        </span>
        <span class="recording-left" aria-hidden="true" style={{ width: `${(100 * recorder.elapsedMs.value) / LONGEST_MS}%` }} />
      </span>
      <button ref={button} type="button" class="send" aria-label={t('voice.send')} onClick={() => void send()}>
        <Icon name="send" size={22} />
      </button>
    </div>
  )
}
