/** slider, progress, movable-area and movable-view, picker-view, match-media, cover-image, page-meta, and what every built-in has. */
import assert from 'node:assert/strict'
import type { Case, Spec, Stage } from '../testing/stage.js'
import { thrownTo } from '../testing/throw.js'

type Props = Readonly<Record<string, unknown>>
const inner = (selector: string): string => `t.querySelector('${selector}')`
const width = (selector: string): string => `${inner(selector)}.style.width`
const press = async (s: Stage, ...keys: readonly string[]): Promise<void> => {
  await s.frame.page.locator('#t').focus()
  for (const key of keys) await s.frame.page.keyboard.press(key)
}

const slider = (s: Stage, props: Props, on: readonly string[] = []): Promise<void> => s.show({ tag: 'slider', style: 'width:220px', props, on })
const sliderCases: Readonly<Record<string, Case>> = {
  'slider.min': async (s) => {
    await slider(s, { min: 50, value: 75 })
    assert.deepEqual([await s.get(width('.wx-slider-bar')), await s.get(`t.getAttribute('aria-valuemin')`)], ['50%', '50'])
    await press(s, 'Home')
    assert.equal(await s.get(`t.property('value')`), 50)
  },
  'slider.max': async (s) => {
    await slider(s, { max: 50, value: 25 })
    assert.deepEqual([await s.get(width('.wx-slider-bar')), await s.get(`t.getAttribute('aria-valuemax')`)], ['50%', '50'])
    await press(s, 'End')
    assert.equal(await s.get(`t.property('value')`), 50)
  },
  'slider.step': async (s) => {
    await slider(s, { step: 25 }, ['change'])
    await press(s, 'ArrowRight')
    assert.deepEqual(await s.heard('change'), { value: 25 })
    await s.drag([20, 24], [100, 24])
    assert.equal(Number(await s.get(`t.property('value')`)) % 25, 0)
  },
  'slider.disabled': async (s) => {
    await slider(s, { disabled: true, value: 10 }, ['change'])
    await s.drag([20, 24], [100, 24])
    assert.deepEqual([await s.get('t.tabIndex'), await s.get(`t.property('value')`), await s.all('change')], [-1, 10, []])
  },
  'slider.value': async (s) => {
    await slider(s, { value: 30 })
    assert.deepEqual([await s.get(width('.wx-slider-bar')), await s.get(`${inner('.wx-slider-thumb')}.style.left`)], ['30%', '30%'])
    await s.set({ value: 60 })
    assert.equal(await s.get(`t.getAttribute('aria-valuenow')`), '60')
  },
  ...Object.fromEntries(
    (
      [
        ['color', 'color', '.wx-slider-track'],
        ['background-color', 'backgroundColor', '.wx-slider-track'],
        ['selected-color', 'selectedColor', '.wx-slider-bar'],
        ['active-color', 'activeColor', '.wx-slider-bar'],
        ['block-color', 'blockColor', '.wx-slider-thumb'],
      ] as const
    ).map(([name, property, part]): [string, Case] => [
      `slider.${name}`,
      async (s) => {
        await slider(s, { [property]: '#ff0000' })
        assert.equal(await s.css('background-color', `#t ${part}`), 'rgb(255, 0, 0)')
      },
    ]),
  ),
  'slider.block-size': async (s) => {
    const size = (): Promise<string> => s.css('width', '#t .wx-slider-thumb')
    await slider(s, { blockSize: 20 })
    assert.equal(await size(), '20px')
    await s.set({ blockSize: 2 })
    assert.equal(await size(), '12px')
  },
  'slider.show-value': async (s) => {
    await slider(s, { showValue: true, value: 42 })
    assert.deepEqual([await s.get(`${inner('.wx-slider-value')}.checkVisibility()`), await s.get(`${inner('.wx-slider-value')}.textContent`)], [true, '42'])
    await s.set({ showValue: false })
    assert.equal(await s.get(`${inner('.wx-slider-value')}.checkVisibility()`), false)
  },
  'slider.name': async (s) => {
    await s.show({
      tag: 'form',
      on: ['submit'],
      children: [
        { tag: 'slider', props: { name: 'sugar', value: 3 } },
        { tag: 'button', id: 'go', text: 'go', props: { formType: 'submit' } },
      ],
    })
    await s.tap('#go')
    assert.deepEqual(((await s.heard('submit')) as { readonly value: unknown }).value, { sugar: 3 })
  },
  'slider@change': async (s) => {
    await slider(s, {}, ['change', 'changing'])
    await s.drag([20, 24], [60, 24], [100, 24])
    const { value } = (await s.heard('change')) as { readonly value: number }
    assert.deepEqual([(await s.all('change')).length, value], [1, await s.get(`t.property('value')`)])
  },
  'slider@changing': async (s) => {
    await slider(s, {}, ['changing', 'change'])
    await s.drag([20, 24], [60, 24], [100, 24])
    await s.heard('change')
    const values = (await s.all('changing')).map((detail) => (detail as { readonly value: number }).value)
    assert.deepEqual(
      values,
      [...values].sort((a, b) => a - b),
    )
    assert.ok(values.length > 1, String(values))
  },
}

