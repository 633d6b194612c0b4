/** scroll-view, swiper, canvas and video. Longer than most: a list with a case for each entry of their tables, which is read by looking up one. */
import assert from 'node:assert/strict'
import type { Case, Spec, Stage } from '../testing/stage.js'

const main = `t.shadowRoot.getElementById('main')`
const tall = (count = 20): Spec[] => Array.from({ length: count }, (_, i) => ({ tag: 'view', id: `r${i}`, text: `row ${i}`, style: 'height:40px' }))
const wide = (count = 20): Spec[] =>
  Array.from({ length: count }, (_, i) => ({ tag: 'view', id: `c${i}`, style: 'width:80px;height:20px;display:inline-block' }))
const down = (s: Stage, props: object, on: readonly string[] = []): Promise<void> =>
  s.show({ tag: 'scroll-view', style: 'height:200px', props: { scrollY: true, ...props }, on, children: tall() })
const across = (s: Stage, props: object, on: readonly string[] = []): Promise<void> =>
  s.show({ tag: 'scroll-view', style: 'width:200px;height:40px;white-space:nowrap', props: { scrollX: true, ...props }, on, children: wide() })
const top = `Math.round(${main}.scrollTop)`
const left = `Math.round(${main}.scrollLeft)`
const scrollTo = (s: Stage, y: number): Promise<unknown> => s.get(`${main}.scrollTop = ${y}`)
const frames = (s: Stage): Promise<unknown> =>
  s.frame.page.waitForFunction(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))))),
  )

/** A finger pulls the top of a scroll-view down by so many pixels. */
const pull = (s: Stage, by: number): Promise<void> => s.drag([100, 40], [100, 60], [100, 40 + by / 2], [100, 40 + by])

