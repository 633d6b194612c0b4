/** What the service worker answers from its copy. Everything else, the API and pictures of people first, is the network's alone. */

export type Kept = { readonly kind: 'page' } | { readonly kind: 'build' } | { readonly kind: 'package'; readonly sha: string; readonly manifest: boolean }

/** The places of the host, for all of which the server has one document. */
const PLACES = /^\/(?:$|(?:chats|contacts|discover|me)(?:\/|$)|p\/)/
const PACKAGE = /^\/pkg\/([0-9a-f]{64})\/(.+)$/
const PARTS = /^\/(?:assets\/[^/]+|icon\.svg|icon-[a-z0-9-]+\.png|manifest(?:-zh)?\.webmanifest)$/

export interface Asked {
  readonly method: string
  readonly url: string
  readonly mode: string
}

/** How a request is answered, or null: not by the service worker. */
export function keptFor(asked: Asked, origin: string): Kept | null {
  const url = new URL(asked.url)
  if (asked.method !== 'GET' || url.origin !== origin) return null
  if (asked.mode === 'navigate') return PLACES.test(url.pathname) ? { kind: 'page' } : null
  const pack = PACKAGE.exec(url.pathname)
  if (pack?.[1] !== undefined) return { kind: 'package', sha: pack[1], manifest: pack[2] === 'manifest.json' }
  return PARTS.test(url.pathname) ? { kind: 'build' } : null
}

export const PACKAGES = 'packages'
export const BUILDS = 'build '

/** Which caches of builds nobody needs: neither this build nor one of which a page is open. */
export function staleBuilds(caches: readonly string[], own: string, open: ReadonlySet<string>): readonly string[] {
  return caches.filter((name) => name.startsWith(BUILDS) && name !== own && !open.has(name))
}

/** Programs whose files are kept at most. */
const MOST_PACKAGES = 24

/** Which packages go, given the addresses that are kept, those used last at the end. */
export function oldPackages(addresses: readonly string[], most: number = MOST_PACKAGES): ReadonlySet<string> {
  const shas = addresses.flatMap((each) => {
    const kept = keptFor({ method: 'GET', url: each, mode: 'cors' }, new URL(each).origin)
    return kept?.kind === 'package' && kept.manifest ? [kept.sha] : []
  })
  return new Set(shas.slice(0, Math.max(0, shas.length - most)))
}
