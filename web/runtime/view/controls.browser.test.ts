import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import type { TouchPoint } from '../../protocol/ops.js'
import { parseViewToWorker } from '../../protocol/parse-worker.js'
import { parse } from '../../protocol/parse.js'
import { bundle, type Frame, type FrameOptions, launch, openFrame } from './testing/frame.js'
import { gallery } from './testing/gallery.js'
import { Ops } from './testing/ops.js'
import { thrownTo } from './testing/throw.js'
import { sent } from './testing/stage.js'

let browser: Browser
let script: string
before(async () => {
  script = await bundle(new URL('main.ts', import.meta.url))
  browser = await launch()
})
after(() => browser.close())

function story(name: string, options: FrameOptions, body: (frame: Frame) => Promise<void>): void {
  test(name, async () => {
    const frame = await openFrame(browser, script, options)
    try {
      await body(frame)
      const faults = (await frame.toHost()).filter((message) => message.kind === 'error')
      assert.deepEqual(faults, [])
    } finally {
      await frame.page.context().close()
    }
  })
}

story('a form collects the values of its named controls, and gives them back their first ones', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-form', { on: ['submit', 'reset'] })
  ops.add(2, 3, 'wx-input', { props: { name: 'who', value: 'Ann' } })
  ops.add(2, 4, 'wx-switch', { props: { name: 'hot' }, on: ['change'] })
  ops.add(2, 5, 'wx-radio-group', { props: { name: 'size' }, on: ['change'] })
  ops.add(5, 6, 'wx-label').add(6, 7, 'wx-radio', { props: { value: 'small', checked: true }, text: 'Small' })
  ops.add(5, 8, 'wx-label').add(8, 9, 'wx-radio', { props: { value: 'large' }, text: 'Large' })
  ops.add(2, 10, 'wx-checkbox-group', { props: { name: 'with' }, on: ['change'] })
  ops
    .add(10, 11, 'wx-checkbox', { props: { value: 'milk' }, text: 'Milk' })
    .add(10, 12, 'wx-checkbox', { props: { value: 'ice', disabled: true }, text: 'Ice' })
  ops.add(2, 13, 'wx-slider', { props: { name: 'sugar', value: 20, step: 10 }, on: ['change'] })
  ops.add(2, 14, 'wx-button', { props: { formType: 'submit' }, text: 'Send' }).add(2, 15, 'wx-button', { props: { formType: 'reset' }, text: 'Again' })
  await frame.run(ops)
  const { page } = frame
  await page.locator('wx-input input').fill('Bo')
  await page.click('wx-switch')
  assert.deepEqual((await frame.event('change')).detail, { value: true })
  await page.click('text=Large')
  assert.deepEqual((await frame.event('change', 1)).detail, { value: 'large' })
  await page.click('text=Milk')
  await page.click('text=Ice', { force: true })
  await page.locator('wx-slider').focus()
  await page.keyboard.press('ArrowRight')
  await page.click('text=Send')
  assert.deepEqual(sent((await frame.event('submit')).detail), { value: { who: 'Bo', hot: true, size: 'large', with: ['milk'], sugar: 30 }, formId: '' })
  await page.click('text=Again')
  await frame.event('reset')
  await page.click('text=Send')
  assert.deepEqual(sent((await frame.event('submit', 1)).detail), { value: { who: 'Ann', hot: false, size: 'small', with: [], sugar: 20 }, formId: '' })
})

story('a form holds what stands in its own template and in components that let it in, and hears such buttons alone', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-form', { on: ['submit', 'reset'] })
  ops.add(2, 3, 'wx-input', { props: { name: 'own', value: 'a' } })
  ops.add(2, 4, 'wx-input', { props: { name: 'own', value: 'inner', trees: [9] } })
  ops.add(2, 5, 'wx-switch', { props: { name: 'let in', trees: [10, 0], checked: true } })
  ops.add(2, 6, 'wx-button', { props: { formType: 'submit', trees: [9] }, text: 'Deaf' })
  ops.add(2, 7, 'wx-button', { props: { formType: 'submit', trees: [11, 0] }, text: 'Send' })
  ops.add(2, 8, 'wx-button', { props: { formType: 'reset' }, text: 'Again' })
  // The form of a component, around what its owner put into its slot.
  ops.add(2, 9, 'wx-form', { props: { trees: [12] }, on: ['submit'] }).add(9, 10, 'wx-button', { props: { formType: 'submit' }, text: 'Through' })
  await frame.run(ops)
  const { page } = frame
  await page.click('text=Deaf')
  await page.click('text=Send')
  const first = await frame.event('submit')
  assert.deepEqual(sent(first.detail), { value: { own: 'a', 'let in': true }, formId: '' })
  for (const field of await page.locator('wx-input input').all()) await field.fill('typed')
  await page.click('text=Again')
  await frame.event('reset')
  assert.deepEqual(await page.locator('wx-input input').evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value)), ['a', 'typed'])
  await page.click('text=Through')
  assert.equal((await frame.event('submit', 1)).node, 2)
  assert.equal((await frame.events('submit')).length, 2)
})

story('a group holds what stands in its own template, not what components in its slot bring', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-radio-group', { props: { trees: [9] }, on: ['change'] })
  ops
    .add(2, 3, 'wx-radio', { props: { value: 'a', trees: [9] }, text: 'Own' })
    .add(2, 4, 'wx-radio', { props: { value: 'b', trees: [10], checked: true }, text: 'Other' })
  ops.add(2, 5, 'wx-radio', { props: { value: 'c', trees: [10] }, text: 'Third' })
  await frame.run(ops)
  await frame.page.click('text=Third')
  await frame.page.click('text=Own')
  assert.deepEqual((await frame.event('change')).detail, { value: 'a' })
  assert.deepEqual(await frame.page.locator('wx-radio').evaluateAll((all) => all.map((each) => each.getAttribute('aria-checked'))), ['true', 'true', 'true'])
})

story('a label operates the control it names, a control inside it only once', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-label', { props: { for: 'milk' }, text: 'Take milk' }).add(1, 3, 'wx-checkbox-group', { on: ['change'] })
  ops.add(3, 4, 'wx-label', { class: 'around' }).add(4, 5, 'wx-checkbox', { id: 'milk', props: { value: 'milk' } })
  await frame.run(ops)
  await frame.page.click('text=Take milk')
  assert.deepEqual((await frame.event('change')).detail, { value: ['milk'] })
  await frame.page.click('wx-checkbox')
  assert.deepEqual((await frame.event('change', 1)).detail, { value: [] })
})