const scrollViewCases: Readonly<Record<string, Case>> = {
  'scroll-view.scroll-x': async (s) => {
    await across(s, {})
    assert.equal(await s.css('overflow-x', '#t #main'), 'auto')
    await s.get(`${main}.scrollLeft = 100`)
    assert.equal(await s.get(left), 100)
    await s.set({ scrollX: false })
    assert.equal(await s.css('overflow-x', '#t #main'), 'hidden')
  },
  'scroll-view.scroll-y': async (s) => {
    await down(s, {})
    assert.equal(await s.css('overflow-y', '#t #main'), 'auto')
    await s.set({ scrollY: false })
    assert.equal(await s.css('overflow-y', '#t #main'), 'hidden')
  },
  'scroll-view.upper-threshold': async (s) => {
    await down(s, { upperThreshold: 200 }, ['scrolltoupper'])
    await scrollTo(s, 400)
    await frames(s)
    await scrollTo(s, 201)
    await frames(s)
    assert.deepEqual(await s.all('scrolltoupper'), [])
    await scrollTo(s, 199)
    await s.heard('scrolltoupper')
  },
  'scroll-view.lower-threshold': async (s) => {
    await down(s, { lowerThreshold: '80rpx' }, ['scrolltolower'])
    await scrollTo(s, 559)
    await frames(s)
    assert.deepEqual(await s.all('scrolltolower'), [])
    await scrollTo(s, 561)
    await s.heard('scrolltolower')
  },
  'scroll-view.scroll-top': async (s) => {
    await down(s, { scrollTop: 120 })
    await s.until(`${top} === 120`)
    await s.set({ scrollTop: '100rpx' })
    await s.until(`${top} === 50`)
  },
  'scroll-view.scroll-left': async (s) => {
    await across(s, { scrollLeft: 120 })
    await s.until(`${left} === 120`)
    await s.set({ scrollLeft: 30 })
    await s.until(`${left} === 30`)
  },
  'scroll-view.scroll-into-view': async (s) => {
    await down(s, { scrollIntoView: 'r5' })
    await s.until(`${top} === 200`)
    await s.set({ scrollIntoView: 'none' })
    await s.set({ scrollIntoView: 'r2' })
    await s.until(`${top} === 80`)
  },
  'scroll-view.scroll-into-view-offset': async (s) => {
    await down(s, { scrollIntoView: 'r5', scrollIntoViewOffset: -30 })
    await s.until(`${top} === 170`)
  },
  'scroll-view.scroll-into-view-alignment': async (s) => {
    const places = { start: 320, center: 240, end: 160, nearest: 160 }
    for (const [scrollIntoViewAlignment, want] of Object.entries(places)) {
      await down(s, { scrollIntoViewAlignment })
      await s.set({ scrollIntoView: 'r8' })
      await s.until(`${top} === ${want}`)
    }
  },
  'scroll-view.scroll-with-animation': async (s) => {
    await down(s, { scrollWithAnimation: true }, ['scroll'])
    await s.set({ scrollTop: 400 })
    await s.until(`${top} === 400`)
    const seen = (await s.all('scroll')) as { readonly scrollTop: number }[]
    assert.ok(
      seen.some(({ scrollTop }) => scrollTop > 0 && scrollTop < 400),
      'it is on its way in between',
    )
  },
  'scroll-view.enable-flex': async (s) => {
    await s.show({
      tag: 'scroll-view',
      style: 'display:flex;width:200px;height:40px',
      props: { scrollX: true },
      children: [
        { tag: 'view', id: 'a', text: 'a' },
        { tag: 'view', id: 'b', text: 'b' },
      ],
    })
    const beside = `document.getElementById('b').offsetLeft > document.getElementById('a').offsetLeft`
    assert.equal(await s.get(beside), false)
    await s.set({ enableFlex: true })
    assert.equal(await s.get(beside), true)
  },
  'scroll-view.scroll-anchoring': async (s) => {
    await down(s, {})
    assert.equal(await s.css('overflow-anchor', '#t #main'), 'none')
    await s.set({ scrollAnchoring: true })
    assert.equal(await s.css('overflow-anchor', '#t #main'), 'auto')
  },
  'scroll-view.enhanced': async (s) => {
    for (const enhanced of [false, true]) {
      await down(s, { enhanced }, ['dragstart', 'dragend'])
      await s.drag([100, 150], [100, 120], [100, 80])
      await frames(s)
      assert.equal((await s.all('dragstart')).length, enhanced ? 1 : 0)
    }
  },
  'scroll-view.bounces': async (s) => {
    await down(s, { enhanced: true })
    assert.equal(await s.css('overscroll-behavior-y', '#t #main'), 'auto')
    await s.set({ bounces: false })
    assert.equal(await s.css('overscroll-behavior-y', '#t #main'), 'none')
  },
  'scroll-view.show-scrollbar': async (s) => {
    await down(s, {})
    assert.equal(await s.css('scrollbar-width', '#t #main'), 'auto')
    await s.set({ showScrollbar: false })
    assert.equal(await s.css('scrollbar-width', '#t #main'), 'none')
  },
  'scroll-view.paging-enabled': async (s) => {
    await down(s, { pagingEnabled: true })
    assert.equal(await s.css('scroll-snap-type', '#t #main'), 'both mandatory')
    await scrollTo(s, 52)
    await s.until(`${top} === 40`)
  },
  'scroll-view.refresher-enabled': async (s) => {
    await down(s, {}, ['refresherrefresh', 'refresherpulling'])
    await pull(s, 300)
    await frames(s)
    assert.deepEqual(await s.all('refresherpulling'), [])
    await s.set({ refresherEnabled: true })
    await pull(s, 300)
    await s.heard('refresherrefresh')
  },
  'scroll-view.refresher-threshold': async (s) => {
    await down(s, { refresherEnabled: true, refresherThreshold: 500 }, ['refresherabort', 'refresherrefresh'])
    await pull(s, 300)
    await s.heard('refresherabort')
    await s.set({ refresherThreshold: 20 })
    await pull(s, 300)
    await s.heard('refresherrefresh')
  },
  'scroll-view.refresher-default-style': async (s) => {
    await down(s, { refresherEnabled: true, refresherDefaultStyle: 'white' })
    assert.equal(await s.css('color', '#t #pull'), 'rgb(255, 255, 255)')
    await s.set({ refresherDefaultStyle: 'none' })
    assert.equal(await s.css('display', '#t #pull i'), 'none')
    await s.set({ refresherDefaultStyle: 'black' })
    assert.notEqual(await s.css('display', '#t #pull i'), 'none')
  },
  'scroll-view.refresher-background': async (s) => {
    await down(s, { refresherBackground: 'rgb(1, 2, 3)' })
    assert.equal(await s.css('background-color', '#t #pull'), 'rgb(1, 2, 3)')
  },
  'scroll-view.refresher-triggered': async (s) => {
    await down(s, { refresherEnabled: true }, ['refresherrefresh', 'refresherrestore'])
    await s.set({ refresherTriggered: true })
    await s.heard('refresherrefresh')
    await s.until(`t.shadowRoot.getElementById('pull').offsetHeight === 45`)
    await s.set({ refresherTriggered: false })
    await s.heard('refresherrestore')
    await s.until(`t.shadowRoot.getElementById('pull').offsetHeight === 0`)
  },
  'scroll-view@scroll': async (s) => {
    await down(s, {}, ['scroll'])
    await scrollTo(s, 50)
    assert.deepEqual(await s.heard('scroll'), { scrollTop: 50, scrollLeft: 0, scrollHeight: 800, scrollWidth: 355, deltaX: 0, deltaY: -50 })
    await scrollTo(s, 20)
    assert.equal(((await s.heard('scroll', 1)) as { deltaY: number }).deltaY, 30)
  },
  ...Object.fromEntries(
    ['scrollstart', 'scrollend'].map((type): [string, Case] => [
      `scroll-view@${type}`,
      async (s) => {
        await down(s, {}, [type])
        await scrollTo(s, 50)
        const detail = (await s.heard(type)) as Readonly<Record<string, unknown>>
        assert.deepEqual(detail, { scrollTop: 50, scrollLeft: 0, scrollHeight: 800, scrollWidth: 355, isDrag: false })
        assert.equal((await s.all(type)).length, 1)
      },
    ]),
  ),
  'scroll-view@refresherwillrefresh': async (s) => {
    await down(s, { refresherEnabled: true }, ['refresherwillrefresh', 'refresherabort', 'refresherrefresh'])
    await s.drag([100, 40], [100, 60], [100, 70])
    await s.heard('refresherabort')
    assert.deepEqual(await s.all('refresherwillrefresh'), [])
    await pull(s, 300)
    await s.heard('refresherrefresh')
    assert.equal((await s.all('refresherwillrefresh')).length, 1)
  },
  'scroll-view@scrolltoupper': async (s) => {
    await down(s, {}, ['scrolltoupper'])
    await scrollTo(s, 300)
    await frames(s)
    await scrollTo(s, 10)
    assert.deepEqual(await s.heard('scrolltoupper'), { direction: 'top' })
    await across(s, { scrollLeft: 300 }, ['scrolltoupper'])
    await s.until(`${left} === 300`)
    await frames(s)
    await s.get(`${main}.scrollLeft = 0`)
    assert.deepEqual(await s.heard('scrolltoupper'), { direction: 'left' })
  },
  'scroll-view@scrolltolower': async (s) => {
    await down(s, {}, ['scrolltolower'])
    await scrollTo(s, 600)
    assert.deepEqual(await s.heard('scrolltolower'), { direction: 'bottom' })
    await across(s, {}, ['scrolltolower'])
    await s.get(`${main}.scrollLeft = 5000`)
    assert.deepEqual(await s.heard('scrolltolower'), { direction: 'right' })
    // One that scrolls both ways has four ends.
    await s.show({
      tag: 'scroll-view',
      style: 'width:200px;height:100px',
      props: { scrollX: true, scrollY: true },
      on: ['scrolltolower', 'scrolltoupper'],
      children: [{ tag: 'view', style: 'width:800px;height:800px' }],
    })
    await s.get(`${main}.scrollLeft = 5000`)
    assert.deepEqual(await s.heard('scrolltolower'), { direction: 'right' })
    await scrollTo(s, 5000)
    assert.deepEqual(await s.heard('scrolltolower', 1), { direction: 'bottom' })
    await s.get(`${main}.scrollLeft = 0`)
    assert.deepEqual(await s.heard('scrolltoupper'), { direction: 'left' })
  },
  ...Object.fromEntries(
    ['dragstart', 'dragging', 'dragend'].map((type): [string, Case] => [
      `scroll-view@${type}`,
      async (s) => {
        await down(s, { enhanced: true }, [type])
        await s.drag([100, 150], [100, 140], [100, 120], [100, 100])
        const detail = (await s.heard(type)) as Readonly<Record<string, unknown>>
        assert.deepEqual([detail['scrollLeft'], detail['scrollHeight'], detail['isDrag']], [0, 800, type !== 'dragend'])
        if (type !== 'dragend') return
        assert.deepEqual(detail['velocity'], { x: 0, y: 0 }, 'a finger that rested throws nothing')
        await s.get(`(() => {
          const touch = (type, clientY) => {
            const touches = type === 'touchend' ? [] : [new Touch({ identifier: 1, target: t, clientX: 100, clientY })]
            ${main}.dispatchEvent(new TouchEvent(type, { touches, changedTouches: touches }))
          }
          touch('touchstart', 150)
          touch('touchmove', 140)
          touch('touchmove', 110)
          touch('touchend')
        })()`)
        const { velocity } = (await s.heard(type, 1)) as { readonly velocity: { readonly x: number; readonly y: number } }
        assert.ok(velocity.x === 0 && velocity.y > 0, JSON.stringify(velocity))
      },
    ]),
  ),
  'scroll-view@refresherpulling': async (s) => {
    await down(s, { refresherEnabled: true }, ['refresherpulling'])
    await pull(s, 200)
    const details = [await s.heard('refresherpulling'), await s.heard('refresherpulling', 1)] as { readonly dy: number }[]
    assert.ok((details[0]?.dy ?? 0) > 0 && (details[1]?.dy ?? 0) > (details[0]?.dy ?? 0), JSON.stringify(details))
  },
  'scroll-view@refresherrefresh': async (s) => {
    await down(s, { refresherEnabled: true }, ['refresherrefresh'])
    await pull(s, 300)
    assert.ok(((await s.heard('refresherrefresh')) as { dy: number }).dy >= 45)
  },
  'scroll-view@refresherrestore': async (s) => {
    await down(s, { refresherEnabled: true, refresherTriggered: true }, ['refresherrestore'])
    await s.set({ refresherTriggered: false })
    assert.deepEqual(await s.heard('refresherrestore'), {})
  },
  'scroll-view@refresherabort': async (s) => {
    await down(s, { refresherEnabled: true }, ['refresherabort', 'refresherrefresh'])
    await s.drag([100, 40], [100, 60], [100, 70])
    await s.heard('refresherabort')
    assert.deepEqual(await s.all('refresherrefresh'), [])
  },
  'scroll-view#scrollTo': async (s) => {
    await down(s, {})
    await s.call('scrollTo', { top: 240, duration: 0 })
    assert.equal(await s.get(top), 240)
    await s.call('scrollTo', { top: 40, animated: true })
    await s.until(`${top} === 40`)
  },
  'scroll-view#scrollIntoView': async (s) => {
    await down(s, {})
    await s.call('scrollIntoView', '#r7')
    await s.until(`${top} === 280`)
    await s.call('scrollIntoView', ['#r10', { alignment: 'end', offset: 5, animated: false }])
    await s.until(`${top} === 245`)
    // What its context switches off is off for the person alone.
    await s.set({ scrollEnabled: false })
    assert.equal(await s.css('overflow-y', '#t #main'), 'hidden')
    await s.call('scrollTo', { top: 40 })
    assert.equal(await s.get(top), 40)
    await s.set({ scrollEnabled: true })
    assert.equal(await s.css('overflow-y', '#t #main'), 'auto')
  },
  'scroll-view#triggerRefresh': async (s) => {
    await down(s, { refresherEnabled: true }, ['refresherrefresh'])
    await s.call('triggerRefresh', { duration: 100 })
    await s.heard('refresherrefresh')
    await s.call('triggerRefresh')
    assert.equal((await s.all('refresherrefresh')).length, 1)
  },
  'scroll-view#closeRefresh': async (s) => {
    await down(s, { refresherEnabled: true }, ['refresherrefresh', 'refresherrestore'])
    await pull(s, 300)
    await s.heard('refresherrefresh')
    await s.call('closeRefresh')
    await s.heard('refresherrestore')
    await s.until(`t.shadowRoot.getElementById('pull').offsetHeight === 0`)
  },
}

