/** Times, dates, sizes and money by locale. Pure: the clock, the zone (tests) and the locale are arguments. */
export type Locale = 'en' | 'zh'

const TAGS: Readonly<Record<Locale, string>> = { en: 'en-GB', zh: 'zh-CN' }
const DAY = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

export interface When {
  readonly locale: Locale
  readonly now: number // unix ms
  readonly timeZone?: string
}

export function languageTag(locale: Locale): string {
  return TAGS[locale]
}

function format(w: When, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([w.locale, w.timeZone, options])
  let f = formats.get(key)
  if (!f) {
    f = new Intl.DateTimeFormat(TAGS[w.locale], { ...options, timeZone: w.timeZone })
    formats.set(key, f)
  }
  return f
}

/** The calendar day of ts as a count of days, so that two moments can be told apart by day in the reader's zone. */
export function dayNumber(ts: number, timeZone?: string): number {
  const parts = format({ locale: 'en', now: 0, timeZone }, { year: 'numeric', month: 'numeric', day: 'numeric' }).formatToParts(ts)
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day')) / DAY
}

export function clockTime(ts: number, w: When): string {
  return format(w, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ts)
}

/** For a list: the time today, "yesterday", the weekday within a week, else the date. */
export function shortTime(ts: number, w: When, yesterday: string): string {
  const days = dayNumber(w.now, w.timeZone) - dayNumber(ts, w.timeZone)
  if (days <= 0) return clockTime(ts, w)
  if (days === 1) return yesterday
  if (days < 7) return format(w, { weekday: 'short' }).format(ts)
  if (sameYear(ts, w)) return format(w, { day: 'numeric', month: 'short' }).format(ts)
  return format(w, { day: 'numeric', month: 'numeric', year: 'numeric' }).format(ts)
}

/** For a date separator: today, yesterday, the weekday with date, with the year when it is another one. */
export function dayTitle(ts: number, w: When, words: { readonly today: string; readonly yesterday: string }): string {
  const days = dayNumber(w.now, w.timeZone) - dayNumber(ts, w.timeZone)
  if (days === 0) return words.today
  if (days === 1) return words.yesterday
  if (sameYear(ts, w)) return format(w, { weekday: 'long', day: 'numeric', month: 'long' }).format(ts)
  return format(w, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(ts)
}

export function fullTime(ts: number, w: When): string {
  return format(w, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' }).format(ts)
}

export function dateOnly(ts: number, w: When): string {
  return format(w, { dateStyle: 'long' }).format(ts)
}

function sameYear(ts: number, w: When): boolean {
  const f = format(w, { year: 'numeric' })
  return f.format(ts) === f.format(w.now)
}

export interface MoneyPart {
  readonly kind: 'sign' | 'number'
  readonly text: string
}

/** Minor units as parts, so that the currency sign can be drawn smaller than the number. */
export function moneyParts(minor: number, currency: string, locale: Locale): readonly MoneyPart[] {
  const f = new Intl.NumberFormat(TAGS[locale], { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  const digits = f.resolvedOptions().maximumFractionDigits ?? 2
  const out: MoneyPart[] = []
  for (const p of f.formatToParts(minor / 10 ** digits)) {
    const kind = p.type === 'currency' || p.type === 'literal' ? 'sign' : 'number'
    const last = out.at(-1)
    if (last?.kind === kind) out[out.length - 1] = { kind, text: last.text + p.value }
    else out.push({ kind, text: p.value })
  }
  return out
}

export function moneyText(minor: number, currency: string, locale: Locale): string {
  return moneyParts(minor, currency, locale)
    .map((p) => p.text)
    .join('')
}

export function sizeText(bytes: number, locale: Locale): string {
  if (bytes < 1000) return `${bytes} B`
  const unit = bytes >= 1_000_000 ? 'megabyte' : 'kilobyte'
  const value = bytes / (unit === 'megabyte' ? 1_000_000 : 1000)
  return new Intl.NumberFormat(TAGS[locale], { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)
}

export function countText(n: number, locale: Locale): string {
  return new Intl.NumberFormat(TAGS[locale]).format(n)
}
