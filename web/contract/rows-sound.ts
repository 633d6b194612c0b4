/** Sounds: of a page, of the background, and the older members that speak of it. */
import assert from 'node:assert/strict'
import { call, failure, until, type Row } from './row.js'
import type { Fn, Result, Stage } from './stage.js'

const said = async (t: Stage, name: string, options?: object): Promise<unknown> => (await failure(t, name, options))['errMsg']
const ok = async (t: Stage, name: string, options?: object): Promise<void> => void assert.deepEqual(await call(t, name, options), { errMsg: `${name}:ok` })

const song = (t: Stage): string => t.files.keep(new Blob(['s'], { type: 'audio/mpeg' }), 'song.mp3')
type Context = Record<string, unknown> & Record<string, Fn>
/** What happens to a sound, in its order. */
function follows(context: Context, ...events: readonly string[]): string[] {
  const heard: string[] = []
  for (const event of events) context[`on${event}`]!(() => heard.push(event))
  return heard
}
const contextRows: readonly Row[] = [
  [
    'createInnerAudioContext',
    'method play, method pause, method seek, method stop and what is heard of them',
    async (t) => {
      const context = t.wx['createInnerAudioContext']!() as Context
      const heard = follows(context, 'Play', 'Pause', 'Stop')
      context['src'] = song(t) as never
      context['play']!()
      await until(() => heard.length === 1)
      assert.deepEqual([context['paused'], context['duration'], context['buffered']], [false, 60, 30])
      context['seek']!(12)
      context['pause']!()
      await until(() => heard.length === 2)
      assert.deepEqual([context['paused'], context['currentTime']], [true, 12])
      context['play']!()
      context['stop']!()
      await until(() => heard.length === 4)
      assert.deepEqual(heard, ['Play', 'Pause', 'Play', 'Stop'])
    },
  ],
  [
    'createInnerAudioContext',
    'autoplay, startTime, volume, loop and playbackRate are the sound’s; off… takes a listener away',
    async (t) => {
      const context = t.wx['createInnerAudioContext']!() as Context
      const heard = follows(context, 'Play')
      const gone = (): unknown => heard.push('gone')
      context['onPlay']!(gone)
      context['offPlay']!(gone)
      Object.assign(context, { autoplay: true, startTime: 7, volume: 0.5, loop: true, playbackRate: 1.5, src: song(t) })
      await until(() => heard.length > 0)
      assert.deepEqual(heard, ['Play'])
      const told = Object.assign({}, ...t.fake.asked.filter(({ name }) => name === 'audioSet').map(({ args }) => args)) as Result
      assert.deepEqual([told['startTime'], told['volume'], told['loop'], told['playbackRate']], [7, 0.5, true, 1.5])
      assert.equal(context['currentTime'], 7)
    },
  ],
  [
    'createInnerAudioContext',
    'fail: onError says that there is no such file; after method destroy nothing is heard',
    async (t) => {
      const context = t.wx['createInnerAudioContext']!() as Context
      const heard: Result[] = []
      context['onError']!((error: unknown) => heard.push(error as Result))
      context['src'] = 'wxfile://tmp_no.mp3' as never
      await until(() => heard.length > 0)
      assert.equal(heard[0]?.['errCode'], 10_003)
      context['destroy']!()
      context['src'] = 'wxfile://tmp_no2.mp3' as never
      await until(() => t.fake.asked.some(({ name, args }) => name === 'audioDo' && (args as Result)['what'] === 'destroy'))
      assert.equal(heard.length, 1)
    },
  ],
  [
    'getBackgroundAudioManager',
    'one for the program, which plays what it is given',
    async (t) => {
      const context = t.wx['getBackgroundAudioManager']!() as Context
      assert.equal(t.wx['getBackgroundAudioManager']!(), context)
      const heard = follows(context, 'Play', 'Pause', 'Stop')
      Object.assign(context, { title: 'Tea song', src: song(t) })
      await until(() => heard.length > 0)
      context['pause']!()
      context['play']!()
      context['stop']!()
      await until(() => heard.length === 4)
      assert.deepEqual([heard, context['title']], [['Play', 'Pause', 'Play', 'Stop'], 'Tea song'])
    },
  ],
]

const heardOf = async (t: Stage, name: string): Promise<unknown[]> => {
  const heard: unknown[] = []
  t.wx[name]!((...args: unknown[]) => heard.push(args.length))
  await call(t, 'playBackgroundAudio', { dataUrl: song(t), title: 'Tea song' })
  await call(t, 'pauseBackgroundAudio')
  await call(t, 'playBackgroundAudio', { dataUrl: song(t) })
  await call(t, 'stopBackgroundAudio')
  return heard
}
const state = async (t: Stage): Promise<Result> => call(t, 'getBackgroundAudioPlayerState')
const olderRows: readonly Row[] = [
  ...(['Play', 'Pause', 'Stop'] as const).map(
    (event): Row => [
      `onBackgroundAudio${event}`,
      'it is heard',
      async (t) => assert.deepEqual(await heardOf(t, `onBackgroundAudio${event}`), event === 'Play' ? [0, 0] : [0]),
    ],
  ),
  [
    'playBackgroundAudio',
    'option dataUrl, option title and option coverImgUrl',
    async (t) => {
      const dataUrl = song(t)
      await ok(t, 'playBackgroundAudio', { dataUrl, title: 'Tea song', coverImgUrl: 'https://example.com/a.png' })
      const { src, title, coverImgUrl, paused } = t.wx['getBackgroundAudioManager']!() as Result
      assert.deepEqual([src, title, coverImgUrl, paused], [dataUrl, 'Tea song', 'https://example.com/a.png', false])
      assert.match(String(await said(t, 'playBackgroundAudio', { dataUrl: 'wxfile://tmp_no.mp3' })), /^playBackgroundAudio:fail /)
    },
  ],
  [
    'pauseBackgroundAudio',
    'it waits',
    async (t) => {
      await call(t, 'playBackgroundAudio', { dataUrl: song(t) })
      await ok(t, 'pauseBackgroundAudio')
      assert.equal((await state(t))['status'], 0)
    },
  ],
  [
    'stopBackgroundAudio',
    'there is none any more',
    async (t) => {
      await call(t, 'playBackgroundAudio', { dataUrl: song(t) })
      await ok(t, 'stopBackgroundAudio')
      assert.deepEqual(await state(t), { status: 2, errMsg: 'getBackgroundAudioPlayerState:ok' })
    },
  ],
  [
    'seekBackgroundAudio',
    'option position: in seconds',
    async (t) => {
      await call(t, 'playBackgroundAudio', { dataUrl: song(t) })
      await ok(t, 'seekBackgroundAudio', { position: 12 })
      await call(t, 'pauseBackgroundAudio')
      assert.equal((await state(t))['currentPosition'], 12)
    },
  ],
  [
    'getBackgroundAudioPlayerState',
    'answer status, currentPosition, duration, downloadPercent and dataUrl',
    async (t) => {
      assert.deepEqual(await state(t), { status: 2, errMsg: 'getBackgroundAudioPlayerState:ok' })
      const dataUrl = song(t)
      await call(t, 'playBackgroundAudio', { dataUrl })
      const want = { status: 1, currentPosition: 0, duration: 60, downloadPercent: 50, dataUrl }
      assert.deepEqual(await state(t), { ...want, errMsg: 'getBackgroundAudioPlayerState:ok' })
    },
  ],
]

export const soundRows: readonly Row[] = [...contextRows, ...olderRows]
