/** The rules of a PIN, as the instance has them: six digits, not 123456, not six times the same. */
export const PIN_LENGTH = 6

export type PinFault = 'short' | 'sequence' | 'same'

export function pinFault(pin: string): PinFault | undefined {
  if (!/^\d{6}$/.test(pin)) return 'short'
  if (pin === '123456') return 'sequence'
  if (/^(\d)\1{5}$/.test(pin)) return 'same'
  return undefined
}

/** What is entered after one more key; only digits count, and no more than six. */
export function typePin(entered: string, key: string): string {
  return /^\d$/.test(key) && entered.length < PIN_LENGTH ? entered + key : entered
}