story('taps come from a finger, a mouse and the keyboard; a long press takes the place of a tap', { touch: true }, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-view', { on: ['tap', 'touchstart', 'touchend'], text: 'short', style: 'height:60px' })
  ops.add(1, 3, 'wx-view', { on: ['tap', 'longpress'], text: 'long', style: 'height:60px' }).add(1, 4, 'wx-button', { on: ['tap'], text: 'key' })
  await frame.run(ops)
  const { page } = frame
  await page.tap('text=short')
  const tap = await frame.event('tap')
  assert.equal(tap.node, 2)
  assert.equal(tap.touches?.length, 1)
  assert.equal((await frame.event('touchstart')).touches?.length, 1)
  await page.locator('text=key').focus()
  await page.keyboard.press('Enter')
  assert.equal((await frame.event('tap', 1)).node, 4)
  const session = await page.context().newCDPSession(page)
  const box = await page.locator('text=long').boundingBox()
  const point = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 }
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] })
  assert.equal((await frame.event('longpress')).node, 3)
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await page.tap('text=short')
  await frame.event('tap', 2)
  assert.deepEqual(
    (await frame.events('tap')).map((event) => event.node),
    [2, 4, 2],
  )
})

story('touches of a canvas say where they are in it, from the corner of the canvas and not of the page', { touch: true }, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-view', { style: 'height:100px' })
  ops.add(1, 3, 'wx-canvas', { on: ['touchstart', 'touchmove', 'touchend'], style: 'width:200px;height:100px;margin-left:30px' })
  await frame.run(ops)
  const session = await frame.page.context().newCDPSession(frame.page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints })
  await touch('touchStart', [{ x: 40, y: 120 }])
  await touch('touchMove', [{ x: 90, y: 150 }])
  await touch('touchEnd', [])
  const at = (points: readonly TouchPoint[] | undefined): unknown => points?.map(({ x, y, clientX, pageY }) => [x, y, clientX, pageY])
  assert.deepEqual(at((await frame.event('touchstart')).touches), [[10, 20, 40, 120]])
  assert.deepEqual(at((await frame.event('touchmove')).changedTouches), [[60, 50, 90, 150]])
  const { touches, changedTouches } = await frame.event('touchend')
  assert.deepEqual([at(touches), at(changedTouches)], [[], [[60, 50, 90, 150]]])
  const heard = parse(parseViewToWorker, await frame.event('touchmove'))
  assert.ok(heard.ok && heard.value.kind === 'event')
  assert.deepEqual(at(heard.value.touches), [[60, 50, 90, 150]])
})

story('a pressed button wears its hover class for a moment', {}, async (frame) => {
  await frame.run(new Ops().add(1, 2, 'wx-button', { text: 'Press', class: 'own' }).add(1, 3, 'wx-view', { props: { hoverClass: 'x--none' }, text: 'None' }))
  const { page } = frame
  const box = await page.locator('wx-button').boundingBox()
  await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 5)
  await page.mouse.down()
  await page.waitForSelector('wx-button.own.button-hover')
  await page.mouse.up()
  await page.waitForSelector('wx-button.own:not(.button-hover)')
})

story('a scroll-view reports scrolling, its ends, and goes where it is told', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-scroll-view', {
    props: { scrollY: true, lowerThreshold: 10 },
    on: ['scroll', 'scrolltolower', 'scrolltoupper'],
    style: 'height:200px',
  })
  for (let i = 0; i < 20; i++) ops.add(2, 10 + i, 'wx-view', { style: 'height:50px', text: `row ${i}`, id: `row${i}` })
  await frame.run(ops)
  await frame.run(new Ops().property(2, 'scrollIntoView', 'row10'))
  const scrolled = await frame.event('scroll')
  assert.equal((scrolled.detail as { scrollTop: number }).scrollTop, 500)
  await frame.run(new Ops().property(2, 'scrollTop', 5000))
  assert.deepEqual((await frame.event('scrolltolower')).detail, { direction: 'bottom' })
  await frame.run(new Ops().property(2, 'scrollTop', 0))
  assert.deepEqual((await frame.event('scrolltoupper')).detail, { direction: 'top' })
  await frame.toView({
    kind: 'query',
    id: 1,
    asks: [
      { nodes: [2], fields: { scrollOffset: true, size: true } },
      { nodes: [0], fields: { rect: true } },
    ],
  })
  const answer = await frame.waitForSent('queryResult')
  assert.deepEqual(answer.kind === 'queryResult' && answer.results, [
    [{ width: 375, height: 200, scrollLeft: 0, scrollTop: 0, scrollWidth: 375, scrollHeight: 1000 }],
    [{ left: 0, top: 0, right: 375, bottom: 667 }],
  ])
})

story('a scroll-view that is told where to go while it is hidden is there when it appears', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-view', { style: 'display:none' })
  ops.add(2, 3, 'wx-scroll-view', { props: { scrollY: true }, on: ['scroll'], style: 'height:200px' })
  for (let i = 0; i < 20; i++) ops.add(3, 10 + i, 'wx-view', { style: 'height:50px', id: `row${i}` })
  await frame.run(ops)
  await frame.run(new Ops().property(3, 'scrollIntoView', 'row10'))
  await frame.run(new Ops().style(2, 'display:block'))
  assert.equal(((await frame.event('scroll')).detail as { scrollTop: number }).scrollTop, 500)
  await frame.run(new Ops().style(2, 'display:none'))
  await frame.run(new Ops().property(3, 'scrollIntoView', 'row2'))
  await frame.run(new Ops().property(3, 'scrollTop', 300))
  await frame.run(new Ops().style(2, 'display:block'))
  await frame.page.waitForFunction(() => document.querySelector('wx-scroll-view')?.shadowRoot?.querySelector('#main')?.scrollTop === 300)
})

