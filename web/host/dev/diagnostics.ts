/** What the compiler says of the program under development (GET /api/dev/diagnostics). Only `superette dev` answers it. */
import { signal, type ReadonlySignal } from '@preact/signals'
import { integer, list, object, oneOf, optional, parse, text, type Parser } from '../../protocol/parse.js'

interface Position {
  /** From 1; columns count UTF-16 units. */
  readonly line: number
  readonly column: number
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  readonly code: string
  readonly file: string
  readonly range: { readonly start: Position; readonly end: Position }
  readonly text: string
  readonly hint?: string | undefined
  /** Where it is met; none if it concerns the whole program. */
  readonly pages: readonly string[]
  /** The lines around it, none if they cannot be shown. */
  readonly frame: readonly { readonly line: number; readonly text: string }[]
}
interface Report {
  readonly appId: string
  readonly diagnostics: readonly Diagnostic[]
}

const position: Parser<Position> = object<Position>({ line: integer(), column: integer() })

export const parseReport: Parser<Report> = object<Report>({
  appId: text(64),
  diagnostics: list(
    object<Diagnostic>({
      severity: oneOf('error', 'warning'),
      code: text(200),
      file: text(1024),
      range: object({ start: position, end: position }),
      text: text(4096),
      hint: optional(text(4096)),
      pages: list(text(4096), 10_000),
      frame: list(object({ line: integer(), text: text(1000) }), 20),
    }),
    100_000,
  ),
})

export interface Diagnostics {
  of(appId: string): readonly Diagnostic[]
  readonly report: ReadonlySignal<Report>
  /** Asks anew; what cannot be read leaves the last ones. */
  load(): Promise<void>
  /** What lies over a page of a program: its own errors first, then those of others; nothing once it was dismissed there. */
  over(appId: string, route: string): readonly Diagnostic[]
  /** The compiler has read the program, and found no errors. */
  isSound(appId: string): boolean
  /** Until the program is compiled anew. */
  dismiss(route: string): void
}

export function createDiagnostics(): Diagnostics {
  const report = signal<Report>({ appId: '', diagnostics: [] })
  /** Routes, and "" for the program as a whole. */
  const dismissed = signal<ReadonlySet<string>>(new Set())
  const of: Diagnostics['of'] = (appId) => (report.value.appId === appId ? report.value.diagnostics : [])
  const errorsOf = (appId: string, route: string): { readonly own: readonly Diagnostic[]; readonly others: readonly Diagnostic[] } => {
    const errors = of(appId).filter((each) => each.severity === 'error')
    return { own: errors.filter((each) => each.pages.includes(route)), others: errors.filter((each) => !each.pages.includes(route)) }
  }
  return {
    report,
    of,
    over(appId, route) {
      const { own, others } = errorsOf(appId, route)
      return [...(dismissed.value.has(route) ? [] : own), ...(dismissed.value.has('') ? [] : others)]
    },
    isSound: (appId) => report.value.appId === appId && !of(appId).some((each) => each.severity === 'error'),
    dismiss(route) {
      dismissed.value = new Set([...dismissed.value, route, ''])
    },
    async load() {
      const answer = await fetch('/api/dev/diagnostics').catch(() => null)
      if (answer === null || !answer.ok) return
      const got = parse(parseReport, await answer.json())
      if (!got.ok) return
      if (JSON.stringify(got.value) !== JSON.stringify(report.value)) dismissed.value = new Set()
      report.value = got.value
    },
  }
}
