import assert from 'node:assert/strict'
import { after, before, describe, mock, test } from 'node:test'
import { actionStyle, drivenMs, keyframe } from './animate.js'
import { createGesture, tolerance } from './gesture.js'
import { hoverOf } from './hover.js'
import type { Known } from './nodes.js'
import { createGlide, createReachBottom, pulled } from './pagescroll.js'
import { createResources } from './resources.js'
import { rpx, sheetText } from './styles.js'

describe('rpx', () => {
  for (const [given, want] of [
    ['width:750rpx', 'width:100vw'],
    ['margin:-20rpx 0 .5rpx 10px', 'margin:-2.66667vw 0 0.06667vw 10px'],
    ['WIDTH:75RPX', 'WIDTH:10vw'],
    ['color:red', 'color:red'],
    ['width:calc(100% - 30rpx)', 'width:calc(100% - 4vw)'],
  ] as const) {
    test(`turns "${given}" into "${want}"`, () => assert.equal(rpx(given), want))
  }
})

test('a sheet has its pictures as far as they are here, and its theme from the host', () => {
  const sheet = {
    css: 'a{background:url("asset:0")}b{background:url("asset:1")}@media (prefers-color-scheme: dark) and (min-width:9px){c{}}',
    urls: ['x', 'y'],
  }
  assert.equal(
    sheetText(sheet, [undefined, 'blob:1'], 'light'),
    'a{background:url("data:,")}b{background:url("blob:1")}@media (max-width:0px) and (min-width:9px){c{}}',
  )
  const font = { css: '@font-face{src:local(a),url("asset:0") format("woff")}', urls: ['x'] }
  assert.equal(sheetText(font, [], 'light'), '@font-face{src:local(a),local("")}', 'an empty file is no font')
  assert.equal(sheetText(font, ['blob:2'], 'light'), '@font-face{src:local(a),url("blob:2") format("woff")}')
  assert.match(sheetText(sheet, [], 'dark'), /@media \(min-width:0px\) and/)
})

describe('a glide', () => {
  const frames = new Map<number, (now: number) => void>()
  let frame = 0
  Object.assign(globalThis, {
    requestAnimationFrame: (step: (now: number) => void) => {
      frames.set(++frame, step)
      return frame
    },
    cancelAnimationFrame: (n: number) => frames.delete(n),
    matchMedia: () => ({ matches: false }),
  })
  const draw = (now: number): void => {
    const due = [...frames.values()]
    frames.clear()
    for (const step of due) step(now)
  }
  let at = 0
  const glide = createGlide(
    () => at,
    (value) => (at = value),
  )
  before(() => void mock.method(performance, 'now', () => 1000))
  after(() => mock.restoreAll())
  const over = 1000 + 300
  test('comes to where it goes', () => {
    glide.to(100, 300)
    draw(1100)
    assert.ok(at > 0 && at < 100, String(at))
    draw(over)
    assert.deepEqual([at, frames.size], [100, 0])
  })
  test('is over when another begins, one that takes no time too', () => {
    glide.to(200, 300)
    glide.to(40, 0)
    draw(over)
    assert.deepEqual([at, frames.size], [40, 0])
    glide.to(200, 300)
    glide.to(0, 300)
    draw(over)
    assert.deepEqual([at, frames.size], [0, 0])
  })
  test('stops where it is', () => {
    glide.to(200, 300)
    glide.stop()
    draw(over)
    assert.equal(at, 0)
  })
})

describe('a press', () => {
  test('that ends in a click is a tap', () => {
    const gesture = createGesture()
    gesture.press(5, 5, 0, 1)
    assert.equal(gesture.release(80), false)
    assert.equal(gesture.click(81), true)
  })
  test('that strays is no tap', () => {
    const gesture = createGesture()
    gesture.press(5, 5, 0, 1)
    gesture.move(5, 5 + tolerance + 1)
    assert.equal(gesture.held(), false)
    assert.equal(gesture.release(80), false)
    assert.equal(gesture.click(81), false)
  })
  test('that trembles is still a tap', () => {
    const gesture = createGesture()
    gesture.press(5, 5, 0, 1)
    gesture.move(5 + tolerance - 1, 5)
    assert.equal(gesture.held(), true)
    gesture.release(80)
    assert.equal(gesture.click(81), true)
  })
  test('that a listener took for a long one is no tap', () => {
    const gesture = createGesture()
    gesture.press(5, 5, 0, 1)
    assert.equal(gesture.held(), true)
    gesture.consume()
    assert.equal(gesture.release(600), false)
    assert.equal(gesture.click(601), false)
  })
  test('that was long but of no interest is one tap, with or without a click', () => {
    const gesture = createGesture()
    gesture.press(5, 5, 0, 1)
    assert.equal(gesture.release(600), true)
    assert.equal(gesture.click(610), false)
    assert.equal(gesture.click(5000), true)
  })
  test('with two fingers, or one that was cancelled, is no tap', () => {
    const gesture = createGesture()
    gesture.press(5, 5, 0, 1)
    gesture.press(50, 5, 10, 2)
    assert.equal(gesture.release(60), false)
    assert.equal(gesture.click(61), false)
    gesture.press(5, 5, 1000, 1)
    gesture.cancel()
    assert.equal(gesture.held(), false)
    assert.equal(gesture.click(1061), false)
  })
  test('soon after a long one is a tap of its own', () => {
    const gesture = createGesture()
    gesture.press(5, 5, 0, 1)
    assert.equal(gesture.release(600), true)
    gesture.press(5, 5, 700, 1)
    assert.equal(gesture.release(760), false)
    assert.equal(gesture.click(761), true)
  })
  test('by a screen reader (a click alone) is a tap', () => assert.equal(createGesture().click(9000), true))
})