const progress = (s: Stage, props: Props, on: readonly string[] = []): Promise<void> => s.show({ tag: 'progress', style: 'width:200px', props, on })
const bar = '.wx-progress-bar'
const filled = '.wx-progress-inner-bar'
const progressCases: Readonly<Record<string, Case>> = {
  'progress.percent': async (s) => {
    await progress(s, { percent: 40 })
    assert.deepEqual([await s.get(width(filled)), await s.get(`t.getAttribute('aria-valuenow')`)], ['40%', '40'])
    await s.set({ percent: 140 })
    assert.equal(await s.get(width(filled)), '100%')
  },
  'progress.show-info': async (s) => {
    await progress(s, { percent: 40, showInfo: true })
    const info = inner('.wx-progress-info')
    assert.deepEqual([await s.get(`${info}.checkVisibility()`), await s.get(`${info}.textContent`)], [true, '40%'])
  },
  'progress.border-radius': async (s) => {
    await progress(s, { borderRadius: 3 })
    assert.deepEqual([await s.css('border-top-left-radius', `#t ${bar}`), await s.css('border-top-left-radius', `#t ${filled}`)], ['3px', '3px'])
  },
  'progress.font-size': async (s) => {
    await progress(s, { showInfo: true, fontSize: 20 })
    assert.equal(await s.css('font-size', '#t .wx-progress-info'), '20px')
  },
  'progress.stroke-width': async (s) => {
    await progress(s, { strokeWidth: 12 })
    assert.equal(await s.css('height', `#t ${bar}`), '12px')
  },
  'progress.color': async (s) => {
    await progress(s, { color: '#ff0000' })
    assert.equal(await s.css('background-color', `#t ${filled}`), 'rgb(255, 0, 0)')
  },
  'progress.active-color': async (s) => {
    await progress(s, { color: '#00ff00', activeColor: '#ff0000' })
    assert.equal(await s.css('background-color', `#t ${filled}`), 'rgb(255, 0, 0)')
  },
  'progress.background-color': async (s) => {
    await progress(s, { backgroundColor: '#ff0000' })
    assert.equal(await s.css('background-color', `#t ${bar}`), 'rgb(255, 0, 0)')
  },
  'progress.active': async (s) => {
    await progress(s, { percent: 60, active: true, duration: 100_000 })
    assert.equal(await s.get(width(filled)), '0%')
    await s.set({ duration: 0, percent: 70 })
    await s.until(`${width(filled)} === '70%'`)
  },
  'progress.active-mode': async (s) => {
    await progress(s, { percent: 30, active: true, duration: 0, activeMode: 'forwards' }, ['activeend'])
    await s.heard('activeend')
    await s.set({ duration: 100_000, percent: 60 })
    assert.equal(await s.get(width(filled)), '30%')
    await s.set({ activeMode: 'backwards', percent: 50 })
    assert.equal(await s.get(width(filled)), '0%')
  },
  'progress.duration': async (s) => {
    await progress(s, { percent: 100, active: true, duration: 0 }, ['activeend'])
    // A hundred steps of the default take at least three seconds.
    const ended = await s.get(`new Promise((resolve) => {
      const from = performance.now()
      const look = () => {
        const { width } = ${inner(filled)}.style
        if (width === '100%' || performance.now() - from > 2500) resolve(width)
        else requestAnimationFrame(look)
      }
      look()
    })`)
    assert.equal(ended, '100%')
  },
  'progress@activeend': async (s) => {
    await progress(s, { percent: 20, active: true, duration: 0 }, ['activeend'])
    assert.deepEqual(await s.heard('activeend'), { curPercent: 20 })
  },
}

