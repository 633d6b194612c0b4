/** Results as a Markdown table and as bars in SVG, in bench/results/. A small writer of our own: the plots are plain bars. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../e2e/harness/instance.js'

export interface Row {
  readonly name: string
  /** By column; undefined: not measured. */
  readonly values: readonly (number | undefined)[]
  readonly goal?: string
  /** Of the last column, which is ours; it says so when it is more. */
  readonly most?: number
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const shown = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '–' : value < 10 ? value.toFixed(1) : String(Math.round(value))
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

// Colours that are told apart on white and on black, and by those who do not tell red from green.
const style = `text{fill:#1c1917;font:11px sans-serif}text.title{font-size:14px}.back{fill:#fff}
.c0{fill:#a8a29e}.c1{fill:#d97706}.c2{fill:#0d9488}.c3{fill:#2563eb}
@media(prefers-color-scheme:dark){text{fill:#e7e5e4}.back{fill:#0c0a09}.c0{fill:#78716c}.c1{fill:#f59e0b}.c2{fill:#2dd4bf}.c3{fill:#60a5fa}}`

function plot(title: string, columns: readonly string[], rows: readonly Row[]): string {
  const bar = 14
  const group = columns.length * bar + 14
  // Nobody measures letters here: one of this size is at most about so wide on average.
  const left = Math.max(240, ...rows.map(({ name }) => 16 + 6 * name.length))
  const width = left + 520
  const largest = Math.max(1, ...rows.flatMap((row) => row.values.map((value) => value ?? 0)))
  // Logarithmic, since peers lie factors apart.
  const length = (ms: number): number => (Math.log10(1 + ms) / Math.log10(1 + largest)) * (width - left - 70)
  const height = 60 + rows.length * group
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"><title>${escaped(title)}</title><style>${style}</style>`,
    '<rect class="back" width="100%" height="100%"/>',
    `<text class="title" x="12" y="20">${escaped(title)} (median ms, logarithmic)</text>`,
    ...columns.map(
      (name, i) => `<rect class="c${i}" x="${12 + i * 200}" y="30" width="10" height="10"/><text x="${26 + i * 200}" y="39">${escaped(name)}</text>`,
    ),
  ]
  rows.forEach((row, r) => {
    const top = 52 + r * group
    parts.push(`<text x="${left - 8}" y="${top + (group - 14) / 2 + 4}" text-anchor="end">${escaped(row.name)}</text>`)
    row.values.forEach((value, i) => {
      if (value === undefined) return
      const y = top + i * bar
      parts.push(`<rect class="c${i}" x="${left}" y="${y}" width="${Math.max(1, length(value)).toFixed(1)}" height="${bar - 3}"/>`)
      parts.push(`<text x="${(left + length(value) + 5).toFixed(1)}" y="${y + bar - 5}">${shown(value)}</text>`)
    })
  })
  return `${parts.join('\n')}\n</svg>\n`
}

export interface Results {
  /** Name of the files. */
  readonly name: string
  readonly title: string
  /** How it was measured and on what, above the table. */
  readonly about: string
  readonly columns: readonly string[]
  /** Milliseconds; these are drawn too. */
  readonly rows: readonly Row[]
  /** Other units, below. */
  readonly more?: readonly Row[]
}

function table(columns: readonly string[], rows: readonly Row[]): string {
  const goals = rows.some((row) => row.goal !== undefined)
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const goal = (row: Row): string => `${row.goal ?? ''}${(row.values.at(-1) ?? 0) > (row.most ?? Number.POSITIVE_INFINITY) ? ' (missed)' : ''}`
  return [
    line(['', ...columns, ...(goals ? ['goal'] : [])]),
    line(['---', ...columns.map(() => '--:'), ...(goals ? ['---'] : [])]),
    ...rows.map((row) => line([row.name, ...columns.map((_, i) => shown(row.values[i])), ...(goals ? [goal(row)] : [])])),
  ].join('\n')
}

export async function writeResults({ name, title, about, columns, rows, more = [] }: Results): Promise<void> {
  const folder = join(root, 'bench', 'results')
  const tables = [table(columns, rows), ...(more.length > 0 ? [table(columns, more)] : [])].join('\n\n')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.md`), `# ${title}\n\n${about}\n\n${tables}\n\n![${title}](${name}.svg)\n`)
  await writeFile(join(folder, `${name}.svg`), plot(title, columns, rows))
  process.stdout.write(`${title}\n${about}\n\n${tables}\n`)
}
