/**
 * Where a program's own lines stand. A stack names places in the scripts that the Worker runs (the runtime and the first
 * chunks as one, later chunks and changes as others); their source maps lead from there to the author's files. Frames of the
 * runtime are left out. A stack is told in V8's form, whichever engine made it: the names of packages have an @ too, by which
 * Firefox parts a function from its place.
 */
import type { Section } from './maps.js'

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

/** A part of a script that a source map describes. */
export interface Piece {
  /** Its first line in the script, from 0, and the one after its last. */
  readonly from: number
  readonly to: number
  readonly text: string
  readonly sections: readonly Section[]
}

/** Where each of the texts begins that boot joins to one script, with a line of its own between them. */
export function startsOf(texts: readonly string[]): readonly number[] {
  const starts: number[] = []
  let at = 0
  for (const text of texts) {
    starts.push(at)
    at += text.split('\n').length + 1
  }
  return starts
}

const maxFrames = 30
/** V8 and Firefox name a script as its sourceURL says. */
const place = /(?:superette:\/\/[\w.-]+\/)?(\$\/[^\s():]+\.js):(\d+):(\d+)/

export interface Places {
  /** A script by the name under which stacks know it ("$/main.js"). */
  add(name: string, pieces: readonly Piece[]): void
  /** The stack with the author's places. A stack without any comes back as it was. */
  translate(stack: string): string
  /** The author's place of a function, by the beginning of its text; null if it is not found. */
  ofSource(source: string): string | null
}

export function createPlaces(): Places {
  const scripts = new Map<string, readonly Piece[]>()
  const read = new WeakMap<Section, ReturnType<typeof readMappings>>()
  const mappingsOf = (section: Section): ReturnType<typeof readMappings> => {
    const known = read.get(section)
    if (known !== undefined) return known
    const fresh = readMappings(section.map.mappings)
    read.set(section, fresh)
    return fresh
  }
  /** The author's place of a line and column, both from 0; null if it is not the author's. */
  const find = (name: string, at: number, column: number): string | null => {
    const piece = scripts.get(name)?.find((each) => each.from <= at && at < each.to)
    if (piece === undefined) return null
    const line = at - piece.from
    const section = piece.sections.findLast((each) => each.offset.line <= line)
    if (section === undefined) return null
    const segment = mappingsOf(section)[line - section.offset.line]?.findLast((each) => each[0] <= column)
    const source = segment === undefined ? undefined : section.map.sources[segment[1]]
    return segment === undefined || source === undefined ? null : `${source}:${segment[2] + 1}:${segment[3] + 1}`
  }
  return {
    ofSource(source) {
      // What came last counts.
      for (const [name, pieces] of [...scripts].reverse()) {
        for (const { from, text } of pieces) {
          const at = text.indexOf(source)
          if (at < 0) continue
          const before = text.slice(0, at)
          const found = find(name, from + before.split('\n').length - 1, at - before.lastIndexOf('\n') - 1)
          if (found !== null) return found
        }
      }
      return null
    },
    add: (name, pieces) => void scripts.set(encodeURI(name), pieces),
    translate(stack) {
      const out: string[] = []
      let found = 0
      for (const text of stack.split('\n', maxFrames)) {
        const frame = place.exec(text)
        if (frame === null) {
          out.push(text)
          continue
        }
        const at = find(frame[1]!, Number(frame[2]) - 1, Number(frame[3]) - 1)
        if (at === null) continue
        found += 1
        const before = text.slice(0, frame.index)
        out.push(before.endsWith('@') ? `    at ${before === '@' ? at : `${before.slice(0, -1)} (${at})`}` : text.replace(frame[0], at))
      }
      return found === 0 ? stack : out.join('\n')
    },
  }
}

/** The first of the author's places in a stack that was translated, "" if there is none. Scripts that we made are none. */
export function placeIn(stack: string): string {
  for (const [, found = ''] of stack.matchAll(/(?<![\w$@./-])([\w$@./-]+\.(?:js|ts|wxs|wxml):\d+(?::\d+)?)/g)) {
    if (!/(?:^|\/)\$\//.test(found)) return found
  }
  return ''
}