const movable = (s: Stage, props: Props, on: readonly string[] = []): Promise<void> =>
  s.show({
    tag: 'movable-area',
    style: 'width:200px;height:200px',
    children: [{ tag: 'movable-view', id: 'm', style: 'width:50px;height:50px', props: { animation: false, ...props }, on }],
  })
const place = `(() => { const { e, f } = new DOMMatrix(document.getElementById('m').style.transform); return [Math.round(e), Math.round(f)] })()`
const scale = `Math.round(new DOMMatrix(document.getElementById('m').style.transform).a * 100) / 100`
/** A change of which this is true; it may be on its way while the place is already seen. */
const told = (s: Stage, holds: string): Promise<void> =>
  s.until(`window.inside.fromView.some(({ kind, type, detail }) => kind === 'event' && type === 'change' && ${holds})`)
const at = async (s: Stage, x: number, y: number): Promise<void> => s.until(`${place}.join() === '${x},${y}'`)
/** Two fingers go apart until they are twice as far from each other, or come together. */
async function pinch(s: Stage, from: number, to: number, y = 35): Promise<void> {
  const session = await s.frame.page.context().newCDPSession(s.frame.page)
  const fingers = (half: number) => [
    { x: 35 - half, y, id: 0 },
    { x: 35 + half, y, id: 1 },
  ]
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(from) })
  for (let part = 0; part <= 4; part++)
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(from + 0.01 + ((to - from) * part) / 4) })
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}
/** Where it stands after it was thrown to the right at 1,000 pixels per second. */
const thrown = (s: Stage): Promise<number> => s.get(thrownTo)
const wide = (s: Stage, props: Props): Promise<void> =>
  s.show({
    tag: 'movable-area',
    style: 'width:9000px;height:60px',
    children: [{ tag: 'movable-view', id: 'm', style: 'width:50px;height:50px', props: { direction: 'horizontal', animation: false, ...props } }],
  })

