/** Many seeds: batch by batch, each difference laid to a known fault or shrunk. */
import { compare, explained, type Verdict } from './compare.js'
import type { Compiler } from './compiler.js'
import { generate } from './generate.js'
import { shrink } from './shrink.js'

export interface Swept {
  readonly cases: number
  /** Seeds that differ and no known fault accounts for. */
  readonly failed: number[]
  /** The first of them, shrunk. */
  readonly failures: Verdict[]
  /** Known fault → cases. */
  readonly known: Map<string, number>
  /** Feature → cases. */
  readonly features: Map<string, number>
}

export interface Options {
  readonly shrinkSeconds: number
  readonly mostFailures: number
  /** Runs the cases that have this feature alone. */
  readonly only?: string | undefined
  /** Is told of each seed that differs, at once. */
  readonly hear?: (seed: number) => void
}

/** Runs the seeds first … last. It ends early once there are enough failures. */
export async function sweep(compiler: Compiler, first: number, last: number, options: Options): Promise<Swept> {
  const out = { cases: 0, failed: [] as number[], failures: [] as Verdict[], known: new Map<string, number>(), features: new Map<string, number>() }
  const { only } = options
  const batch = only === undefined ? 100 : 1000
  for (let from = first; from <= last && out.failed.length < options.mostFailures; from += batch) {
    const all = Array.from({ length: Math.min(batch, last - from + 1) }, (_, at) => generate(from + at))
    const made = only === undefined ? all : all.filter((each) => each.features.has(only))
    if (made.length === 0) continue
    for (const each of made) for (const feature of each.features) out.features.set(feature, (out.features.get(feature) ?? 0) + 1)
    const verdicts = await compare(
      compiler,
      made.map((each) => each.tree),
    )
    out.cases += made.length
    for (const verdict of verdicts) {
      if (verdict.differs === '') continue
      const known = await explained(compiler, verdict)
      for (const fault of known) out.known.set(fault.name, (out.known.get(fault.name) ?? 0) + 1)
      if (known.length > 0) continue
      out.failed.push(verdict.tree.seed)
      options.hear?.(verdict.tree.seed)
      if (out.failures.length < options.mostFailures) {
        out.failures.push(options.shrinkSeconds > 0 ? await shrink(compiler, verdict, options.shrinkSeconds) : verdict)
      }
    }
  }
  return out
}
