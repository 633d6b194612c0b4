import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keep } from '../../protocol/compat/tested.js'
import { createWx } from '../api/wx.js'
import type { Env } from '../core/env.js'
import { settled, TestProgram } from '../core/testing/program.js'
import { workerCases, type WorkerCase } from './viewevents.cases.js'

/** What the program hears at the event, or undefined. */
async function hears({ tag, said, host }: WorkerCase, event: string): Promise<unknown> {
  const running = new TestProgram((env: Env) => createWx(env))
  let heard: unknown
  running.globals['hear'] = (detail: unknown) => {
    heard = detail
  }
  running.run(`
    $superette.template('a', { main: [{ k: 'e', n: '${tag}', e: [['${event}', 0, 'told']] }] })
    $superette.script('a.js', () => { Page({ told(e) { hear(e.detail) } }) })`)
  running.start()
  const view = await running.open('a')
  const node = [...view.nodes.values()].find((each) => each.tag === `wx-${tag}`)
  assert.ok(node)
  view.send(node, said[0], said[1])
  await settled()
  const call = running.said.find((message) => message.kind === 'call')
  if (host !== undefined) {
    assert.equal(call?.kind === 'call' ? call.name : '', host[0])
    const [, answer] = host
    const ok = typeof answer !== 'string'
    running.tell({ kind: 'result', id: call?.kind === 'call' ? call.id : 0, ok, value: ok ? answer : null, message: ok ? '' : answer })
  } else assert.equal(call, undefined, 'the host is not asked')
  await settled()
  assert.deepEqual(running.errors, [])
  return heard
}

const passed: string[] = []
for (const [name, one] of Object.entries(workerCases)) {
  test(`${name} is told with the outcome`, async () => {
    assert.deepEqual(await hears(one, name.split('@')[1] ?? ''), one.hears)
    assert.notDeepEqual(await hears(one, 'other'), one.hears, 'hollow: who listens to something else hears the same')
    passed.push(name)
  })
}

test('what passed is what docs/compatibility.md is written of', () => {
  keep('events', Object.fromEntries(passed.map((name) => [name, ['passes']])))
})

test('a person who chooses no avatar is told of too', async () => {
  const one: WorkerCase = { tag: 'button', said: ['$open', { type: 'chooseAvatar' }], host: ['chooseFiles', 'cancel'], hears: undefined }
  assert.deepEqual(await hears(one, 'chooseavatar'), { errMsg: 'chooseAvatar:fail cancel' })
})

test('who refuses the profile is told of in the words of the button', async () => {
  const one: WorkerCase = { tag: 'button', said: ['$open', { type: 'getUserInfo' }], host: ['getUserProfile', 'auth deny'], hears: undefined }
  const heard = (await hears(one, 'getuserinfo')) as { readonly errMsg: string }
  assert.equal(heard.errMsg, 'getUserInfo:fail auth deny')
})

test('a navigator to other programs opens one, goes back to the one it came from, or leaves', async () => {
  const said = { target: 'miniProgram', url: '', appId: 'wx1', path: 'pages/a', extraData: { tea: 1 } }
  for (const [openType, name, errMsg] of [
    ['navigate', 'navigateToMiniProgram', 'navigateToMiniProgram:ok'],
    ['navigateBack', 'navigateBackMiniProgram', 'navigateBackMiniProgram:ok'],
    ['exit', 'exitMiniProgram', 'exitMiniProgram:ok'],
  ] as const) {
    const one: WorkerCase = { tag: 'navigator', said: ['$navigate', { ...said, openType }], host: [name, {}], hears: undefined }
    assert.deepEqual(await hears(one, 'success'), { errMsg }, openType)
  }
})
