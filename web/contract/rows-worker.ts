/** wx.createWorker: the runtime's member, the host's calls and the second Worker itself, with a frame that the test plays. */
import assert from 'node:assert/strict'
import { pair, testSide, type TestSide } from '../runtime/side/testing.js'
import { until, type Row } from './row.js'
import type { Stage } from './stage.js'

type Listener = (value: never) => void
interface Worker {
  readonly env: object
  postMessage(message: unknown): void
  onMessage(listener: Listener): void
  onError(listener: Listener): void
  onProcessKilled(listener: Listener): void
  terminate(): void
}
const member = 'createWorker'
const create = (t: Stage, path: unknown = 'jobs/sum.js', options?: object): Worker => t.wx[member]!(path, options) as Worker

/** What stands in the folder of this program. */
const scripts: Parameters<typeof testSide>[0] = {
  'jobs/plus.js': (_, __, module) => {
    module.exports = (a: number, b: number) => a + b
  },
  'jobs/sum.js': (require, globals) => {
    const worker = globals['worker'] as Worker & { testOnProcessKilled(): void; createSharedArrayBuffer(size: number): void }
    const plus = require('./plus') as (a: number, b: number) => number
    worker.postMessage('loaded')
    worker.onMessage((({ a, b, echo, fail, kill, log, shared }: Partial<Record<string, never>>) => {
      if (log !== undefined) (globals['console'] as { log(text: unknown): void }).log(log)
      if (fail !== undefined) throw new TypeError(fail)
      if (kill !== undefined) worker.testOnProcessKilled()
      if (shared !== undefined) worker.createSharedArrayBuffer(8)
      worker.postMessage(echo ?? { sum: plus(a as never, b as never), env: worker.env, wx: typeof globals['wx'] })
    }) as Listener)
  },
}

/** Plays the frame: what the host wants made is made of these scripts. */
function frames(t: Stage): { readonly made: TestSide[]; readonly closed: () => number } {
  const made: TestSide[] = []
  let closed = 0
  t.frame = (message, moved) => {
    if (message.kind === 'closeSide') closed += 1
    const [port] = moved
    if (message.kind !== 'openSide' || port === undefined) return
    const side = testSide(scripts)
    made.push(side)
    port.onmessage = (event) => side.host(event.data)
    const [ours, theirs] = pair()
    // Both ends of the ports that boot makes.
    ours.onmessage = (event) => side.logic.postMessage(event.data)
    side.logic.onmessage = (event) => ours.postMessage(event.data)
    const tell = setInterval(() => {
      for (const each of side.toldHost.splice(0)) port.postMessage(each)
    }, 1)
    tell.unref()
    t.fake.happen('side', theirs)
  }
  return { made, closed: () => closed }
}

/** What it says after its greeting. */
async function answers(worker: Worker, count: number, ask: () => void): Promise<readonly unknown[]> {
  const heard: unknown[] = []
  worker.onMessage(((message: unknown) => heard.push(message)) as Listener)
  ask()
  await until(() => heard.length > count)
  assert.equal(heard[0], 'loaded')
  return heard.slice(1)
}
const refused = (t: Stage, path: unknown, message: string): void => void assert.throws(() => create(t, path), { message: `createWorker:fail ${message}` })

