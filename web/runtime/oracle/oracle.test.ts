/** Our runtime against glass-easel: the same sources and steps, the same pictures and logs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { componentCases } from './cases-component.js'
import { treeCases } from './cases-tree.js'
import { compileCases, runOurs } from './ours.js'
import { runReference } from './reference.js'

const cases = [...treeCases, ...componentCases]

function ordered(logs: readonly string[]): string[] {
  return [...logs].sort()
}

test('the runtime shows and logs what glass-easel does', async (group) => {
  const compiled = compileCases(cases)
  for (const [at, each] of cases.entries()) {
    await group.test(each.name, async () => {
      const want = await runReference(each)
      const got = await runOurs(each, at, compiled)
      assert.deepEqual(got.shows, want.shows)
      if (each.differs !== undefined) {
        assert.notDeepEqual(want.logs, each.differs.logs, 'the reference no longer differs')
        assert.deepEqual(got.logs, each.differs.logs)
      } else if (each.unordered !== undefined) assert.deepEqual(got.logs.map(ordered), want.logs.map(ordered))
      else assert.deepEqual(got.logs, want.logs)
    })
  }
})
