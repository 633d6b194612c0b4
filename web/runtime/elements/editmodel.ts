/**
 * The text of an editor: lines of runs, each with its formats. Its form outside is the delta that WeChat's editor gives ({ops: [{insert,
 * attributes}]}). Places are counted as there: a letter is 1, a picture or a divider is 1, the end of a line is 1. Pure.
 */
export type Formats = Readonly<Record<string, unknown>>
export type Embed = Readonly<Record<string, unknown>>
export interface Run {
  /** Text, or what stands in it as one letter: {image: src}, {divider: true}. */
  readonly insert: string | Embed
  readonly formats: Formats
}
export interface Line {
  readonly runs: readonly Run[]
  readonly formats: Formats
}
export type Lines = readonly Line[]

export interface DeltaOp {
  readonly insert: string | Embed
  readonly attributes?: Formats
}

/** Formats of a whole line; all others are of letters. */
export const lineFormats: ReadonlySet<string> = new Set(
  'header align direction indent list lineHeight textIndent margin marginTop marginBottom marginLeft marginRight padding paddingTop paddingBottom paddingLeft paddingRight whiteSpace wordBreak wordWrap'.split(
    ' ',
  ),
)

export const empty: Lines = [{ runs: [], formats: {} }]

export const sizeOf = (insert: Run['insert']): number => (typeof insert === 'string' ? insert.length : 1)
export const lengthOf = (line: Line): number => line.runs.reduce((sum, run) => sum + sizeOf(run.insert), 0)
/** With all ends of lines. */
export const wholeLength = (text: Lines): number => text.reduce((sum, line) => sum + lengthOf(line) + 1, 0)

const same = (a: Formats, b: Formats): boolean => {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}

/** Neighbours of one look become one run; empty ones go. */
export function joined(runs: readonly Run[]): Run[] {
  const out: Run[] = []
  for (const run of runs) {
    const last = out.at(-1)
    if (run.insert === '') continue
    if (last !== undefined && typeof last.insert === 'string' && typeof run.insert === 'string' && same(last.formats, run.formats))
      out[out.length - 1] = { insert: last.insert + run.insert, formats: last.formats }
    else out.push(run)
  }
  return out
}

export function toDelta(text: Lines): { readonly ops: readonly DeltaOp[] } {
  const ops: DeltaOp[] = []
  const push = (insert: DeltaOp['insert'], formats: Formats): void => {
    const last = ops.at(-1)
    if (typeof insert === 'string' && last !== undefined && typeof last.insert === 'string' && same(last.attributes ?? {}, formats))
      ops[ops.length - 1] = { ...last, insert: last.insert + insert }
    else ops.push(Object.keys(formats).length === 0 ? { insert } : { insert, attributes: formats })
  }
  for (const line of text) {
    for (const run of line.runs) push(run.insert, run.formats)
    push('\n', line.formats)
  }
  return { ops }
}

const isObject = (value: unknown): value is Formats => typeof value === 'object' && value !== null && !Array.isArray(value)
/** null and false say that there is none. */
const cleaned = (formats: unknown): Formats =>
  isObject(formats)
    ? Object.fromEntries(Object.entries(formats).filter(([, value]) => value !== null && value !== undefined && value !== false && value !== ''))
    : {}

/** More than a person writes in an editor of a page. */
const mostOps = 20_000

/** Whatever a program gives as a delta. null: it is none. */
export function fromDelta(delta: unknown): Lines | null {
  const ops: unknown = Array.isArray(delta) ? delta : isObject(delta) ? delta['ops'] : undefined
  if (!Array.isArray(ops)) return null
  const lines: Line[] = []
  let runs: Run[] = []
  for (const op of ops.slice(0, mostOps)) {
    if (!isObject(op)) continue
    const formats = cleaned(op['attributes'])
    const { insert } = op
    if (typeof insert === 'string') {
      const parts = insert.replaceAll('\r', '').split('\n')
      parts.forEach((part, at) => {
        if (part !== '') runs.push({ insert: part, formats })
        if (at === parts.length - 1) return
        lines.push({ runs: joined(runs), formats: at < parts.length - 1 ? formats : {} })
        runs = []
      })
    } else if (isObject(insert)) runs.push({ insert, formats })
  }
  if (runs.length > 0 || lines.length === 0) lines.push({ runs: joined(runs), formats: {} })
  return lines.map((line) => ({ runs: line.runs, formats: onlyLine(line.formats) }))
}
const onlyLine = (formats: Formats): Formats => Object.fromEntries(Object.entries(formats).filter(([name]) => lineFormats.has(name)))