story('what a program draws above its scroll-view is seen while that is pulled, and not before', { touch: true }, async (frame) => {
  const props = { scrollY: true, refresherEnabled: true, refresherDefaultStyle: 'none', refresherThreshold: 150 }
  const ops = new Ops().add(1, 2, 'wx-scroll-view', { props, on: ['refresherrefresh', 'refresherrestore'], style: 'height:300px' })
  ops.add(2, 3, 'wx-view', { id: 'own', style: 'height:150px;background:red' }).attribute(3, 'slot', 'refresher')
  for (let i = 0; i < 20; i++) ops.add(2, 10 + i, 'wx-view', { id: `row${i}`, style: 'height:50px' })
  await frame.run(ops)
  const { page } = frame
  const at = (y: number): Promise<string> => page.evaluate((top) => document.elementFromPoint(100, top)?.id ?? '', y)
  const look = await page.evaluate(() => getComputedStyle(document.querySelector('wx-scroll-view')?.shadowRoot?.querySelector('i') as Element).display)
  assert.deepEqual([await at(10), look], ['row0', 'none'])
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints })
  await touch('touchStart', { x: 100, y: 20 })
  await touch('touchMove', { x: 100, y: 60 })
  await touch('touchMove', { x: 100, y: 120 })
  await page.waitForFunction(() => document.elementFromPoint(100, 30)?.id === 'own')
  // The lower edge of what is above comes first, with the rows below it.
  assert.ok(await page.evaluate(() => (document.querySelector('#own') as Element).getBoundingClientRect().top < 0))
  await touch('touchMove', { x: 100, y: 520 })
  await touch('touchEnd')
  await frame.event('refresherrefresh')
  await page.waitForFunction(() => (document.querySelector('#row0') as Element).getBoundingClientRect().top === 150)
  assert.equal(await at(2), 'own')
  await frame.run(new Ops().property(2, 'refresherTriggered', false))
  await page.waitForFunction(() => document.elementFromPoint(100, 10)?.id === 'row0')
})

story('an animation with a timeline goes as its scroll-view is scrolled, until it is cleared', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-scroll-view', { props: { scrollY: true }, style: 'height:200px' })
  ops.add(2, 3, 'wx-view', { style: 'height:1000px' }).add(1, 4, 'wx-view').add(1, 5, 'wx-view')
  await frame.run(ops)
  const keyframes = [{ translateX: 0 }, { translateX: 200 }]
  const timeline = { scroller: 2, timeRange: 2000, startScrollOffset: 0, endScrollOffset: 800 }
  await frame.run(new Ops().animate(4, { keyframes, duration: 2000, timeline }).animate(5, { keyframes, duration: 2000, timeline: { scroller: 9 } }))
  const { page } = frame
  const places = (): Promise<number[]> =>
    page.evaluate(() => [4, 5].map((at) => new DOMMatrix(getComputedStyle(document.body.children[at - 3] as Element).transform).e))
  assert.deepEqual(await places(), [0, 0])
  const scroll = (top: number, until: number): Promise<unknown> =>
    page
      .evaluate((y) => document.querySelector('wx-scroll-view')?.shadowRoot?.querySelector('#main')?.scrollTo(0, y), top)
      .then(() => page.waitForFunction((x) => new DOMMatrix(getComputedStyle(document.body.children[1] as Element).transform).e === x, until))
  await scroll(400, 100)
  await scroll(80, 20)
  await scroll(800, 200)
  await frame.run(new Ops().animate(4, { clear: true }))
  await scroll(400, 0)
  assert.deepEqual(await places(), [0, 0])
})

story('a swiper is dragged, goes round, and follows its current', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-swiper', { props: { circular: true, duration: 60 }, on: ['change', 'animationfinish'], style: 'height:120px' })
  for (let i = 0; i < 3; i++) ops.add(2, 3 + i, 'wx-swiper-item', { props: { itemId: `i${i}` }, text: `slide ${i}` })
  await frame.run(ops)
  const { page } = frame
  await page.mouse.move(100, 60)
  await page.mouse.down()
  await page.mouse.move(200, 60, { steps: 4 })
  await page.mouse.move(330, 60, { steps: 4 })
  await page.mouse.up()
  assert.deepEqual((await frame.event('change')).detail, { current: 2, currentItemId: 'i2', source: 'touch' })
  await frame.event('animationfinish')
  assert.equal(
    Math.round(
      await page
        .locator('wx-swiper-item')
        .nth(2)
        .evaluate((e) => e.getBoundingClientRect().left),
    ),
    0,
  )
  await frame.run(new Ops().property(2, 'current', 1))
  assert.deepEqual((await frame.event('change', 1)).detail, { current: 1, currentItemId: 'i1', source: '' })
  await frame.event('animationfinish', 1)
  assert.equal(
    Math.round(
      await page
        .locator('wx-swiper-item')
        .nth(1)
        .evaluate((e) => e.getBoundingClientRect().left),
    ),
    0,
  )
  // A new style for an item leaves it in its place.
  await frame.run(new Ops().style(4, 'color:red'))
  assert.equal(
    Math.round(
      await page
        .locator('wx-swiper-item')
        .nth(1)
        .evaluate((e) => e.getBoundingClientRect().left),
    ),
    0,
  )
})

story('what a swiper is told along with its items is of those items', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-swiper', { props: { duration: 0, current: 1 }, on: ['change'], style: 'height:120px' })
  for (const i of [3, 4]) ops.add(2, i, 'wx-swiper-item', { props: { itemId: `k${i}` } })
  await frame.run(ops)
  const others = new Ops().property(2, 'current', 0).remove(3).remove(4)
  for (const i of [7, 8, 9]) others.add(2, i, 'wx-swiper-item', { props: { itemId: `k${i}` } })
  await frame.run(others)
  assert.deepEqual((await frame.event('change')).detail, { current: 0, currentItemId: 'k7', source: '' })
  await frame.run(new Ops().property(2, 'current', 3).add(2, 10, 'wx-swiper-item', { props: { itemId: 'k10' } }))
  assert.deepEqual((await frame.event('change', 1)).detail, { current: 3, currentItemId: 'k10', source: '' })
  await frame.run(new Ops().property(2, 'currentItemId', 'k11').add(2, 11, 'wx-swiper-item', { props: { itemId: 'k11' } }))
  assert.deepEqual((await frame.event('change', 2)).detail, { current: 4, currentItemId: 'k11', source: '' })
})

