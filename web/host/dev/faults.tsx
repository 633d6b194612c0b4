/** What the compiler says, with the lines of the source; over a page that it concerns, and in the console. */
import type { ComponentChild } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Session } from '../program/session.js'
import type { Diagnostic, Diagnostics } from './diagnostics.js'
import { word } from './words.js'

export function Found({ diagnostic }: { readonly diagnostic: Diagnostic }): ComponentChild {
  const { start, end } = diagnostic.range
  return (
    <li class={`dev-line dev-found ${diagnostic.severity === 'error' ? 'error' : 'warn'}`}>
      <span class="program-line-text">{diagnostic.text}</span>
      <span class="program-line-place">{`${diagnostic.file}:${start.line}:${start.column} · ${diagnostic.code}`}</span>
      {diagnostic.frame.length > 0 && (
        <pre class="dev-frame">
          {diagnostic.frame.map((each) => (
            <span key={each.line} class={each.line === start.line ? 'dev-frame-line at' : 'dev-frame-line'}>
              <span class="dev-frame-number" aria-hidden="true">
                {each.line}
              </span>
              {each.line === start.line ? (
                <Marked text={each.text} from={start.column} to={end.line === start.line ? end.column : each.text.length + 1} />
              ) : (
                each.text
              )}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
      {(diagnostic.hint ?? '') !== '' && <span class="program-line-hint">{diagnostic.hint}</span>}
    </li>
  )
}

/** from and to: columns from 1, in UTF-16 units, as strings count. */
function Marked({ text, from, to }: { readonly text: string; readonly from: number; readonly to: number }): ComponentChild {
  const end = Math.max(to - 1, from)
  return (
    <>
      {text.slice(0, from - 1)}
      <mark>{text.slice(from - 1, end) || ' '}</mark>
      {text.slice(end)}
    </>
  )
}

/** More would only make the page slow; the command line has all. */
const shownAtMost = 50

interface FaultsProps {
  readonly session: Session
  readonly diagnostics: Diagnostics
  readonly route: string
  /** The runs that have shown the program while its source had no errors. */
  readonly worked: WeakSet<Session>
}

export function Faults({ session, diagnostics, route, worked }: FaultsProps): ComponentChild {
  const painted = session.painted.value
  const sound = diagnostics.isSound(session.appId)
  useEffect(() => {
    if (painted && sound) worked.add(session)
  }, [session, painted, sound])
  const found = diagnostics.over(session.appId, route)
  if (found.length === 0) return null
  const title = found.length === 1 ? word('fault') : word('faults', found.length)
  return (
    <section class="dev-faults" role="alert" aria-label={title}>
      <header>
        <strong>{title}</strong>
        <button type="button" class="dev-action" onClick={() => diagnostics.dismiss(route)}>
          {word('dismiss')}
        </button>
      </header>
      <ol class="dev-lines dev-mono">
        {found.slice(0, shownAtMost).map((each) => (
          <Found key={`${each.file} ${each.range.start.line} ${each.range.start.column} ${each.code}`} diagnostic={each} />
        ))}
      </ol>
      {painted && <p class="dev-stays">{word(worked.has(session) ? 'stays' : 'never')}</p>}
    </section>
  )
}
