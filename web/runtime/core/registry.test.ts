import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ModuleMissing, Program } from './registry.js'

test('a script runs once and later gives the same exports', () => {
  const program = new Program()
  let runs = 0
  program.script('a.js', (_, module) => {
    runs += 1
    module.exports = { n: runs }
  })
  assert.equal(program.run('a.js'), program.run('a.js'))
  assert.equal(runs, 1)
})

test('a cycle sees what the other exported so far', () => {
  const program = new Program()
  const seen: unknown[] = []
  program.script('a.js', (require, _, exports) => {
    Object.assign(exports as object, { early: 1 })
    seen.push(require('./b'))
    Object.assign(exports as object, { late: 2 })
  })
  program.script('b.js', (require, _, exports) => {
    Object.assign(exports as object, { a: { ...(require('./a') as object) } })
  })
  program.run('a.js')
  assert.deepEqual(seen, [{ a: { early: 1 } }])
})

test('a path is found beside the script, at the root, and in the nearest miniprogram_npm', () => {
  const program = new Program()
  for (const id of ['pages/a/a.js', 'pages/a/config.js', 'utils/index.js', 'miniprogram_npm/lib/index.js', 'sub/miniprogram_npm/lib/index.js', 'config.js'])
    program.script(id, () => {})
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['pages/a/a.js', './config', 'pages/a/config.js'],
    ['pages/a/a.js', 'config.js', 'pages/a/config.js'],
    ['pages/b/b.js', 'config.js', 'config.js'],
    ['pages/a/a.js', '../../utils', 'utils/index.js'],
    ['pages/a/a.js', '/utils/index.js', 'utils/index.js'],
    ['pages/a/a.js', 'lib', 'miniprogram_npm/lib/index.js'],
    ['sub/pages/x.js', 'lib', 'sub/miniprogram_npm/lib/index.js'],
    ['pages/a/a.js', './none', undefined],
  ]
  for (const [from, path, want] of cases) assert.equal(program.find(from, path), want, `${path} in ${from}`)
})

test('a missing module is named with the file that wants it', () => {
  const program = new Program()
  program.script('pages/a.js', (require) => require('./gone'))
  assert.throws(
    () => program.run('pages/a.js'),
    (error) => error instanceof ModuleMissing && /gone.*pages\/a\.js/.test(error.message),
  )
})

test('a script that throws is tried again the next time', () => {
  const program = new Program()
  let runs = 0
  program.script('a.js', (_, module) => {
    runs += 1
    if (runs === 1) throw new Error('first')
    module.exports = 'fine'
  })
  assert.throws(() => program.run('a.js'), /first/)
  assert.equal(program.run('a.js'), 'fine')
})

test('require.async waits for the chunk that has the script', async () => {
  const program = new Program()
  program.scripts = {
    shadowed: [],
    loadAsync: async (ids) => {
      if (!ids.includes('sub/b')) throw new Error('the host does not answer')
      program.script('sub/b.js', (_, module) => {
        module.exports = 'loaded sub/b'
      })
    },
  }
  let got: Promise<unknown> | undefined
  program.script('a.js', (require) => {
    got = (require as unknown as { async(path: string): Promise<unknown> }).async('./sub/b')
  })
  program.run('a.js')
  assert.equal(await got, 'loaded sub/b')
})

test('require.async that fails says what and why, as WeChat does', async () => {
  const program = new Program()
  program.scripts = { shadowed: [], loadAsync: () => Promise.reject(new Error('offline')) }
  let got: Promise<unknown> | undefined
  let called: unknown
  program.script('a.js', (require) => {
    const ask = require as unknown as { async(path: string): Promise<unknown> } & ((path: string, done: () => void, failed: (error: unknown) => void) => void)
    got = ask.async('sub/b.js')
    ask('sub/b.js', assert.fail, (error) => {
      called = error
    })
  })
  program.run('a.js')
  await assert.rejects(got!, { mod: 'sub/b.js', errMsg: 'require.async:fail offline' })
  assert.equal((called as { errMsg: string }).errMsg, 'require.async:fail offline')
})

test('WXS modules require one another', () => {
  const program = new Program()
  program.wxs('u/a.wxs', (_, module) => {
    module.exports = { n: 3 }
  })
  program.wxs('p/b.wxs', (require, module) => {
    module.exports = { twice: () => (require('../u/a.wxs') as { n: number }).n * 2 }
  })
  const modules = program.modules({ m: 'p/b.wxs' }, () => assert.fail('no module may fail'))
  assert.equal((modules['m'] as { twice(): number }).twice(), 6)
})
