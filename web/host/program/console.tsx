/** For the author, in development: errors as a chip over the page, everything the program wrote in a drawer. */
import type { ComponentChild } from 'preact'
import type { Diagnostic } from './diagnostics.js'
import type { Programs } from './programs.js'
import type { ConsoleLine, Session } from './session.js'
import { word } from './words.js'

/** "pages/a/a.js:12:3" of the first line of a stack that names one. */
export function placeIn(stack: string): string {
  return /([\w$@./-]+\.(?:js|ts|wxs|wxml):\d+(?::\d+)?)/.exec(stack)?.[1] ?? ''
}

interface AuthorProps {
  readonly session: Session
  readonly programs: Programs
}

export function Problems({ session, programs, onOpen }: AuthorProps & { readonly onOpen: () => void }): ComponentChild {
  const thrown = session.lines.value.filter((each) => each.level === 'error').length
  const found = programs.diagnostics.of(session.appId)
  const errors = thrown + found.filter((each) => each.severity === 'error').length
  if (errors === 0 && found.length === 0) return null
  const worst = errors > 0 ? '' : 'warnings'
  const count = errors > 0 ? errors : found.length
  return (
    <button type="button" class={`program-problems ${worst}`} onClick={onOpen}>
      {errors === 0 ? word('warnings', count) : count === 1 ? word('oneProblem') : word('problems', count)}
    </button>
  )
}

function Line({ line }: { readonly line: ConsoleLine }): ComponentChild {
  const place = placeIn(line.stack)
  return (
    <li class={`program-line ${line.level}`}>
      <span class="program-line-text">{line.text}</span>
      {(line.page !== '' || place !== '') && <span class="program-line-place">{[line.page, place].filter((each) => each !== '').join(' · ')}</span>}
      {line.stack !== '' && (
        <details>
          <summary>{word('details')}</summary>
          <pre>{line.stack}</pre>
        </details>
      )}
    </li>
  )
}

function Found({ diagnostic }: { readonly diagnostic: Diagnostic }): ComponentChild {
  const { line, column } = diagnostic.range.start
  return (
    <li class={`program-line ${diagnostic.severity === 'error' ? 'error' : 'warn'}`}>
      <span class="program-line-text">{diagnostic.text}</span>
      <span class="program-line-place">{`${diagnostic.file}:${line}:${column} · ${diagnostic.code}`}</span>
      {(diagnostic.hint ?? '') !== '' && <span class="program-line-hint">{diagnostic.hint}</span>}
    </li>
  )
}

/** What the compiler refuses, over the page that it concerns (or over any, for faults of the program). */
export function Faults({ session, programs, route }: AuthorProps & { readonly route: string }): ComponentChild {
  const { diagnostics } = programs
  const found = diagnostics.over(session.appId, route)
  if (found.length === 0) return null
  const title = found.length === 1 ? word('oneFault') : word('faults', found.length)
  return (
    <section class="program-faults" role="alert" aria-label={title}>
      <header>
        <strong>{title}</strong>
        <button type="button" onClick={() => diagnostics.dismiss(route)}>
          {word('dismiss')}
        </button>
      </header>
      <ol>
        {found.slice(0, shownDiagnostics).map((each) => (
          <Found key={`${each.file} ${each.range.start.line} ${each.range.start.column} ${each.code}`} diagnostic={each} />
        ))}
      </ol>
    </section>
  )
}

/** More would only make the drawer slow; the command line has all. */
const shownDiagnostics = 200

export function ConsoleDrawer({ session, programs, onClose }: AuthorProps & { readonly onClose: () => void }): ComponentChild {
  const lines = session.lines.value
  const found = programs.diagnostics.of(session.appId)
  return (
    <aside class="program-console" aria-label={word('console')}>
      <header>
        <strong>{word('console')}</strong>
        <button
          type="button"
          onClick={() => {
            session.lines.value = []
          }}
        >
          {word('clear')}
        </button>
        <button type="button" onClick={onClose}>
          {word('close')}
        </button>
      </header>
      {found.length > 0 && (
        <ol>
          {found.slice(0, shownDiagnostics).map((each) => (
            <Found key={`${each.file} ${each.range.start.line} ${each.range.start.column} ${each.code}`} diagnostic={each} />
          ))}
        </ol>
      )}
      {lines.length === 0 && found.length === 0 && <p>{word('emptyConsole')}</p>}
      <ol>
        {[...lines].reverse().map((line) => (
          <Line key={line.n} line={line} />
        ))}
      </ol>
    </aside>
  )
}
