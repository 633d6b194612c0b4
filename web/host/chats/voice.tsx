/** A voice in a conversation: as wide as it is long, with its waveform, played by a tap. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { clockTime } from '../../kit/i18n/format.js'
import { t, when } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { session } from '../session.js'
import { barsOf, durationText, widthOf } from './levels.js'
import type { VoiceMessage } from './player.js'
import { who } from './preview.js'
import type { Pending, PendingVoice } from './thread.js'

export { isVoice } from './player.js'

const BAR = 4 // one and its gap, in CSS pixels
const HIGH = 24
const AROUND = 88 // what stands beside the waveform

/** played: how much of it was, 0 to 1. */
function Wave({ levels, width, played }: { readonly levels: readonly number[]; readonly width: number; readonly played: number }): JSX.Element {
  const count = Math.max(6, Math.floor((width - AROUND) / BAR))
  return (
    <svg class="wave" width={count * BAR} height={HIGH} viewBox={`0 0 ${count * BAR} ${HIGH}`} aria-hidden="true">
      {barsOf(levels, count).map((level, i) => {
        const high = Math.max(3, Math.round(level * HIGH))
        return <rect key={i} class={i < played * count ? 'played' : ''} x={i * BAR} y={(HIGH - high) / 2} width={2} height={high} rx={1} />
      })}
    </svg>
  )
}

export function VoiceView({ m, me }: { readonly m: VoiceMessage; readonly me: string }): JSX.Element {
  const { player } = session()
  const now = player.playing.value
  const mine = m.sender === me
  const here = now?.conv === m.conv && now.seq === m.seq
  const sounds = here && !now.paused
  const { durationMs, levels } = m.body.voice
  const width = widthOf(durationMs)
  const isNew = player.isNew(m)
  // What is taken away while it sounds is silent.
  useEffect(
    () => () => {
      const playing = player.playing.peek()
      if (playing?.conv === m.conv && playing.seq === m.seq) player.stop()
    },
    [],
  )
  const act = sounds ? t('voice.pause') : mine ? t('voice.playMine') : t('voice.play', who(m.sender))
  return (
    <button type="button" class={isNew ? 'voice new' : 'voice'} style={{ width: `${width}px` }} onClick={() => player.toggle(m)}>
      <span class="sr-only">{act} </span>
      <Icon name={sounds ? 'pause' : 'play'} size={22} />
      <Wave levels={levels} width={width} played={here ? now.part : 0} />
      <span class="voice-time">{durationText(durationMs)}</span>
      <span class="sr-only">
        {' '}
        {t('voice.at', clockTime(m.ts, when()))}
        {isNew ? `, ${t('voice.new')}` : ''}
      </span>
      {isNew && <span class="voice-dot" />}
    </button>
  )
}

/** A voice of mine on its way. */
export function PendingVoiceView({ p }: { readonly p: Pending & { readonly voice: PendingVoice } }): JSX.Element {
  const { durationMs, levels } = p.voice
  const width = widthOf(durationMs)
  const failed = p.state === 'failed'
  return (
    <span class="voice pending-voice" style={{ width: `${width}px` }}>
      <Icon name={failed ? 'alert' : 'clock'} size={22} label={failed ? t('chat.notSent') : t('voice.sending')} />
      <Wave levels={levels} width={width} played={0} />
      <span class="voice-time">{durationText(durationMs)}</span>
    </span>
  )
}