const swiper = (s: Stage, props: object, on: readonly string[] = [], count = 3): Promise<void> =>
  s.show({
    tag: 'swiper',
    style: 'width:300px;height:100px',
    props: { ...props },
    on,
    children: Array.from({ length: count }, (_, i) => ({ tag: 'swiper-item', id: `i${i}`, props: { itemId: `item${i}` }, text: `${i}` })),
  })
const at = (i: number): string => `Math.round(document.getElementById('i${i}').getBoundingClientRect().left - t.getBoundingClientRect().left)`
const leftOf = (i: number, want: number): string => `${at(i)} === ${want}`
const current = (s: Stage, n = 0): Promise<{ readonly current: number; readonly source: string }> =>
  s.heard('change', n) as Promise<{ current: number; source: string }>

const swiperCases: Readonly<Record<string, Case>> = {
  'swiper.indicator-dots': async (s) => {
    await swiper(s, {})
    const dots = `t.querySelector('.wx-swiper-dots')`
    assert.equal(await s.get(`getComputedStyle(${dots}).display`), 'none')
    await s.set({ indicatorDots: true })
    assert.deepEqual(await s.get(`[getComputedStyle(${dots}).display, ${dots}.childElementCount]`), ['block', 3])
    const middle = `${dots}.getBoundingClientRect().left + ${dots}.offsetWidth / 2 - t.getBoundingClientRect().left`
    assert.deepEqual(await s.get(`[${middle}, ${dots}.offsetWidth, t.getBoundingClientRect().bottom - ${dots}.getBoundingClientRect().bottom]`), [150, 40, 10])
    // Programs style WeChat's names of them.
    assert.deepEqual(await s.get(`[...${dots}.children].map((dot) => dot.className)`), ['wx-swiper-dot wx-swiper-dot-active', 'wx-swiper-dot', 'wx-swiper-dot'])
    await s.set({ vertical: true })
    assert.equal(await s.get(`${dots}.className`), 'wx-swiper-dots wx-swiper-dots-vertical')
  },
  'swiper.indicator-color': async (s) => {
    await swiper(s, { indicatorDots: true, indicatorColor: 'rgb(1, 2, 3)' })
    assert.equal(await s.css('background-color', '#t .wx-swiper-dot:last-child'), 'rgb(1, 2, 3)')
  },
  'swiper.indicator-active-color': async (s) => {
    await swiper(s, { indicatorDots: true, indicatorActiveColor: 'rgb(1, 2, 3)' })
    assert.equal(await s.css('background-color', '#t .wx-swiper-dot-active'), 'rgb(1, 2, 3)')
  },
  'swiper.autoplay': async (s) => {
    await swiper(s, { autoplay: true, interval: 50, duration: 0 }, ['change'])
    assert.deepEqual([(await current(s)).source, (await current(s, 1)).current, (await current(s, 2)).current], ['autoplay', 2, 0])
    await s.set({ autoplay: false })
  },
  'swiper.current': async (s) => {
    await swiper(s, { current: 1, duration: 0 })
    await s.until(leftOf(1, 0))
    await s.set({ current: 2 })
    await s.until(leftOf(2, 0))
    await s.set({ current: 99 })
    await s.until(leftOf(2, 0))
  },
  'swiper.current-item-id': async (s) => {
    await swiper(s, { duration: 0 }, ['change'])
    await s.set({ currentItemId: 'item2' })
    await s.until(leftOf(2, 0))
    assert.deepEqual(await s.heard('change'), { current: 2, currentItemId: 'item2', source: '' })
  },
  'swiper.interval': async (s) => {
    await swiper(s, { autoplay: true, interval: 100_000, duration: 0 }, ['change'])
    await s.frame.page.waitForFunction(() => new Promise((resolve) => setTimeout(() => resolve(true), 200)))
    assert.deepEqual(await s.all('change'), [])
    await s.set({ interval: 20 })
    await s.heard('change')
    await s.set({ autoplay: false })
  },
  'swiper.duration': async (s) => {
    await swiper(s, { duration: 100_000 }, ['transition'])
    await s.set({ current: 1 })
    await s.heard('transition', 1)
    assert.ok((await s.get<number>(at(1))) > 250, 'it has hardly begun')
    await swiper(s, { duration: 0 })
    await s.set({ current: 1 })
    await s.until(leftOf(1, 0))
  },
  'swiper.circular': async (s) => {
    await swiper(s, { circular: true, duration: 0 }, ['change'])
    assert.equal(await s.get(at(2)), -300, 'the last stands before the first')
    await s.drag([50, 60], [120, 60], [200, 60], [290, 60])
    assert.equal((await current(s)).current, 2)
    await swiper(s, { duration: 0 }, ['change'])
    await s.drag([50, 60], [120, 60], [200, 60], [290, 60])
    await frames(s)
    assert.deepEqual(await s.all('change'), [])
  },
  'swiper.vertical': async (s) => {
    await swiper(s, { vertical: true, duration: 0 })
    const below = `Math.round(document.getElementById('i1').getBoundingClientRect().top - t.getBoundingClientRect().top)`
    assert.equal(await s.get(below), 100)
    await s.set({ current: 1 })
    await s.until(`${below} === 0`)
  },
  'swiper.previous-margin': async (s) => {
    await swiper(s, { previousMargin: '30px', duration: 0, current: 1 })
    await s.until(leftOf(1, 30))
    assert.equal(await s.get(`document.getElementById('i1').offsetWidth`), 270)
  },
  'swiper.next-margin': async (s) => {
    await swiper(s, { nextMargin: '80rpx' })
    assert.deepEqual(await s.get(`[${at(0)}, ${at(1)}, document.getElementById('i0').offsetWidth]`), [0, 260, 260])
  },
  'swiper.snap-to-edge': async (s) => {
    await swiper(s, { snapToEdge: true, previousMargin: '30px', nextMargin: '20px', duration: 0 })
    assert.equal(await s.get(at(0)), 0)
    await s.set({ current: 1 })
    await s.until(leftOf(1, 30))
    await s.set({ current: 2 })
    await s.until(leftOf(2, 50))
  },
  'swiper.display-multiple-items': async (s) => {
    await swiper(s, { displayMultipleItems: 2, duration: 0 }, ['change'], 4)
    assert.deepEqual(await s.get(`[${at(0)}, ${at(1)}, ${at(2)}]`), [0, 150, 300])
    await s.set({ current: 3 })
    await s.until(leftOf(2, 0))
  },
  'swiper.easing-function': async (s) => {
    const way = async (easingFunction: string): Promise<number> => {
      await swiper(s, { easingFunction, duration: 400 }, ['transition', 'animationfinish'])
      await s.set({ current: 1 })
      await s.heard('animationfinish')
      // Seen from far: a curve that begins slowly has more of its pictures in the first half of the way.
      const seen = ((await s.all('transition')) as { readonly dx: number }[]).map(({ dx }) => dx)
      return seen.filter((dx) => dx < -150).length / seen.length
    }
    const [slowStart, linear, slowEnd] = [await way('easeInCubic'), await way('linear'), await way('easeOutCubic')]
    assert.ok(slowStart > linear && linear > slowEnd, `${slowStart} ${linear} ${slowEnd}`)
  },
  'swiper.disable-touch': async (s) => {
    await swiper(s, { disableTouch: true, duration: 0 }, ['change'])
    await s.drag([290, 60], [200, 60], [100, 60], [20, 60])
    await frames(s)
    assert.deepEqual(await s.all('change'), [])
    await s.set({ disableTouch: false })
    await s.drag([290, 60], [200, 60], [100, 60], [20, 60])
    assert.equal((await current(s)).current, 1)
  },
  'swiper@change': async (s) => {
    await swiper(s, { duration: 0 }, ['change'])
    await s.set({ current: 1 })
    assert.deepEqual(await s.heard('change'), { current: 1, currentItemId: 'item1', source: '' })
    await s.drag([290, 60], [200, 60], [100, 60], [20, 60])
    assert.deepEqual(await s.heard('change', 1), { current: 2, currentItemId: 'item2', source: 'touch' })
  },
  'swiper@transition': async (s) => {
    await swiper(s, { duration: 0 }, ['transition'])
    await s.drag([200, 60], [180, 60], [150, 60], [120, 60])
    const { dx, dy } = (await s.heard('transition')) as { readonly dx: number; readonly dy: number }
    assert.ok(dx > 0 && dx <= 100 && dy === 0, `${dx} ${dy}`)
  },
  'swiper@animationfinish': async (s) => {
    await swiper(s, { duration: 50 }, ['animationfinish'])
    await s.set({ current: 1 })
    assert.deepEqual(await s.heard('animationfinish'), { current: 1, currentItemId: 'item1', source: '' })
  },
  'swiper-item.item-id': async (s) => {
    await swiper(s, { duration: 0 }, ['change'])
    await s.set({ itemId: 'another' }, 'i1')
    await s.set({ current: 1 })
    assert.deepEqual(await s.heard('change'), { current: 1, currentItemId: 'another', source: '' })
  },
}

