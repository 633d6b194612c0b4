/** wx.createWorker: scripts of a program in a Worker of their own, what they can do to it, and what they cannot. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { launchBrowser, type Visitor, visit } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance
let visitor: Visitor
let page: Page
let program: FrameLocator

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('dev', [join(root, 'e2e', 'programs', 'worker')])
  visitor = await visit(browser, { shape: 'phone' })
  page = visitor.page
  await page.goto((await instance.printed(/http\S+\/dev\/open\S*/))[0])
  program = programPage(page)
  await program.getByRole('button', { name: 'primes', exact: true }).waitFor()
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

async function act(name: string): Promise<unknown> {
  await program.getByRole('button', { name, exact: true }).tap()
  const out = program.locator('.said', { hasText: `["${name}"` })
  await out.waitFor()
  return (JSON.parse((await out.textContent()) ?? '') as unknown[])[1]
}

test('it computes beside the program, with bytes and timers, and finds nothing but itself', async () => {
  assert.equal(await act('primes'), 669)
  assert.equal(await act('bytes'), 1 << 20)
  assert.equal(await act('later'), 'later')
  assert.deepEqual(await act('globals'), ['undefined', 'undefined', 'undefined', 'undefined', 'undefined', 'wxfile://usr'])
  assert.match(String(await act('outside')), /module '\.\.\/secret' is not defined/)
  assert.equal(page.workers().length, 2)
})

test('there is one at a time, of the scripts of its folder', async () => {
  assert.deepEqual(await act('second'), [true, 'createWorker:fail there is a Worker already, terminate it before the next one'])
  const elsewhere = 'is not in the folder jobs/, which app.json names as workers'
  assert.deepEqual(await act('elsewhere'), [`createWorker:fail secret.js ${elsewhere}`, `createWorker:fail jobs/../secret.js ${elsewhere}`])
})

test('what it throws is told; no memory is shared', async () => {
  assert.equal(await act('fail'), 'RangeError: on purpose')
  assert.equal(await act('shared'), 'Error: createSharedArrayBuffer:fail not supported')
})

test('messages that are too large, that cannot be copied, or that come without an end fail at who sends them', async () => {
  const [, huge, uncopied] = (await act('huge')) as readonly string[]
  assert.equal(huge, 'postMessage:fail the message is larger than 64 MB')
  assert.match(uncopied ?? '', /^postMessage:fail .*clone/)
  assert.deepEqual(await act('flood'), [true, true, 'postMessage:fail too many messages wait to be taken'])
})

test('one that loops for ever keeps nobody else: it is ended, twice, and the next one works', async () => {
  assert.equal(await act('loop'), 'postMessage:fail too many messages wait to be taken')
  assert.deepEqual(await act('second'), [true, 'createWorker:fail there is a Worker already, terminate it before the next one'])
  const ended = Promise.race(page.workers().map((each) => each.waitForEvent('close')))
  assert.deepEqual(await act('after'), ['later'])
  await ended
  assert.equal(page.workers().length, 2)
})

test('it ends with its program', async () => {
  await page.locator('.program.shown').getByRole('button', { name: 'Menu' }).tap()
  const before = page.workers()
  assert.equal(before.length, 2)
  const closed = Promise.all(before.map((each) => each.waitForEvent('close')))
  await page.locator('.program.shown').getByText('Open again').tap()
  await closed
  await program.getByRole('button', { name: 'primes', exact: true }).waitFor()
  assert.equal(await act('primes'), 669)
})
