/**
 * Where a program's own lines stand. Its Worker is one script (runtime and chunks, one after the other), so a stack names
 * places in that; the chunks' source maps lead from there to the author's files. Frames of the runtime are left out.
 */
import { integer, list, object, parse, text, type Parser } from '../../protocol/parse.js'
import type { Package } from './package.js'

interface Section {
  readonly offset: { readonly line: number }
  readonly map: { readonly sources: readonly string[]; readonly mappings: string }
}
interface IndexMap {
  readonly sections: readonly Section[]
}
const parseIndexMap: Parser<IndexMap> = object<IndexMap>({
  sections: list(
    object<Section>({
      offset: object({ line: integer() }),
      map: object({ sources: list(text(4096), 1000), mappings: text(64 << 20) }),
    }),
    100_000,
  ),
})

/** Generated column, source, line and column of the original, all from 0. */
type Segment = readonly [number, number, number, number]

const digits = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((each, i) => [each, i]))

/** The mappings of a source map, line by line. What is no mapping ends its line. */
export function readMappings(mappings: string): readonly (readonly Segment[])[] {
  let source = 0
  let line = 0
  let column = 0
  return mappings.split(';').map((text) => {
    const segments: Segment[] = []
    let at = 0
    for (const each of text.split(',')) {
      const [moved, bySource, byLine, byColumn] = numbers(each)
      if (moved === undefined) break
      at += moved
      if (bySource === undefined || byLine === undefined || byColumn === undefined) continue
      source += bySource
      line += byLine
      column += byColumn
      segments.push([at, source, line, column])
    }
    return segments
  })
}

/** Base64 VLQ. */
function numbers(text: string): number[] {
  const out: number[] = []
  let value = 0
  let shift = 0
  for (const each of text) {
    const digit = digits.get(each)
    if (digit === undefined) return out
    value += (digit & 31) * 2 ** shift
    shift += 5
    if (digit & 32) continue
    out.push(value % 2 === 1 ? -(value - 1) / 2 : value / 2)
    value = 0
    shift = 0
  }
  return out
}

/** The script of one chunk, in the lines of the Worker's script. */
export interface Piece {
  readonly chunk: string
  /** Its first line there, from 0, and the one after its last. */
  readonly from: number
  readonly to: number
}

/** Boot joins its texts with a line of its own between them. */
export function piecesOf(runtime: string, chunks: readonly (readonly [string, string])[]): readonly Piece[] {
  const linesOf = (text: string): number => text.split('\n').length
  let at = linesOf(runtime) + 1
  return chunks.map(([chunk, script]) => {
    const from = at
    at += linesOf(script) + 1
    return { chunk, from, to: at }
  })
}

const maxFrames = 30
const place = /(blob:[^\s()]*?|\$\/[\w./-]+\.js):(\d+):(\d+)/

export interface Places {
  /** The stack with the author's places. A stack without any comes back as it was. */
  translate(stack: string): Promise<string>
  /** The author's place of a function, by the beginning of its text; null if it is not found. */
  ofSource(source: string): Promise<string | null>
}

export function createPlaces(held: Pick<Package, 'app' | 'text'>, pieces: readonly Piece[]): Places {
  const maps = new Map<string, Promise<readonly { readonly section: Section; lines: ReturnType<typeof readMappings> | null }[]>>()
  const mapOf = (chunk: string): ReturnType<typeof load> => {
    const known = maps.get(chunk)
    if (known !== undefined) return known
    const fresh = load(chunk)
    maps.set(chunk, fresh)
    return fresh
  }
  const load = async (chunk: string): Promise<readonly { readonly section: Section; lines: ReturnType<typeof readMappings> | null }[]> => {
    const path = held.app.chunks[chunk]?.map
    if (path === undefined) return []
    const got = parse(parseIndexMap, JSON.parse(await held.text(path)) as unknown)
    return got.ok ? got.value.sections.map((section) => ({ section, lines: null })) : []
  }
  /** The author's place of a line and column of a chunk, both from 0; null if it is not the author's. */
  const find = async (chunk: string, line: number, column: number): Promise<string | null> => {
    const sections = await mapOf(chunk).catch(() => [])
    const found = sections.findLast((each) => each.section.offset.line <= line)
    if (found === undefined) return null
    found.lines ??= readMappings(found.section.map.mappings)
    const segment = found.lines[line - found.section.offset.line]?.findLast((each) => each[0] <= column)
    const source = segment === undefined ? undefined : found.section.map.sources[segment[1]]
    return segment === undefined || source === undefined ? null : `${source}:${segment[2] + 1}:${segment[3] + 1}`
  }
  const locate = (url: string, line: number, column: number): Promise<string | null> => {
    // A sub-package that came later is a script of its own and says its name.
    if (!url.startsWith('blob:')) {
      const chunk = Object.keys(held.app.chunks).find((each) => held.app.chunks[each]?.js === url)
      return chunk === undefined ? Promise.resolve(null) : find(chunk, line, column)
    }
    const piece = pieces.find((each) => each.from <= line && line < each.to)
    return piece === undefined ? Promise.resolve(null) : find(piece.chunk, line - piece.from, column)
  }
  return {
    async ofSource(source) {
      for (const chunk of Object.keys(held.app.chunks)) {
        const text = await held.text(held.app.chunks[chunk]!.js).catch(() => '')
        const at = text.indexOf(source)
        if (at < 0) continue
        const before = text.slice(0, at)
        const place = await find(chunk, before.split('\n').length - 1, at - before.lastIndexOf('\n') - 1)
        if (place !== null) return place
      }
      return null
    },
    async translate(stack) {
      const out: string[] = []
      let found = 0
      for (const text of stack.split('\n', maxFrames)) {
        const frame = place.exec(text)
        if (frame === null) {
          out.push(text)
          continue
        }
        const at = await locate(frame[1]!, Number(frame[2]) - 1, Number(frame[3]) - 1)
        if (at === null) continue
        found += 1
        out.push(text.replace(frame[0], at))
      }
      return found === 0 ? stack : out.join('\n')
    },
  }
}
