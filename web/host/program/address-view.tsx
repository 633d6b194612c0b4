/** The person's address book, drawn by the host over the whole of a program's box: a list to tap one of, and the form of one. */
import { useSignal, type Signal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { locale } from '../../kit/i18n/i18n.js'
import type { Region } from '../../protocol/regions.js'
import { type Address, type AddressBook, type AddressField, addressLimits, cleaned, lineOf, misfitOf, neededFields, suggestionsFor } from './addresses.js'
import { word as hostWord } from './words.js'
import { addressWord, type AddressWord } from './address-words.js'
import { trapFocus } from './focus.js'
import { ScreenBar } from './screen-bar.js'

export interface AddressProps {
  readonly program: string
  readonly book: AddressBook
  readonly regions: readonly Region[]
  /** The one in the form; null while the list is shown. */
  readonly editing: Signal<Address | null>
  /** null = cancelled */
  answer(address: Address | null): void
}

interface Removed {
  readonly address: Address
  readonly at: number
}

function blank(first: boolean): Address {
  const fields = { name: '', phone: '', province: '', city: '', county: '', street: '', detail: '', postalCode: '' }
  return { id: crypto.randomUUID(), ...fields, preferred: first }
}

export function AddressView(props: AddressProps): ComponentChild {
  const { editing } = props
  /** What "undo" brings back. */
  const gone = useSignal<Removed | null>(null)
  const open = editing.value
  if (open !== null) return <Form {...props} address={open} key={open.id} removed={(what) => (gone.value = what)} />
  return <List {...props} gone={gone} />
}

interface ListProps extends AddressProps {
  readonly gone: Signal<Removed | null>
}

function List({ program, book, editing, answer, gone }: ListProps): ComponentChild {
  const addresses = book.all()
  const add = (): void => {
    editing.value = blank(addresses.length === 0)
  }
  return (
    <div class="program-addresses" role="dialog" aria-modal="true" aria-label={addressWord('title')} ref={trapFocus}>
      <ScreenBar title={addressWord('title')} label={hostWord('cancel')} onBack={() => answer(null)} />
      <div class="program-addresses-body">
        <p class="program-addresses-note">{addressWord(addresses.length === 0 ? 'none' : 'choose', program)}</p>
        {addresses.length > 0 && (
          <ul>
            {addresses.map((each) => (
              <li key={each.id}>
                <button type="button" class="program-address" onClick={() => answer(each)}>
                  <span class="program-address-who">
                    <b>{each.name}</b> <span>{each.phone}</span>
                    {each.preferred && <em>{addressWord('preferred')}</em>}
                  </span>
                  <span class="program-address-line">
                    {lineOf(each)} {each.postalCode}
                  </span>
                </button>
                <button type="button" class="program-address-edit" aria-label={addressWord('editOf', each.name)} onClick={() => (editing.value = each)}>
                  {addressWord('edit')}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="program-addresses-foot">
        <div class="program-address-undo" role="status">
          {gone.value !== null && (
            <>
              <span>{addressWord('removed')}</span>
              <button
                type="button"
                onClick={() => {
                  if (gone.value !== null && book.restore(gone.value.address, gone.value.at)) gone.value = null
                }}
              >
                {addressWord('undo')}
              </button>
            </>
          )}
        </div>
        <button type="button" class="program-action" onClick={add}>
          {addressWord('add')}
        </button>
      </div>
    </div>
  )
}

/** field → what the browser and its keyboard know of it, in the form's order. */
const inputs: readonly (readonly [AddressField, AddressWord, string])[] = [
  ['name', 'name', 'name'],
  ['phone', 'phone', 'tel'],
  ['province', 'province', 'address-level1'],
  ['city', 'city', 'address-level2'],
  ['county', 'county', 'address-level3'],
  ['street', 'street', 'address-level4'],
  ['detail', 'detail', 'street-address'],
  ['postalCode', 'postalCode', 'postal-code'],
]

const regionFields: readonly AddressField[] = ['province', 'city', 'county']

interface FormProps extends AddressProps {
  readonly address: Address
  removed(what: Removed): void
}

interface SuggestionsProps {
  readonly id: string
  readonly field: AddressField
  readonly regions: readonly Region[]
  readonly typed: Address
}

/** The list of regions is Chinese: others are not bothered with it. */
function Suggestions({ id, field, regions, typed }: SuggestionsProps): ComponentChild {
  const names = locale.value === 'zh' || /\p{Script=Han}/u.test(typed.province) ? suggestionsFor(field, regions, typed) : []
  return (
    <datalist id={id}>
      {names.map((each) => (
        <option key={each} value={each} />
      ))}
    </datalist>
  )
}

function Form({ address, book, regions, editing, removed }: FormProps): ComponentChild {
  const wrong = useSignal<{ readonly field: AddressField; readonly says: AddressWord } | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const typed = useSignal(address)
  const id = useId()
  const known = book.all().some((each) => each.id === address.id)
  const save = (): void => {
    const given = new FormData(form.current!)
    const all: Record<string, unknown> = { ...address, preferred: given.has('preferred') }
    for (const [field] of inputs) all[field] = String(given.get(field) ?? '')
    const next = cleaned(all as unknown as Address)
    const misfit = misfitOf(next)
    if (misfit !== null) {
      wrong.value = { field: misfit, says: next[misfit] === '' ? 'needed' : 'badPhone' }
      form.current?.querySelector<HTMLElement>(`[name="${misfit}"]`)?.focus()
    } else if (book.save(next)) editing.value = null
    else wrong.value = { field: 'name', says: 'full' }
  }
  const remove = (): void => {
    removed({ address, at: book.remove(address.id) })
    editing.value = null
  }
  return (
    <div class="program-addresses" role="dialog" aria-modal="true" aria-label={addressWord(known ? 'edit' : 'add')} ref={trapFocus}>
      <ScreenBar title={addressWord(known ? 'edit' : 'add')} label={hostWord('back')} onBack={() => (editing.value = null)} />
      <form
        ref={form}
        class="program-addresses-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        {inputs.map(([field, label, fill]) => (
          <label class="program-address-field" key={field}>
            <span>
              {addressWord(label)}
              {!neededFields.includes(field) && <small> {addressWord('optional')}</small>}
            </span>
            <input
              name={field}
              type="text"
              inputMode={field === 'phone' ? 'tel' : 'text'}
              autocomplete={fill}
              maxLength={addressLimits[field]}
              defaultValue={address[field]}
              {...(regionFields.includes(field)
                ? { list: `${id}-${field}`, onInput: (event) => (typed.value = { ...typed.value, [field]: event.currentTarget.value }) }
                : {})}
              {...(neededFields.includes(field) ? { 'aria-required': true } : {})}
              {...(wrong.value?.field === field ? { 'aria-invalid': true, 'aria-describedby': id } : {})}
            />
            {regionFields.includes(field) && <Suggestions id={`${id}-${field}`} field={field} regions={regions} typed={typed.value} />}
            {wrong.value?.field === field && (
              <span id={id} class="program-address-wrong" role="alert">
                {addressWord(wrong.value.says)}
              </span>
            )}
          </label>
        ))}
        <label class="program-address-default">
          <span>{addressWord('prefer')}</span>
          <input type="checkbox" name="preferred" defaultChecked={address.preferred} />
        </label>
        <div class="program-addresses-ways">
          <button type="submit" class="program-action">
            {addressWord('save')}
          </button>
          {known && (
            <button type="button" class="program-action plain" onClick={remove}>
              {addressWord('remove')}
            </button>
          )}
        </div>
      </form>
    </div>
  )
}
