/** Sass for the compiler of programs: `translate` is called by internal/mini/compile/preprocess. */
import './globals.js'
import { compileString, type Exception, type Importer, type Syntax } from 'sass'
import type { Answer, Find } from './globals.js'

const scheme = 'p:///'
const pathOf = (url: unknown): string => decodeURI(String(url)).replace(/^p:\/*/, '')
/** What is relative arrives resolved, as an address of ours: a path from the root. */
const referenceOf = (url: string): string => (url.startsWith('p:') ? `/${pathOf(url)}` : url)
const addressOf = (path: string): URL => new URL(scheme + encodeURI(path))

function syntaxOf(path: string): Syntax {
  if (path.endsWith('.sass')) return 'indented'
  return path.endsWith('.scss') ? 'scss' : 'css'
}

function isFailure(error: unknown): error is Pick<Exception, 'sassMessage' | 'span'> {
  return typeof error === 'object' && error !== null && 'sassMessage' in error && 'span' in error
}

function translate(text: string, path: string, find: Find): Answer {
  const texts = new Map<string, string>()
  const importer: Importer<'sync'> = {
    canonicalize(reference, { containingUrl }) {
      const found = find(containingUrl === null ? path : pathOf(containingUrl), referenceOf(reference))
      if (found === null) return null
      texts.set(found.path, found.text)
      return addressOf(found.path)
    },
    load(url) {
      const from = pathOf(url)
      return { contents: texts.get(from) ?? '', syntax: syntaxOf(from) }
    },
  }
  const silent = (): void => undefined
  try {
    // Asked twice: what is relative to the sheet first, then what may stand elsewhere, as a package.
    const logger = { warn: silent, debug: silent }
    const { css } = compileString(text, { syntax: syntaxOf(path), url: addressOf(path), importer, importers: [importer], logger })
    return { css }
  } catch (error) {
    if (!isFailure(error)) return { error: error instanceof Error ? error.message : String(error), file: path, line: 1, column: 0 }
    const { url, start } = error.span
    return { error: error.sassMessage, file: url === undefined ? path : pathOf(url), line: start.line + 1, column: start.column }
  }
}

;(globalThis as unknown as { translate: typeof translate }).translate = translate