const movableCases: Readonly<Record<string, Case>> = {
  'movable-area.scale-area': async (s) => {
    await s.show({
      tag: 'movable-area',
      style: 'width:200px;height:200px',
      props: { scaleArea: true },
      children: [{ tag: 'movable-view', id: 'm', style: 'width:50px;height:50px', props: { direction: 'all', scale: true } }],
    })
    await pinch(s, 10, 20, 150)
    await s.until(`${scale} > 1.5`)
  },
  'movable-view.direction': async (s) => {
    await movable(s, { direction: 'horizontal' })
    await s.drag([35, 35], [60, 50], [85, 75])
    await at(s, 50, 0)
    await s.set({ direction: 'none' }, 'm')
    await s.drag([85, 35], [60, 50], [35, 75])
    await at(s, 50, 0)
  },
  'movable-view.inertia': async (s) => {
    await wide(s, { inertia: true })
    assert.equal(await thrown(s), 330)
  },
  'movable-view.friction': async (s) => {
    await wide(s, { inertia: true, friction: 5 })
    assert.equal(await thrown(s), 180)
  },
  'movable-view.out-of-bounds': async (s) => {
    await movable(s, { direction: 'all', outOfBounds: true }, ['change'])
    await s.drag([35, 35], [60, 35], [300, 35])
    await at(s, 150, 0)
    await told(s, 'detail.x > 200')
  },
  'movable-view.x': async (s) => {
    await movable(s, { x: 40 })
    await at(s, 40, 0)
    await s.set({ x: 500 }, 'm')
    await at(s, 150, 0)
  },
  'movable-view.y': async (s) => {
    await movable(s, { y: 40 })
    await at(s, 0, 40)
    await s.set({ y: -10 }, 'm')
    await at(s, 0, 0)
  },
  'movable-view.damping': async (s) => {
    await movable(s, { animation: true, damping: 50 })
    await s.set({ x: 10 }, 'm')
    assert.equal(await s.css('transition-duration', '#m'), '0.1s')
  },
  'movable-view.animation': async (s) => {
    await movable(s, { animation: false })
    await s.set({ x: 10 }, 'm')
    assert.equal(await s.css('transition-duration', '#m'), '0s')
    await s.set({ animation: true }, 'm')
    await s.set({ x: 20 }, 'm')
    assert.equal(await s.css('transition-duration', '#m'), '0.25s')
  },
  'movable-view.disabled': async (s) => {
    await movable(s, { direction: 'all', disabled: true })
    await s.drag([35, 35], [60, 35], [85, 35])
    assert.deepEqual(await s.get(place), [0, 0])
    await s.set({ disabled: false }, 'm')
    await s.drag([35, 35], [60, 35], [85, 35])
    await at(s, 50, 0)
  },
  'movable-view.scale': async (s) => {
    await movable(s, { direction: 'all', scale: true })
    await pinch(s, 10, 20)
    await s.until(`${scale} > 1.5`)
  },
  'movable-view.scale-max': async (s) => {
    await movable(s, { direction: 'all', scale: true, scaleMax: 1.5 })
    await pinch(s, 10, 20)
    await s.until(`${scale} === 1.5`)
  },
  'movable-view.scale-min': async (s) => {
    await movable(s, { direction: 'all', scale: true, scaleMin: 0.8 })
    await pinch(s, 20, 8)
    await s.until(`${scale} === 0.8`)
  },
  'movable-view.scale-value': async (s) => {
    await movable(s, { scaleValue: 2 })
    assert.equal(await s.get(scale), 2)
    await s.set({ scaleValue: 0.5 }, 'm')
    assert.equal(await s.get(scale), 0.5)
  },
  'movable-view@change': async (s) => {
    await movable(s, { direction: 'all' }, ['change'])
    await s.drag([35, 35], [60, 45], [85, 55])
    await at(s, 50, 20)
    await s.heard('change')
    await told(s, `detail.x === 50 && detail.y === 20 && detail.source === 'touch'`)
    await s.set({ x: 10 }, 'm')
    await told(s, `detail.x === 10 && detail.y === 20 && detail.source === ''`)
  },
  'movable-view@scale': async (s) => {
    await movable(s, { direction: 'all', scale: true }, ['scale'])
    await pinch(s, 10, 20)
    const { x, y, scale: by } = (await s.heard('scale', 2)) as { readonly x: number; readonly y: number; readonly scale: number }
    assert.deepEqual([x, y], [0, 0])
    assert.ok(by > 1, String(by))
  },
  'movable-view@htouchmove': async (s) => {
    await movable(s, { direction: 'all' }, ['htouchmove', 'vtouchmove'])
    await s.drag([35, 35], [60, 36], [85, 37])
    await s.heard('htouchmove')
    assert.deepEqual(await s.all('vtouchmove'), [])
  },
  'movable-view@vtouchmove': async (s) => {
    await movable(s, { direction: 'all' }, ['htouchmove', 'vtouchmove'])
    await s.drag([35, 35], [36, 60], [37, 85])
    await s.heard('vtouchmove')
    assert.deepEqual(await s.all('htouchmove'), [])
  },
}

const rows = (): Spec[] => Array.from({ length: 20 }, (_, i) => ({ tag: 'view', text: `row ${i}` }))
const pickerView = (s: Stage, props: Props, on: readonly string[] = []): Promise<void> =>
  s.show({ tag: 'picker-view', style: 'height:250px', props, on, children: [{ tag: 'picker-view-column', id: 'c', children: rows() }] })