story('a picker opens a panel, turns by keyboard, gives the index, and Escape stays inside', {}, async (frame) => {
  await frame.run(
    new Ops().add(1, 2, 'wx-picker', {
      props: { range: [{ n: 'Oolong' }, { n: 'Sencha' }, { n: 'Assam' }], rangeKey: 'n', value: 0 },
      on: ['change', 'cancel'],
      text: 'Choose',
    }),
  )
  const { page } = frame
  await page.click('wx-picker')
  await page.getByText('Sencha').waitFor()
  await page.locator('.wheel').focus()
  await page.keyboard.press('ArrowDown')
  await page.waitForFunction(() => document.documentElement.lastElementChild?.shadowRoot?.querySelector('.wheel')?.getAttribute('aria-label') === 'Sencha')
  await page.getByText('Done').click()
  assert.deepEqual((await frame.event('change')).detail, { value: 1 })
  await page.click('wx-picker')
  await page.getByText('Cancel').waitFor()
  await page.keyboard.press('Escape')
  await frame.event('cancel')
  await page.keyboard.press('Escape')
  assert.deepEqual(
    (await frame.toHost()).filter((m) => m.kind === 'key'),
    [{ kind: 'key', key: 'Escape', ctrl: false }],
  )
})

story(
  'a picker of several columns that is cancelled begins with its value again; Done takes what stands in the middle, though it still rolls',
  {},
  async (frame) => {
    await frame.run(
      new Ops().add(1, 2, 'wx-picker', {
        props: {
          mode: 'multiSelector',
          range: [
            ['0', '1', '2'],
            ['00', '30'],
          ],
          value: [1, 1],
        },
        on: ['change', 'cancel', 'columnchange'],
        text: 'When',
      }),
    )
    const { page } = frame
    const shown = () =>
      page.evaluate(() =>
        [...(document.documentElement.lastElementChild?.shadowRoot?.querySelectorAll('.wheel') ?? [])].map((each) => each.getAttribute('aria-label')),
      )
    await page.click('wx-picker')
    await page.locator('.wheel').first().focus()
    await page.keyboard.press('ArrowDown')
    assert.deepEqual((await frame.event('columnchange')).detail, { column: 0, value: 2 })
    assert.deepEqual(await shown(), ['2', '30'])
    await page.getByText('Cancel').click()
    await frame.event('cancel')
    await page.click('wx-picker')
    assert.deepEqual(await shown(), ['1', '30'])
    await page.evaluate(() => {
      const panel = document.documentElement.lastElementChild?.shadowRoot
      const wheel = panel?.querySelector('.wheel')
      if (wheel) wheel.scrollTop = 0
      panel?.querySelectorAll('button')[1]?.click()
    })
    assert.deepEqual((await frame.event('change')).detail, { value: [0, 1] })
  },
)

story('a date picker keeps to its limits', {}, async (frame) => {
  await frame.run(
    new Ops().add(1, 2, 'wx-picker', { props: { mode: 'date', value: '2024-02-29', start: '2024-02-27', end: '2025-01-02' }, on: ['change'], text: 'Day' }),
  )
  const { page } = frame
  await page.click('wx-picker')
  await page.locator('.wheel').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.waitForFunction(() => document.documentElement.lastElementChild?.shadowRoot?.querySelectorAll('.wheel')[2]?.getAttribute('aria-label') === '02')
  await page.getByText('Done').click()
  assert.deepEqual((await frame.event('change')).detail, { value: '2025-01-02' })
})

story('a picker-view shows its value and reports a turn', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-picker-view', { props: { value: [2] }, on: ['change'], style: 'height:170px' }).add(2, 3, 'wx-picker-view-column')
  for (let i = 0; i < 6; i++) ops.add(3, 10 + i, 'wx-view', { text: `item ${i}` })
  await frame.run(ops)
  const { page } = frame
  const middle = () => page.evaluate(() => document.elementFromPoint(100, 85)?.textContent)
  await page.waitForFunction(() => document.elementFromPoint(100, 85)?.textContent === 'item 2')
  await page.locator('wx-picker-view-column .wheel').focus()
  await page.keyboard.press('ArrowDown')
  assert.deepEqual((await frame.event('change')).detail, { value: [3] })
  assert.equal(await middle(), 'item 3')
})

story('a movable-view is dragged within its area', {}, async (frame) => {
  await frame.run(
    new Ops()
      .add(1, 2, 'wx-movable-area', { style: 'width:200px;height:200px' })
      .add(2, 3, 'wx-movable-view', { props: { direction: 'all' }, on: ['change'], style: 'width:50px;height:50px' }),
  )
  const { page } = frame
  await page.mouse.move(25, 25)
  await page.mouse.down()
  await page.mouse.move(65, 45, { steps: 4 })
  await page.mouse.move(400, 45, { steps: 4 })
  await page.mouse.up()
  const changes = await frame.events('change')
  assert.deepEqual(changes.at(-1)?.detail, { x: 150, y: 20, source: 'touch' })
})

story('a movable-view with inertia goes on as it was thrown, and stands sooner with more friction', {}, async (frame) => {
  const { page } = frame
  const ops = new Ops().add(1, 2, 'wx-movable-area', { style: 'width:9000px;height:200px' })
  ops.add(2, 3, 'wx-movable-view', { props: { direction: 'horizontal' }, on: ['change'], style: 'width:50px;height:50px' })
  await frame.run(ops)
  /** Where it stands at last after a throw at a speed of 1,000 pixels per second. */
  const thrown = async (props: Readonly<Record<string, unknown>>): Promise<number> => {
    const set = new Ops()
    for (const [name, value] of Object.entries({ animation: false, ...props, x: 1 })) set.property(3, name, value)
    await frame.run(set)
    await frame.run(new Ops().property(3, 'x', 0))
    return page.evaluate<number>(thrownTo)
  }
  assert.equal(await thrown({}), 80)
  // v² / 2a: a is 1,000 pixels per second² for each unit of friction.
  assert.equal(await thrown({ inertia: true }), 330)
  assert.equal(await thrown({ friction: 5 }), 180)
  assert.equal(await thrown({ friction: 0 }), 330)
  const last = (await frame.events('change')).at(-1)?.detail as { readonly source: string }
  assert.equal(last.source, 'friction')
  await frame.run(new Ops().property(3, 'animation', true).property(3, 'damping', 50).property(3, 'x', 10))
  assert.equal(await page.evaluate(() => (document.querySelector('wx-movable-view') as HTMLElement).style.transitionDuration), '0.1s')
})

