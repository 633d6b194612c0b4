import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Env } from '../core/env.js'
import { mediaExtension } from './chunk-media.js'
import { fakeEnv } from './testing.js'
import { createWx } from './wx.js'

type Context = Record<string, unknown> & Readonly<Record<string, (...args: unknown[]) => unknown>>

test('a sound tells the host what is set and done, and hears what becomes of it', async () => {
  const fake = fakeEnv()
  const wx = createWx(fake.env, [mediaExtension]) as Readonly<Record<string, () => Context>>
  const sound = wx['createInnerAudioContext']!()
  const other = wx['createInnerAudioContext']!()
  const heard: unknown[] = []
  for (const event of ['Play', 'Pause', 'Stop', 'Ended', 'TimeUpdate', 'Error'])
    sound[`on${event}`]!((detail: unknown) => heard.push(detail === undefined ? event : [event, detail]))
  other['onPlay']!(() => heard.push('other'))
  Object.assign(sound, { src: '/a.mp3', volume: 0.5, loop: 1, autoplay: false })
  sound['play']!()
  sound['seek']!('3')
  assert.deepEqual(
    fake.asked.map(({ name, args }) => [name, args]),
    [
      ['audioSet', { id: 1, src: '/a.mp3' }],
      ['audioSet', { id: 1, volume: 0.5 }],
      ['audioSet', { id: 1, loop: false }],
      ['audioDo', { id: 1, what: 'play' }],
      ['audioDo', { id: 1, what: 'seek', position: 3 }],
    ],
  )
  fake.happen('audio', { id: 1, what: 'play', paused: false, duration: 12 })
  fake.happen('audio', { id: 1, what: 'timeupdate', currentTime: 3 })
  fake.happen('audio', { id: 1, what: 'error', errCode: 10_003, errMsg: 'gone' })
  assert.deepEqual(heard, ['Play', 'TimeUpdate', ['Error', { errCode: 10_003, errMsg: 'gone' }]])
  assert.deepEqual(
    [sound['src'], sound['volume'], sound['duration'], sound['currentTime'], sound['paused'], other['paused']],
    ['/a.mp3', 0.5, 12, 3, false, true],
  )
  sound['offPlay']!()
  fake.happen('audio', { id: 1, what: 'play' })
  sound['destroy']!()
  fake.happen('audio', { id: 1, what: 'ended' })
  sound['play']!()
  assert.equal(heard.length, 3, 'nothing is heard after off and destroy')
  assert.deepEqual(fake.asked.at(-1)?.args, { id: 1, what: 'destroy' })
})

test('autoplay begins when the sound is there', async () => {
  const fake = fakeEnv()
  const sound = (createWx(fake.env, [mediaExtension]) as Readonly<Record<string, () => Context>>)['createInnerAudioContext']!()
  Object.assign(sound, { autoplay: true, src: '/a.mp3' })
  await Promise.resolve()
  assert.deepEqual(fake.asked.at(-1), { name: 'audioDo', args: { id: 1, what: 'play' }, channel: undefined })
})

test('a film is found by its id, also one that comes with this moment’s data; what it cannot do is said', async () => {
  const fake = fakeEnv()
  const called: unknown[] = []
  let there = false
  const env: Env = {
    ...fake.env,
    find: (_, selector) => (there && selector === '#film' ? { page: 1, node: 7, tag: 'video' } : undefined),
    callNode: async (node, method, args) => void called.push([node.node, method, args]),
    nextTick: (callback) => {
      there = true
      callback()
    },
  }
  const context = (createWx(env, [mediaExtension]) as Readonly<Record<string, (id: string) => Context>>)['createVideoContext']!('film')
  context['play']!()
  context['seek']!(12)
  context['requestFullScreen']!({ direction: 90 })
  assert.deepEqual(called, [
    [7, 'play', {}],
    [7, 'seek', 12],
    [7, 'requestFullScreen', { direction: 90 }],
  ])
  context['sendDanmu']!({ text: 'x' })
  assert.deepEqual(fake.logged, ['warn VideoContext.sendDanmu:fail not supported'])
})

test('the sound of the background begins once it has an address; the older members speak of the same one', async () => {
  const fake = fakeEnv()
  const wx = createWx(fake.env, [mediaExtension]) as Readonly<Record<string, (options?: unknown) => unknown>>
  const heard: string[] = []
  for (const event of ['Play', 'Pause', 'Stop']) wx[`onBackgroundAudio${event}`]!(() => heard.push(event))
  assert.deepEqual(await wx['getBackgroundAudioPlayerState']!(), { status: 2, errMsg: 'getBackgroundAudioPlayerState:ok' })
  const manager = wx['getBackgroundAudioManager']!() as Context
  assert.equal(wx['getBackgroundAudioManager']!(), manager)
  manager['onEnded']!(() => heard.push('ended'))
  manager['onPrev']!(() => heard.push('never'))
  Object.assign(manager, { title: 'Rain', src: '/a.mp3' })
  await Promise.resolve()
  const asked = (): unknown[] => fake.asked.map(({ name, args }) => [name, args])
  assert.deepEqual(asked(), [
    ['audioSet', { id: 1, src: '/a.mp3' }],
    ['audioDo', { id: 1, what: 'play' }],
  ])
  fake.happen('audio', { id: 1, what: 'play', paused: false, duration: 200, buffered: 50 })
  fake.happen('audio', { id: 1, what: 'timeupdate', currentTime: 3 })
  const state = { currentPosition: 3, duration: 200, downloadPercent: 25, dataUrl: '/a.mp3', errMsg: 'getBackgroundAudioPlayerState:ok' }
  assert.deepEqual(await wx['getBackgroundAudioPlayerState']!(), { status: 1, ...state })
  fake.happen('audio', { id: 1, what: 'pause', paused: true })
  assert.deepEqual(await wx['getBackgroundAudioPlayerState']!(), { status: 0, ...state })

  await wx['playBackgroundAudio']!({ dataUrl: '/a.mp3', title: 'Rain' })
  await wx['playBackgroundAudio']!({ dataUrl: '/b.mp3', title: 'Wind' })
  await wx['seekBackgroundAudio']!({ position: 7 })
  await wx['pauseBackgroundAudio']!()
  await wx['stopBackgroundAudio']!()
  assert.deepEqual(asked().slice(2), [
    ['audioDo', { id: 1, what: 'play' }],
    ['audioSet', { id: 1, src: '/b.mp3' }],
    ['audioDo', { id: 1, what: 'play' }],
    ['audioDo', { id: 1, what: 'seek', position: 7 }],
    ['audioDo', { id: 1, what: 'pause' }],
    ['audioDo', { id: 1, what: 'stop' }],
  ])
  assert.deepEqual([manager['title'], manager['src']], ['Wind', '/b.mp3'])
  fake.happen('audio', { id: 1, what: 'ended', paused: true })
  assert.deepEqual(heard, ['Play', 'Pause', 'Stop', 'ended'])
  assert.equal(((await wx['getBackgroundAudioPlayerState']!()) as { status: number }).status, 2)
})

test('a sound of the background that cannot be had fails the call that asked for it', async () => {
  const fake = fakeEnv({ audioSet: 'the sound cannot be had' })
  const wx = createWx(fake.env, [mediaExtension]) as Readonly<Record<string, (options?: unknown) => Promise<unknown>>>
  await assert.rejects(wx['playBackgroundAudio']!({ dataUrl: '/gone.mp3', title: 'Rain' }), { errMsg: 'playBackgroundAudio:fail the sound cannot be had' })
})
