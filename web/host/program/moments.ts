/** The wheels of my.datePicker: as many units as its format names, each from a beginning to an end. Pure. */
import { type Columns, daysIn } from '../../wheel/columns.js'

/** The documented ones. */
export const momentFormats = ['yyyy-MM-dd', 'HH:mm', 'yyyy-MM', 'yyyy', 'HH:mm:ss', 'yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm'] as const
export type MomentFormat = (typeof momentFormats)[number]

export type Unit = 'yyyy' | 'MM' | 'dd' | 'HH' | 'mm' | 'ss'

export const unitsOf = (format: MomentFormat): readonly Unit[] => (format.match(/[A-Za-z]+/g) ?? []) as Unit[]

/** The first and the last of a unit, if nothing is said of it. */
const bounds: Readonly<Record<Unit, readonly [first: number, last: number]>> = {
  yyyy: [1900, 2100],
  MM: [1, 12],
  dd: [1, 31],
  HH: [0, 23],
  mm: [0, 59],
  ss: [0, 59],
}

/** The numbers in a text, one for each unit; `otherwise` where it says less. Of a whole date and time, a format of hours takes the time. */
export function readMoment(text: string, units: readonly Unit[], otherwise: readonly number[]): readonly number[] {
  const found = (text.match(/\d+/g) ?? []).map(Number)
  const said = units[0] === 'HH' && found.length > units.length ? found.slice(3) : found
  return units.map((_, i) => said[i] ?? otherwise[i] ?? 0)
}

export const firstMoment = (units: readonly Unit[]): readonly number[] => units.map((unit) => bounds[unit][0])
export const lastMoment = (units: readonly Unit[]): readonly number[] => units.map((unit) => bounds[unit][1])

export function momentOf(now: Date, units: readonly Unit[]): readonly number[] {
  const parts: Readonly<Record<Unit, number>> = {
    yyyy: now.getFullYear(),
    MM: now.getMonth() + 1,
    dd: now.getDate(),
    HH: now.getHours(),
    mm: now.getMinutes(),
    ss: now.getSeconds(),
  }
  return units.map((unit) => parts[unit])
}

const padded = (n: number, unit: Unit): string => String(n).padStart(unit.length, '0')

export interface MomentColumns extends Columns {
  readonly value: readonly number[]
  /** In the format's form. */
  readonly written: string
}

/** Columns between start and end; a chosen moment outside of them is moved in. An end before the start is as the start. */
export function momentColumns(format: MomentFormat, given: readonly number[], start: readonly number[], end: readonly number[]): MomentColumns {
  const units = unitsOf(format)
  const texts: string[][] = []
  const indices: number[] = []
  const value: number[] = []
  // Whether all units before are those of the start, of the end.
  let [low, high] = [true, true]
  // Before the start or past the end in a unit before: all that follow are the bound's own.
  let [under, over] = [false, false]
  units.forEach((unit, i) => {
    const [first, last] = unit === 'dd' ? [1, daysIn(value[0] ?? 0, value[1] ?? 1)] : bounds[unit]
    const from = low ? Math.max(first, start[i] ?? first) : first
    const to = Math.max(from, high ? Math.min(last, end[i] ?? last) : last)
    const wanted = under ? from : over ? to : (given[i] ?? from)
    const chosen = Math.min(to, Math.max(from, wanted))
    under ||= low && wanted < from
    over ||= high && wanted > to
    value.push(chosen)
    texts.push(Array.from({ length: to - from + 1 }, (_, at) => padded(from + at, unit)))
    indices.push(chosen - from)
    low &&= chosen === from && from === (start[i] ?? first)
    high &&= chosen === to && to === (end[i] ?? last)
  })
  let at = 0
  const written = format.replace(/[A-Za-z]+/g, (unit) => padded(value[at++] ?? 0, unit as Unit))
  return { texts, indices, value, written }
}
