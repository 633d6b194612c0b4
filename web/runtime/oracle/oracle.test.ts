/** Our runtime against glass-easel: the same sources and steps, the same pictures and logs. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { componentCases } from './cases-component.js'
import { foundCases } from './cases-found.js'
import { treeCases } from './cases-tree.js'
import { Compiler } from './compiler.js'
import { Ours } from './ours.js'
import { runReference } from './reference.js'

const cases = [...treeCases, ...componentCases, ...foundCases]

function ordered(logs: readonly string[]): string[] {
  return [...logs].sort()
}

test('the runtime shows and logs what glass-easel does', async (group) => {
  const compiler = new Compiler()
  after(() => compiler.close())
  const ours = new Ours(await compiler.compile(cases))
  for (const [at, each] of cases.entries()) {
    await group.test(each.name, async () => {
      const want = await runReference(each)
      const got = await ours.run(each, at)
      assert.deepEqual(got.shows, want.shows)
      if (each.differs !== undefined) {
        assert.notDeepEqual(want.logs, each.differs.logs, 'the reference no longer differs')
        assert.deepEqual(got.logs, each.differs.logs)
      } else if (each.unordered !== undefined) assert.deepEqual(got.logs.map(ordered), want.logs.map(ordered))
      else assert.deepEqual(got.logs, want.logs)
    })
  }
})
