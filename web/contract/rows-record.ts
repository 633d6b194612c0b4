/** The microphone. */
import assert from 'node:assert/strict'
import { endRecording } from '../host/program/calls-record.js'
import type { Microphone } from './device.js'
import { call, dialog, failure, until, untilLoaded, type Row } from './row.js'
import type { Fn, Result, Stage } from './stage.js'

type Manager = Record<string, Fn>
const microphone = (t: Stage): Microphone => t.device.microphone as Microphone
const member = 'getRecorderManager'

/** The manager, and what it tells. */
function listening(t: Stage): { readonly manager: Manager; readonly heard: [string, Result?][] } {
  const manager = t.wx[member]!() as Manager
  const heard: [string, Result?][] = []
  for (const name of ['Start', 'Pause', 'Resume', 'Stop', 'FrameRecorded', 'Error', 'InterruptionBegin', 'InterruptionEnd'])
    manager[`on${name}`]!((detail?: Result) => heard.push(detail === undefined ? [name] : [name, detail]))
  return { manager, heard }
}
/** With the person's yes, from the first word. */
async function recording(t: Stage, options: object = {}): Promise<ReturnType<typeof listening>> {
  t.session.scopes.set('scope.record', true)
  const all = listening(t)
  all.manager['start']!(options)
  await untilLoaded(() => all.heard.length > 0)
  return all
}
const names = (heard: readonly [string, Result?][]): readonly string[] => heard.map(([name]) => name)
async function stopped({ manager, heard }: ReturnType<typeof listening>): Promise<Result> {
  manager['stop']!()
  await until(() => heard.at(-1)?.[0] === 'Stop')
  return heard.at(-1)![1]!
}
const bytes = async (t: Stage, { tempFilePath }: Result): Promise<Buffer> => Buffer.from(await (await t.files.find(String(tempFilePath), '')).arrayBuffer())

const samples = [new Float32Array([0, 1, -1, 0.5]), new Float32Array([0.5, 0, 0, 2])]
const interleaved = Buffer.from(new Int16Array([0, 16_384, 32_767, 0, -32_767, 0, 16_384, 32_767]).buffer)

