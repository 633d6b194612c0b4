/** my.multiLevelSelect: from level to level, what was chosen above stays in sight and is gone back to by a tap. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { choiceWord } from './choice-words.js'
import { trapFocus } from './focus.js'
import type { Level } from './levels.js'
import { word } from './words.js'

export interface LevelsProps {
  readonly title: string
  readonly list: readonly Level[]
  /** Names chosen before; as far as they lead, the person begins there. */
  readonly start: readonly string[]
}

/** The lists that the names lead through, the first one first: one more than the names that were found, unless the last has nothing inside. */
function listsOf(list: readonly Level[], names: readonly string[]): readonly (readonly Level[])[] {
  const out = [list]
  for (const name of names) {
    const inside = out.at(-1)?.find((each) => each.name === name)?.inside ?? []
    if (inside.length === 0) break
    out.push(inside)
  }
  return out
}

/** Answers the names from the first level to the last. */
export function LevelsView({ title, list, start, answer }: LevelsProps & { answer(names: readonly string[] | null): void }): ComponentChild {
  const chosen = useSignal(start)
  const known = listsOf(list, chosen.value)
  const depth = useSignal(known.length - 1)
  const shown = known[depth.value] ?? list
  const id = useId()
  const options = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    // The one that was tapped is gone with its list.
    if (document.activeElement === document.body) options.current?.querySelector('button')?.focus()
  }, [depth.value])
  const take = ({ name, inside }: Level): void => {
    const names = [...chosen.value.slice(0, depth.value), name]
    if (inside.length === 0) return answer(names)
    chosen.value = names
    depth.value += 1
  }
  return (
    <div class="program-scrim program-low">
      <button type="button" class="program-backdrop" tabIndex={-1} aria-label={word('cancel')} onClick={() => answer(null)} />
      <div class="program-sheet program-levels" role="dialog" aria-modal="true" aria-labelledby={id} ref={trapFocus}>
        <header class="program-wheels-head">
          <button type="button" onClick={() => answer(null)}>
            {word('cancel')}
          </button>
          <b id={id}>{title || choiceWord('options')}</b>
          <span />
        </header>
        <nav class="program-levels-path" aria-label={choiceWord('levels')}>
          {known.map((_, i) => (
            <button type="button" key={i} aria-current={i === depth.value ? 'step' : 'false'} onClick={() => (depth.value = i)}>
              {chosen.value[i] ?? choiceWord('next')}
            </button>
          ))}
        </nav>
        <div class="program-levels-list" key={depth.value} ref={options}>
          {shown.map((each, i) => (
            <button
              type="button"
              key={i}
              aria-pressed={each.name === chosen.value[depth.value]}
              {...(i === 0 ? { 'data-first': true } : {})}
              onClick={() => take(each)}
            >
              {each.name}
            </button>
          ))}
        </div>
      </div>
    </div>
  )
}
