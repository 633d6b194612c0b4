/** Page URLs of a program: "/pages/list/list?id=3", or relative to the page that asks. */

export interface PageUrl {
  /** Without a leading slash. */
  readonly route: string
  /** Values as they stand in the URL: programs decode them themselves, as in WeChat. */
  readonly query: Readonly<Record<string, string>>
}

/** `from` is the route that a relative URL is resolved against; it never climbs above the root. */
export function parsePageUrl(url: string, from: string): PageUrl {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const parts = path.startsWith('/') || from === '' ? [] : from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return { route: parts.join('/').replace(/\.html$/, ''), query: mark < 0 ? {} : parseQuery(url.slice(mark + 1)) }
}

export function parseQuery(text: string): Readonly<Record<string, string>> {
  const pairs: [string, string][] = []
  for (const pair of text.split('#', 1)[0]!.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const key = equals < 0 ? pair : pair.slice(0, equals)
    if (key !== '' && key !== '__proto__') pairs.push([key, equals < 0 ? '' : pair.slice(equals + 1)])
  }
  return Object.fromEntries(pairs)
}

/** The inverse of parsePageUrl, without a leading slash. */
export function formatPageUrl(page: PageUrl): string {
  const query = Object.entries(page.query)
    .map(([key, value]) => `${key}=${value}`)
    .join('&')
  return query === '' ? page.route : `${page.route}?${query}`
}