export const recordRows: readonly Row[] = [
  [
    member,
    'method start, method stop, method onStart and method onStop: the person is asked once, and what is said becomes a file',
    async (t) => {
      const all = listening(t)
      all.manager['start']!({ encodeBitRate: 24_000 })
      await untilLoaded(() => t.overlays.dialog.value !== null)
      const asked = await dialog(t, 'modal')
      assert.match(asked.ask.title, /^Tea asks for: the microphone$/)
      asked.answer({ confirm: true, cancel: false, content: null })
      await until(() => all.heard.length > 0)
      assert.deepEqual(microphone(t).asked, ['audio', 'encode 24000', 'start'])
      microphone(t).hear(new Blob(['tea']))
      const { tempFilePath, duration, ...told } = await stopped(all)
      assert.deepEqual([names(all.heard), told], [['Start', 'Stop'], { fileSize: 3 }])
      assert.match(String(tempFilePath), /^wxfile:\/\/tmp_\w+\.webm$/, 'what the browser has made of it')
      assert.ok(Number.isInteger(duration) && Number(duration) >= 0)
      assert.equal(String(await bytes(t, { tempFilePath })), 'tea')
      assert.deepEqual(microphone(t).asked.slice(-2), ['stop', 'off'], 'nobody is heard any more')
      assert.equal(t.wx[member]!(), all.manager, 'there is one')
    },
  ],
  [
    member,
    'method pause, method resume, method onPause and method onResume',
    async (t) => {
      const all = await recording(t)
      all.manager['pause']!()
      all.manager['pause']!()
      await until(() => all.heard.length === 2)
      all.manager['resume']!()
      await until(() => all.heard.length === 3)
      await stopped(all)
      assert.deepEqual(names(all.heard), ['Start', 'Pause', 'Resume', 'Stop'])
      assert.deepEqual(microphone(t).asked.slice(2), ['start', 'pause', 'resume', 'stop', 'off'])
    },
  ],
  [
    member,
    'method onFrameRecorded: samples of the rate and the channels that were asked for, in frames of their size',
    async (t) => {
      const all = await recording(t, { format: 'PCM', sampleRate: 16_000, numberOfChannels: 2, frameSize: 12 / 1024 })
      assert.deepEqual(microphone(t).asked, ['audio', 'rate 16000', 'channels 2'])
      microphone(t).hear(samples)
      const told = await stopped(all)
      const frames = all.heard.filter(([name]) => name === 'FrameRecorded').map(([, detail]) => detail!)
      assert.deepEqual(
        frames.map(({ frameBuffer, isLastFrame }) => [(frameBuffer as ArrayBuffer).byteLength, isLastFrame]),
        [
          [12, false],
          [4, true],
        ],
      )
      assert.deepEqual(Buffer.concat(frames.map(({ frameBuffer }) => Buffer.from(frameBuffer as ArrayBuffer))), interleaved)
      assert.deepEqual(await bytes(t, told), interleaved)
      assert.match(String(told['tempFilePath']), /\.pcm$/)
    },
  ],
  [
    member,
    'a sound file of samples says what it holds',
    async (t) => {
      const all = await recording(t, { format: 'wav', sampleRate: 44_100, numberOfChannels: 1 })
      microphone(t).hear(samples.slice(0, 1))
      const told = await stopped(all)
      const file = await bytes(t, told)
      assert.match(String(told['tempFilePath']), /\.wav$/)
      assert.deepEqual([String(file.subarray(0, 4)), String(file.subarray(8, 16))], ['RIFF', 'WAVEfmt '])
      assert.deepEqual([file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt32LE(28), file.readUInt32LE(40)], [1, 44_100, 88_200, 8])
      assert.deepEqual([file.length, told['fileSize'], file.readInt16LE(46)], [52, 52, 32_767])
    },
  ],
  [
    member,
    'method onError: in the vendor’s words, of what cannot be done',
    async (t) => {
      const all = listening(t)
      all.manager['stop']!()
      await untilLoaded(() => all.heard.length === 1)
      t.session.scopes.set('scope.record', false)
      all.manager['start']!()
      await until(() => all.heard.length === 2)
      t.session.scopes.set('scope.record', true)
      t.device.microphone = 'NotFoundError'
      all.manager['start']!()
      await until(() => all.heard.length === 3)
      assert.deepEqual(
        all.heard.map(([name, detail]) => [name, detail?.['errMsg']]),
        ['recorder not start', 'auth deny', 'no microphone'].map((why) => ['Error', `operateRecorder:fail ${why}`]),
      )
    },
  ],
  [
    member,
    'one is recorded at a time, and none of a program that is left',
    async (t) => {
      const all = await recording(t)
      all.manager['start']!()
      await until(() => all.heard.length === 2)
      assert.equal(all.heard[1]?.[1]?.['errMsg'], "operateRecorder:fail audio is recording, don't start record again")
      endRecording(t.session)
      await until(() => all.heard.length === 3)
      assert.deepEqual([all.heard[2]?.[0], microphone(t).asked.at(-1)], ['Stop', 'off'])
    },
  ],
  [
    member,
    'method onInterruptionBegin and method onInterruptionEnd: a call takes the microphone, and gives it back',
    async (t) => {
      const all = await recording(t)
      microphone(t).take(true)
      microphone(t).take(false)
      await until(() => all.heard.length === 4)
      assert.deepEqual(names(all.heard), ['Start', 'InterruptionBegin', 'Pause', 'InterruptionEnd'])
    },
  ],
  [
    member,
    'it ends by itself when it is as long as was asked for',
    async (t) => {
      const wait = globalThis.setTimeout
      const waits: (readonly [() => void, number])[] = []
      globalThis.setTimeout = ((run: () => void, ms: number) => waits.push([run, ms])) as never
      try {
        const all = await recording(t, { duration: 2500 })
        const [[run, ms] = [() => undefined, 0]] = waits
        run()
        await until(() => all.heard.length === 2)
        assert.deepEqual([ms, all.heard[1]?.[0]], [2500, 'Stop'])
      } finally {
        globalThis.setTimeout = wait
      }
    },
  ],
  [
    'startRecord',
    'answer tempFilePath: once it was stopped',
    async (t) => {
      t.session.scopes.set('scope.record', true)
      const file = call(t, 'startRecord')
      await untilLoaded(() => microphone(t).asked.includes('start'))
      microphone(t).hear(new Blob(['tea']))
      await new Promise((resolve) => setImmediate(resolve))
      assert.equal((await failure(t, 'startRecord'))['errMsg'], 'startRecord:fail fail to start record: is recording')
      await call(t, 'stopRecord')
      assert.equal(String(await bytes(t, await file)), 'tea')
    },
  ],
  [
    'stopRecord',
    'what was begun becomes a file; fail: nothing was',
    async (t) => {
      assert.equal((await failure(t, 'stopRecord'))['errMsg'], 'stopRecord:fail recorder not start')
      t.session.scopes.set('scope.record', true)
      const file = call(t, 'startRecord')
      await untilLoaded(() => microphone(t).asked.includes('start'))
      await new Promise((resolve) => setImmediate(resolve))
      assert.deepEqual(await call(t, 'stopRecord'), { errMsg: 'stopRecord:ok' })
      assert.equal((await file)['errMsg'], 'startRecord:ok')
    },
  ],
  [
    'getAvailableAudioSources',
    'answer audioSources: which one it is, a browser leaves to the person',
    async (t) => assert.deepEqual((await call(t, 'getAvailableAudioSources'))['audioSources'], ['auto', 'mic']),
  ],
]
