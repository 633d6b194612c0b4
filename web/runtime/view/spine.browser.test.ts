import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { bundle, launch, openFrame } from './testing/frame.js'
import { Ops } from './testing/ops.js'

let browser: Browser
let script: string
before(async () => {
  script = await bundle(new URL('main.ts', import.meta.url))
  browser = await launch()
})
after(() => browser.close())

const pixel = [
  'image/svg+xml',
  Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>').toString('base64'),
] as const

test('a batch becomes elements, and a tap on text reaches the worker once, for the deepest known node', async () => {
  const frame = await openFrame(browser, script)
  await frame.run(new Ops().add(1, 2, 'wx-view', { on: ['tap'], class: 'row', style: 'padding:20rpx' }).add(2, 3, 'wx-text', { text: 'Tea' }))
  assert.equal(await frame.page.textContent('wx-view.row'), 'Tea')
  assert.equal(await frame.page.locator('wx-view').evaluate((e) => (e as HTMLElement).style.padding), '2.66667vw')
  await frame.page.click('wx-text')
  const tap = await frame.event('tap')
  assert.equal(tap.node, 3)
  assert.equal((await frame.events('tap')).length, 1)
  assert.ok((await frame.toHost()).some((m) => m.kind === 'painted'))
  await frame.page.context().close()
})

test('an input reports what is typed, and takes a value back', async () => {
  const frame = await openFrame(browser, script)
  await frame.run(new Ops().add(1, 2, 'wx-input', { on: ['input', 'confirm', 'focus', 'blur'], props: { placeholder: 'Name', maxlength: 4 } }))
  await frame.page.click('wx-input')
  await frame.page.keyboard.type('abcdef')
  await frame.page.keyboard.press('Enter')
  assert.deepEqual((await frame.event('confirm')).detail, { value: 'abcd' })
  assert.deepEqual(
    (await frame.events('input')).map((e) => (e.detail as { value: string }).value),
    ['a', 'ab', 'abc', 'abcd'],
  )
  await frame.event('blur')
  await frame.run(new Ops().property(2, 'value', ''))
  assert.equal(await frame.page.locator('wx-input input').inputValue(), '')
  assert.equal(await frame.page.locator('wx-input .input-placeholder').isVisible(), true)
  await frame.page.context().close()
})

test('a value that a slow program writes back does not undo what was typed since', async () => {
  const frame = await openFrame(browser, script)
  await frame.run(new Ops().add(1, 2, 'wx-input', { on: ['input'] }))
  await frame.page.click('wx-input')
  await frame.page.keyboard.type('ab')
  await frame.event('input', 1)
  await frame.run(new Ops().property(2, 'value', 'a'))
  assert.equal(await frame.page.locator('wx-input input').inputValue(), 'ab')
  await frame.run(new Ops().property(2, 'value', 'ab!'))
  assert.equal(await frame.page.locator('wx-input input').inputValue(), 'ab!')
  await frame.page.context().close()
})

test('an image is asked for over the host port and tells its size', async () => {
  const frame = await openFrame(browser, script, { files: { '/a.svg': pixel } })
  await frame.run(
    new Ops()
      .add(1, 2, 'wx-image', { on: ['load', 'error'], props: { src: '/a.svg', mode: 'widthFix' }, style: 'width:200px' })
      .add(1, 3, 'wx-image', { on: ['error'], props: { src: '/none.png' } }),
  )
  assert.deepEqual((await frame.event('load')).detail, { width: 40, height: 20 })
  assert.equal((await frame.event('error')).node, 3)
  assert.equal(
    await frame.page
      .locator('wx-image')
      .first()
      .evaluate((e) => e.getBoundingClientRect().height),
    100,
  )
  assert.deepEqual(
    await frame.page
      .locator('wx-image')
      .last()
      .evaluate((e) => [e.clientWidth, e.clientHeight]),
    [320, 240],
  )
  await frame.page.context().close()
})

test('a picture in an inline style comes over the host port, stays while the style changes, and what a data URL carries is left alone', async () => {
  const frame = await openFrame(browser, script, { files: { 'https://img.example/a.svg': pixel } })
  const style = (left: number): string =>
    `left:${left}px;background:url(https://img.example/a.svg) no-repeat, url("data:image/gif;base64,R0lGODlhAQABAAAAACw=") #eee;--cover:url('https://img.example/none.png')`
  await frame.run(new Ops().add(1, 2, 'wx-view', { style: style(1) }).add(1, 3, 'wx-view', { style: "background-image:URL( '/none.png' )" }))
  const view = frame.page.locator('wx-view').first()
  const picture = (): Promise<string> => view.evaluate((e) => (e as HTMLElement).style.backgroundImage)
  await frame.page.waitForFunction(() => document.querySelector('wx-view')?.getAttribute('style')?.includes('blob:'))
  const first = await picture()
  assert.match(first, /^url\("blob:[^"]+"\), url\("data:image\/gif;base64,R0lGODlhAQABAAAAACw="\)$/)
  assert.equal(await view.evaluate((e) => getComputedStyle(e).backgroundRepeat), 'no-repeat, repeat')
  await frame.run(new Ops().style(2, style(2)))
  assert.equal(await picture(), first)
  assert.equal(await view.evaluate((e) => (e as HTMLElement).style.left), '2px')
  // Asked for once each, but for the one that failed.
  const asked = (await frame.toHost()).flatMap((message) => (message.kind === 'resource' ? [message.url] : []))
  assert.deepEqual(asked.slice(0, 3), ['https://img.example/a.svg', 'https://img.example/none.png', '/none.png'])
  assert.equal(asked.filter((url) => url === 'https://img.example/a.svg').length, 1)
  await frame.run(new Ops().style(2, 'color:red'))
  assert.equal(await picture(), '')
  assert.deepEqual(
    (await frame.toHost()).filter((message) => message.kind === 'error'),
    [],
  )
  await frame.page.context().close()
})
