/** The words of the book of invoice titles, which come with it. */
import { fill, locale } from '../../kit/i18n/i18n.js'

const en = {
  bookTitle: 'Your invoice titles',
  choose: 'Tap the title that {0} may have. It sees no other.',
  none: 'You have no invoice title yet. Add one, and then choose whether {0} may have it.',
  add: 'Add invoice title',
  edit: 'Edit',
  editOf: 'Edit {0}',
  remove: 'Remove',
  save: 'Save',
  company: 'For a company',
  title: 'Title',
  taxNumber: 'Tax number',
  companyAddress: 'Company address',
  telephone: 'Phone',
  bankName: 'Bank',
  bankAccount: 'Bank account',
  optional: 'optional',
  needed: 'This is needed.',
  full: 'It could not be kept: the book or this browser’s storage is full.',
} as const
export type InvoiceWord = keyof typeof en

const zh: Readonly<Record<InvoiceWord, string>> = {
  bookTitle: '我的发票抬头',
  choose: '点选要提供给{0}的抬头，它看不到其他抬头。',
  none: '还没有发票抬头。先添加一个，再决定是否提供给{0}。',
  add: '新增发票抬头',
  edit: '编辑',
  editOf: '编辑{0}',
  remove: '删除',
  save: '保存',
  company: '单位抬头',
  title: '抬头名称',
  taxNumber: '税号',
  companyAddress: '单位地址',
  telephone: '电话号码',
  bankName: '开户银行',
  bankAccount: '银行账号',
  optional: '选填',
  needed: '请填写此项。',
  full: '无法保存：抬头数量或浏览器存储空间已满。',
}

export function invoiceWord(key: InvoiceWord, ...args: readonly string[]): string {
  return fill((locale.value === 'zh' ? zh : en)[key], args)
}
