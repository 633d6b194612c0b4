/** wx.chooseInvoiceTitle: the person's book of invoice titles over a program: a list to tap one of, and the form of one. */
import { useSignal, type Signal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { trapFocus } from './focus.js'
import { invoiceWord } from './invoice-words.js'
import { cleanedInvoice, invoiceFields, mostLetters, neededOf, type Invoice, type InvoiceBook, type InvoiceField } from './invoices.js'
import { ScreenBar } from './screen-bar.js'
import { word } from './words.js'

export interface InvoiceProps {
  readonly program: string
  readonly book: InvoiceBook
}

const blank = (): Invoice => ({
  id: crypto.randomUUID(),
  company: true,
  title: '',
  taxNumber: '',
  companyAddress: '',
  telephone: '',
  bankName: '',
  bankAccount: '',
})

export function InvoiceView({ program, book, answer }: InvoiceProps & { answer(invoice: Invoice | null): void }): ComponentChild {
  const editing = useSignal<Invoice | null>(null)
  const open = editing.value
  if (open !== null) return <Form book={book} invoice={open} editing={editing} key={open.id} />
  const invoices = book.all()
  return (
    <div class="program-addresses" role="dialog" aria-modal="true" aria-label={invoiceWord('bookTitle')} ref={trapFocus}>
      <ScreenBar title={invoiceWord('bookTitle')} label={word('cancel')} onBack={() => answer(null)} />
      <div class="program-addresses-body">
        <p class="program-addresses-note">{invoiceWord(invoices.length === 0 ? 'none' : 'choose', program)}</p>
        {invoices.length > 0 && (
          <ul>
            {invoices.map((each) => (
              <li key={each.id}>
                <button type="button" class="program-address" onClick={() => answer(each)}>
                  <span class="program-address-who">
                    <b>{each.title}</b>
                  </span>
                  {each.company && <span class="program-address-line">{each.taxNumber}</span>}
                </button>
                <button type="button" class="program-address-edit" aria-label={invoiceWord('editOf', each.title)} onClick={() => (editing.value = each)}>
                  {invoiceWord('edit')}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="program-addresses-foot">
        <button type="button" class="program-action" onClick={() => (editing.value = blank())}>
          {invoiceWord('add')}
        </button>
      </div>
    </div>
  )
}

interface FormProps {
  readonly book: InvoiceBook
  readonly invoice: Invoice
  readonly editing: Signal<Invoice | null>
}

function Form({ book, invoice, editing }: FormProps): ComponentChild {
  const company = useSignal(invoice.company)
  const wrong = useSignal<{ readonly field: InvoiceField; readonly says: 'needed' | 'full' } | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const id = useId()
  const known = book.all().some((each) => each.id === invoice.id)
  const fields = company.value ? invoiceFields : invoiceFields.slice(0, 1)
  const needed = neededOf(company.value)
  const save = (): void => {
    const given = new FormData(form.current!)
    const typed = Object.fromEntries(fields.map((field) => [field, String(given.get(field) ?? '')]))
    const next = cleanedInvoice({ ...invoice, ...typed, company: company.value })
    const empty = needed.find((field) => next[field] === '')
    if (empty !== undefined) {
      wrong.value = { field: empty, says: 'needed' }
      form.current?.querySelector<HTMLElement>(`[name="${empty}"]`)?.focus()
    } else if (book.save(next)) editing.value = null
    else wrong.value = { field: 'title', says: 'full' }
  }
  const name = invoiceWord(known ? 'edit' : 'add')
  return (
    <div class="program-addresses" role="dialog" aria-modal="true" aria-label={name} ref={trapFocus}>
      <ScreenBar title={name} label={word('back')} onBack={() => (editing.value = null)} />
      <form
        ref={form}
        class="program-addresses-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <label class="program-address-default">
          <span>{invoiceWord('company')}</span>
          <input type="checkbox" defaultChecked={company.value} onChange={(event) => (company.value = event.currentTarget.checked)} />
        </label>
        {fields.map((field) => (
          <label class="program-address-field" key={field}>
            <span>
              {invoiceWord(field)}
              {!needed.includes(field) && <small> {invoiceWord('optional')}</small>}
            </span>
            <input
              name={field}
              type="text"
              inputMode={field === 'telephone' ? 'tel' : 'text'}
              autocomplete={field === 'title' ? 'organization' : 'off'}
              maxLength={mostLetters}
              defaultValue={invoice[field]}
              {...(needed.includes(field) ? { 'aria-required': true } : {})}
              {...(wrong.value?.field === field ? { 'aria-invalid': true, 'aria-describedby': id } : {})}
            />
            {wrong.value?.field === field && (
              <span id={id} class="program-address-wrong" role="alert">
                {invoiceWord(wrong.value.says)}
              </span>
            )}
          </label>
        ))}
        <div class="program-addresses-ways">
          <button type="submit" class="program-action">
            {invoiceWord('save')}
          </button>
          {known && (
            <button
              type="button"
              class="program-action plain"
              onClick={() => {
                book.remove(invoice.id)
                editing.value = null
              }}
            >
              {invoiceWord('remove')}
            </button>
          )}
        </div>
      </form>
    </div>
  )
}
