/**
 * Splits a message into text and web addresses. Only http and https become links, shown as they are written (with the
 * ASCII form of a foreign-looking host name), so that what is read is where one goes.
 */
export type Piece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'link'; readonly text: string; readonly href: string }

// Chinese is written without spaces, so an address ends at the first sign that cannot be in one.
const ADDRESS = /https?:\/\/[^\s\u3000-\u303f\uff00-\uffef\u4e00-\u9fff<>"'`]+/giu

export function linkify(text: string): readonly Piece[] {
  const out: Piece[] = []
  let at = 0
  for (const m of text.matchAll(ADDRESS)) {
    const raw = trimEnd(m[0])
    const href = safeHref(raw)
    if (href === undefined) continue
    if (m.index > at) out.push({ kind: 'text', text: text.slice(at, m.index) })
    out.push({ kind: 'link', text: shownAs(raw, href), href })
    at = m.index + raw.length
  }
  if (at < text.length) out.push({ kind: 'text', text: text.slice(at) })
  return out
}

// A full stop or a bracket at the end belongs to the sentence, unless the bracket was opened inside the address.
function trimEnd(raw: string): string {
  let s = raw.replace(/[.,;:!?…]+$/u, '')
  while (s.endsWith(')') && s.split('(').length < s.split(')').length) s = s.slice(0, -1)
  return s.replace(/[\]}*_]+$/, '')
}

function safeHref(raw: string): string | undefined {
  try {
    const u = new URL(raw)
    if ((u.protocol !== 'https:' && u.protocol !== 'http:') || u.hostname === '') return undefined
    // user:password@host is only ever used to make an address look like another one.
    if (u.username !== '' || u.password !== '') return undefined
    return u.href
  } catch {
    return undefined
  }
}

function shownAs(raw: string, href: string): string {
  const host = new URL(href).hostname
  return host.includes('xn--') ? href : raw
}

const FOLD_CHARS = 700
const FOLD_LINES = 14

export function isLong(text: string): boolean {
  return text.length > FOLD_CHARS || text.split('\n').length > FOLD_LINES
}

/** The beginning of a long text, cut at a space or a line's end, never inside a sign. */
export function fold(text: string): string {
  const lines = text
    .split('\n')
    .slice(0, FOLD_LINES - 2)
    .join('\n')
  if (lines.length <= FOLD_CHARS - 100) return lines
  const cut = [...lines.slice(0, FOLD_CHARS - 100)]
  const last = cut.at(-1)
  if (last && /[\ud800-\udbff]/.test(last)) cut.pop()
  const s = cut.join('')
  const space = s.search(/\s\S*$/)
  return space > s.length - 40 && space > 0 ? s.slice(0, space) : s
}
