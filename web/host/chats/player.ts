/**
 * Plays voices, one at a time, and after one the next that was not heard. What was heard is this browser's own knowledge, kept in the
 * local copy: nobody else learns of it.
 */
import { signal } from '@preact/signals'
import type { Message, Voice } from '../../kit/api/model.js'
import { textOfFault } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { toast } from '../../kit/ui/toast.js'
import type { LocalCopy } from '../local/db.js'

export type VoiceMessage = Message & { readonly body: { readonly kind: 'voice'; readonly voice: Voice } }

export function isVoice(m: Message): m is VoiceMessage {
  return m.body.kind === 'voice'
}

export interface Playing {
  readonly conv: string
  readonly seq: number
  readonly paused: boolean
  /** How much of it was played, 0 to 1. */
  readonly part: number
}

/** What plays sounds: an audio element. */
export interface Sound {
  src: string
  currentTime: number
  readonly play: () => Promise<void>
  readonly pause: () => void
  readonly addEventListener: (name: 'timeupdate' | 'ended' | 'error', act: () => void) => void
}

export interface PlayerPort {
  readonly me: string
  readonly local: Pick<LocalCopy, 'value' | 'changeValue'>
  readonly messages: (conv: string) => readonly Message[]
  readonly sound: () => Sound
  readonly url: (m: VoiceMessage) => string
  readonly failed: (m: VoiceMessage) => void
}

type Heard = Readonly<Record<string, readonly number[]>>

/** Of each conversation, the newest. */
const MOST = 500

export class Player {
  readonly playing = signal<Playing | null>(null)
  readonly heard = signal<Heard>({})
  readonly #port: PlayerPort
  #sound: Sound | undefined

  constructor(port: PlayerPort) {
    this.#port = port
  }

  async restore(): Promise<void> {
    const kept = await this.#port.local.value<Heard>('heard')
    this.heard.value = merged(kept ?? {}, this.heard.value)
  }

  /** Whether it was said by somebody else and not played here. */
  isNew(m: VoiceMessage): boolean {
    return m.sender !== this.#port.me && !(this.heard.value[m.conv] ?? []).includes(m.seq)
  }

  /** Plays it, lets it rest, or goes on with it. */
  toggle(m: VoiceMessage): void {
    const now = this.playing.value
    if (now?.conv !== m.conv || now.seq !== m.seq) return this.#play(m)
    this.playing.value = { ...now, paused: !now.paused }
    if (now.paused) void this.#sound?.play().catch(() => this.#fail(m))
    else this.#sound?.pause()
  }

  stop(): void {
    const sound = this.#sound
    this.#sound = undefined
    this.playing.value = null
    sound?.pause()
  }

  #play(m: VoiceMessage): void {
    this.stop()
    const sound = this.#port.sound()
    this.#sound = sound
    const { durationMs } = m.body.voice
    this.playing.value = { conv: m.conv, seq: m.seq, paused: false, part: 0 }
    const on = (name: Parameters<Sound['addEventListener']>[0], act: () => void) =>
      sound.addEventListener(name, () => {
        if (this.#sound === sound) act()
      })
    on('timeupdate', () => {
      const now = this.playing.value
      if (now) this.playing.value = { ...now, part: Math.min(1, (1000 * sound.currentTime) / Math.max(1, durationMs)) }
    })
    on('ended', () => this.#next(m))
    on('error', () => this.#fail(m))
    sound.src = this.#port.url(m)
    sound.play().then(
      () => this.#hear(m),
      () => {
        if (this.#sound === sound) this.#fail(m)
      },
    )
  }

  #fail(m: VoiceMessage): void {
    this.stop()
    this.#port.failed(m)
  }

  #next(after: VoiceMessage): void {
    this.stop()
    const next = this.#port.messages(after.conv).find((m): m is VoiceMessage => m.seq > after.seq && isVoice(m) && this.isNew(m))
    if (next) this.#play(next)
  }

  #hear(m: VoiceMessage): void {
    if (!this.isNew(m)) return
    const more = { [m.conv]: [m.seq] }
    this.heard.value = merged(this.heard.value, more)
    void this.#port.local.changeValue<Heard>('heard', (kept) => merged(kept ?? {}, more))
  }
}

/** What was heard in either of two tabs. */
function merged(a: Heard, b: Heard): Heard {
  const all: Record<string, readonly number[]> = { ...a }
  for (const [conv, seqs] of Object.entries(b)) all[conv] = [...new Set([...(a[conv] ?? []), ...seqs])].sort((x, y) => x - y).slice(-MOST)
  return all
}

export function voiceURL(m: VoiceMessage): string {
  return `/api/chat/voice/${m.conv}/${m.seq}/${m.body.voice.hash}`
}

/** Tells why one was not heard: an audio element does not know. */
export function tellUnheard(m: VoiceMessage): void {
  void fetch(voiceURL(m), { method: 'HEAD', cache: 'no-store' }).then(
    (answer) => toast(answer.ok ? t('voice.failed') : textOfFault(answer.headers.get('superette-code') ?? '', t('voice.failed')), 'alert'),
    () => toast(t('voice.failed'), 'alert'),
  )
}
