/** What a program gives a map, brought into shape: anything may be missing or of another type. Pure. */
import type { Place } from '../../map/camera.js'

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})
/** More than a person can tell apart; a list without end would hold the page up. */
const most = 20_000
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.slice(0, most).filter(isFields) : [])

export function number(value: unknown, otherwise: number): number {
  const given = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : Number.NaN
  return Number.isFinite(given) ? given : otherwise
}
export const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : otherwise)

/** null: it is no place. */
export function placeOf(value: unknown): Place | null {
  const { latitude, longitude } = fieldsOf(value)
  const place = { latitude: number(latitude, Number.NaN), longitude: number(longitude, Number.NaN) }
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 540 ? place : null
}
export const placesOf = (value: unknown): readonly Place[] =>
  listOf(value).flatMap((each) => {
    const place = placeOf(each)
    return place === null ? [] : [place]
  })

/** WeChat's colours are hexadecimal, #RRGGBB or #RRGGBBAA; what is none of CSS's draws nothing of its own. */
export function color(value: unknown, otherwise: string): string {
  const given = text(value).trim()
  return /^(#[0-9a-f]{3,8}|rgba?\([\d\s.,%/]+\)|hsla?\([\d\s.,%/deg]+\)|[a-z]+)$/i.test(given) ? given : otherwise
}
