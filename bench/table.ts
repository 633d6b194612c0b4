/** Results as a Markdown table and as bars in SVG, in bench/results/. A small writer of our own: the plots are plain bars. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../e2e/harness/instance.js'

export interface Row {
  readonly name: string
  /** Milliseconds by column; undefined: not measured. */
  readonly values: readonly (number | undefined)[]
  readonly goal?: string
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const shown = (ms: number | undefined): string => (ms === undefined ? '–' : ms < 10 ? ms.toFixed(1) : String(Math.round(ms)))
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const colors = ['#0f766e', '#c2410c', '#78716c', '#1d4ed8']

function plot(title: string, columns: readonly string[], rows: readonly Row[]): string {
  const bar = 14
  const group = columns.length * bar + 14
  const left = 220
  const width = 760
  const largest = Math.max(1, ...rows.flatMap((row) => row.values.map((value) => value ?? 0)))
  // Logarithmic, since peers lie factors apart.
  const length = (ms: number): number => (Math.log10(1 + ms) / Math.log10(1 + largest)) * (width - left - 70)
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${60 + rows.length * group}" font-family="sans-serif" font-size="11">`,
    '<rect width="100%" height="100%" fill="white"/>',
    `<text x="12" y="20" font-size="14">${escaped(title)} (median ms, logarithmic)</text>`,
    ...columns.map(
      (name, i) =>
        `<rect x="${12 + i * 180}" y="30" width="10" height="10" fill="${colors[i % colors.length]}"/><text x="${26 + i * 180}" y="39">${escaped(name)}</text>`,
    ),
  ]
  rows.forEach((row, r) => {
    const top = 52 + r * group
    parts.push(`<text x="${left - 8}" y="${top + (group - 14) / 2 + 4}" text-anchor="end">${escaped(row.name)}</text>`)
    row.values.forEach((value, i) => {
      if (value === undefined) return
      const y = top + i * bar
      parts.push(`<rect x="${left}" y="${y}" width="${Math.max(1, length(value)).toFixed(1)}" height="${bar - 3}" fill="${colors[i % colors.length]}"/>`)
      parts.push(`<text x="${(left + length(value) + 5).toFixed(1)}" y="${y + bar - 5}">${shown(value)}</text>`)
    })
  })
  return `${parts.join('\n')}\n</svg>\n`
}

export interface Results {
  /** Name of the files. */
  readonly name: string
  readonly title: string
  /** How it was measured, above the table. */
  readonly about: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

export async function writeResults({ name, title, about, columns, rows }: Results): Promise<void> {
  const folder = join(root, 'bench', 'results')
  const goals = rows.some((row) => row.goal !== undefined)
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const table = [
    line(['', ...columns, ...(goals ? ['goal'] : [])]),
    line(['---', ...columns.map(() => '--:'), ...(goals ? ['---'] : [])]),
    ...rows.map((row) => line([row.name, ...columns.map((_, i) => shown(row.values[i])), ...(goals ? [row.goal ?? ''] : [])])),
  ].join('\n')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.md`), `# ${title}\n\n${about}\n\n${table}\n\n![${title}](${name}.svg)\n`)
  await writeFile(join(folder, `${name}.svg`), plot(title, columns, rows))
  process.stdout.write(`${title}\n${table}\n`)
}
