/** Pictures drawn from a name and a colour: people are round-cornered initials, programs carry their logo or their first sign. */
import type { JSX } from 'preact'
import type { Person } from '../api/model.js'

// Twelve grounds on which white text has a contrast of at least 4.5.
export const TINTS = [
  '#b45309',
  '#c2410c',
  '#b91c1c',
  '#be185d',
  '#a21caf',
  '#7e22ce',
  '#4338ca',
  '#1d4ed8',
  '#0369a1',
  '#0f766e',
  '#15803d',
  '#57534e',
] as const

// Scripts whose letters are abbreviated to two; a Han character stands alone.
const LETTER = /\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Greek}/u

/** The first sign of a name as a person would abbreviate it: one Han character, or up to two initials. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean)
  const first = [...(words[0] ?? '')][0] ?? '?'
  if (!LETTER.test(first)) return first
  const second = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : ''
  if (!LETTER.test(second)) return first.toUpperCase()
  return (first + second).toUpperCase()
}

function square(size: number, round: number): { readonly width: string; readonly height: string; readonly borderRadius: string } {
  return { width: `${size}px`, height: `${size}px`, borderRadius: `${size * round}px` }
}

export function Avatar({ person, size = 48 }: { readonly person: Pick<Person, 'name' | 'tint' | 'bot'>; readonly size?: number }): JSX.Element {
  const tint = TINTS[((person.tint % TINTS.length) + TINTS.length) % TINTS.length] ?? TINTS[0]
  return (
    <span class="avatar" style={{ ...square(size, 0.3), background: tint, fontSize: `${size * 0.4}px` }} aria-hidden="true">
      {initialsOf(person.name)}
    </span>
  )
}

/** White or ink, whichever reads better on a program's colour. */
export function inkOn(color: string): '#ffffff' | '#1c1917' {
  const m = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)
  if (!m) return '#ffffff'
  const [r, g, b] = m.slice(1).map((h) => {
    const c = Number.parseInt(h, 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2 ? '#1c1917' : '#ffffff'
}

export function safeColor(color: string): string {
  return /^#[0-9a-f]{6}$/i.test(color) ? color : '#57534e'
}

export function ProgramIcon({
  name,
  color,
  logo,
  size = 48,
}: {
  readonly name: string
  readonly color: string
  readonly logo: string
  readonly size?: number
}): JSX.Element {
  const ground = safeColor(color)
  const shape = square(size, 0.26)
  if (logo.startsWith('/'))
    return <img class="program-icon" src={logo} alt="" width={size} height={size} style={{ ...shape, background: ground }} draggable={false} />
  return (
    <span class="program-icon" style={{ ...shape, background: ground, color: inkOn(ground), fontSize: `${size * 0.46}px` }} aria-hidden="true">
      {[...name.trim()][0] ?? '·'}
    </span>
  )
}
