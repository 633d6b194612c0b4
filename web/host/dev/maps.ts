/**
 * Source maps for the browser's own tools. A program's Worker is one script: the runtime and chunks, one after the other; the
 * map that stands in its last line, as data, covers all of it, so that breakpoints, stacks and errors there name the author's
 * files. The runtime is one source that the tools are asked to leave out.
 */
import { integer, list, object, optional, parse, text, type Parser } from '../../protocol/parse.js'
import type { Package } from '../program/package.js'

export interface FileMap {
  readonly sources: readonly string[]
  readonly sourcesContent?: readonly string[] | undefined
  readonly mappings: string
  readonly names?: readonly string[] | undefined
}
export interface Section {
  readonly offset: { readonly line: number }
  readonly map: FileMap
}
interface IndexMap {
  readonly sections: readonly Section[]
}
const source = text(16 << 20)
const fileMap: Parser<FileMap> = object<FileMap>({
  sources: list(text(4096), 1000),
  sourcesContent: optional(list((value, at) => (value === null ? '' : source(value, at)), 1000)),
  mappings: text(64 << 20),
  names: optional(list(text(10_000), 100_000)),
})
export const parseIndexMap: Parser<IndexMap> = object<IndexMap>({
  sections: list(object<Section>({ offset: object({ line: integer() }), map: fileMap }), 100_000),
})

/** The sections of a chunk's map; none if it has none that can be read. */
export async function sectionsOf(held: Pick<Package, 'app' | 'text'>, chunk: string): Promise<readonly Section[]> {
  const path = held.app.chunks[chunk]?.map
  if (path === undefined) return []
  const got = parse(parseIndexMap, JSON.parse(await held.text(path)) as unknown)
  return got.ok ? got.value.sections : []
}

/** Where the author's files stand in the browser's tools. */
export function toolUrl(program: string, file: string): string {
  return `superette://${program.replace(/[^\w.-]+/g, '-').toLowerCase() || 'program'}/${file}`
}

interface Placed {
  /** Where the chunk begins in the script, from 0. */
  readonly from: number
  readonly sections: readonly Section[]
}

/** The comment that ends a script: its name in the tools, and its map. */
export function mapComment(program: string, name: string, chunks: readonly Placed[], runtimeLines: number): string {
  const sections: unknown[] = []
  if (runtimeLines > 0) {
    sections.push({
      offset: { line: 0, column: 0 },
      map: {
        version: 3,
        sources: ['superette://runtime/worker.js'],
        names: [],
        // Each line to itself.
        mappings: `AAAA${';AACA'.repeat(runtimeLines - 1)}`,
        ignoreList: [0],
        x_google_ignoreList: [0],
      },
    })
  }
  for (const { from, sections: own } of chunks) {
    for (const { offset, map } of own) {
      sections.push({
        offset: { line: from + offset.line, column: 0 },
        map: { version: 3, names: [], ...map, sources: map.sources.map((each) => toolUrl(program, each)) },
      })
    }
  }
  const bytes = new TextEncoder().encode(JSON.stringify({ version: 3, file: name, sections }))
  return `//# sourceURL=${encodeURI(name)}\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${base64(bytes)}\n`
}

function base64(bytes: Uint8Array): string {
  let text = ''
  // In pieces: as arguments of one call they would be too many.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}
