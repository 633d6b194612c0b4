/** The person's book of invoice titles. */
import assert from 'node:assert/strict'
import type { InvoiceProps } from '../host/program/invoice-view.js'
import { cleanedInvoice, type Invoice, maxInvoices, openInvoices } from '../host/program/invoices.js'
import { call, comingScreen, failure, type Row } from './row.js'

const member = 'chooseInvoiceTitle'
const fields = { title: 'Tea Ltd', taxNumber: '91310000', companyAddress: 'The Bund 1', telephone: '021 1', bankName: 'Bank', bankAccount: '62 22' }
const invoice: Invoice = { id: 'i1', company: true, ...fields }

export const invoiceRows: readonly Row[] = [
  [
    member,
    'answer type, title, taxNumber, companyAddress, telephone, bankName and bankAccount: of the one that the person taps, a person’s its name alone',
    async (t) => {
      const asked = call(t, member)
      const screen = await comingScreen(t)
      assert.equal((screen.props as InvoiceProps).program, 'Tea')
      screen.answer(invoice)
      assert.deepEqual(await asked, { type: 0, ...fields, errMsg: `${member}:ok` })
      const again = call(t, member)
      ;(await comingScreen(t)).answer({ ...invoice, company: false })
      const none = { taxNumber: '', companyAddress: '', telephone: '', bankName: '', bankAccount: '' }
      assert.deepEqual(await again, { type: 1, title: 'Tea Ltd', ...none, errMsg: `${member}:ok` })
    },
  ],
  [
    member,
    'fail: the person gives none',
    async (t) => {
      const failed = failure(t, member)
      ;(await comingScreen(t)).answer(null)
      assert.equal((await failed)['errMsg'], `${member}:fail cancel`)
    },
  ],
  [
    member,
    'what the person keeps is there the next time, and no line of it says something else than it shows',
    async (t) => {
      const failed = failure(t, member)
      const screen = await comingScreen(t)
      const { book } = screen.props as InvoiceProps
      screen.answer(null)
      await failed
      assert.equal(book.save(cleanedInvoice({ ...invoice, title: ' Tea\u202eLtd\n' })), true)
      assert.deepEqual(book.all(), [invoice])
      const other = openInvoices('u', localStorage)
      assert.deepEqual([other.all(), book.save({ ...invoice, title: 'Cup Ltd' }), book.all()[0]?.title], [[], true, 'Cup Ltd'])
      for (let i = book.all().length; i < maxInvoices; i++) book.save({ ...invoice, id: `more ${i}` })
      assert.equal(book.save({ ...invoice, id: 'one too many' }), false)
      book.remove('i1')
      assert.equal(
        book.all().some(({ id }) => id === 'i1'),
        false,
      )
    },
  ],
]
