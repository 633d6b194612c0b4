/** A sheet of wheels: my.optionsSelect, my.datePicker, my.regionPicker. The wheels are those of the built-in picker. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import type { Columns } from '../../wheel/columns.js'
import { createWheel, type Wheel } from '../../wheel/wheel.js'
import { choiceWord } from './choice-words.js'
import { trapFocus } from './focus.js'

/** What the wheels show, and what a turn changes. */
export interface Choice {
  columns(): Columns
  turn(column: number, index: number): void
}

export interface WheelsProps {
  readonly title: string
  readonly ok: string
  readonly cancel: string
  /** What each column is called. */
  readonly names: readonly string[]
  readonly choice: Choice
}

const rowPx = 48

/** Answers true once the person is done: what is chosen then stands in the choice. */
export function WheelsView({ title, ok, cancel, names, choice, answer }: WheelsProps & { answer(done: true | null): void }): ComponentChild {
  const turned = useSignal(0)
  const wheels = useRef<(Wheel | null)[]>([])
  const id = useId()
  void turned.value
  const { texts, indices } = choice.columns()
  const done = (): void => {
    // What stands in the middle is taken, also while it still rolls.
    for (const wheel of wheels.current) wheel?.rest()
    answer(true)
  }
  return (
    <div class="program-scrim program-low">
      <button type="button" class="program-backdrop" tabIndex={-1} aria-label={cancel} onClick={() => answer(null)} />
      <div class="program-sheet program-wheels" role="dialog" aria-modal="true" aria-labelledby={id} ref={trapFocus}>
        <header class="program-wheels-head">
          <button type="button" onClick={() => answer(null)}>
            {cancel}
          </button>
          <b id={id} class={title === '' ? 'sr-only' : ''}>
            {title || choiceWord('options')}
          </b>
          <button type="button" class="strong" onClick={done}>
            {ok}
          </button>
        </header>
        <div class="program-wheels-columns">
          {texts.map((column, i) => (
            <WheelColumn
              key={i}
              name={names[i] ?? choiceWord('columnOf', String(i + 1))}
              texts={column}
              index={indices[i] ?? 0}
              first={i === 0}
              made={(wheel) => (wheels.current[i] = wheel)}
              turned={(index) => {
                choice.turn(i, index)
                turned.value += 1
              }}
            />
          ))}
          <i aria-hidden="true" />
        </div>
      </div>
    </div>
  )
}

interface ColumnProps {
  readonly name: string
  readonly texts: readonly string[]
  readonly index: number
  readonly first: boolean
  made(wheel: Wheel | null): void
  turned(index: number): void
}

function WheelColumn({ name, texts, index, first, made, turned }: ColumnProps): ComponentChild {
  const box = useRef<HTMLDivElement>(null)
  const wheel = useRef<Wheel | null>(null)
  const heard = useRef(turned)
  heard.current = turned
  useLayoutEffect(() => {
    const scroller = box.current!
    const created = createWheel(scroller, { itemHeight: () => rowPx, count: () => scroller.childElementCount - 2, settled: (next) => heard.current(next) })
    wheel.current = created
    made(created)
    return () => {
      made(null)
      created.dispose()
    }
  }, [])
  useLayoutEffect(() => {
    if (wheel.current?.index !== index || box.current?.scrollTop !== index * rowPx) wheel.current?.to(index)
  })
  return (
    <div
      ref={box}
      class="program-wheel"
      role="spinbutton"
      tabIndex={0}
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, texts.length - 1)}
      aria-valuenow={index}
      aria-valuetext={texts[index] ?? ''}
      {...(first ? { 'data-first': true } : {})}
    >
      <div class="program-wheel-room" />
      {texts.map((text, i) => (
        <div key={i} class="program-wheel-item">
          {text}
        </div>
      ))}
      <div class="program-wheel-room" />
    </div>
  )
}
