/** Where one can be in the host, as URLs. Pure: parsing never fails, what is not known is the start page. */

export const TABS = ['chats', 'contacts', 'discover', 'me'] as const
export type Tab = (typeof TABS)[number]
export const ME_SECTIONS = ['profile', 'wallet', 'security', 'privacy', 'notices', 'language', 'theme', 'keyboard', 'about'] as const
export type MeSection = (typeof ME_SECTIONS)[number]

/** A tab, and what is open on top of (phone) or beside (wider) its list. */
export interface Page {
  readonly tab: Tab
  readonly detail: string // conversation, person or app id, section of Me; empty = only the list
}
/** A program's page; path has its query and no leading slash, empty = its first page. */
export interface ProgramPlace {
  readonly appId: string
  readonly path: string
}
export interface Place {
  readonly page: Page
  readonly program: ProgramPlace | null
}

const ID = /^[A-Za-z0-9_-]{1,64}$/

export function parsePage(path: string): Page {
  const [, first = '', second = ''] = path.split('/')
  const tab = TABS.find((t) => t === first) ?? 'chats'
  const known = tab === first && ID.test(second) && (tab !== 'me' || ME_SECTIONS.some((s) => s === second))
  return { tab, detail: known ? second : '' }
}

export function pagePath(p: Page): string {
  return p.detail === '' ? `/${p.tab}` : `/${p.tab}/${p.detail}`
}

/** url is path with query; under is the page below a program, kept beside it in the browser's history. */
export function parsePlace(url: string, under: string | undefined): Place {
  const m = /^\/p\/([^/?#]+)\/?([^#]*)/.exec(url)
  if (m?.[1] && ID.test(m[1])) return { page: parsePage(under ?? `/discover/${m[1]}`), program: { appId: m[1], path: m[2] ?? '' } }
  return { page: parsePage(url.replace(/[?#].*$/, '')), program: null }
}

export function placePath(p: Place): string {
  return p.program ? `/p/${p.program.appId}/${p.program.path}` : pagePath(p.page)
}

/**
 * The place with its program's page as the program wrote it, if that is what the address stands for: browsers write quotes and
 * Chinese in an address in their own way, and a page must not be taken for another one because of that.
 */
export function asWritten(place: Place, path: string | undefined): Place {
  if (!place.program || path === undefined) return place
  const written = { ...place, program: { ...place.program, path } }
  return address(written) === address(place) ? written : place
}

function address(p: Place): string {
  const { pathname, search } = new URL(placePath(p), 'http://host')
  return pathname + search
}

/** The kind of move between two places decides the animation and whether "back" in the bar is the browser's back. */
export function deeper(from: Page, to: Page): boolean {
  return from.tab === to.tab && from.detail === '' && to.detail !== ''
}
