/** What the program prints and what goes wrong in it, oldest first, the newest in view. */
import { signal, useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Diagnostic } from './diagnostics.js'
import { Found } from './faults.js'
import { Copy, timeOf } from './parts.js'
import { placeIn } from './places.js'
import type { DevRecord, Level, Line } from './record.js'
import { linesAsText, short } from './short.js'
import { Tree } from './tree.js'
import { word } from './words.js'

const levels: readonly (Level | 'all')[] = ['all', 'error', 'warn', 'info', 'log', 'debug']

const keepKey = 'superette.dev.keep'
/** Lines and requests stay when the program begins anew. */
export const keepLines = signal(localStorage.getItem(keepKey) !== 'no')

/** Which handler an event ran is told by the runtime, not by the program: it stands among the debug lines alone. */
function isTrace(line: Line): boolean {
  return line.level === 'debug' && line.stack === ''
}

interface ConsoleProps {
  readonly record: DevRecord
  readonly found: readonly Diagnostic[]
}

export function ConsoleTab({ record, found }: ConsoleProps): ComponentChild {
  const level = useSignal<Level | 'all'>('all')
  const filter = useSignal('')
  const list = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const wanted = filter.value.trim().toLowerCase()
  const lines = record.lines.value.filter(
    (each) =>
      (level.value === 'all' ? !isTrace(each) : each.level === level.value && each.began !== true) &&
      (wanted === '' || each.args.some((arg) => short(arg).toLowerCase().includes(wanted)) || each.stack.toLowerCase().includes(wanted)),
  )
  useLayoutEffect(() => {
    if (atEnd.current && list.current !== null) list.current.scrollTop = list.current.scrollHeight
  }, [lines.length])
  const count = (each: Level): number => record.lines.value.filter((line) => line.level === each).length
  return (
    <>
      <div class="dev-tools">
        <div class="dev-chips" role="group" aria-label={word('console')}>
          {levels.map((each) => (
            <button key={each} type="button" class="dev-chip" aria-pressed={level.value === each} onClick={() => (level.value = each)}>
              {word(each)}
              {(each === 'error' || each === 'warn') && count(each) > 0 && <span class={`dev-count ${each}`}>{count(each)}</span>}
            </button>
          ))}
        </div>
        <input
          type="search"
          placeholder={word('filter')}
          aria-label={word('filter')}
          value={filter.value}
          onInput={(event) => (filter.value = event.currentTarget.value)}
        />
        <button
          type="button"
          class="dev-chip"
          aria-pressed={keepLines.value}
          title={word('keepHint')}
          onClick={() => {
            keepLines.value = !keepLines.value
            localStorage.setItem(keepKey, keepLines.value ? 'yes' : 'no')
          }}
        >
          {word('keep')}
        </button>
        <Copy text={() => linesAsText(lines)} />
        <button type="button" class="dev-action" onClick={() => (record.lines.value = [])}>
          {word('clear')}
        </button>
      </div>
      <div
        class="dev-scroll dev-mono"
        ref={list}
        role="log"
        onScroll={(event) => {
          const box = event.currentTarget
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 24
        }}
      >
        {found.length > 0 && level.value !== 'log' && level.value !== 'info' && level.value !== 'debug' && (
          <ol class="dev-lines">
            {found.slice(0, 200).map((each) => (
              <Found key={`${each.file} ${each.range.start.line} ${each.range.start.column} ${each.code}`} diagnostic={each} />
            ))}
          </ol>
        )}
        {lines.length === 0 && found.length === 0 && (
          <p class="dev-empty">{word(record.lines.value.some((each) => !isTrace(each)) ? 'emptyFiltered' : 'emptyConsole')}</p>
        )}
        <ol class="dev-lines">
          {lines.map((line) =>
            line.began === true ? (
              <li key={line.n} class="dev-began">
                {word('began', timeOf(line.at))}
              </li>
            ) : (
              <LineRow key={line.n} line={line} />
            ),
          )}
        </ol>
      </div>
    </>
  )
}

function LineRow({ line }: { readonly line: Line }): ComponentChild {
  const place = placeIn(line.stack)
  const isOpen = useSignal(false)
  return (
    <li class={`dev-line ${line.level}`}>
      <div class="dev-line-head">
        {line.times > 1 && (
          <span class="dev-times" title={word('times', line.times)}>
            {line.times}
          </span>
        )}
        <span class="dev-args">
          {line.args.map((each, i) => (
            <Tree key={i} value={each} />
          ))}
        </span>
        {line.stack === '' ? (
          <span class="dev-place">
            <bdi>{line.page}</bdi>
          </span>
        ) : (
          <button
            type="button"
            class="dev-place"
            aria-expanded={isOpen.value}
            aria-label={`${word('stack')} ${place}`}
            onClick={() => (isOpen.value = !isOpen.value)}
          >
            <bdi>{place || line.page || word('stack')}</bdi>
          </button>
        )}
      </div>
      {isOpen.value && <pre class="dev-stack">{line.stack}</pre>}
    </li>
  )
}
