/** What an update costs the Worker, as steps that its code takes and not as time: twice as much of something is twice the work. */
import assert from 'node:assert/strict'
import { Session } from 'node:inspector/promises'
import { test } from 'node:test'
import { TestProgram } from '../core/testing/program.js'
import type { Case } from './case.js'
import { Compiler } from './compiler.js'

/** A component with a list of slots; those of the first kind take nothing, each of the second what is named like it. */
function slots(name: string, content: string): Case {
  return {
    name,
    parts: {
      box: { wxml: '<slot wx:for="{{n}}" name="s{{item}}" /><slot />', js: 'Component({ options: { multipleSlots: true }, properties: { n: Number } })' },
      page: { using: { box: 'box' }, wxml: `<box n="{{n}}">${content}</box>`, js: 'Component({ data: { n: 0 } })' },
    },
    steps: [],
  }
}

interface Instance {
  setData(data: object): void
}

/** How often each block of the core's code was run. */
async function steps(session: Session, run: () => Promise<void>): Promise<number> {
  await session.post('Profiler.takePreciseCoverage') // what was counted before is forgotten
  await run()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  let count = 0
  for (const script of result) {
    if (!/\/runtime\/core\/[^/]+$/.test(script.url)) continue
    for (const { ranges } of script.functions) for (const range of ranges) count += range.count
  }
  return count
}

test('a list of twice as many slots is twice the work', async (t) => {
  const compiler = new Compiler()
  t.after(() => compiler.close())
  const cases = [slots('slots', ''), slots('slots and a text', '{{n}}')]
  const compiled = await compiler.compile(cases)
  const program = new TestProgram()
  program.run(compiled.chunk)
  program.start(compiled.app)
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  t.after(() => session.disconnect())
  for (const [at, each] of cases.entries()) {
    const view = await program.open(`c${at}/page`)
    const page = (program.globals['getCurrentPages'] as () => Instance[])().at(-1)!
    const set = async (n: number): Promise<void> => {
      page.setData({ n })
      await program.draw(view)
    }
    const cost = async (n: number): Promise<number> => {
      await set(0)
      return steps(session, () => set(n))
    }
    const once = await cost(200)
    const twice = await cost(400)
    t.diagnostic(`${each.name}: 200 cost ${once} steps, 400 cost ${twice}`)
    assert.ok(once > 0 && twice < once * 2.2, `${each.name}: 200 cost ${once} steps, 400 cost ${twice}`)
    program.close(view)
  }
})
