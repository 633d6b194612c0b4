/** An amount as it is typed. Pure: texts in, minor units out; no floats. */

/** One transfer holds at most 200,000 yuan; the instance checks the same. */
export const MOST_MINOR = 200_000_00

const TYPED = /^(?:0|[1-9]\d{0,5})(?:\.\d{0,2})?$/

/** What stands there after one more key: a digit or the decimal point. A key that makes no amount changes nothing. */
export function typeAmount(text: string, key: string): string {
  if (key === '.') return text.includes('.') ? text : `${text === '' ? '0' : text}.`
  if (!/^\d$/.test(key)) return text
  const next = text === '0' ? key : text + key
  return TYPED.test(next) ? next : text
}

export function eraseAmount(text: string): string {
  const next = text.slice(0, -1)
  return next === '0' ? '' : next
}

/** Minor units; 0 for what is not complete, such as "" and "0.". */
export function minorOf(text: string): number {
  if (!TYPED.test(text)) return 0
  const [whole = '', part = ''] = text.split('.')
  return Number(whole) * 100 + Number(part.padEnd(2, '0'))
}

export type AmountFault = 'none' | 'most' | 'short'

/** Why this amount cannot be sent, or undefined. A balance that is not known yet refuses nothing. */
export function amountFault(minor: number, balance: number | undefined): AmountFault | undefined {
  if (minor <= 0) return 'none'
  if (minor > MOST_MINOR) return 'most'
  if (balance !== undefined && minor > balance) return 'short'
  return undefined
}