describe('reaching the bottom', () => {
  test('is told once per approach, and again when the page has grown', () => {
    const reach = createReachBottom(50)
    const steps = [
      [0, 2000],
      [1200, 2000],
      [1290, 2000],
      [1300, 2000],
      [1300, 3000],
      [2260, 3000],
      [1000, 3000],
      [2300, 3000],
    ] as const
    assert.deepEqual(
      steps.map(([top, whole]) => reach(top, 700, whole)),
      [false, false, true, false, false, true, false, true],
    )
  })
  test('is not told of scrolling up within reach', () => {
    const reach = createReachBottom(50)
    reach(0, 700, 2000)
    assert.equal(reach(1300, 700, 2000), true)
    assert.equal(reach(1280, 700, 2000), false)
  })
})

test('pulling grows harder and ends somewhere', () => {
  assert.equal(pulled(-5), 0)
  assert.ok(pulled(100) > 50 && pulled(100) < 100)
  assert.ok(pulled(10_000) <= 120)
  assert.ok(pulled(10_000, 300) > 200 && pulled(10_000, 300) <= 300)
})

describe('animations', () => {
  test('an action becomes transitions with units', () => {
    const style = actionStyle({
      animates: [
        { type: 'rotate', args: [45] },
        { type: 'translateX', args: [10] },
        { type: 'scale', args: [2] },
        { type: 'style', args: ['opacity', 0.5] },
        { type: 'style', args: ['width', 20] },
      ],
      option: { transformOrigin: '0 0', transition: { duration: 300, timingFunction: 'ease', delay: 10 } },
    })
    assert.deepEqual(style, {
      opacity: '0.5',
      width: '20px',
      transform: 'rotate(45deg) translateX(10px) scale(2)',
      'transform-origin': '0 0',
      transition: 'opacity 300ms ease 10ms,width 300ms ease 10ms,transform 300ms ease 10ms',
    })
  })
  test('a keyframe takes the shorthands', () => {
    assert.deepEqual(keyframe({ offset: 0.5, ease: 'ease-in', rotate: 90, translate: [10, '20rpx'], opacity: 0, left: '75rpx' }), {
      offset: 0.5,
      easing: 'ease-in',
      opacity: 0,
      left: '10vw',
      transform: 'rotate(90deg) translate(10px,2.66667vw)',
    })
  })
  test('a bare number is one of px where a length is meant', () => {
    assert.deepEqual(keyframe({ left: 10, width: 20, opacity: 1 }), { left: '10px', width: '20px', opacity: 1 })
  })
  test('one that a scroll-view drives is where the scrolling is between its two offsets', () => {
    const timeline = { startScrollOffset: 100, endScrollOffset: 300, timeRange: 1000 }
    assert.deepEqual(
      [0, 100, 150, 300, 900].map((scrolled) => drivenMs(timeline, scrolled)),
      [0, 0, 250, 1000, 1000],
    )
    assert.equal(drivenMs({ ...timeline, endScrollOffset: 100 }, 100), 1000)
    assert.equal(drivenMs({}, 10), 0)
  })
})

describe('hover looks', () => {
  const node = (nodeName: string, props: Record<string, unknown>): Known => ({ nodeName, $props: props }) as unknown as Known
  test('differ by element and can be set', () => {
    assert.deepEqual(hoverOf(node('WX-BUTTON', {})), { className: 'button-hover', startMs: 20, stayMs: 70 })
    assert.deepEqual(hoverOf(node('WX-VIEW', { hoverClass: 'x', hoverStartTime: '10', hoverStayTime: 0 })), { className: 'x', startMs: 10, stayMs: 0 })
  })
  test('are absent where none is wanted', () => {
    for (const props of [{}, { hoverClass: 'none' }, { hoverClass: 'scope--none' }]) assert.equal(hoverOf(node('WX-VIEW', props)), null)
    assert.equal(hoverOf(node('WX-BUTTON', { disabled: true })), null)
    assert.equal(hoverOf(node('C-CARD', { hoverClass: 'x' })), null)
  })
})

describe('resources', () => {
  test('are asked for once, fail with the host’s words, and may be asked for again', async () => {
    const asked: [number, string][] = []
    const resources = createResources((id, url) => asked.push([id, url]))
    const first = resources.acquire('/a.png')
    const second = resources.acquire('/a.png')
    assert.deepEqual(asked, [[1, '/a.png']])
    resources.arrived(1, null, 'there is no such file')
    await assert.rejects(first, /no such file/)
    await assert.rejects(second, /no such file/)
    const third = resources.acquire('/a.png')
    resources.arrived(2, new Blob(['x']))
    assert.match(await third, /^blob:/)
    assert.equal(await resources.acquire('data:image/png,'), 'data:image/png,')
    assert.equal(asked.length, 2)
    resources.arrived(99, null)
  })
  test('that nobody uses make room, others stay', async () => {
    const asked: string[] = []
    const resources = createResources((id, url) => {
      asked.push(url)
      resources.arrived(id, new Blob([url]))
    })
    await resources.acquire('/kept')
    for (let i = 0; i < 80; i++) {
      await resources.acquire(`/${i}`)
      resources.release(`/${i}`)
    }
    await resources.acquire('/kept')
    await resources.acquire('/0')
    assert.equal(asked.filter((url) => url === '/kept').length, 1)
    assert.equal(asked.filter((url) => url === '/0').length, 2)
  })
})
