/** The columns of the picker's modes: from a value to column texts and indices, and back. Pure. */
export interface Columns {
  readonly texts: readonly (readonly string[])[]
  readonly indices: readonly number[]
}

const two = (n: number): string => String(n).padStart(2, '0')
const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)

/** What a selector shows for an item: the item, or its field `key`. */
export function itemText(item: unknown, key: string): string {
  if (key !== '' && typeof item === 'object' && item !== null) return String((item as Readonly<Record<string, unknown>>)[key] ?? '')
  return item === undefined || item === null ? '' : String(item)
}

/** Nothing before start or after end; numbers from the greatest unit to the least. */
function between<T extends readonly number[]>(value: T, start: T, end: T): T {
  const order = (a: T, b: T): number => a.map((n, i) => n - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0
  return order(value, start) < 0 ? start : order(value, end) > 0 ? end : value
}

type Time = readonly [hour: number, minute: number]
export function parseTime(text: string, otherwise: Time): Time {
  const match = /^(\d{1,2}):(\d{1,2})$/.exec(text)
  if (match === null) return otherwise
  return [Math.min(23, Number(match[1])), Math.min(59, Number(match[2]))]
}

/** Columns of hours and minutes between start and end; the chosen time is moved into them. */
export function timeColumns(given: Time, start: Time, end: Time): Columns & { readonly value: string } {
  const value = between(given, start, end)
  const hours = range(start[0], Math.max(start[0], end[0]))
  const hour = Math.min(hours.at(-1) ?? 0, Math.max(start[0], value[0]))
  const minutes = range(hour === start[0] ? start[1] : 0, hour === end[0] ? Math.max(hour === start[0] ? start[1] : 0, end[1]) : 59)
  const minute = Math.min(minutes.at(-1) ?? 0, Math.max(minutes[0] ?? 0, value[1]))
  return { texts: [hours.map(two), minutes.map(two)], indices: [hours.indexOf(hour), minutes.indexOf(minute)], value: `${two(hour)}:${two(minute)}` }
}

export type Day = readonly [year: number, month: number, day: number]
export type DateFields = 'year' | 'month' | 'day'

export function parseDay(text: string, otherwise: Day): Day {
  const match = /^(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?$/.exec(text)
  return match === null ? otherwise : [Number(match[1]), Number(match[2] ?? otherwise[1]), Number(match[3] ?? otherwise[2])]
}
export const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** Columns of year, month and day (as many as `fields` names) between start and end; the chosen day is moved into them. */
export function dateColumns(given: Day, start: Day, end: Day, fields: DateFields): Columns & { readonly value: string } {
  const value = between(given, start, end)
  const clamp = (n: number, list: readonly number[]): number => Math.min(list.at(-1) ?? n, Math.max(list[0] ?? n, n))
  const years = range(start[0], Math.max(start[0], end[0]))
  const year = clamp(value[0], years)
  const months = range(year === start[0] ? start[1] : 1, year === end[0] ? end[1] : 12)
  const month = clamp(value[1], months)
  const first = year === start[0] && month === start[1] ? start[2] : 1
  const days = range(first, year === end[0] && month === end[1] ? end[2] : daysIn(year, month))
  const day = clamp(value[2], days)
  const count = fields === 'year' ? 1 : fields === 'month' ? 2 : 3
  const texts = [years.map(String), months.map(two), days.map(two)]
  const indices = [years.indexOf(year), months.indexOf(month), days.indexOf(day)]
  return { texts: texts.slice(0, count), indices: indices.slice(0, count), value: [String(year), two(month), two(day)].slice(0, count).join('-') }
}

/** The day or time that an index in a column stands for: the text there, as a number. */
export function numberAt(columns: Columns, column: number, index: number): number {
  return Number(columns.texts[column]?.[index] ?? 0)
}