story('two fingers in a movable-area zoom what is in it, beside it too if the area has scale-area', { touch: true }, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-movable-area', { style: 'width:300px;height:300px' })
  ops.add(2, 3, 'wx-movable-view', { props: { direction: 'all', scale: true }, on: ['scale'], style: 'width:50px;height:50px' })
  await frame.run(ops)
  const session = await frame.page.context().newCDPSession(frame.page)
  const pinch = async (y: number): Promise<string> => {
    const fingers = (half: number) => [
      { x: 150 - half, y, id: 0 },
      { x: 150 + half, y, id: 1 },
    ]
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(20) })
    for (const half of [21, 30, 40]) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(half) })
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    return frame.page.evaluate(() => (document.querySelector('wx-movable-view') as HTMLElement).style.transform.replace(/^.* /, ''))
  }
  assert.equal(await pinch(200), 'scale(1)')
  await frame.run(new Ops().property(2, 'scaleArea', true))
  assert.match(await pinch(200), /^scale\(1\.9/)
  await frame.event('scale')
})

story('a picker-view has its indicator and mask styled by classes, and tells of a turn once, after the finger has left', { touch: true }, async (frame) => {
  const props = { value: [0], indicatorClass: 'mine', maskClass: 'veil' }
  const ops = new Ops().add(1, 2, 'wx-picker-view', { props, on: ['change', 'pickstart', 'pickend'], style: 'height:250px' })
  ops.add(2, 3, 'wx-picker-view-column')
  for (let i = 0; i < 20; i++) ops.add(3, 10 + i, 'wx-view', { text: `item ${i}` })
  await frame.page.addStyleTag({ content: '.mine{height:50px;background-color:rgb(255,0,0)}.veil{background:none}.later{height:40px}' })
  await frame.run(ops)
  const { page } = frame
  const height = (px: number) => page.waitForFunction((want) => document.querySelector('wx-picker-view-column')?.firstElementChild?.clientHeight === want, px)
  await height(50)
  const look = (selector: string, name: string): Promise<string> =>
    page.evaluate(([at, of]) => getComputedStyle(document.querySelector(at as string) as Element).getPropertyValue(of as string), [selector, name])
  assert.deepEqual([await look('.mine', 'background-color'), await look('.veil', 'background-image')], ['rgb(255, 0, 0)', 'none'])
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', secondsAgo: number, ...touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp: Date.now() / 1000 - secondsAgo })
  // The finger rests before it goes up: else the wheel is thrown, and turns once more for each pause.
  const turn = async (): Promise<void> => {
    await touch('touchStart', 1, { x: 100, y: 200 })
    for (const y of [190, 170, 150, 130, 110, 90]) await touch('touchMove', 0.5, { x: 100, y })
  }
  // The wheel takes any pause for rest.
  await page.evaluate('void (window.setTimeout = (run) => (queueMicrotask(run), 0))')
  await turn()
  await frame.event('pickstart')
  await page.waitForFunction(() => (document.querySelector('wx-picker-view-column')?.shadowRoot?.querySelector('.wheel')?.scrollTop ?? 0) > 50)
  assert.deepEqual([(await frame.events('change')).length, (await frame.events('pickend')).length], [0, 0])
  await touch('touchEnd', 0)
  await frame.event('pickend')
  const told = (await frame.events()).filter(({ type }) => /change|pick/.test(type)).map(({ type }) => type)
  assert.deepEqual(told, ['pickstart', 'change', 'pickend'])
  await frame.run(new Ops().property(2, 'immediateChange', true).property(2, 'indicatorClass', 'later'))
  await height(40)
  await turn()
  await frame.event('pickstart', 1)
  await touch('touchEnd', 0)
  await frame.event('pickend', 1)
  const after = (await frame.events()).filter(({ type }) => /change|pick/.test(type)).map(({ type }) => type)
  assert.deepEqual(after.slice(3, 5), ['pickstart', 'change'])
})

story('rich-text shows what is allowed and runs nothing', {}, async (frame) => {
  const refused: string[] = []
  frame.page.on('console', (message) => refused.push(message.text()))
  await frame.page.evaluate(() => {
    const policy = document.createElement('meta')
    policy.httpEquiv = 'Content-Security-Policy'
    policy.content = "script-src-attr 'none'"
    document.head.append(policy)
  })
  await frame.run(
    new Ops().add(1, 2, 'wx-rich-text', {
      props: {
        nodes:
          '<div class="a" onclick="window.hit=1"><img src="x" onerror="window.hit=1"><a href="javascript:window.hit=1">tea</a><script>window.hit=1</script><iframe srcdoc="x"></iframe><style>*{}</style></div>',
      },
    }),
  )
  const { page } = frame
  assert.equal(await page.innerHTML('wx-rich-text'), '<div class="a"><img><a>tea</a></div>')
  await frame.run(
    new Ops().property(2, 'nodes', [
      { name: 'p', attrs: { style: 'color:red', onclick: 'x' }, children: [{ type: 'text', text: 'a &lt; b' }, { name: 'object' }] },
    ]),
  )
  assert.equal(await page.innerHTML('wx-rich-text'), '<p style="color: red;">a &lt; b</p>')
  await page.click('wx-rich-text')
  assert.equal(await page.evaluate(() => 'hit' in window), false)
  assert.deepEqual(refused, [], 'nothing had to be refused by the policy')
})

story('a recorded drawing becomes pixels, and comes back as a picture', {}, async (frame) => {
  await frame.run(
    new Ops()
      .add(1, 2, 'wx-canvas', { style: 'width:100px;height:50px' })
      .call(
        2,
        'draw',
        {
          steps: [
            ['=', 'fillStyle', '#ff0000'],
            ['fillRect', 0, 0, 100, 50],
            ['constructor', 'x'],
          ],
        },
        7,
      )
      .call(2, 'pixels', { x: 10, y: 10, width: 1, height: 1 }, 8)
      .call(2, 'export', {}, 9),
  )
  await frame.waitForSent('callResult', 2)
  const colour = await frame.page.evaluate(() => {
    type Answer = { kind: string; callId: number; value: { data: Uint8ClampedArray } & Blob }
    const all = (window as unknown as { inside: { fromView: Answer[] } }).inside.fromView.filter((m) => m.kind === 'callResult')
    return { pixel: Array.from(all.find((m) => m.callId === 8)?.value.data ?? []), type: all.find((m) => m.callId === 9)?.value.type }
  })
  assert.deepEqual(colour, { pixel: [255, 0, 0, 255], type: 'image/png' })
})

