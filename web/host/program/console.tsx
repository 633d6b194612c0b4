/** For the author, in development: errors as a chip over the page, everything the program wrote in a drawer. */
import type { ComponentChild } from 'preact'
import type { ConsoleLine, Session } from './session.js'
import { word } from './words.js'

/** "pages/a/a.js:12:3" of the first line of a stack that names one. */
export function placeIn(stack: string): string {
  return /([\w$@./-]+\.(?:js|ts|wxs|wxml):\d+(?::\d+)?)/.exec(stack)?.[1] ?? ''
}

export function Problems({ session, onOpen }: { readonly session: Session; readonly onOpen: () => void }): ComponentChild {
  const errors = session.lines.value.filter((each) => each.level === 'error').length
  if (errors === 0) return null
  return (
    <button type="button" class="program-problems" onClick={onOpen}>
      {errors === 1 ? word('oneProblem') : word('problems', errors)}
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

export function ConsoleDrawer({ session, onClose }: { readonly session: Session; readonly onClose: () => void }): ComponentChild {
  const lines = session.lines.value
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
      {lines.length === 0 ? <p>{word('emptyConsole')}</p> : <ol>{[...lines].reverse().map((line) => <Line key={line.n} line={line} />)}</ol>}
    </aside>
  )
}
