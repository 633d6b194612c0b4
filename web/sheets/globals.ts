/**
 * What the translators of style sheets expect of their surroundings, for an engine that has the language alone: no files, no
 * network, no timers. The addresses are of one made-up scheme, `p:///`, whose paths are those of the program's tree.
 */

/** As much of URL as Sass uses: absolute addresses, and relative ones against the last slash of a base. */
class Address {
  readonly href: string
  readonly protocol: string
  readonly pathname: string
  constructor(text: unknown, base?: unknown) {
    const given = String(text)
    if (/^[a-z][a-z+.-]*:/i.test(given)) this.href = given
    else if (base !== undefined) this.href = String(base).replace(/[^/]*$/, '') + given
    else throw new TypeError(`Invalid URL: ${given}`)
    const colon = this.href.indexOf(':')
    this.protocol = this.href.slice(0, colon + 1)
    this.pathname = this.href.slice(colon + 1).replace(/^\/\//, '')
  }
  toString(): string {
    return this.href
  }
}

const silent = (): void => undefined
const surroundings: Record<string, unknown> = globalThis as unknown as Record<string, unknown>
surroundings['self'] = globalThis
surroundings['URL'] = Address
surroundings['location'] = { href: 'p:///', protocol: 'p:' }
surroundings['console'] = { log: silent, info: silent, warn: silent, error: silent, debug: silent }

/** What both translators give: the translated sheet, or the first mistake with its place (1-based line, 0-based column). */
export type Answer = { readonly css: string } | { readonly error: string; readonly file: string; readonly line: number; readonly column: number }

/** Asks the compiler for a file by a reference as it is written in another; null if there is none. */
export type Find = (from: string, reference: string) => { readonly path: string; readonly text: string } | null
