/** Rules of the built-ins that need no document: how values are read, placed, limited and shown. All pure. */

/** A program's value as the type of `fallback`; undefined and null give the fallback. */
export function coerce(value: unknown, fallback: unknown): unknown {
  if (value === undefined || value === null) return fallback
  switch (typeof fallback) {
    case 'boolean':
      return value === true || (value !== '' && Boolean(value)) // the text "false" is true, as in WeChat
    case 'number': {
      const n = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
      return Number.isNaN(n) ? fallback : n
    }
    case 'string':
      return typeof value === 'string' ? value : String(value)
    default:
      return value
  }
}

interface Fit {
  readonly fit: string
  readonly position: string
}
/** The modes of <image> as object-fit and object-position; widthFix and heightFix are sized by the sheet. */
export const imageModes: Readonly<Record<string, Fit>> = {
  scaleToFill: { fit: 'fill', position: '50% 50%' },
  aspectFit: { fit: 'contain', position: '50% 50%' },
  aspectFill: { fit: 'cover', position: '50% 50%' },
  widthFix: { fit: 'fill', position: '50% 50%' },
  heightFix: { fit: 'fill', position: '50% 50%' },
  top: { fit: 'none', position: '50% 0' },
  bottom: { fit: 'none', position: '50% 100%' },
  center: { fit: 'none', position: '50% 50%' },
  left: { fit: 'none', position: '0 50%' },
  right: { fit: 'none', position: '100% 50%' },
  'top left': { fit: 'none', position: '0 0' },
  'top right': { fit: 'none', position: '100% 0' },
  'bottom left': { fit: 'none', position: '0 100%' },
  'bottom right': { fit: 'none', position: '100% 100%' },
}

const entities: Readonly<Record<string, string>> = { nbsp: '\u00a0', ensp: '\u2002', emsp: '\u2003', lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' }
const spaces: Readonly<Record<string, string>> = { nbsp: '\u00a0', ensp: '\u2002', emsp: '\u2003' }

/** What <text> shows: the two characters \n break the line; space widens blanks; decode reads the few entities WeChat names. */
export function shownText(raw: string, space: string, decode: boolean): string {
  let text = raw.replaceAll('\\n', '\n')
  const wide = spaces[space]
  if (wide !== undefined) text = text.replaceAll(' ', wide)
  return decode ? text.replace(/&(nbsp|ensp|emsp|lt|gt|amp|apos|quot);/g, (_, name: string) => entities[name] ?? '') : text
}

/**
 * HTML without its handlers (onclick="…"). The browser's parser says of each that the policy refuses it, in documents that run
 * nothing as well. What may stay is decided by whoever reads what was parsed. Pure.
 */
export function withoutHandlers(html: string): string {
  return html.replace(/<[a-z](?:"[^"]*"|'[^']*'|[^'"<>])*>/gi, (tag) =>
    tag.replace(/([^\s"'<>/=]+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)/g, (attribute, name: string) => (/^on/i.test(name) ? '' : attribute)),
  )
}

/** Which keyboard a phone shows for an input's type. */
export const inputModes: Readonly<Record<string, string>> = {
  text: 'text',
  number: 'numeric',
  digit: 'decimal',
  idcard: 'text',
  tel: 'tel',
  'safe-password': 'numeric',
  nickname: 'text',
}

/** Text that a keyboard of this type could not have typed; desktops have all keys. */
export function typable(type: string, data: string): boolean {
  if (type === 'number') return /^[\d-]*$/.test(data)
  if (type === 'digit') return /^[\d.-]*$/.test(data)
  return true
}

/** The step nearest to `part` (0..1) of the way from min to max. Pure. */
export function stepAt(part: number, { min, max, step }: { readonly min: number; readonly max: number; readonly step: number }): number {
  const width = step > 0 ? step : 1
  const steps = Math.round((Math.min(1, Math.max(0, part)) * (max - min)) / width)
  const decimals = (String(width).split('.')[1] ?? '').length
  return Number(Math.min(max, min + steps * width).toFixed(decimals))
}

/** match-media's properties as a media query. Pure. */
export function mediaText(p: Readonly<Record<string, unknown>>): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(p)) {
    const css = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)
    if (typeof value === 'number' && value >= 0) parts.push(`(${css}:${value}px)`)
    else if (name === 'orientation' && (value === 'portrait' || value === 'landscape')) parts.push(`(orientation:${value})`)
  }
  return parts.length === 0 ? 'all' : parts.join(' and ')
}

/** Where item i stands relative to the position, in items; on a ring the nearer way round. Pure. */
export function relativePlace(i: number, position: number, count: number, circular: boolean): number {
  const raw = i - position
  if (!circular || count < 2) return raw
  const turned = ((raw % count) + count) % count
  return turned > count / 2 ? turned - count : turned
}

/** How far a scroller must go so that something at `at` (from its edge) with a size stands as the alignment says. Pure. */
export function aligned(alignment: string, at: number, size: number, room: number): number {
  if (alignment === 'center') return at + size / 2 - room / 2
  if (alignment === 'end') return at + size - room
  if (alignment !== 'nearest') return at
  if (at >= 0 && at + size <= room) return 0
  return at < 0 ? at : Math.min(at, at + size - room)
}

/** The part of a way that is gone after a part of the time, by WeChat's names of easings; the default slows down. Pure. */
export function ease(name: string, part: number): number {
  switch (name) {
    case 'linear':
      return part
    case 'easeInCubic':
      return part ** 3
    case 'easeInOutCubic':
      return part < 0.5 ? 4 * part ** 3 : 1 - (2 - 2 * part) ** 3 / 2
    default:
      return 1 - (1 - part) ** 3
  }
}

/** The item on which a swiper settles that was let go at `position` with a speed in items per second. Pure. */
export function settle(from: number, position: number, speed: number): number {
  const moved = position - from
  if (Math.abs(speed) > 0.6 && Math.abs(moved) > 0.02) return from + Math.sign(speed) * Math.max(1, Math.round(Math.abs(moved)))
  return Math.round(position)
}

/** A place between the limits; when the view is larger than the area the limits change sides. Pure. */
export function bounded(at: number, room: number): number {
  return Math.min(Math.max(0, room), Math.max(Math.min(0, room), at))
}

/** What a form sends: the values of the controls that have a name; of two with one name the later wins, as in WeChat. */
export function formValues(controls: Iterable<{ readonly name: string; readonly value: unknown }>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const { name, value } of controls) if (name !== '') values[name] = value
  return values
}

const tags = new Set(
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em fieldset font footer h1 h2 h3 h4 h5 h6 header hr i img ins label legend li mark nav ol p pre q rt ruby s section small span strong sub sup table tbody td tfoot th thead tr tt u ul'.split(
    ' ',
  ),
)
const attributes: Readonly<Record<string, readonly string[]>> = {
  bdo: ['dir'],
  bdi: ['dir'],
  col: ['span', 'width'],
  colgroup: ['span', 'width'],
  font: ['color', 'face', 'size'],
  img: ['alt', 'height', 'width'],
  ol: ['start', 'type'],
  table: ['width', 'border', 'cellpadding', 'cellspacing'],
  td: ['colspan', 'height', 'rowspan', 'width', 'align', 'valign'],
  th: ['colspan', 'height', 'rowspan', 'width', 'align', 'valign'],
  tr: ['colspan', 'height', 'rowspan', 'width'],
}
const common = ['class', 'dir', 'lang', 'align']

export const isAllowedTag = (name: string): boolean => tags.has(name.toLowerCase())
export const isAllowedAttribute = (tag: string, name: string): boolean => common.includes(name) || attributes[tag]?.includes(name) === true