const canvasCases: Readonly<Record<string, Case>> = {
  'canvas.type': async (s) => {
    await s.show({ tag: 'canvas', style: 'width:40px;height:20px', props: { type: '2d' } })
    assert.deepEqual(await s.call('size'), { width: 40, height: 20, dpr: await s.get('devicePixelRatio') })
    assert.equal(await s.get(`t.property('type')`), '2d')
    assert.match(String(await s.call('offscreen')), /OffscreenCanvas|object|ref/i)
    assert.match(String(await s.call('offscreen')), /handed out before/)
  },
  'canvas.canvas-id': async (s) => {
    await s.show({ tag: 'canvas', style: 'width:40px;height:20px', props: { canvasId: 'c' } })
    await s.call('draw', {
      steps: [
        ['=', 'fillStyle', '#ff0000'],
        ['fillRect', 0, 0, 40, 20],
      ],
      reserve: false,
    })
    const { data } = (await s.call('pixels', { x: 0, y: 0, width: 1, height: 1 })) as { readonly data: Readonly<Record<string, number>> }
    assert.deepEqual([data[0], data[1], data[3]], [255, 0, 255])
    assert.equal(await s.get(`t.property('canvasId')`), 'c')
  },
  'canvas.disable-scroll': async (s) => {
    await s.show({ tag: 'canvas', style: 'width:40px;height:20px' })
    assert.equal(await s.css('touch-action', '#t canvas'), 'auto')
    await s.set({ disableScroll: true })
    assert.equal(await s.css('touch-action', '#t canvas'), 'none')
  },
  'canvas@error': async (s) => {
    await s.show({ tag: 'canvas', style: 'width:40px;height:20px', on: ['error'] })
    await s.call('draw', { steps: [['arc', 0, 0, -1, 0, 1]] })
    assert.match(((await s.heard('error')) as { errMsg: string }).errMsg, /radius/)
  },
}

