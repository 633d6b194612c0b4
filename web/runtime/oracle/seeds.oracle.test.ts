/**
 * Generated cases by our runtime and by glass-easel, WeChat's own component framework: 2,000 seeds, 100,000 with LONG=1. A
 * difference is shrunk to a small case and printed with its seed, which is run again by
 *
 *   node --import tsx web/runtime/oracle/replay.ts SEED
 *
 * What the reference does wrong stands in faults.ts; what is generated in generate*.ts; a difference that was ours becomes
 * a case of cases-found.ts.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { compare, type Verdict } from './compare.js'
import { builtCompiler, Compiler } from './compiler.js'
import { faults } from './faults.js'
import { features } from './features.js'
import { generate } from './generate.js'
import { mutants } from './mutants.js'
import { Ours } from './ours.js'
import { runReference } from './reference.js'
import type { Answer } from './worker.js'

const seeds = process.env['LONG'] === '1' ? 100_000 : 2_000
const processes = 2
/** Within so many cases each way to break the runtime must be found. */
const mutantCases = 300

const compiler = new Compiler()
after(() => compiler.close())

async function work(first: number, last: number): Promise<Answer> {
  // Much is made and thrown away: a larger nursery halves the time.
  const args = ['--max-semi-space-size=64', '--import', 'tsx', join(import.meta.dirname, 'worker.ts'), String(first), String(last)]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, [builtCompiler]: compiler.binary },
    maxBuffer: 1 << 28,
  })
  return JSON.parse(stdout) as Answer
}

function sum(answers: readonly Answer[], of: 'known' | 'features'): [string, number][] {
  const out = new Map<string, number>()
  for (const answer of answers) for (const [name, count] of answer[of]) out.set(name, (out.get(name) ?? 0) + count)
  return [...out].sort(([a], [b]) => (a < b ? -1 : 1))
}

test(`${seeds} generated cases show and log what glass-easel does`, async (t) => {
  const share = Math.ceil(seeds / processes)
  const answers = await Promise.all(Array.from({ length: processes }, (_, at) => work(at * share + 1, Math.min((at + 1) * share, seeds))))
  const failed = answers.flatMap((each) => each.failed)
  const reports = answers.flatMap((each) => each.reports)
  assert.deepEqual(failed, [], `${reports.join('\n\n')}\n\nrun again: node --import tsx web/runtime/oracle/replay.ts ${failed[0]}`)
  assert.equal(
    answers.reduce((all, each) => all + each.cases, 0),
    seeds,
  )
  const known = sum(answers, 'known')
  for (const [name, count] of known) t.diagnostic(`${count} by the reference's fault "${name}"`)
  const excused = known.reduce((all, [, count]) => all + count, 0)
  assert.ok(excused < seeds * 0.06, `${excused} of ${seeds} cases are laid to the reference`)

  await t.test('each feature is generated', () => {
    const made = sum(answers, 'features')
    for (const [name, count] of made) t.diagnostic(`${count} cases: ${name}`)
    assert.deepEqual(
      made.map(([name]) => name),
      [...features].sort(),
    )
  })
})

test('each known fault of the reference still shows', async (t) => {
  const ours = new Ours(await compiler.compile(faults.map((each) => each.example)))
  for (const [at, fault] of faults.entries()) {
    await t.test(fault.name, async () => {
      const got = await ours.run(fault.example, at)
      let theirs = null
      try {
        theirs = await runReference(fault.example)
      } catch {
        return // it ends with an exception, where ours goes on
      }
      assert.notDeepEqual({ shows: theirs.shows, logs: theirs.logs }, { shows: got.shows, logs: got.logs }, 'the fault is gone: take it off the list')
      if (fault.warning !== undefined) assert.ok(theirs.warnings.some((text) => text.includes(fault.warning ?? '')))
    })
  }
})

test('a broken runtime is found', async (t) => {
  const trees = Array.from({ length: mutantCases }, (_, at) => generate(at + 1).tree)
  const failing = (verdicts: readonly Verdict[]): number[] => verdicts.flatMap((each) => (each.differs === '' ? [] : [each.tree.seed]))
  const before = failing(await compare(compiler, trees))
  for (const mutant of mutants) {
    await t.test(mutant.name, async () => {
      const mend = mutant.breaks?.()
      try {
        let found: number[] = []
        for (let from = 0; from < trees.length && found.length === 0; from += 50) {
          found = failing(await compare(compiler, trees.slice(from, from + 50), mutant.spoil)).filter((seed) => !before.includes(seed))
        }
        t.diagnostic(`${mutant.name}: first by seed ${found[0]}`)
        assert.notDeepEqual(found, [])
      } finally {
        mend?.()
      }
    })
  }
})
