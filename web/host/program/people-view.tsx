/** my.chooseAlipayContact and my.chooseContact: some of the person's contacts. It says what the program learns of whom is chosen. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import type { Person } from '../../kit/api/model.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { choiceWord } from './choice-words.js'
import { trapFocus } from './focus.js'
import { ScreenBar } from './screen-bar.js'
import { word } from './words.js'

export interface PeopleProps {
  readonly program: string
  readonly people: readonly Person[]
  /** The person's own id, if they may choose themselves. */
  readonly me: string
  /** 1: a tap is the choice. */
  readonly most: number
  /** What is said of one too many; empty: the host's words. */
  readonly full: string
}

/** Answers ids, in the order in which they were chosen. */
export function PeopleView({ program, people, me, most, full, answer }: PeopleProps & { answer(ids: readonly string[] | null): void }): ComponentChild {
  const typed = useSignal('')
  const chosen = useSignal<readonly string[]>([])
  const tooMany = useSignal(false)
  const wanted = typed.value.trim().toLowerCase()
  const found = people.filter(({ name, handle }) => wanted === '' || name.toLowerCase().includes(wanted) || handle.toLowerCase().includes(wanted))
  const take = (id: string): void => {
    if (most === 1) return answer([id])
    const has = chosen.value.includes(id)
    tooMany.value = !has && chosen.value.length >= most
    if (!tooMany.value) chosen.value = has ? chosen.value.filter((each) => each !== id) : [...chosen.value, id]
  }
  return (
    <div class="program-addresses program-people" role="dialog" aria-modal="true" aria-label={choiceWord('people')} ref={trapFocus}>
      <ScreenBar title={choiceWord('people')} label={word('cancel')} onBack={() => answer(null)} />
      {people.length > 6 && (
        <label class="program-cities-find">
          <input
            type="search"
            value={typed.value}
            placeholder={choiceWord('findPeople')}
            aria-label={choiceWord('findPeople')}
            onInput={(event) => (typed.value = event.currentTarget.value)}
          />
        </label>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it, and a phone brings up no keyboard of its own */}
      <div class="program-addresses-body" tabIndex={0} data-first>
        <p class="program-addresses-note">{people.length === 0 ? choiceWord('peopleNone') : choiceWord('peopleNote', program)}</p>
        <div class="program-people-list" role="group" aria-label={choiceWord('people')}>
          {found.map((each) => (
            <button
              type="button"
              key={each.id}
              {...(most === 1 ? {} : { role: 'checkbox', 'aria-checked': chosen.value.includes(each.id) })}
              onClick={() => take(each.id)}
            >
              <Avatar person={each} size={40} />
              <span>{each.id === me ? choiceWord('me', each.name) : each.name}</span>
              {most > 1 && <i class={chosen.value.includes(each.id) ? 'on' : ''} aria-hidden="true" />}
            </button>
          ))}
        </div>
        {found.length === 0 && people.length > 0 && (
          <p class="program-addresses-note" role="status">
            {choiceWord('nobodyCalled', typed.value.trim())}
          </p>
        )}
      </div>
      {most > 1 && (
        <div class="program-addresses-foot">
          <p class="program-address-wrong" role="status">
            {tooMany.value ? full || choiceWord('mostPeople', String(most)) : ''}
          </p>
          <button type="button" class="program-action" disabled={chosen.value.length === 0} onClick={() => answer(chosen.value)}>
            {chosen.value.length === 0 ? choiceWord('choosePeople') : choiceWord('choosePeopleOf', String(chosen.value.length), String(most))}
          </button>
        </div>
      )}
    </div>
  )
}