/** A film of one second, made in the page: what it shows does not matter, its times do. */
const film = `(async () => {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 16
  const context = canvas.getContext('2d')
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' })
  const parts = []
  recorder.ondataavailable = (event) => parts.push(event.data)
  const done = new Promise((resolve) => { recorder.onstop = resolve })
  recorder.start()
  for (let i = 0; i < 20; i++) {
    context.fillStyle = i % 2 ? 'red' : 'blue'
    context.fillRect(0, 0, 16, 16)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  recorder.stop()
  await done
  return URL.createObjectURL(new Blob(parts, { type: 'video/webm' }))
})()`
const films = new WeakMap<Stage, Promise<string>>()
async function shown(s: Stage, props: object, on: readonly string[] = []): Promise<void> {
  let url = films.get(s)
  if (url === undefined) {
    url = s.get<string>(film)
    films.set(s, url)
  }
  await s.show({ tag: 'video', style: 'width:100px;height:80px', props: { src: await url, muted: true, ...props }, on })
  await s.until(`${video}.readyState >= 2`)
}
const video = `t.querySelector('video')`
const attribute = (property: string, name: string, other: unknown): Case => {
  return async (s) => {
    await shown(s, {})
    const before = await s.get(`${video}.${property}`)
    await s.set({ [name]: other })
    assert.notEqual(await s.get(`${video}.${property}`), before)
  }
}

