/** The words of this room in the host's two languages; they come with the sheet or the wallet, not with the first screen. */
import { moneyText } from '../../kit/i18n/format.js'
import { fill, locale } from '../../kit/i18n/i18n.js'

const en = {
  payTo: 'Pay {0}',
  merchant: 'Merchant of this instance',
  for: 'For',
  from: 'From',
  wallet: 'Wallet',
  balance: 'Balance',
  done: 'Done',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  paid: 'Paid',
  testMoney: 'Test money',
} as const

export type Word = keyof typeof en

const zh: Readonly<Record<Word, string>> = {
  payTo: '付款给{0}',
  merchant: '本站商户',
  for: '商品',
  from: '付款方式',
  wallet: '钱包',
  balance: '余额',
  done: '完成',
  cancel: '取消',
  tryAgain: '重试',
  paid: '支付成功',
  testMoney: '测试货币',
}

/** Reading it while rendering follows the language at once. */
export function word(key: Word, ...args: readonly (string | number)[]): string {
  return fill((locale.value === 'zh' ? zh : en)[key], args)
}

/** An amount in minor units, as it is read aloud. */
export function amountText(minor: number, currency: string): string {
  return moneyText(minor, currency || 'CNY', locale.value)
}
