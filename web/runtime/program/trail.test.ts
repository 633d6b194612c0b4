import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTrail } from './trail.js'

function trail(): { readonly said: string[]; run(where: string, inside?: () => void): void; pass(ms: number): void } {
  let now = 0
  const said: string[] = []
  const trail = createTrail(
    (where) => said.push(where),
    () => now,
  )
  return {
    said,
    run(where, inside) {
      trail.enter(where, () => {})
      inside?.()
      trail.leave()
    },
    pass(ms) {
      now += ms
    },
  }
}

test('the outermost function is said, once while it stays the same', () => {
  const { said, run } = trail()
  run('pages/a/a onLoad', () => run('pages/a/a observer'))
  run('pages/a/a onLoad')
  run('pages/a/a tap')
  assert.deepEqual(said, ['pages/a/a onLoad', 'pages/a/a tap'])
})

test("a file's own lines are said, and then what they call", () => {
  const said: string[] = []
  const trail = createTrail(
    (where) => said.push(where),
    () => 0,
  )
  trail.script('app.js')
  trail.enter('App onLaunch', () => {})
  trail.script('pages/a/a.js')
  trail.leave()
  assert.deepEqual(said, ['app.js', 'App onLaunch'])
})

test('a storm of functions says that the place is unknown, and is followed again when it is over', () => {
  const { said, run, pass } = trail()
  for (let i = 0; i < 1000; i++) run(i % 2 === 0 ? 'even' : 'odd')
  assert.ok(said.length <= 61, `${said.length} were said`)
  assert.equal(said.at(-1), '')
  pass(5000)
  run('later')
  assert.equal(said.at(-1), 'later')
})