const videoCases: Readonly<Record<string, Case>> = {
  'video.src': async (s) => {
    await shown(s, {})
    await s.set({ src: '' })
    assert.equal(await s.get(`${video}.hasAttribute('src')`), false)
  },
  'video.controls': attribute('controls', 'controls', false),
  'video.autoplay': async (s) => {
    await shown(s, { autoplay: true }, ['play'])
    await s.heard('play')
  },
  'video.loop': attribute('loop', 'loop', true),
  'video.muted': attribute('muted', 'muted', false),
  'video.initial-time': async (s) => {
    await shown(s, { initialTime: 0.4 })
    await s.until(`Math.abs(${video}.currentTime - 0.4) < 0.05`)
    // In development the film goes on where it was before the page was drawn anew.
    await shown(s, { initialTime: 0.4, $kept: [0.6, false] })
    await s.until(`Math.abs(${video}.currentTime - 0.6) < 0.05`)
    assert.equal(await s.get(`t.property('$kept')[1]`), false)
    await shown(s, { loop: true, $kept: [0.2, true] })
    await s.until(`!${video}.paused && t.property('$kept')[1]`)
  },
  'video.object-fit': async (s) => {
    await shown(s, {})
    for (const objectFit of ['fill', 'cover', 'contain']) {
      await s.set({ objectFit })
      assert.equal(await s.css('object-fit', '#t video'), objectFit)
    }
  },
  'video.poster': async (s) => {
    await shown(s, { poster: '/red.png' })
    await s.until(`${video}.poster.startsWith('blob:')`)
  },
  'video.show-fullscreen-btn': async (s) => {
    await shown(s, { showFullscreenBtn: false })
    assert.equal(await s.get(`${video}.getAttribute('controlsList')`), 'nofullscreen')
    await s.set({ showFullscreenBtn: true })
    assert.equal(await s.get(`${video}.getAttribute('controlsList')`), '')
  },
  'video.auto-pause-if-navigate': async (s) => {
    for (const autoPauseIfNavigate of [false, true]) {
      await shown(s, { autoPauseIfNavigate, loop: true })
      await s.call('play')
      await s.frame.toView({ kind: 'shown', on: false })
      await s.frame.run(new (await import('../testing/ops.js')).Ops())
      assert.equal(await s.get(`${video}.paused`), autoPauseIfNavigate)
    }
  },
  'video.title': attribute('title', 'title', 'a film'),
  'video@play': async (s) => {
    await shown(s, {}, ['play'])
    await s.call('play')
    assert.deepEqual(await s.heard('play'), {})
  },
  'video@pause': async (s) => {
    await shown(s, { loop: true }, ['pause'])
    await s.call('play')
    await s.call('pause')
    assert.deepEqual(await s.heard('pause'), {})
  },
  'video@ended': async (s) => {
    await shown(s, {}, ['ended'])
    await s.call('play')
    assert.deepEqual(await s.heard('ended'), {})
  },
  'video@timeupdate': async (s) => {
    await shown(s, {}, ['timeupdate'])
    await s.call('play')
    const detail = (await s.heard('timeupdate', 1)) as Readonly<Record<string, unknown>>
    assert.deepEqual(Object.keys(detail).sort(), ['currentTime', 'duration'])
    assert.ok(Number(detail['currentTime']) >= 0)
  },
  'video@fullscreenchange': async (s) => {
    await shown(s, {}, ['fullscreenchange'])
    await s.get(`t.dispatchEvent(new Event('fullscreenchange'))`)
    assert.deepEqual(await s.heard('fullscreenchange'), { fullScreen: false, direction: 'vertical' })
  },
  'video@waiting': async (s) => {
    await shown(s, {}, ['waiting'])
    await s.get(`${video}.dispatchEvent(new Event('waiting'))`)
    assert.deepEqual(await s.heard('waiting'), {})
  },
  'video@error': async (s) => {
    await s.show({ tag: 'video', props: { src: '/none.mp4' }, on: ['error'] })
    assert.deepEqual(await s.heard('error'), { errMsg: 'MEDIA_ERR_NETWORK not found' })
    await s.show({ tag: 'video', props: { src: '/red.png' }, on: ['error'] })
    assert.deepEqual(await s.heard('error'), { errMsg: 'MEDIA_ERR_DECODE' })
  },
  'video@progress': async (s) => {
    await shown(s, {}, ['progress'])
    await s.get(
      `(Object.defineProperty(${video}, 'duration', { value: 2 }), Object.defineProperty(${video}, 'buffered', { value: { length: 1, end: () => 1 } }), ${video}.dispatchEvent(new Event('progress')))`,
    )
    const details = (await s.all('progress')) as { readonly buffered: number }[]
    await s.heard('progress')
    assert.equal(((await s.all('progress')).at(-1) as { buffered: number } | undefined)?.buffered ?? details.at(-1)?.buffered, 50)
  },
  'video@loadedmetadata': async (s) => {
    await shown(s, {}, ['loadedmetadata'])
    const detail = (await s.heard('loadedmetadata')) as Readonly<Record<string, unknown>>
    assert.deepEqual([detail['width'], detail['height']], [16, 16])
  },
  'video@seekcomplete': async (s) => {
    await shown(s, {}, ['seekcomplete'])
    await s.call('seek', 0.3)
    const details = (await s.heard('seekcomplete')) as { readonly position: number }
    assert.ok(details.position >= 0, JSON.stringify(details))
  },
  'video#play': async (s) => {
    await shown(s, { loop: true })
    await s.call('play')
    assert.equal(await s.get(`${video}.paused`), false)
  },
  'video#pause': async (s) => {
    await shown(s, { loop: true })
    await s.call('play')
    await s.call('pause')
    assert.equal(await s.get(`${video}.paused`), true)
  },
  'video#stop': async (s) => {
    await shown(s, { initialTime: 0.4 })
    await s.call('play')
    await s.call('stop')
    assert.deepEqual(await s.get(`[${video}.paused, ${video}.currentTime]`), [true, 0])
  },
  'video#seek': async (s) => {
    await shown(s, {})
    await s.call('seek', 0.5)
    await s.until(`Math.abs(${video}.currentTime - 0.5) < 0.05`)
  },
  'video#playbackRate': async (s) => {
    await shown(s, {})
    await s.call('playbackRate', 1.5)
    assert.equal(await s.get(`${video}.playbackRate`), 1.5)
  },
  'video#requestFullScreen': async (s) => {
    await shown(s, {})
    await s.get(`(t.requestFullscreen = () => { window.asked = true; return Promise.resolve() })`)
    await s.call('requestFullScreen')
    assert.equal(await s.get('window.asked'), true)
  },
  'video#exitFullScreen': async (s) => {
    await shown(s, {})
    assert.match(String(await s.call('exitFullScreen')), /not active|fullscreen/i)
  },
}

export const scrollCases: Readonly<Record<string, Case>> = { ...scrollViewCases, ...swiperCases, ...canvasCases, ...videoCases }
