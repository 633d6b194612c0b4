/** What the compiler says of the program under development (GET /api/dev/diagnostics). Only `superette dev` answers it. */
import { signal, type ReadonlySignal } from '@preact/signals'
import { integer, list, object, oneOf, optional, parse, text, type Parser } from '../../protocol/parse.js'

export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  readonly code: string
  readonly file: string
  readonly range: { readonly start: { readonly line: number; readonly column: number } }
  readonly text: string
  readonly hint?: string | undefined
}
interface Report {
  readonly appId: string
  readonly diagnostics: readonly Diagnostic[]
}

export const parseReport: Parser<Report> = object<Report>({
  appId: text(64),
  diagnostics: list(
    object<Diagnostic>({
      severity: oneOf('error', 'warning'),
      code: text(200),
      file: text(1024),
      range: object({ start: object({ line: integer(), column: integer() }) }),
      text: text(4096),
      hint: optional(text(4096)),
    }),
    100_000,
  ),
})

export interface Diagnostics {
  of(appId: string): readonly Diagnostic[]
  readonly report: ReadonlySignal<Report>
  /** Asks anew; what cannot be read leaves the last ones. */
  load(): Promise<void>
}

export function createDiagnostics(): Diagnostics {
  const report = signal<Report>({ appId: '', diagnostics: [] })
  return {
    report,
    of: (appId) => (report.value.appId === appId ? report.value.diagnostics : []),
    async load() {
      const answer = await fetch('/api/dev/diagnostics').catch(() => null)
      if (answer === null || !answer.ok) return
      const got = parse(parseReport, await answer.json())
      if (got.ok) report.value = got.value
    },
  }
}
