/** What a table says about where its numbers are from. */
import { execFileSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { chromiumFile } from '../tools/chromium.js'

/** Asked at the beginning of a run: what runs beside it makes numbers larger. */
export function machine(command: string, more: readonly string[] = []): string {
  const processors = cpus()
  const load = loadavg()[0] ?? 0
  const facts = [
    `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    ...more,
    new Date().toISOString().slice(0, 10),
    `load ${load.toFixed(1)} at the start`,
  ]
  // Half a processor's worth of other work is noticed by a program of two threads.
  const busy = load > 0.5 ? '\n\n**The machine was busy: other work ran beside this run, and the times are longer than they are on a quiet one.**' : ''
  return `${facts.join(', ')}. Again by \`${command}\`.${busy}`
}

export function chromiumVersion(): string {
  return execFileSync(chromiumFile(true), ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .replace(/ built on.*/s, '')
    .trim()
}
