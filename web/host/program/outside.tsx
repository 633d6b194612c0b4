/** What a program asked of other servers: the outbound log, as its user or its publisher reads it. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect } from 'preact/hooks'
import { locale } from '../../kit/i18n/i18n.js'
import type { OutsideCall } from './gateway.js'
import type { Session } from './session.js'
import { word } from './words.js'

function CallRow({ call }: { readonly call: OutsideCall }): ComponentChild {
  const time = new Date(call.ts).toLocaleString(locale.value === 'zh' ? 'zh-CN' : 'en', { dateStyle: 'short', timeStyle: 'medium' })
  const outcome = call.status === 0 ? word('outsideRefused', call.fault ?? '') : String(call.status)
  return (
    <li>
      <span class="program-outside-url">
        {call.method} {call.url}
      </span>
      <span>
        {time} · {outcome} · {word('outsideBytes', call.sent, call.received, call.ms)}
      </span>
    </li>
  )
}

export function OutsideCalls({ session }: { readonly session: Session }): ComponentChild {
  const calls = useSignal<readonly OutsideCall[]>([])
  const state = useSignal<'loading' | 'more' | 'whole' | 'failed'>('loading')
  const all = useSignal(false)
  const load = async (): Promise<void> => {
    try {
      const part = await session.gateway.calls(calls.peek().at(-1)?.id ?? '')
      calls.value = [...calls.peek(), ...part.calls]
      all.value = part.all
      state.value = part.calls.length === 0 || part.calls.length < 50 ? 'whole' : 'more'
    } catch {
      state.value = 'failed'
    }
  }
  useEffect(() => void load(), [])
  const domains = session.held()?.app.domains ?? []
  return (
    <section class="program-outside" aria-label={word('outside')}>
      <p>{domains.length === 0 ? word('outsideNoDomains') : word('outsideDomains', domains.join(', '))}</p>
      {state.value !== 'loading' && calls.value.length > 0 && <p>{all.value ? word('outsideAll') : word('outsideMine')}</p>}
      {state.value === 'whole' && calls.value.length === 0 && <p>{word('outsideNone')}</p>}
      <ol>
        {calls.value.map((each) => (
          <CallRow key={each.id} call={each} />
        ))}
      </ol>
      {state.value === 'failed' && <p role="alert">{word('outsideFailed')}</p>}
      {state.value === 'more' && (
        <button type="button" onClick={() => void load()}>
          {word('more')}
        </button>
      )}
    </section>
  )
}
