/** A person's own invoice titles: one book for all programs, kept in this browser. A program sees of it the one that the person taps. */
import { bool, list, object, parse, text, type Parser } from '../../protocol/parse.js'
import { cleanLine } from './addresses.js'

export interface Invoice {
  readonly id: string
  /** Of a company; else of a person. */
  readonly company: boolean
  readonly title: string
  readonly taxNumber: string
  readonly companyAddress: string
  readonly telephone: string
  readonly bankName: string
  readonly bankAccount: string
}
export type InvoiceField = Exclude<keyof Invoice, 'id' | 'company'>
/** In the form's order. */
export const invoiceFields: readonly InvoiceField[] = ['title', 'taxNumber', 'companyAddress', 'telephone', 'bankName', 'bankAccount']
export const mostLetters = 100
export const maxInvoices = 50

/** Without these an invoice is of no use. */
export const neededOf = (company: boolean): readonly InvoiceField[] => (company ? ['title', 'taxNumber'] : ['title'])

export interface InvoiceBook {
  all(): readonly Invoice[]
  /** A known id is changed, any other is added; false if the book is full or the browser keeps nothing. */
  save(invoice: Invoice): boolean
  remove(id: string): void
}

const line = text(mostLetters)
const kept: Parser<readonly Invoice[]> = list(
  object<Invoice>({
    id: text(100),
    company: bool,
    title: line,
    taxNumber: line,
    companyAddress: line,
    telephone: line,
    bankName: line,
    bankAccount: line,
  }),
  maxInvoices,
)

export function openInvoices(userId: string, shelf: Pick<Storage, 'getItem' | 'setItem'> = localStorage): InvoiceBook {
  const key = `superette.invoices.${userId}.book`
  const all = (): readonly Invoice[] => {
    try {
      const got = parse(kept, JSON.parse(shelf.getItem(key) ?? '[]') as unknown)
      return got.ok ? got.value : []
    } catch {
      return [] // what cannot be read is asked for again
    }
  }
  const write = (invoices: readonly Invoice[]): boolean => {
    try {
      shelf.setItem(key, JSON.stringify(invoices))
      return true
    } catch {
      return false // full, or refused by the browser
    }
  }
  return {
    all,
    save(invoice) {
      const before = all()
      const known = before.some(({ id }) => id === invoice.id)
      if (!known && before.length >= maxInvoices) return false
      return write(known ? before.map((each) => (each.id === invoice.id ? invoice : each)) : [...before, invoice])
    },
    remove: (id) => void write(all().filter((each) => each.id !== id)),
  }
}

export function cleanedInvoice(invoice: Invoice): Invoice {
  const out: Record<string, unknown> = { ...invoice }
  for (const field of invoiceFields) out[field] = cleanLine(invoice[field], mostLetters)
  return out as unknown as Invoice
}

/** As wx.chooseInvoiceTitle is documented to answer; a person's has a name alone. */
export function answerOfInvoice({ id: _, company, ...fields }: Invoice): object {
  if (company) return { type: 0, ...fields }
  return { type: 1, ...Object.fromEntries(invoiceFields.map((field) => [field, field === 'title' ? fields.title : ''])) }
}