/** The runs of a line from one place to another. */
function part(line: Line, from: number, to: number): Run[] {
  const out: Run[] = []
  let at = 0
  for (const run of line.runs) {
    const end = at + sizeOf(run.insert)
    const [a, b] = [Math.max(from, at) - at, Math.min(to, end) - at]
    if (b > a) out.push(typeof run.insert === 'string' ? { insert: run.insert.slice(a, b), formats: run.formats } : run)
    at = end
  }
  return out
}

export interface Range {
  readonly index: number
  readonly length: number
}
/** The lines that a range touches, each with its part of it: [line, from, to]. */
function* touched(text: Lines, { index, length }: Range): Generator<readonly [number, number, number]> {
  let at = 0
  for (const [number, line] of text.entries()) {
    const end = at + lengthOf(line)
    if (index + length >= at && index <= end) yield [number, Math.max(0, index - at), Math.min(end, index + length) - at]
    at = end + 1
    if (at > index + length) return
  }
}

const withFormat = (formats: Formats, name: string, value: unknown): Formats => {
  const { [name]: _, ...rest } = formats
  return value === undefined ? rest : { ...rest, [name]: value }
}

/** undefined takes the format away. */
export function withFormats(text: Lines, range: Range, name: string, value: unknown): Lines {
  const out = [...text]
  for (const [number, from, to] of touched(text, range)) {
    const line = text[number]
    if (line === undefined) continue
    if (lineFormats.has(name)) out[number] = { ...line, formats: withFormat(line.formats, name, value) }
    else
      out[number] = {
        ...line,
        runs: joined([
          ...part(line, 0, from),
          ...part(line, from, to).map((run) => ({ ...run, formats: withFormat(run.formats, name, value) })),
          ...part(line, to, lengthOf(line)),
        ]),
      }
  }
  return out
}

export function withoutFormats(text: Lines, range: Range): Lines {
  const out = [...text]
  for (const [number, from, to] of touched(text, range)) {
    const line = text[number]
    if (line !== undefined)
      out[number] = {
        formats: {},
        runs: joined([...part(line, 0, from), ...part(line, from, to).map((run) => ({ ...run, formats: {} })), ...part(line, to, lengthOf(line))]),
      }
  }
  return out
}

/** Puts other text in the place of a range; what comes behind the last of its lines keeps the line's formats. */
export function replaced(text: Lines, range: Range, by: Lines): Lines {
  const lines = [...touched(text, range)]
  const [first, last] = [lines[0], lines.at(-1)]
  if (first === undefined || last === undefined) return text
  const [firstLine, lastLine] = [text[first[0]], text[last[0]]]
  if (firstLine === undefined || lastLine === undefined) return text
  const head = part(firstLine, 0, first[1])
  const tail = part(lastLine, last[2], lengthOf(lastLine))
  const middle = by.map((line) => ({ ...line }))
  const start = middle[0] ?? { runs: [], formats: {} }
  middle[0] = { runs: [...head, ...start.runs], formats: middle.length > 1 && head.length === 0 ? start.formats : firstLine.formats }
  const end = middle.at(-1) ?? start
  middle[middle.length - 1] = { runs: joined([...end.runs, ...tail]), formats: middle.length > 1 ? { ...lastLine.formats, ...end.formats } : end.formats }
  return [...text.slice(0, first[0]), ...middle.map((line) => ({ ...line, runs: joined(line.runs) })), ...text.slice(last[0] + 1)]
}

/** What is so for all of a range: its letters' formats that all have, the first line's. */
export function formatsAt(text: Lines, range: Range): Formats {
  let letters: Formats | null = null
  let ofLine: Formats = {}
  let first = true
  for (const [number, from, to] of touched(text, range)) {
    const line = text[number]
    if (line === undefined) continue
    if (first) ofLine = line.formats
    first = false
    // A caret writes on as what is before it.
    const runs = range.length === 0 ? part(line, Math.max(0, from - 1), Math.max(1, from)) : part(line, from, to)
    for (const { formats } of runs)
      letters = letters === null ? formats : Object.fromEntries(Object.entries(letters).filter(([name, value]) => formats[name] === value))
  }
  return { ...letters, ...ofLine }
}

export function plainText(text: Lines, range: Range = { index: 0, length: wholeLength(text) }): string {
  return [...touched(text, range)]
    .map(([number, from, to]) => {
      const line = text[number]
      return line === undefined
        ? ''
        : part(line, from, to)
            .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
            .join('')
    })
    .join('\n')
}