story('a 2d canvas hands its surface to the worker', {}, async (frame) => {
  await frame.run(
    new Ops()
      .add(1, 2, 'wx-canvas', { props: { type: '2d' } })
      .call(2, 'offscreen', null, 3)
      .call(2, 'offscreen', null, 4),
  )
  await frame.waitForSent('callResult', 1)
  const kinds = await frame.page.evaluate(() => {
    type Answer = { kind: string; ok: boolean; value: unknown }
    return (window as unknown as { inside: { fromView: Answer[] } }).inside.fromView
      .filter((m) => m.kind === 'callResult')
      .map((m) => [m.ok, m.value instanceof OffscreenCanvas])
  })
  assert.deepEqual(kinds.sort(), [
    [false, false],
    [true, true],
  ])
})

story('the page reports scrolling when asked, its bottom, and scrolls to a node', {}, async (frame) => {
  const ops = new Ops().listen(1, '$pageScroll')
  for (let i = 0; i < 40; i++) ops.add(1, 2 + i, 'wx-view', { style: 'height:50px', text: `row ${i}` })
  await frame.run(ops)
  await frame.toView({ kind: 'scrollTo', node: 22, duration: 0 })
  assert.deepEqual((await frame.event('$pageScroll')).detail, { scrollTop: 1000 })
  await frame.toView({ kind: 'scrollTo', top: 9999, duration: 50 })
  assert.equal((await frame.event('$reachBottom')).node, 1)
})

story('pulling the page down asks for a refresh and opens until it is over', { touch: true, setup: { pullDown: true } }, async (frame) => {
  await frame.run(new Ops().add(1, 2, 'wx-view', { style: 'height:300px', text: 'Top' }))
  const { page } = frame
  const session = await page.context().newCDPSession(page)
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 100, y: 50 }] })
  for (let y = 80; y <= 320; y += 40) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: 100, y }] })
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await page.waitForSelector('.wx-pulldown.on')
  assert.equal((await frame.toHost()).filter((m) => m.kind === 'pullDownRefresh').length, 1)
  await frame.fromHost({ kind: 'pullDown', on: false })
  await page.waitForSelector('.wx-pulldown', { state: 'hidden' })
})

story('a page that may not be pulled by hand stays where it is until it may, and opens by code', { touch: true, setup: { pullDown: true } }, async (frame) => {
  await frame.run(new Ops().add(1, 2, 'wx-view', { style: 'height:300px', text: 'Top' }))
  const { page } = frame
  const session = await page.context().newCDPSession(page)
  const pull = async (): Promise<void> => {
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 100, y: 50 }] })
    for (let y = 80; y <= 320; y += 40) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: 100, y }] })
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  }
  const refreshes = async (): Promise<number> => (await frame.toHost()).filter((m) => m.kind === 'pullDownRefresh').length
  await frame.fromHost({ kind: 'pullByHand', on: false })
  await pull()
  assert.deepEqual([await refreshes(), await page.locator('.wx-pulldown').isVisible()], [0, false])
  await frame.fromHost({ kind: 'pullDown', on: true })
  await page.waitForSelector('.wx-pulldown.on')
  await frame.fromHost({ kind: 'pullDown', on: false })
  await page.waitForSelector('.wx-pulldown', { state: 'hidden' })
  await frame.fromHost({ kind: 'pullByHand', on: true })
  await pull()
  await page.waitForSelector('.wx-pulldown.on')
  assert.equal(await refreshes(), 1)
})

/** What a finger drags down that is not for the page: on each page of its own, since a pulled page stays open. */
const notForThePage: readonly (readonly [what: string, ops: () => Ops, prepare?: string, after?: string, by?: readonly [number, number]])[] = [
  [
    'a scroll-view goes back to its top',
    () => new Ops().add(1, 2, 'wx-scroll-view', { props: { scrollY: true }, style: 'height:300px' }).add(2, 3, 'wx-view', { style: 'height:900px' }),
    `document.querySelector('wx-scroll-view').shadowRoot.getElementById('main').scrollTop = 200`,
    `document.querySelector('wx-scroll-view').shadowRoot.getElementById('main').scrollTop < 150`,
  ],
  [
    'nor is it from a scroll-view that is there',
    () => new Ops().add(1, 2, 'wx-scroll-view', { props: { scrollY: true }, style: 'height:300px' }).add(2, 3, 'wx-view', { style: 'height:900px' }),
  ],
  [
    'a view that scrolls goes back to its top',
    () => new Ops().add(1, 2, 'wx-view', { style: 'height:300px;overflow-y:auto' }).add(2, 3, 'wx-view', { style: 'height:900px' }),
    `document.querySelector('wx-view').scrollTop = 200`,
    `document.querySelector('wx-view').scrollTop < 150`,
  ],
  [
    'a movable-view moves',
    () =>
      new Ops().add(1, 2, 'wx-movable-area', { style: 'width:300px;height:500px' }).add(2, 3, 'wx-movable-view', {
        props: { direction: 'all' },
        style: 'width:200px;height:200px',
      }),
    undefined,
    `document.querySelector('wx-movable-view').getBoundingClientRect().top > 100`,
  ],
  [
    'what is caught moves nothing',
    () => new Ops().add(1, 2, 'wx-view', { style: 'position:fixed;inset:0' }).listen(2, 'touchmove', 1).add(2, 3, 'wx-view', { style: 'height:300px' }),
  ],
  ['an open page-container', () => new Ops().add(1, 2, 'wx-page-container', { props: { show: true, duration: 0 } })],
  ['a finger that goes rather sideways', () => new Ops().add(1, 2, 'wx-view', { style: 'height:300px' }), undefined, undefined, [240, 200]],
]
for (const [what, ops, prepare, after, [right, down] = [0, 240]] of notForThePage) {
  story(`what is dragged down does not pull the page: ${what}`, { touch: true, setup: { pullDown: true } }, async (frame) => {
    await frame.run(ops())
    const { page } = frame
    if (prepare !== undefined) await page.evaluate(prepare)
    const session = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: [...points] })
    await touch('touchStart', [{ x: 100, y: 50 }])
    for (let part = 1; part <= 8; part++) await touch('touchMove', [{ x: 100 + (right * part) / 8, y: 50 + (down * part) / 8 }])
    assert.equal(await page.evaluate(() => document.documentElement.style.paddingTop), '')
    await touch('touchEnd', [])
    if (after !== undefined) await page.waitForFunction(after)
    assert.deepEqual(
      (await frame.toHost()).filter((m) => m.kind === 'pullDownRefresh'),
      [],
    )
  })
}

