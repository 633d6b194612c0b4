/** What is called of the page itself: its fonts, its keyboard. And the same fonts in a Worker's canvases. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { op, rootNode } from '../../protocol/ops.js'
import { testFont } from './testing/font.js'
import { bundle, launch, openFrame } from './testing/frame.js'
import { Ops } from './testing/ops.js'

let browser: Browser
let script: string
before(async () => {
  script = await bundle(new URL('main.ts', import.meta.url))
  browser = await launch()
})
after(() => browser.close())

const font = (advance: number): string => testFont(advance).toString('base64')

test('the page shows a font that it is given, the newest of a name, and says why one cannot be', async () => {
  const frame = await openFrame(browser, script)
  await frame.run(new Ops().create(2, 'wx-view', rootNode).style(2, 'position:absolute;font:10px Tea').text(3, 'MMMM', 2))
  let calls = 0
  const give = async (base64: string): Promise<unknown> => {
    await frame.page.evaluate(
      ({ base64, code, root, seq }) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer
        const { inside } = window as unknown as { inside: { worker: MessagePort } }
        inside.worker.postMessage({
          kind: 'batch',
          seq,
          ops: Int32Array.of(code, root, 0, 0, seq),
          strings: ['font'],
          values: [{ family: 'Tea', bytes, desc: {} }],
        })
      },
      { base64, code: op.call, root: rootNode, seq: 100 + calls },
    )
    calls += 1
    return frame.waitForSent('callResult', calls - 1)
  }
  const width = (): Promise<number> => frame.page.locator('wx-view').evaluate((view) => view.getBoundingClientRect().width)
  assert.deepEqual(await give(font(3000)), { kind: 'callResult', callId: 100, ok: true, value: undefined })
  assert.equal(await width(), 120)
  await give(font(2000))
  assert.equal(await width(), 80)
  assert.equal(await frame.page.evaluate(() => [...document.fonts].filter((face) => face.family === 'Tea').length), 1)
  const bad = (await give(btoa('no font'))) as { ok: boolean; value: string }
  assert.deepEqual([bad.ok, /font/i.test(bad.value)], [false, true], bad.value)
  assert.equal(await width(), 80)
})

test('what has the keyboard lets go of it', async () => {
  const frame = await openFrame(browser, script)
  await frame.run(new Ops().create(2, 'wx-input', rootNode).property(2, 'focus', true).listen(2, 'blur'))
  await frame.page.waitForFunction(() => document.activeElement?.tagName === 'INPUT')
  await frame.run(new Ops().call(rootNode, 'blur', {}, 1))
  await frame.event('blur')
  assert.equal(await frame.page.evaluate(() => document.activeElement?.tagName), 'BODY')
})

test('the page’s ground and the dots of the pull-down are what the host says, from the start and later', async () => {
  const frame = await openFrame(browser, script, { setup: { background: '#102030', dots: 'light', pullDown: true } })
  await frame.run(new Ops().create(2, 'wx-view', rootNode))
  await frame.fromHost({ kind: 'pullDown', on: true })
  await frame.page.waitForSelector('.wx-pulldown.on')
  const looks = (): Promise<string[]> =>
    frame.page.evaluate(() => [document.body, document.querySelector('.wx-pulldown i') as Element].map((each) => getComputedStyle(each).backgroundColor))
  assert.deepEqual(await looks(), ['rgb(16, 32, 48)', 'rgb(255, 255, 255)'])
  await frame.fromHost({ kind: 'background', color: '#405060' })
  await frame.fromHost({ kind: 'pullDownDots', style: 'dark' })
  await frame.page.waitForFunction(() => document.documentElement.style.getPropertyValue('--wx-dots') === '')
  assert.deepEqual(await looks(), ['rgb(64, 80, 96)', 'rgba(0, 0, 0, 0.3)'])
})

test('what is selected of the text that is written in is told, and nothing where none is', async () => {
  const frame = await openFrame(browser, script)
  const answer = async (callId: number): Promise<unknown> => {
    await frame.run(new Ops().call(rootNode, 'selection', {}, callId))
    return frame.waitForSent('callResult', callId)
  }
  assert.deepEqual(await answer(0), { kind: 'callResult', callId: 0, ok: true, value: null })
  await frame.run(new Ops().create(2, 'wx-input', rootNode).property(2, 'value', 'green tea').property(2, 'focus', true))
  await frame.page.waitForFunction(() => document.activeElement?.tagName === 'INPUT')
  await frame.page.evaluate(() => (document.activeElement as HTMLInputElement).setSelectionRange(2, 5))
  assert.deepEqual(await answer(1), { kind: 'callResult', callId: 1, ok: true, value: { start: 2, end: 5 } })
})

test('of an animation that a program began what it names is cleared, else all, and nothing of its style sheets', async () => {
  const css = '@keyframes turn{from{scale:2}to{scale:2}}.box{animation:turn 1s infinite}'
  const frame = await openFrame(browser, script, { setup: { sheets: [{ css }] } })
  const keyframes = [
    { opacity: 1, rotate: 0 },
    { opacity: 0.5, rotate: 90, width: 30, translateX: 5 },
  ]
  const ended = (): Promise<unknown> =>
    frame.page
      .locator('wx-view')
      .evaluate((view) => Promise.all(view.getAnimations().map((one) => (one.effect?.getTiming().iterations === 1 ? one.finished : one.ready))))
  const looks = (): Promise<string[]> =>
    frame.page.locator('wx-view').evaluate((view) => {
      const { opacity, transform, width, scale } = getComputedStyle(view)
      return [opacity, transform, width, scale]
    })
  await frame.run(new Ops().add(1, 2, 'wx-view', { class: 'box', style: 'width:20px' }).animate(2, { keyframes, duration: 10 }))
  await ended()
  assert.deepEqual(await looks(), ['0.5', 'matrix(0, 1, -1, 0, 0, 5)', '30px', '2'])
  await frame.run(new Ops().animate(2, { clear: { opacity: true, rotate: true, width: false } }))
  assert.deepEqual(await looks(), ['1', 'matrix(1, 0, 0, 1, 5, 0)', '30px', '2'])
  await frame.run(new Ops().animate(2, { clear: { translateX: true, width: true } }))
  assert.deepEqual(await looks(), ['1', 'none', '20px', '2'])
  await frame.run(new Ops().animate(2, { keyframes, duration: 10 }))
  await ended()
  await frame.run(new Ops().animate(2, { clear: true }))
  assert.deepEqual(await looks(), ['1', 'none', '20px', '2'])
})
