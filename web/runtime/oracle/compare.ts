/** Generated cases run by both sides, and what differs. */
import type { Case, Outcome } from './case.js'
import type { Compiler } from './compiler.js'
import { faults, type Fault } from './faults.js'
import { Ours } from './ours.js'
import { print } from './print.js'
import { ringWarning, runReference } from './reference.js'
import type { Tree } from './tree.js'

export interface Verdict {
  readonly tree: Tree
  readonly source: Case
  readonly ours: Outcome
  readonly theirs: Outcome
  /** "" if both are the same, else in what they differ first. */
  readonly differs: '' | 'compiler' | 'error' | 'shows' | 'logs' | 'reference'
  /** The first step after which they differ; 0 is before all steps. */
  readonly step: number
  readonly diagnostics: readonly string[]
}

/** The reference gave up on the case as a whole. */
const broken = 'the reference failed: '

const nothing: Outcome = { shows: [], logs: [], warnings: [] }

/** Changes the chunk that was compiled: a test of the comparison itself breaks it. */
export type Spoil = (chunk: string) => string

export async function compare(compiler: Compiler, trees: readonly Tree[], spoil: Spoil = (chunk) => chunk): Promise<Verdict[]> {
  const sources = trees.map(print)
  const compiled = await compiler.compile(sources)
  const ours = new Ours({ ...compiled, chunk: spoil(compiled.chunk) })
  const out: Verdict[] = []
  for (const [at, source] of sources.entries()) {
    const tree = trees[at] as Tree
    const diagnostics = compiled.diagnostics.filter((each) => each.includes(` c${at}/`))
    const refused = diagnostics.some((each) => each.startsWith('error '))
    const theirs = await tryReference(source)
    const got = refused ? nothing : await tryOurs(ours, source, at)
    out.push(judge({ tree, source, theirs, diagnostics }, refused ? 'compiler' : got))
  }
  return out
}

async function tryReference(source: Case): Promise<Outcome> {
  try {
    return await runReference(source)
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { shows: [broken + text], logs: [], warnings: text.includes(ringWarning) ? [ringWarning] : [] }
  }
}

async function tryOurs(ours: Ours, source: Case, at: number): Promise<Outcome> {
  try {
    return await ours.run(source, at)
  } catch (error) {
    return { shows: [`failed: ${error instanceof Error ? error.stack : String(error)}`], logs: [], warnings: [] }
  }
}

function judge(given: Pick<Verdict, 'tree' | 'source' | 'theirs' | 'diagnostics'>, got: Outcome | 'compiler'): Verdict {
  if (given.theirs.shows[0]?.startsWith(broken) === true) return { ...given, ours: nothing, differs: 'reference', step: 0 }
  if (got === 'compiler') return { ...given, ours: nothing, differs: 'compiler', step: 0 }
  for (let step = 0; step <= given.source.steps.length; step++) {
    if (got.shows[step] !== given.theirs.shows[step]) {
      return { ...given, ours: got, differs: got.shows[0]?.startsWith('failed: ') === true ? 'error' : 'shows', step }
    }
    if (JSON.stringify(got.logs[step]) !== JSON.stringify(given.theirs.logs[step])) return { ...given, ours: got, differs: 'logs', step }
  }
  return { ...given, ours: got, differs: '', step: 0 }
}

/**
 * The known faults of the reference that account for a difference: it must be gone once nothing but what
 * triggers them is taken out of the case. Empty if they do not.
 */
export async function explained(compiler: Compiler, verdict: Verdict, most = 2): Promise<readonly Fault[]> {
  const hasWarned = (fault: Fault): boolean => verdict.theirs.warnings.some((text) => text.includes(fault.warning ?? ''))
  const warned = faults.filter((fault) => fault.warning !== undefined && fault.without === undefined && hasWarned(fault))
  if (warned.length > 0) return warned
  const alone: { readonly fault: Fault; readonly tree: Tree }[] = []
  let all = verdict.tree
  for (const fault of faults) {
    if (fault.logsOnly === true && verdict.differs !== 'logs') continue
    if (fault.warning !== undefined && !hasWarned(fault)) continue
    const without = fault.without?.(verdict.tree) ?? verdict.tree
    if (JSON.stringify(without) === JSON.stringify(verdict.tree)) continue
    alone.push({ fault, tree: without })
    all = fault.without?.(all) ?? all
  }
  if (alone.length === 0) return []
  const verdicts = await compare(compiler, [...alone.map((each) => each.tree), all])
  const one = alone.find((_, at) => verdicts[at]?.differs === '')
  if (one !== undefined) return [one.fault]
  if (alone.length > 1 && verdicts.at(-1)?.differs === '') return alone.map((each) => each.fault)
  // One may hide the warning of another.
  for (const [at, { fault }] of alone.entries()) {
    const left = verdicts[at]
    const more = most > 1 && left !== undefined ? await explained(compiler, left, most - 1) : []
    if (more.length > 0) return [fault, ...more]
  }
  return []
}

/** A difference as a person reads it. */
export function report(verdict: Verdict): string {
  const { source, step } = verdict
  const lines = [`${source.name} differs: ${verdict.differs}, ${step === 0 ? 'at first' : `after step ${step}: ${source.steps[step - 1]}`}`]
  for (const [name, part] of Object.entries(source.parts)) {
    lines.push(`--- ${name}.wxml`, part.wxml, `--- ${name}.js`, (part.js ?? '').split(';\n').slice(1).join(';\n'))
    if (Object.keys(part.generics ?? {}).length > 0) lines.push(`--- ${name}.json generics ${JSON.stringify(part.generics)}`)
  }
  for (const [name, text] of Object.entries(source.files ?? {})) lines.push(`--- ${name}.wxml`, text)
  lines.push('--- steps', ...source.steps.map((each, at) => `${at + 1}. ${each}`))
  if (verdict.differs === 'compiler') lines.push(...verdict.diagnostics)
  const before = step > 0 ? [`before        ${verdict.theirs.shows[step - 1]}`] : []
  lines.push('--- shown', ...before, `ours          ${verdict.ours.shows[step]}`, `the reference ${verdict.theirs.shows[step]}`)
  lines.push('--- logged by ours', ...(verdict.ours.logs[step] ?? []), '--- logged by the reference', ...(verdict.theirs.logs[step] ?? []))
  return lines.join('\n')
}