story('a view that scrolls and is at its top is no hindrance to pulling', { touch: true, setup: { pullDown: true } }, async (frame) => {
  await frame.run(new Ops().add(1, 2, 'wx-view', { style: 'height:300px;overflow-y:auto' }).add(2, 3, 'wx-view', { style: 'height:900px' }))
  const session = await frame.page.context().newCDPSession(frame.page)
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 100, y: 50 }] })
  for (let y = 80; y <= 320; y += 40) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: 100, y }] })
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await frame.page.waitForSelector('.wx-pulldown.on')
})

story(
  'sheets get their pictures and follow the host’s theme, not the system’s',
  {
    setup: { sheets: [{ css: '.a{background:url("asset:0")}@media (prefers-color-scheme:dark){.a{color:rgb(1,2,3)}}', urls: ['/a.png'] }] },
    files: { '/a.png': ['image/png', ''] },
  },
  async (frame) => {
    await frame.run(new Ops().add(1, 2, 'wx-view', { class: 'a', text: 'A' }))
    const { page } = frame
    await page.waitForFunction(() => getComputedStyle(document.querySelector('.a') as Element).backgroundImage.includes('blob:'))
    await frame.fromHost({ kind: 'theme', theme: 'dark' })
    await page.waitForFunction(() => getComputedStyle(document.querySelector('.a') as Element).color === 'rgb(1, 2, 3)')
  },
)

story('an observer tells when a node comes into view', {}, async (frame) => {
  await frame.run(new Ops().add(1, 2, 'wx-view', { style: 'height:2000px' }).add(1, 3, 'wx-view', { style: 'height:50px', text: 'End' }))
  await frame.toView({ kind: 'observe', id: 5, nodes: [3], thresholds: [0], margins: [0, 0, 0, 0] })
  await frame.toView({ kind: 'scrollTo', node: 3, duration: 0 })
  const seen = await frame.waitForSent('observed')
  assert.equal(seen.kind === 'observed' && seen.entry['node'], 3)
})

story('a root-portal shows its content at the end of the page, and taps inside find their way', {}, async (frame) => {
  const ops = new Ops()
    .add(1, 2, 'wx-view', { on: ['tap'], style: 'transform:scale(1);overflow:hidden;height:10px' })
    .add(2, 3, 'wx-root-portal')
    .add(3, 4, 'wx-view', { text: 'over' })
    .add(1, 5, 'wx-view', { text: 'after' })
  await frame.run(ops)
  await frame.page.click('text=over')
  assert.equal((await frame.event('tap')).node, 4)
  assert.equal(await frame.page.locator('wx-view wx-view').count(), 0)
  await frame.run(new Ops().remove(3))
  assert.equal(await frame.page.getByText('over').count(), 0)
})

story('the gallery of all elements draws without a fault', { setup: { theme: 'dark' } }, async (frame) => {
  await frame.run(gallery())
  assert.equal(await frame.page.locator('wx-button').count(), 9)
})

story('a text that is laid out as a box keeps the texts within it in its line', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-text', { style: 'display:flex;flex-direction:column', text: 'a long way to ' })
  ops.add(2, 3, 'wx-text', { id: 'inner', style: 'display:inline', text: 'tea' })
  await frame.run(ops)
  const heights = await frame.page.evaluate(() => [...document.querySelectorAll('wx-text')].map((each) => each.getBoundingClientRect().height))
  assert.ok(heights[0] !== undefined && heights[1] !== undefined && heights[0] < heights[1] * 2, `heights ${heights}`)
  assert.equal(await frame.page.evaluate(() => document.getElementById('inner')?.parentElement?.textContent), 'a long way to tea')
})

story('a text is broken into lines as what is around it is, and always where its own lines end', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-view', { style: 'width:100px;line-height:20px;white-space:nowrap' })
  ops.add(2, 3, 'wx-text', { text: 'much longer than a hundred pixels are\nand a line' })
  ops.add(1, 4, 'wx-text', { style: 'display:block;width:100px;line-height:20px;white-space:nowrap' })
  ops.add(4, 5, 'wx-text', { text: 'a part' }).add(4, 6, 'wx-text', { text: ' and another, which is long' })
  ops.add(1, 7, 'wx-view', { style: 'width:100px;line-height:20px' }).add(7, 8, 'wx-text', { text: 'much longer than a hundred pixels are' })
  await frame.run(ops)
  const heights = await frame.page.evaluate(() => [...document.body.children].map((each) => each.getBoundingClientRect().height))
  assert.deepEqual(heights.slice(0, 2), [40, 20])
  assert.ok((heights[2] ?? 0) > 20, String(heights))
})

story('checkboxes and radios are as large as WeChat’s, and their tick is a letter that programs may style', {}, async (frame) => {
  await frame.run(new Ops().add(1, 2, 'wx-checkbox', { props: { checked: true } }).add(1, 3, 'wx-radio', { props: { checked: true } }))
  const drawn = await frame.page.evaluate(async () => {
    const [face] = await document.fonts.load('22px weui', '\uea08')
    const marks = [...document.querySelectorAll<HTMLElement>('.wx-checkbox-input,.wx-radio-input')]
    return [
      face?.status,
      ...marks.map((mark) => {
        const { content, fontFamily, fontSize } = getComputedStyle(mark, '::before')
        return [mark.offsetWidth, content, fontFamily, fontSize]
      }),
    ]
  })
  assert.deepEqual(drawn, ['loaded', [24, '"\uea08"', 'weui', '22px'], [24, '"\uea08"', 'weui', '18px']])
})