export const workerRows: readonly Row[] = [
  [
    member,
    'method postMessage and onMessage: what is said comes as it was then, in its order, also what is said before its script ran',
    async (t) => {
      frames(t)
      const worker = create(t, '/jobs/sum.js', { useExperimentalWorker: true })
      const first = { a: 1, b: 2 }
      const heard = await answers(worker, 3, () => {
        worker.postMessage(first)
        first.a = 100
        worker.postMessage({ echo: [new Uint8Array([7]), new Date(5), null, 'tea'] })
        worker.postMessage({ echo: 'last' })
      })
      assert.deepEqual(heard, [{ sum: 3, env: { USER_DATA_PATH: 'wxfile://usr' }, wx: 'undefined' }, [new Uint8Array([7]), new Date(5), null, 'tea'], 'last'])
      assert.deepEqual(worker.env, { USER_DATA_PATH: 'wxfile://usr' })
      worker.terminate()
    },
  ],
  [
    member,
    'method terminate: nothing comes any more, twice is once, and another one may be made',
    async (t) => {
      const { made, closed } = frames(t)
      const worker = create(t)
      await answers(worker, 1, () => worker.postMessage({ echo: 1 }))
      worker.terminate()
      worker.terminate()
      worker.postMessage({ echo: 2 })
      const other = create(t)
      assert.deepEqual(await answers(other, 1, () => other.postMessage({ a: 1, b: 1 })), [{ sum: 2, env: other.env, wx: 'undefined' }])
      assert.deepEqual([made.length, closed()], [2, 1])
      other.terminate()
    },
  ],
  [
    member,
    'one that is ended at once is never made, and the next one is',
    async (t) => {
      const { made } = frames(t)
      create(t).terminate()
      const worker = create(t)
      await answers(worker, 1, () => worker.postMessage({ echo: 1 }))
      assert.equal(made.length, 1)
      worker.terminate()
    },
  ],
  [
    member,
    'fail: a second one beside the first, a script outside of the folder, something that is no path',
    async (t) => {
      frames(t)
      const worker = create(t)
      refused(t, 'jobs/sum.js', 'there is a Worker already, terminate it before the next one')
      worker.terminate()
      refused(t, 'pages/home.js', 'pages/home.js is not in the folder jobs/, which app.json names as workers')
      refused(t, 'jobs/../app.js', 'jobs/../app.js is not in the folder jobs/, which app.json names as workers')
      refused(t, null, 'parameter error: parameter.scriptPath should be String instead of Null;')
      refused(t, { path: 'jobs/sum.js' }, 'parameter error: parameter.scriptPath should be String instead of Object;')
    },
  ],
  [
    member,
    'method onError: what its script throws, and a script that is not there',
    async (t) => {
      frames(t)
      const worker = create(t)
      const troubles: { readonly error: { readonly message: string; readonly errMsg: string } }[] = []
      worker.onError(((trouble: never) => troubles.push(trouble)) as Listener)
      worker.postMessage({ fail: 'no tea' })
      await until(() => troubles.length > 0)
      assert.deepEqual([troubles[0]?.error.message, troubles[0]?.error.errMsg], ['TypeError: no tea', 'TypeError: no tea'])
      assert.match(t.fake.logged.join('\n'), /error TypeError: no tea \(jobs\/sum\.js\)/)
      worker.postMessage({ shared: 1 })
      await until(() => troubles.length > 1)
      assert.match(troubles[1]!.error.message, /createSharedArrayBuffer:fail not supported/)
      worker.terminate()
      const none = create(t, 'jobs/none.js')
      none.onError(((trouble: never) => troubles.push(trouble)) as Listener)
      await until(() => troubles.length > 2)
      assert.match(troubles[2]!.error.message, /module 'jobs\/none\.js' is not defined/)
      none.terminate()
    },
  ],
  [
    member,
    'method onProcessKilled: it was taken from the program, which may make another',
    async (t) => {
      frames(t)
      const worker = create(t)
      let taken = 0
      worker.onProcessKilled((() => (taken += 1)) as Listener)
      worker.postMessage({ kill: 1 })
      await until(() => taken > 0, 1000)
      const next = create(t)
      await answers(next, 1, () => next.postMessage({ echo: 1 }))
      next.terminate()
      assert.equal(taken, 1)
    },
  ],
  [
    member,
    'what it prints is among what the program prints',
    async (t) => {
      frames(t)
      const worker = create(t)
      worker.postMessage({ log: { tea: 'green' }, echo: 1 })
      await until(() => t.fake.logged.length > 0)
      assert.deepEqual(t.fake.logged, ['log {"tea":"green"}'])
      worker.terminate()
    },
  ],
  [
    member,
    'canIUse: the member, and what a Worker can',
    (t) => {
      for (const schema of ['createWorker', 'Worker.postMessage', 'Worker.onProcessKilled']) assert.equal(t.wx['canIUse']!(schema), true, schema)
      assert.equal(t.wx['canIUse']!('Worker.getCameraFrameData'), false)
      assert.throws(() => create(t, ''), /createWorker:fail/)
    },
  ],
  [
    'preDownloadSubpackage',
    'option packageType: the scripts of Workers are fetched, which onProgressUpdate hears of',
    async (t) => {
      const heard: unknown[] = []
      const done = new Promise((resolve) => {
        const task = t.wx['preDownloadSubpackage']!({ packageType: 'workers', success: resolve }) as { onProgressUpdate(listener: Listener): void }
        task.onProgressUpdate(((progress: unknown) => heard.push(progress)) as Listener)
      })
      assert.deepEqual(await done, { errMsg: 'preDownloadSubpackage:ok' })
      const size = 'scripts\n//# sourceURL=$/main.workers.js'.length
      assert.deepEqual(heard, [{ progress: 100, totalBytesWritten: size, totalBytesExpectedToWrite: size }])
    },
  ],
  [
    'preDownloadSubpackage',
    'fail: another kind of package',
    async (t) => {
      const failed = await new Promise((resolve) => t.wx['preDownloadSubpackage']!({ packageType: 'normal', success: resolve, fail: resolve }))
      assert.deepEqual(failed, { errMsg: 'preDownloadSubpackage:fail no packageType is called normal' })
    },
  ],
]