const wheel = `document.getElementById('c').shadowRoot.querySelector('.wheel')`
const turn = async (s: Stage): Promise<void> => {
  // The wheel takes any pause for rest.
  await s.get('void (window.setTimeout = (run) => (queueMicrotask(run), 0))')
  await s.drag([100, 200], [100, 180], [100, 160], [100, 140], [100, 120], [100, 90])
}
const part = (slot: string): string => `t.querySelector('[slot=${slot}]')`
const pickerViewCases: Readonly<Record<string, Case>> = {
  'picker-view.value': async (s) => {
    await pickerView(s, { value: [2] })
    await s.until(`${wheel}.scrollTop === 68`)
    await s.set({ value: [4] })
    await s.until(`${wheel}.scrollTop === 136`)
  },
  'picker-view.indicator-style': async (s) => {
    await pickerView(s, { indicatorStyle: 'height:50px' })
    await s.until(`document.getElementById('c').firstElementChild.clientHeight === 50`)
  },
  'picker-view.indicator-class': async (s) => {
    await pickerView(s, { indicatorClass: 'mine' })
    assert.equal(await s.get(`${part('line')}.className`), 'mine')
  },
  'picker-view.mask-style': async (s) => {
    await pickerView(s, { maskStyle: 'background:none' })
    assert.equal(await s.get(`getComputedStyle(${part('mask')}).backgroundImage`), 'none')
  },
  'picker-view.mask-class': async (s) => {
    await pickerView(s, { maskClass: 'mine' })
    assert.equal(await s.get(`${part('mask')}.className`), 'mine')
  },
  'picker-view.immediate-change': async (s) => {
    await pickerView(s, { immediateChange: true }, ['change', 'pickend'])
    assert.equal(await s.get('t.atOnce'), true)
  },
  'picker-view@change': async (s) => {
    await pickerView(s, { value: [2] }, ['change'])
    await s.until(`${wheel}.scrollTop === 68`)
    await s.get(`${wheel}.focus()`)
    await s.frame.page.keyboard.press('ArrowDown')
    assert.deepEqual(await s.heard('change'), { value: [3] })
  },
  'picker-view@pickstart': async (s) => {
    await pickerView(s, {}, ['pickstart'])
    await turn(s)
    assert.deepEqual(await s.heard('pickstart'), {})
  },
  'picker-view@pickend': async (s) => {
    await pickerView(s, {}, ['pickstart', 'pickend'])
    await turn(s)
    assert.deepEqual(await s.heard('pickend'), {})
    assert.equal((await s.all('pickstart')).length, 1)
  },
}

/** The frame is 375 by 667. */
const media = (property: string, name: string, not: unknown): [string, Case] => [
  `match-media.${name}`,
  async (s) => {
    await s.show({ tag: 'match-media', text: 'x', props: { [property]: not } })
    assert.equal(await s.get('t.checkVisibility()'), false)
  },
]
const matchMediaCases: Readonly<Record<string, Case>> = Object.fromEntries([
  media('minWidth', 'min-width', 376),
  media('maxWidth', 'max-width', 374),
  media('width', 'width', 374),
  media('minHeight', 'min-height', 668),
  media('maxHeight', 'max-height', 666),
  media('height', 'height', 666),
  media('orientation', 'orientation', 'landscape'),
])

const coverCases: Readonly<Record<string, Case>> = {
  'cover-image.src': async (s) => {
    await s.show({ tag: 'cover-image', style: 'width:40px', props: { src: '/red.png' } })
    await s.until(`${inner('img')}?.naturalWidth === 4`)
  },
  'cover-image@load': async (s) => {
    await s.show({ tag: 'cover-image', style: 'width:40px', props: { src: '/red.png' }, on: ['load'] })
    assert.deepEqual(await s.heard('load'), { width: 4, height: 2 })
  },
  'cover-image@error': async (s) => {
    await s.show({ tag: 'cover-image', style: 'width:40px', props: { src: '/none.png' }, on: ['error'] })
    assert.match(JSON.stringify(await s.heard('error')), /GET \/none\.png/)
  },
}

const clean = `(document.documentElement.removeAttribute('style'), document.body.removeAttribute('style'))`
async function meta(s: Stage, props: Props, children: readonly Spec[] = []): Promise<void> {
  await s.get(clean)
  await s.show({ tag: 'view', children: [{ tag: 'page-meta', props }, ...children] })
}
const pageMetaCases: Readonly<Record<string, Case>> = {
  'page-meta.page-style': async (s) => {
    await meta(s, { pageStyle: 'color:rgb(1,2,3)' })
    assert.equal(await s.css('color', 'body'), 'rgb(1, 2, 3)')
    await s.get(clean)
  },
  'page-meta.root-font-size': async (s) => {
    await meta(s, { rootFontSize: '20px' })
    assert.equal(await s.css('font-size', 'html'), '20px')
    await s.get(clean)
  },
  'page-meta.page-font-size': async (s) => {
    await meta(s, { pageFontSize: '21px' })
    assert.equal(await s.css('font-size', 'body'), '21px')
    await s.get(clean)
  },
  'page-meta.root-background-color': async (s) => {
    await meta(s, { rootBackgroundColor: '#ff0000' })
    assert.equal(await s.css('background-color', 'html'), 'rgb(255, 0, 0)')
    await s.get(clean)
  },
  'page-meta.background-color': async (s) => {
    await meta(s, { backgroundColor: '#00ff00' })
    assert.equal(await s.css('background-color', 'html'), 'rgb(0, 255, 0)')
    await s.get(clean)
  },
  'page-meta.scroll-top': async (s) => {
    await s.show({
      tag: 'view',
      children: [
        { tag: 'page-meta', id: 'm' },
        { tag: 'view', style: 'height:3000px' },
      ],
    })
    await s.set({ scrollTop: '120px' }, 'm')
    assert.equal(await s.get('scrollY'), 120)
  },
}

