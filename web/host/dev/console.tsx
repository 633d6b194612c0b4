/** What the program prints and what goes wrong in it, oldest first, the newest in view. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Diagnostic } from './diagnostics.js'
import { Found } from './faults.js'
import { placeIn } from './places.js'
import type { DevRecord, Level, Line } from './record.js'
import { short, Tree } from './tree.js'
import { word } from './words.js'

const levels: readonly (Level | 'all')[] = ['all', 'error', 'warn', 'info', 'log', 'debug']

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
      (level.value === 'all' || each.level === level.value) &&
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
        {lines.length === 0 && found.length === 0 && <p class="dev-empty">{word(record.lines.value.length > 0 ? 'emptyFiltered' : 'emptyConsole')}</p>}
        <ol class="dev-lines">
          {lines.map((line) => (
            <LineRow key={line.n} line={line} />
          ))}
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
          <span class="dev-place">{line.page}</span>
        ) : (
          <button
            type="button"
            class="dev-place"
            aria-expanded={isOpen.value}
            aria-label={`${word('stack')} ${place}`}
            onClick={() => (isOpen.value = !isOpen.value)}
          >
            {place || line.page || word('stack')}
          </button>
        )}
      </div>
      {isOpen.value && <pre class="dev-stack">{line.stack}</pre>}
    </li>
  )
}
