/** my.chooseCity: cities by their letters, over the whole of a program's box. What the program gets is the city that is tapped. */
import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useRef } from 'preact/hooks'
import type { Place } from '../../map/camera.js'
import { choiceWord } from './choice-words.js'
import { type City, foundCities, groupsOf } from './cities.js'
import { trapFocus } from './focus.js'
import { ScreenBar } from './screen-bar.js'
import { word } from './words.js'

/** Where the person is, and what the program calls it. */
export interface Located {
  readonly id: string
  /** null: it is still looked for. */
  readonly place: Place | null
  readonly lost: boolean
  /** Empty until the program says it. */
  readonly city: string
  readonly adCode: string
}

export interface CityProps {
  readonly cities: readonly City[]
  readonly hot: readonly City[]
  readonly recent: readonly City[]
  /** null: it is not shown. */
  readonly located: ReadonlySignal<Located> | null
}

export interface ChosenCity {
  readonly city: string
  readonly adCode: string
  /** Of the city where the person is. */
  readonly place: Place | null
}

export function CityView({ cities, hot, recent, located, answer }: CityProps & { answer(chosen: ChosenCity | null): void }): ComponentChild {
  const typed = useSignal('')
  const body = useRef<HTMLDivElement>(null)
  const found = foundCities(cities, typed.value)
  const groups = groupsOf(found)
  const here = located?.value
  const take = ({ city, adCode }: City): void => answer({ city, adCode, place: null })
  const near = typed.value.trim() === ''
  const goTo = (initial: string): void => {
    const heading = body.current?.querySelector<HTMLElement>(`[data-initial="${initial}"]`)
    heading?.scrollIntoView({ block: 'start' })
    heading?.parentElement?.querySelector('button')?.focus({ preventScroll: true })
  }
  return (
    <div class="program-addresses program-cities" role="dialog" aria-modal="true" aria-label={choiceWord('cities')} ref={trapFocus}>
      <ScreenBar title={choiceWord('cities')} label={word('cancel')} onBack={() => answer(null)} />
      <label class="program-cities-find">
        <input
          type="search"
          value={typed.value}
          placeholder={choiceWord('find')}
          aria-label={choiceWord('find')}
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
      </label>
      <div class="program-cities-frame">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it, and a phone brings up no keyboard of its own */}
        <div class="program-addresses-body" ref={body} tabIndex={0} data-first>
          {near && here !== undefined && (
            <section>
              <h2>{choiceWord('here')}</h2>
              {here.city !== '' && here.place !== null ? (
                <div class="program-cities-few">
                  <button type="button" onClick={() => answer({ city: here.city, adCode: here.adCode, place: here.place })}>
                    {here.city}
                  </button>
                </div>
              ) : (
                <p class="program-addresses-note" role="status">
                  {choiceWord(here.lost ? 'lost' : 'locating')}
                </p>
              )}
            </section>
          )}
          {near && <Few title={choiceWord('recent')} cities={recent} take={take} />}
          {near && <Few title={choiceWord('hot')} cities={hot} take={take} />}
          {groups.map(({ initial, cities: list }) => (
            <section key={initial}>
              <h2 data-initial={initial}>{initial}</h2>
              <div class="program-cities-list">
                {list.map((each) => (
                  <button type="button" key={each.adCode + each.city} onClick={() => take(each)}>
                    {each.city}
                  </button>
                ))}
              </div>
            </section>
          ))}
          {groups.length === 0 && (
            <p class="program-addresses-note" role="status">
              {choiceWord('noCity', typed.value.trim())}
            </p>
          )}
        </div>
        {near && groups.length > 5 && (
          <nav class="program-cities-letters" aria-label={choiceWord('letters')}>
            {groups.map(({ initial }) => (
              <button type="button" key={initial} onClick={() => goTo(initial)}>
                {initial}
              </button>
            ))}
          </nav>
        )}
      </div>
    </div>
  )
}

function Few({ title, cities, take }: { readonly title: string; readonly cities: readonly City[]; take(city: City): void }): ComponentChild {
  if (cities.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <div class="program-cities-few">
        {cities.map((each) => (
          <button type="button" key={each.adCode + each.city} onClick={() => take(each)}>
            {each.city}
          </button>
        ))}
      </div>
    </section>
  )
}