story('a finger that goes across a page does not take the browser a step back', { touch: true }, async (frame) => {
  await frame.run(new Ops().add(1, 2, 'wx-view', { style: 'height:300px', on: ['touchend'] }))
  const { page } = frame
  await page.evaluate(() => {
    location.hash = 'here'
  })
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y: 100 }] })
  await touch('touchStart', 40)
  for (let x = 60; x <= 340; x += 20) {
    await touch('touchMove', x)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  }
  await touch('touchEnd', 340)
  await frame.event('touchend')
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  assert.equal(await page.evaluate(() => location.hash), '#here')
})

story('a button of "style": "v2" stands in the middle whatever its class says of its margin', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-view', { style: 'width:300px' })
  ops.add(2, 3, 'wx-button', { class: 'wide', text: 'tea' }).add(2, 4, 'wx-button', { props: { type: 'default' }, text: 'tea' })
  await frame.run(ops)
  const [left, colours] = await frame.page.evaluate(() => {
    document.documentElement.classList.add('wx-v2')
    document.head.append(Object.assign(document.createElement('style'), { textContent: '.wide{margin:10px 0;width:100%}' }))
    const buttons = [...document.querySelectorAll('wx-button')]
    return [buttons[0]?.getBoundingClientRect().left ?? 0, buttons.map((each) => getComputedStyle(each).color)] as const
  })
  assert.equal(left, (300 - 184) / 2)
  assert.deepEqual(colours, ['rgba(0, 0, 0, 0.9)', 'rgb(6, 173, 86)'])
})

story('a field is at least 1.4 times a twentieth of the screen high, whatever its letters; a link lets stand out what is in it', {}, async (frame) => {
  const style = 'width:100px;height:10px;font-size:10px'
  await frame.run(
    new Ops()
      .add(1, 2, 'wx-input', { style })
      .add(1, 3, 'wx-input', { style: `${style};min-height:0` })
      .add(1, 4, 'wx-navigator'),
  )
  const seen = await frame.page.evaluate(() => ({
    heights: [...document.querySelectorAll('wx-input')].map((each) => each.getBoundingClientRect().height),
    least: (innerWidth / 20) * 1.4,
    overflow: getComputedStyle(document.querySelector('wx-navigator') ?? document.body).overflow,
  }))
  assert.deepEqual(
    seen.heights.map((each) => Math.round(each * 10)),
    [Math.round(seen.least * 10), 100],
  )
  assert.equal(seen.overflow, 'visible')
})

story('the letters of a field stand in the middle of what its padding leaves, however its height comes about', {}, async (frame) => {
  const padded = 'box-sizing:border-box;padding:10px;font-size:10px'
  const ops = new Ops()
  for (const [at, style] of ['min-height:60px', 'min-height:60px;height:auto', 'height:60px'].entries())
    ops.add(1, 10 + at, 'wx-input', { style: `${padded};${style}`, props: { placeholder: 'tea' } })
  ops.add(1, 20, 'wx-textarea', { style: `${padded};min-height:60px;height:auto`, props: { placeholder: 'tea' } })
  await frame.run(ops)
  // How high each is, and how far what is in it stands from its upper and lower edge.
  const seen = (name: string): Promise<readonly (readonly number[])[]> =>
    frame.page.evaluate(
      (name) =>
        [...document.querySelectorAll(name)].map((inner) => {
          const own = (inner.closest('wx-input,wx-textarea') ?? inner).getBoundingClientRect()
          const { top, bottom } = inner.getBoundingClientRect()
          return [own.height, top - own.top, own.bottom - bottom].map(Math.round)
        }),
      name,
    )
  const rest = [60, 10, 10]
  assert.deepEqual(await seen('input,textarea'), [rest, rest, rest, rest])
  for (const [, above, below] of await seen('.input-placeholder')) assert.equal(above, below)
})

story('controls have the colours of WeChat’s first years unless the program is of "style": "v2"', {}, async (frame) => {
  const ops = new Ops().add(1, 2, 'wx-button', { props: { type: 'primary' }, text: 'tea' }).add(1, 3, 'wx-button', { text: 'tea' })
  ops
    .add(1, 4, 'wx-button', { props: { type: 'primary', disabled: true }, text: 'tea' })
    .add(1, 5, 'wx-button', { props: { type: 'warn', plain: true }, text: 'tea' })
  ops.add(1, 6, 'wx-switch', { props: { checked: true } }).add(1, 7, 'wx-slider', { props: { value: 5 } })
  ops.add(1, 8, 'wx-icon', { props: { type: 'success' } }).add(1, 9, 'wx-progress', { props: { percent: 5 } })
  await frame.run(ops)
  const places = [
    ['wx-button[type=primary]', 'background-color'],
    ['wx-button:not([type])', 'background-color'],
    ['[disabled]', 'background-color'],
    ['[disabled]', 'opacity'],
    ['[plain]', 'color'],
    ['.wx-switch-input', 'background-color'],
    ['.wx-slider-bar', 'background-color'],
    ['wx-icon path', 'fill'],
    ['.wx-progress-inner-bar', 'background-color'],
  ] as const
  const colours = (): Promise<readonly string[]> =>
    frame.page.evaluate(
      (list) => list.map(([selector, name]) => getComputedStyle(document.querySelector(selector) ?? document.body).getPropertyValue(name)),
      places,
    )
  const progress = 'rgb(9, 187, 7)'
  assert.deepEqual(await colours(), [
    'rgb(26, 173, 25)',
    'rgb(248, 248, 248)',
    'rgb(158, 217, 157)',
    '1',
    'rgb(230, 67, 64)',
    'rgb(4, 190, 2)',
    'rgb(26, 173, 25)',
    progress,
    progress,
  ])
  await frame.page.evaluate(() => document.documentElement.classList.add('wx-v2'))
  const brand = 'rgb(7, 193, 96)'
  // What moves from one colour to the other has got there.
  await frame.page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running'))
  assert.deepEqual(await colours(), [brand, 'rgba(0, 0, 0, 0.05)', brand, '0.6', 'rgb(250, 81, 81)', brand, brand, brand, progress])
})
