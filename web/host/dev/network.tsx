/** What the program asked of servers outside, newest first; one of them in detail. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { Copy, placeholderOf, timeOf } from './parts.js'
import type { DevRecord, Message, Request } from './record.js'
import { asCurl, queryOf } from './short.js'
import { sayBytes, sayMs, word } from './words.js'

export function NetworkTab({ record }: { readonly record: DevRecord }): ComponentChild {
  const chosen = useSignal(0)
  const filter = useSignal('')
  const wanted = filter.value.trim().toLowerCase()
  const shown = record.requests.value.filter((each) => wanted === '' || `${each.method} ${each.url} ${each.status}`.toLowerCase().includes(wanted)).toReversed()
  const one = shown.find((each) => each.n === chosen.value)
  return (
    <>
      <div class="dev-tools">
        <input
          type="search"
          placeholder={word('filter')}
          aria-label={word('filter')}
          value={filter.value}
          onInput={(event) => (filter.value = event.currentTarget.value)}
        />
        <button type="button" class="dev-action" onClick={() => (record.requests.value = [])}>
          {word('clear')}
        </button>
      </div>
      {shown.length === 0 && placeholderOf(word('emptyNetwork'))}
      {shown.length > 0 && (
        <div class="dev-scroll">
          <table class="dev-table">
            <thead>
              <tr>
                <th>{word('method')}</th>
                <th>{word('address')}</th>
                <th>{word('status')}</th>
                <th class="number">{word('sizeColumn')}</th>
                <th class="number">{word('time')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((each) => (
                <tr key={each.n} class={each.n === chosen.value ? 'chosen' : ''}>
                  <td>{each.method}</td>
                  <td class="dev-cut">
                    <button type="button" aria-expanded={each.n === chosen.value} onClick={() => (chosen.value = each.n === chosen.value ? 0 : each.n)}>
                      {each.url}
                    </button>
                  </td>
                  <td>
                    <Status request={each} />
                  </td>
                  <td class="number">{each.state === 'answered' || each.state === 'open' ? sayBytes(each.received) : '–'}</td>
                  <td class="number">{each.state === 'waiting' ? '…' : sayMs(each.ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {one !== undefined && <Detail request={one} onClose={() => (chosen.value = 0)} />}
    </>
  )
}

function Status({ request }: { readonly request: Request }): ComponentChild {
  if (request.state === 'waiting') return <span class="dev-quiet">{word('waiting')}</span>
  if (request.state === 'open') return <span class="dev-good">{word('opened')}</span>
  if (request.state === 'failed') return <span class="dev-bad">{word('failed')}</span>
  return <span class={request.status >= 400 ? 'dev-bad' : 'dev-good'}>{request.status}</span>
}

function Detail({ request, onClose }: { readonly request: Request; readonly onClose: () => void }): ComponentChild {
  return (
    <section class="dev-detail" aria-label={request.url}>
      <header>
        <strong>{`${request.method} ${request.url}`}</strong>
        {request.messages === undefined && <Copy text={() => asCurl(request)} label={word('copyCurl')} />}
        {request.answer !== '' && <Copy text={() => request.answer} label={word('copyAnswer')} />}
        <button type="button" class="dev-action" onClick={onClose}>
          {word('hide')}
        </button>
      </header>
      <div class="dev-scroll dev-mono">
        <p class="dev-address">{request.url}</p>
        {request.fault !== '' && <p class={request.state === 'failed' ? 'dev-bad' : 'dev-quiet'}>{request.fault}</p>}
        <Timing request={request} />
        {Object.keys(queryOf(request.url)).length > 0 && <Headers title={word('query')} header={queryOf(request.url)} />}
        <Headers title={word('requestHeaders')} header={request.header} />
        {request.sent > 0 && request.messages === undefined && <Body title={word('sentBody')} text={request.body} bytes={request.sent} />}
        {(request.state === 'answered' || request.state === 'open') && <Headers title={word('answerHeaders')} header={request.answerHeader} />}
        {request.messages !== undefined && <Messages messages={request.messages} />}
        {request.state === 'answered' && request.messages === undefined && <Body title={word('answerBody')} text={request.answer} bytes={request.received} />}
      </div>
    </section>
  )
}

/** What went over a socket, the newest last. */
function Messages({ messages }: { readonly messages: readonly Message[] }): ComponentChild {
  return (
    <>
      <h3>{word('messages')}</h3>
      {messages.length === 0 && <p class="dev-quiet">{word('none')}</p>}
      <ol class="dev-lines">
        {messages.map((each, i) => (
          <li key={`${each.at} ${i}`} class="dev-message">
            <span class={each.sent ? 'dev-quiet' : 'dev-good'} role="img" aria-label={word(each.sent ? 'sentBody' : 'received')}>
              {each.sent ? '↑' : '↓'}
            </span>
            <span class="dev-quiet">{timeOf(each.at)}</span>
            <span class="dev-said">{each.text === '' ? word('noBody', sayBytes(each.bytes)) : each.text}</span>
          </li>
        ))}
      </ol>
    </>
  )
}

function Timing({ request }: { readonly request: Request }): ComponentChild {
  const parts: Record<string, string> = { [word('startedAt')]: timeOf(request.at) }
  if (request.headMs > 0) parts[word('untilHead')] = sayMs(request.headMs)
  if (request.state === 'answered' && request.headMs > 0) parts[word('untilEnd')] = sayMs(request.ms - request.headMs)
  return <Headers title={request.state === 'waiting' ? word('timing') : `${word('timing')} · ${sayMs(request.ms)}`} header={parts} />
}

function Headers({ title, header }: { readonly title: string; readonly header: Readonly<Record<string, string>> }): ComponentChild {
  const rows = Object.entries(header)
  return (
    <>
      <h3>{title}</h3>
      {rows.length === 0 && <p class="dev-quiet">{word('none')}</p>}
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

/** JSON is set out, if it is not too long to be. */
function Body({ title, text, bytes }: { readonly title: string; readonly text: string; readonly bytes: number }): ComponentChild {
  return (
    <>
      <h3>{title}</h3>
      {text === '' ? <p class="dev-quiet">{word('noBody', sayBytes(bytes))}</p> : <pre>{laidOut(text)}</pre>}
    </>
  )
}

function laidOut(text: string): string {
  if (text.length > 100_000 || !/^\s*[[{]/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
