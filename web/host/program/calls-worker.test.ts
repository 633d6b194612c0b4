import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import type { HostToBoot } from '../../protocol/bridge.js'
import { perform } from './broker.js'
import { endSide, restlessAfterMs, restSide, workerCalls } from './calls-worker.js'
import { PackageFailure } from './package.js'
import type { Session } from './session.js'

/** A run whose program has scripts for a second Worker; the frame keeps the port that it is given. */
function run(texts: { readonly text?: () => Promise<string>; readonly worker?: object | null; readonly dev?: object } = {}) {
  const told: HostToBoot['kind'][] = []
  const happened: unknown[] = []
  const ports: MessagePort[] = []
  const heard: unknown[] = []
  const session = {
    held: () => ({ app: texts.worker === null ? {} : { worker: { root: 'jobs/', js: '$/main.workers.js' } }, text: texts.text ?? (async () => 'scripts') }),
    sideRuntime: async () => 'runtime',
    boot(message: HostToBoot, moved: readonly MessagePort[] = []) {
      told.push(message.kind)
      for (const port of moved) {
        ports.push(port)
        port.onmessage = ({ data }) => void heard.push(data)
      }
    },
    happened: (name: string, detail: unknown) => void happened.push([name, detail]),
    report: (_: string, text: string) => void happened.push(text),
    dev: texts.dev ?? null,
  } as unknown as Session
  const ask = (name: string, args: unknown) => perform(workerCalls, name, args, { host: session, id: 1 }, (error) => happened.push(String(error)))
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve))
  }
  return { session, told, happened, ports, heard, ask, until, end: () => endSide(session) }
}
const first = { id: 1, script: 'jobs/sum.js' }

test('one at a time: another is made once the first was ended, by its own number', async () => {
  const { told, heard, ask, until, end } = run()
  assert.equal((await ask('createWorker', first)).ok, true)
  const again = await ask('createWorker', { ...first, id: 2 })
  assert.deepEqual(again, { ok: false, message: 'there is a Worker already, terminate it before the next one' })
  await ask('endWorker', { id: 7 })
  assert.deepEqual(told, ['openSide'])
  await ask('endWorker', { id: 1 })
  await ask('endWorker', { id: 1 })
  assert.equal((await ask('createWorker', { ...first, id: 2 })).ok, true)
  await until(() => heard.length > 1)
  assert.deepEqual(told, ['openSide', 'closeSide', 'openSide'])
  assert.deepEqual(heard[1], { kind: 'run', id: 2, script: 'jobs/sum.js' })
  end()
  end()
  assert.deepEqual(told, ['openSide', 'closeSide', 'openSide', 'closeSide'])
})

test('one that is ended while its scripts are fetched is not made', async () => {
  let give: (text: string) => void = () => undefined
  const { told, ask } = run({ text: () => new Promise((resolve) => (give = resolve)) })
  const asked = ask('createWorker', first)
  await ask('endWorker', { id: 1 })
  give('scripts')
  assert.deepEqual(await asked, { ok: false, message: 'it was terminated' })
  assert.deepEqual(told, [])
})

test('what cannot be made is said, and another may be tried', async () => {
  assert.deepEqual(await run().ask('loadWorkers', {}), { ok: true, value: { size: 'scripts\n//# sourceURL=$/main.workers.js'.length } })
  assert.equal((await run({ worker: null }).ask('loadWorkers', {})).ok, false)
  assert.deepEqual(await run({ worker: null }).ask('createWorker', first), { ok: false, message: 'app.json names no folder of scripts as workers' })
  let broken = true
  const { ask, end } = run({
    text: () => (broken ? Promise.reject(new PackageFailure('altered', '/pkg/x is not what the manifest says')) : Promise.resolve('scripts')),
  })
  assert.deepEqual(await ask('createWorker', first), { ok: false, message: '/pkg/x is not what the manifest says' })
  broken = false
  assert.equal((await ask('createWorker', first)).ok, true)
  end()
  for (const args of [{}, { id: 0, script: 'a' }, { id: 1, script: 7 }, { id: 1, script: 'a'.repeat(5000) }])
    assert.match(String(Object(await run().ask('createWorker', args)).message), /^parameter error/)
})

test('out of sight it rests; one that does not come to rest is taken from its program, unless its author looks on', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const calm = run()
    await calm.ask('createWorker', first)
    await calm.until(() => calm.heard.length > 0)
    restSide(calm.session, true)
    await calm.until(() => calm.heard.length > 1)
    calm.ports[0]?.postMessage({ kind: 'asleep' })
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    mock.timers.tick(restlessAfterMs)
    restSide(calm.session, false)
    await calm.until(() => calm.heard.length > 2)
    assert.deepEqual(
      calm.heard.map((each) => (each as { kind: string }).kind),
      ['run', 'sleep', 'wake'],
    )
    assert.deepEqual([calm.told, calm.happened], [['openSide'], []])
    calm.end()

    const busy = run()
    await busy.ask('createWorker', first)
    restSide(busy.session, true)
    mock.timers.tick(restlessAfterMs - 1)
    assert.deepEqual(busy.told, ['openSide'])
    mock.timers.tick(1)
    assert.deepEqual([busy.told, busy.happened], [['openSide', 'closeSide'], [['sideKilled', { id: 1 }]]])

    const looked = run({ dev: {} })
    await looked.ask('createWorker', first)
    restSide(looked.session, true)
    mock.timers.tick(restlessAfterMs * 2)
    assert.deepEqual(looked.told, ['openSide'])
    looked.end()
  } finally {
    mock.timers.reset()
  }
})

test('what it says to the host is parsed, and only that it is taken away is believed', async () => {
  const { ports, happened, told, ask, until } = run()
  await ask('createWorker', first)
  ports[0]?.postMessage({ kind: 'openSide', texts: ['x'] })
  await until(() => happened.length > 0)
  assert.match(String(happened[0]), /^dropped a message of the program's Worker/)
  ports[0]?.postMessage({ kind: 'kill' })
  await until(() => happened.length > 1)
  assert.deepEqual(
    [happened[1], told],
    [
      ['sideKilled', { id: 1 }],
      ['openSide', 'closeSide'],
    ],
  )
})