const box = 'width:100px;height:40px'
const shown = (s: Stage, more: Partial<Spec>): Promise<void> => s.show({ tag: 'view', style: box, ...more })
type Touch = 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel'
/** What a finger on the view does until the event is heard, and how it ends. */
const fingerCase = (type: string, touches: readonly Touch[], end: Touch = 'touchEnd'): Case => {
  return async (s) => {
    await shown(s, { on: [type] })
    const session = await s.frame.page.context().newCDPSession(s.frame.page)
    const touch = (each: Touch) =>
      session.send('Input.dispatchTouchEvent', { type: each, touchPoints: each === end ? [] : [{ x: each === 'touchMove' ? 50 : 30, y: 30 }] })
    for (const each of touches) await touch(each)
    const early = await s.heard(type).catch((error: unknown) => error)
    if (touches.at(-1) !== end) await touch(end)
    if (early instanceof Error) throw early
    assert.equal((await s.all(type)).length, 1)
  }
}
const pulse = '@keyframes pulse{from{opacity:0}to{opacity:1}}'
const moment = (type: string): Case => {
  return async (s) => {
    await s.frame.page.addStyleTag({ content: pulse })
    await shown(s, { on: [type] })
    await s.get(`t.style.animation = 'pulse 20ms 2'`)
    await s.heard(type)
  }
}
/** Of a view, and of every other built-in. */
const everywhereCases: Readonly<Record<string, Case>> = {
  'everywhere.id': async (s) => {
    await shown(s, { children: [{ tag: 'view', id: 'tea', text: 'x' }] })
    assert.equal(await s.get(`document.getElementById('tea')?.textContent`), 'x')
  },
  'everywhere.class': async (s) => {
    await shown(s, { class: 'tea cup' })
    assert.equal(await s.get('t.className'), 'tea cup')
  },
  'everywhere.style': async (s) => {
    await shown(s, { style: 'width:123px' })
    assert.equal(await s.css('width'), '123px')
  },
  'everywhere.hidden': async (s) => {
    await shown(s, { text: 'x', props: { hidden: true } })
    assert.equal(await s.get('t.checkVisibility()'), false)
    await s.set({ hidden: false })
    assert.equal(await s.get('t.checkVisibility()'), true)
  },
  'everywhere.animation': async (s) => {
    await shown(s, {})
    await s.set({ animation: { actions: [{ animates: [{ type: 'translateX', args: [20] }], option: { transition: { duration: 0 } } }] } })
    await s.until(`new DOMMatrix(getComputedStyle(t).transform).e === 20`)
  },
  'everywhere@tap': async (s) => {
    await shown(s, { on: ['tap'] })
    await s.tap()
    const { x, y } = (await s.heard('tap')) as { readonly x: number; readonly y: number }
    assert.deepEqual([x, y].map(Math.round), [60, 30])
  },
  'everywhere@longpress': fingerCase('longpress', ['touchStart']),
  'everywhere@longtap': fingerCase('longtap', ['touchStart']),
  'everywhere@touchstart': fingerCase('touchstart', ['touchStart']),
  'everywhere@touchmove': fingerCase('touchmove', ['touchStart', 'touchMove']),
  'everywhere@touchend': fingerCase('touchend', ['touchStart', 'touchEnd']),
  'everywhere@touchcancel': fingerCase('touchcancel', ['touchStart', 'touchCancel'], 'touchCancel'),
  'everywhere@transitionend': async (s) => {
    await shown(s, { style: `${box};transition:opacity 20ms`, on: ['transitionend'] })
    await s.get(`(t.offsetWidth, t.style.opacity = '0')`)
    await s.heard('transitionend')
  },
  'everywhere@animationstart': moment('animationstart'),
  'everywhere@animationiteration': moment('animationiteration'),
  'everywhere@animationend': moment('animationend'),
}

export const movingCases: Readonly<Record<string, Case>> = {
  ...sliderCases,
  ...progressCases,
  ...movableCases,
  ...pickerViewCases,
  ...matchMediaCases,
  ...coverCases,
  ...pageMetaCases,
  ...everywhereCases,
}
