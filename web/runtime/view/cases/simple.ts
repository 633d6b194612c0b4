/** view, text, button, image, navigator, label, cover-view, icon, rich-text, root-portal, form and what is chosen in it. */
import assert from 'node:assert/strict'
import { type Case, sent, type Spec, type Stage } from '../testing/stage.js'

const box = 'width:100px;height:40px'
/** Pressed with the mouse, which can stay down. */
async function press(s: Stage, selector = '#t'): Promise<void> {
  const place = await s.frame.page.locator(selector).first().boundingBox()
  await s.frame.page.mouse.move((place?.x ?? 0) + 5, (place?.y ?? 0) + 5)
  await s.frame.page.mouse.down()
}
const release = (s: Stage): Promise<void> => s.frame.page.mouse.up()

/** The four hover properties of a tag that has them. */
function hoverCases(tag: string): Readonly<Record<string, Case>> {
  const shown = (props: object, children: readonly Spec[] = []): Parameters<Stage['show']>[0] => ({ tag, style: box, props: { ...props }, children })
  return {
    [`${tag}.hover-class`]: async (s) => {
      await s.show(shown({ hoverClass: 'pressed' }))
      await press(s)
      await s.until(`t.classList.contains('pressed')`)
      await release(s)
      await s.until(`!t.classList.contains('pressed')`)
      await s.show(shown({ hoverClass: 'none' }))
      await press(s)
      await s.frame.page.waitForFunction(() => new Promise((resolve) => setTimeout(() => resolve(true), 150)))
      assert.equal(await s.get('t.className'), '')
      await release(s)
    },
    [`${tag}.hover-stop-propagation`]: async (s) => {
      const inner = (stop: boolean): Spec => ({
        tag: 'view',
        id: 'in',
        style: 'width:50px;height:20px',
        props: { hoverClass: 'in', hoverStopPropagation: stop },
      })
      await s.show(shown({ hoverClass: 'out', hoverStartTime: 0 }, [inner(false)]))
      await press(s, '#in')
      await s.until(`t.classList.contains('out') && document.getElementById('in').classList.contains('in')`)
      await release(s)
      await s.show({
        tag: 'view',
        style: box,
        props: { hoverClass: 'out', hoverStartTime: 0 },
        children: [{ tag, id: 'in', text: 'x', style: 'width:50px;height:20px', props: { hoverClass: 'in', hoverStopPropagation: true } }],
      })
      await press(s, '#in')
      await s.until(`document.getElementById('in').classList.contains('in')`)
      assert.equal(await s.get(`t.classList.contains('out')`), false)
      await release(s)
    },
    [`${tag}.hover-start-time`]: async (s) => {
      await s.show(shown({ hoverClass: 'pressed', hoverStartTime: 100_000 }))
      await press(s)
      await s.frame.page.waitForFunction(() => new Promise((resolve) => setTimeout(() => resolve(true), 150)))
      assert.equal(await s.get(`t.classList.contains('pressed')`), false)
      await release(s)
      await s.show(shown({ hoverClass: 'pressed', hoverStartTime: 0 }))
      await press(s)
      await s.until(`t.classList.contains('pressed')`)
      await release(s)
    },
    [`${tag}.hover-stay-time`]: async (s) => {
      await s.show(shown({ hoverClass: 'pressed', hoverStartTime: 0, hoverStayTime: 100_000 }))
      await press(s)
      await s.until(`t.classList.contains('pressed')`)
      await release(s)
      await s.frame.page.waitForFunction(() => new Promise((resolve) => setTimeout(() => resolve(true), 800)))
      assert.equal(await s.get(`t.classList.contains('pressed')`), true)
    },
  }
}

const within = (props: object, text: string, more: Partial<Spec> = {}): Parameters<Stage['show']>[0] => ({ tag: 'button', text, props: { ...props }, ...more })
const formAround = (children: readonly Spec[], props: object = {}): Parameters<Stage['show']>[0] => ({
  tag: 'form',
  on: ['submit', 'reset'],
  props: { ...props },
  children: [
    ...children,
    { tag: 'button', id: 'go', text: 'go', props: { formType: 'submit' } },
    { tag: 'button', id: 'back', text: 'back', props: { formType: 'reset' } },
  ],
})

const buttonCases: Readonly<Record<string, Case>> = {
  ...hoverCases('button'),
  'button.size': async (s) => {
    await s.show(within({}, 'x'))
    assert.equal(await s.css('display'), 'block')
    await s.set({ size: 'mini' })
    assert.deepEqual([await s.css('display'), await s.css('font-size')], ['inline-block', '13px'])
  },
  'button.type': async (s) => {
    await s.show(within({}, 'x'))
    const plain = await s.css('background-color')
    await s.set({ type: 'primary' })
    assert.equal(await s.css('background-color'), 'rgb(26, 173, 25)')
    await s.set({ type: 'warn' })
    assert.equal(await s.css('background-color'), 'rgb(230, 67, 64)')
    await s.set({ type: 'default' })
    assert.equal(await s.css('background-color'), plain)
  },
  'button.plain': async (s) => {
    await s.show(within({ type: 'primary', plain: true }, 'x'))
    assert.deepEqual([await s.css('background-color'), await s.css('color')], ['rgba(0, 0, 0, 0)', 'rgb(26, 173, 25)'])
  },
  'button.disabled': async (s) => {
    await s.show(within({ disabled: true }, 'x', { on: ['tap'] }))
    await s.tap()
    await s.set({ disabled: false })
    await s.tap()
    await s.heard('tap')
    assert.equal((await s.all('tap')).length, 1)
    await s.set({ disabled: true })
    assert.equal(await s.get(`t.getAttribute('aria-disabled')`), 'true')
  },
  'button.loading': async (s) => {
    await s.show(within({}, 'x'))
    assert.equal(await s.get(`getComputedStyle(t, '::before').content`), 'none')
    await s.set({ loading: true })
    assert.equal(await s.get(`getComputedStyle(t, '::before').content`), '""')
    assert.equal(await s.get(`t.getAttribute('aria-busy')`), 'true')
  },
  'button.form-type': async (s) => {
    await s.show(formAround([{ tag: 'input', id: 'in', props: { name: 'a', value: '1' } }]))
    await s.tap('#go')
    await s.heard('submit')
    await s.tap('#back')
    await s.heard('reset')
  },
  'button.open-type': async (s) => {
    await s.show(within({ openType: 'share' }, 'x'))
    await s.tap()
    assert.deepEqual(await s.heard('$share'), {})
    await s.set({ openType: 'getUserInfo' })
    await s.tap()
    assert.deepEqual(await s.heard('$open'), { type: 'getUserInfo' })
  },
}

const imageCases: Readonly<Record<string, Case>> = {
  'image.src': async (s) => {
    await s.show({ tag: 'image', style: box, props: { src: '/red.png' }, on: ['load'] })
    await s.heard('load')
    assert.equal(await s.get(`t.querySelector('img').naturalWidth`), 4)
    await s.set({ src: '' })
    assert.equal(await s.get(`t.querySelector('img').hasAttribute('src')`), false)
  },
  'image.mode': async (s) => {
    await s.show({ tag: 'image', style: box, props: { src: '/red.png' }, on: ['load'] })
    await s.heard('load')
    const modes = {
      scaleToFill: 'fill 50% 50%',
      aspectFit: 'contain 50% 50%',
      aspectFill: 'cover 50% 50%',
      top: 'none 50% 0px',
      bottom: 'none 50% 100%',
      center: 'none 50% 50%',
      left: 'none 0px 50%',
      right: 'none 100% 50%',
      'top left': 'none 0px 0px',
      'top right': 'none 100% 0px',
      'bottom left': 'none 0px 100%',
      'bottom right': 'none 100% 100%',
    }
    for (const [mode, want] of Object.entries(modes)) {
      await s.set({ mode })
      assert.equal(`${await s.css('object-fit', '#t img')} ${await s.css('object-position', '#t img')}`, want, mode)
    }
    await s.set({ mode: 'widthFix' })
    assert.deepEqual(await s.get('[t.offsetWidth, t.offsetHeight]'), [100, 50])
    await s.set({ mode: 'heightFix' })
    assert.deepEqual(await s.get('[t.offsetWidth, t.offsetHeight]'), [80, 40])
  },
  'image.fade-in': async (s) => {
    const fades = `t.querySelector('img').getAnimations().length`
    await s.show({ tag: 'image', style: box, props: { src: '/red.png' }, on: ['load'] })
    await s.heard('load')
    assert.equal(await s.get(fades), 0)
    await s.show({ tag: 'image', style: box, props: { fadeIn: true }, on: ['load'] })
    await s.get(`(t.querySelector('img').animate = (frames) => { t.faded = frames.opacity }, 0)`)
    await s.set({ src: '/red.png' })
    await s.heard('load')
    assert.deepEqual(await s.get('t.faded'), [0, 1])
  },
  'image.webp': async (s) => {
    const webp = 'data:image/webp;base64,UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA'
    await s.show({ tag: 'image', style: box, props: { webp: true, src: webp }, on: ['load'] })
    assert.deepEqual(await s.heard('load'), { width: 1, height: 1 })
    // A browser shows them in any case; what is asked for is read back.
    assert.equal(await s.get(`t.property('webp')`), true)
  },
  'image.lazy-load': async (s) => {
    const asked = async (): Promise<number> => (await s.frame.toHost()).filter((message) => message.kind === 'resource').length
    const before = await asked()
    await s.show({
      tag: 'view',
      children: [
        { tag: 'view', style: 'height:9000px' },
        { tag: 'image', id: 'far', style: box, props: { lazyLoad: true, src: '/late.png' }, on: ['load'] },
      ],
    })
    await s.frame.page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))))
    assert.equal(await asked(), before)
    await s.get('window.scrollTo(0, 9000)')
    await s.heard('load')
  },
  'image.show-menu-by-longpress': async (s) => {
    await s.show({ tag: 'image', style: box, props: { src: '/red.png' } })
    const prevented = `!t.dispatchEvent(new PointerEvent('contextmenu', { cancelable: true, bubbles: true, pointerType: 'touch' }))`
    assert.equal(await s.get(prevented), true)
    await s.set({ showMenuByLongpress: true })
    assert.equal(await s.get(prevented), false)
  },
  'image.alt': async (s) => {
    await s.show({ tag: 'image', style: box, props: { alt: 'a tea' } })
    assert.equal(await s.get(`t.querySelector('img').alt`), 'a tea')
  },
  'image@load': async (s) => {
    await s.show({ tag: 'image', style: box, props: { src: '/red.png' }, on: ['load'] })
    assert.deepEqual(await s.heard('load'), { width: 4, height: 2 })
  },
  'image@error': async (s) => {
    await s.show({ tag: 'image', style: box, props: { src: '/none.png' }, on: ['error'] })
    assert.deepEqual(await s.heard('error'), { errMsg: 'GET /none.png not found' })
    await s.show({ tag: 'image', style: box, props: { src: 'data:image/png;base64,AAAA' }, on: ['error'] })
    assert.match(String(((await s.heard('error')) as { errMsg: string }).errMsg), /could not be decoded/)
  },
}

const navigator = (props: object): Parameters<Stage['show']>[0] => ({ tag: 'navigator', text: 'go', style: box, props: { ...props } })
const navigated = async (s: Stage, props: object): Promise<Record<string, unknown>> => {
  await s.show(navigator(props))
  await s.tap()
  return (await s.heard('$navigate')) as Record<string, unknown>
}
const navigatorCases: Readonly<Record<string, Case>> = {
  ...hoverCases('navigator'),
  'navigator.url': async (s) => assert.equal((await navigated(s, { url: '/pages/b/b?x=1' }))['url'], '/pages/b/b?x=1'),
  'navigator.open-type': async (s) => {
    assert.equal((await navigated(s, {}))['openType'], 'navigate')
    for (const openType of ['redirect', 'switchTab', 'reLaunch', 'navigateBack', 'exit']) assert.equal((await navigated(s, { openType }))['openType'], openType)
  },
  'navigator.target': async (s) => {
    assert.equal((await navigated(s, {}))['target'], 'self')
    assert.equal((await navigated(s, { target: 'miniProgram' }))['target'], 'miniProgram')
  },
  'navigator.delta': async (s) => {
    assert.equal((await navigated(s, {}))['delta'], 1)
    assert.equal((await navigated(s, { delta: '2' }))['delta'], 2)
  },
  'navigator.app-id': async (s) => assert.equal((await navigated(s, { appId: 'wx1' }))['appId'], 'wx1'),
  'navigator.path': async (s) => assert.equal((await navigated(s, { path: 'pages/a' }))['path'], 'pages/a'),
  'navigator.extra-data': async (s) => assert.deepEqual((await navigated(s, { extraData: { a: [1] } }))['extraData'], { a: [1] }),
}

const group = (kind: 'radio' | 'checkbox', items: readonly (readonly [string, object])[]): Parameters<Stage['show']>[0] => ({
  tag: `${kind}-group`,
  on: ['change'],
  props: { name: 'g' },
  children: items.map(([id, props]) => ({ tag: kind, id, text: id, props: { value: id, ...props } })),
})
const marked = (id: string): string => `document.querySelector('#${id} .wx-radio-input-checked, #${id} .wx-checkbox-input-checked') !== null`

function choiceCases(kind: 'radio' | 'checkbox'): Readonly<Record<string, Case>> {
  const chosen = (value: string): unknown => ({ value: kind === 'radio' ? value : [value] })
  return {
    [`${kind}.value`]: async (s) => {
      await s.show(group(kind, [['a', { value: 'tea' }]]))
      await s.tap('#a')
      assert.deepEqual(await s.heard('change'), chosen('tea'))
    },
    [`${kind}.checked`]: async (s) => {
      await s.show(
        group(kind, [
          ['a', { checked: true }],
          ['b', {}],
        ]),
      )
      assert.deepEqual([await s.get(marked('a')), await s.get(marked('b'))], [true, false])
      await s.set({ checked: true }, 'b')
      assert.deepEqual([await s.get(marked('a')), await s.get(marked('b'))], [kind === 'checkbox', true])
      assert.equal(await s.get(`document.getElementById('b').getAttribute('aria-checked')`), 'true')
      assert.deepEqual(await s.all('change'), [], 'a program’s own change is not told')
    },
    [`${kind}.disabled`]: async (s) => {
      await s.show(
        group(kind, [
          ['a', { disabled: true }],
          ['b', {}],
        ]),
      )
      await s.tap('#a')
      await s.tap('#b')
      assert.deepEqual(await s.heard('change'), chosen('b'))
      assert.equal(await s.get(marked('a')), false)
    },
    [`${kind}.color`]: async (s) => {
      await s.show(group(kind, [['a', { checked: true, color: 'rgb(1, 2, 3)' }]]))
      assert.equal(await s.css(kind === 'radio' ? 'background-color' : 'color', `#a .wx-${kind}-input`), 'rgb(1, 2, 3)')
    },
    [`${kind}-group.name`]: async (s) => {
      await s.show(formAround([{ ...group(kind, [['a', { checked: true }]]), id: 'g' } as Spec]))
      await s.tap('#go')
      assert.deepEqual(sent(await s.heard('submit')), { value: { g: kind === 'radio' ? 'a' : ['a'] }, formId: '' })
    },
    [`${kind}-group@change`]: async (s) => {
      await s.show(
        group(kind, [
          ['a', {}],
          ['b', {}],
        ]),
      )
      await s.tap('#b')
      await s.tap('#a')
      assert.deepEqual(await s.heard('change', 1), kind === 'radio' ? { value: 'a' } : { value: ['a', 'b'] })
    },
  }
}

const switchSpec = (props: object): Parameters<Stage['show']>[0] => ({ tag: 'switch', on: ['change'], props: { ...props } })
const switchCases: Readonly<Record<string, Case>> = {
  'switch.checked': async (s) => {
    await s.show(switchSpec({ checked: true }))
    assert.equal(await s.get(`t.querySelector('.wx-switch-input-checked') !== null`), true)
    await s.set({ checked: false })
    assert.equal(await s.get(`t.getAttribute('aria-checked')`), 'false')
    // Programs style switch[checked], whoever has switched it.
    assert.equal(await s.get(`t.matches('[checked]')`), false)
    await s.tap()
    await s.until(`t.matches('[checked]')`)
  },
  'switch.disabled': async (s) => {
    await s.show(switchSpec({ disabled: true }))
    assert.equal(await s.get(`t.matches('[disabled]') && t.querySelector('.wx-switch-input-disabled') !== null`), true)
    await s.tap()
    await s.set({ disabled: false })
    await s.tap()
    assert.deepEqual(await s.heard('change'), { value: true })
  },
  'switch.type': async (s) => {
    await s.show(switchSpec({ type: 'checkbox', checked: true }))
    assert.equal(await s.get(`t.querySelector('.wx-checkbox-input-checked') !== null && t.querySelector('.wx-switch-input') === null`), true)
  },
  'switch.color': async (s) => {
    await s.show(switchSpec({ checked: true, color: 'rgb(1, 2, 3)' }))
    await s.until(`getComputedStyle(t.querySelector('.wx-switch-input')).backgroundColor === 'rgb(1, 2, 3)'`)
  },
  'switch.name': async (s) => {
    await s.show(formAround([{ tag: 'switch', props: { name: 'hot', checked: true } }]))
    await s.tap('#go')
    assert.deepEqual(sent(await s.heard('submit')), { value: { hot: true }, formId: '' })
  },
  'switch@change': async (s) => {
    await s.show(switchSpec({}))
    await s.tap()
    await s.tap()
    assert.deepEqual([await s.heard('change'), await s.heard('change', 1)], [{ value: true }, { value: false }])
  },
}

export const simpleCases: Readonly<Record<string, Case>> = {
  ...hoverCases('view'),
  'text.selectable': async (s) => {
    await s.show({ tag: 'text', text: 'tea' })
    assert.equal(await s.css('user-select'), 'none')
    await s.set({ selectable: true })
    assert.equal(await s.css('user-select'), 'text')
  },
  'text.user-select': async (s) => {
    await s.show({ tag: 'text', text: 'tea', props: { userSelect: true } })
    assert.deepEqual([await s.css('user-select'), await s.css('display')], ['text', 'inline-block'])
  },
  'text.space': async (s) => {
    for (const [space, code] of [
      ['nbsp', 0xa0],
      ['ensp', 0x2002],
      ['emsp', 0x2003],
    ] as const) {
      await s.show({ tag: 'text', text: 'a  b', props: { space } })
      assert.equal(await s.get(`t.textContent`), `a${String.fromCodePoint(code).repeat(2)}b`)
    }
  },
  'text.decode': async (s) => {
    await s.show({ tag: 'text', text: '&lt;a&gt;&nbsp;&amp;\\n&quot;' })
    assert.equal(await s.get('t.textContent'), '&lt;a&gt;&nbsp;&amp;\n&quot;')
    await s.set({ decode: true })
    assert.equal(await s.get('t.textContent'), '<a>\u00a0&\n"')
  },
  'text.max-lines': async (s) => {
    await s.show({ tag: 'view', style: 'width:100px;line-height:20px', children: [{ tag: 'text', id: 'x', text: 'a long line of tea '.repeat(9) }] })
    const high = (): Promise<number> => s.get<number>(`document.getElementById('x').getBoundingClientRect().height`)
    const whole = await high()
    await s.set({ maxLines: 2 }, 'x')
    assert.equal(await high(), 40)
    await s.set({ overflow: 'ellipsis' }, 'x')
    assert.equal(await high(), 40)
    await s.set({ maxLines: 0, overflow: 'visible' }, 'x')
    assert.equal(await high(), whole)
  },
  'text.overflow': async (s) => {
    await s.show({ tag: 'text', text: 'tea', props: { overflow: 'ellipsis', maxLines: 3 } })
    assert.deepEqual([await s.css('text-overflow'), await s.css('-webkit-line-clamp'), await s.css('overflow-y')], ['ellipsis', '3', 'hidden'])
    await s.set({ overflow: 'clip' })
    assert.deepEqual([await s.css('text-overflow'), await s.css('-webkit-line-clamp'), await s.css('overflow-y')], ['clip', 'none', 'hidden'])
  },
  ...buttonCases,
  ...imageCases,
  ...navigatorCases,
  'label.for': async (s) => {
    await s.show({
      tag: 'view',
      children: [
        { tag: 'label', id: 'l', text: 'take it', style: 'display:block;height:80px', props: { for: 'b' } },
        {
          ...group('checkbox', [
            ['a', {}],
            ['b', {}],
          ]),
          id: 'g',
        } as Spec,
      ],
    })
    await s.tap('#l')
    assert.deepEqual(await s.heard('change'), { value: ['b'] })
    // An id is one of its component, which may be there many times.
    const row = (value: string): Spec => ({
      tag: 'view',
      children: [
        { tag: 'label', id: `l${value}`, text: value, style: 'display:block;height:40px', props: { for: 'box' } },
        { tag: 'checkbox', id: 'box', props: { value } },
      ],
    })
    await s.show({ tag: 'checkbox-group', on: ['change'], children: [row('green'), row('black')] })
    await s.tap('#lblack')
    assert.deepEqual(await s.heard('change'), { value: ['black'] })
  },
  'cover-view.scroll-top': async (s) => {
    await s.show({ tag: 'cover-view', style: 'height:50px;overflow-y:scroll', props: { scrollTop: 30 }, children: [{ tag: 'view', style: 'height:500px' }] })
    await s.until('t.scrollTop === 30')
    await s.set({ scrollTop: 80 })
    assert.equal(await s.get('t.scrollTop'), 80)
  },
  'icon.type': async (s) => {
    await s.show({ tag: 'icon', props: { type: 'success' } })
    const first = await s.get('t.innerHTML')
    await s.set({ type: 'warn' })
    assert.notEqual(await s.get('t.innerHTML'), first)
    // Of WeChat's first years: drawn by its clients, and not documented any more.
    const drawn = [first]
    for (const type of ['success_circle', 'info_circle', 'waiting_circle', 'circle', 'safe_success', 'safe_warn']) {
      await s.set({ type })
      drawn.push(await s.get('t.querySelector("path").getAttribute("d")'))
    }
    assert.equal(new Set(drawn).size, 7)
    await s.set({ type: 'none such' })
    assert.equal(await s.get('t.innerHTML'), '')
  },
  'icon.size': async (s) => {
    await s.show({ tag: 'icon', props: { type: 'info' } })
    assert.equal(await s.get('t.firstChild.getBoundingClientRect().width'), 23)
    await s.set({ size: '40' })
    assert.equal(await s.get('t.firstChild.getBoundingClientRect().width'), 40)
    await s.set({ size: '75rpx' })
    assert.equal(await s.get('t.firstChild.getBoundingClientRect().width'), 37.5)
  },
  'icon.color': async (s) => {
    await s.show({ tag: 'icon', props: { type: 'info', color: 'rgb(1, 2, 3)' } })
    assert.equal(await s.css('fill', '#t path'), 'rgb(1, 2, 3)')
  },
  'rich-text.nodes': async (s) => {
    await s.show({
      tag: 'rich-text',
      props: { nodes: [{ name: 'p', attrs: { class: 'k', style: 'color:rgb(1, 2, 3)', onclick: 'x()' }, children: [{ type: 'text', text: 'a &lt; b' }] }] },
    })
    assert.equal(await s.get('t.innerHTML'), '<p class="k" style="color: rgb(1, 2, 3);">a &lt; b</p>')
    const hostile =
      '<b onclick="x()">bold</b><script>document.title="run"</script><img src=x onerror="document.title=1"><iframe src="https://example.com"></iframe><style>*{display:none}</style><svg onload="x()"></svg><a href="javascript:x()">a</a>'
    await s.set({ nodes: hostile })
    assert.equal(await s.get('t.innerHTML'), '<b>bold</b><img><a>a</a>')
    assert.equal(await s.get('document.title'), '')
    await s.set({ nodes: [null, 3, { name: 'script', children: [{ type: 'text', text: 'x' }] }, { type: 'text' }] })
    assert.equal(await s.get('t.innerHTML'), '')
  },
  'rich-text.space': async (s) => {
    await s.show({ tag: 'rich-text', props: { space: 'emsp', nodes: '<p>a b</p>' } })
    assert.equal(await s.get('t.textContent'), 'a\u2003b')
    await s.set({ space: 'ensp' })
    assert.equal(await s.get('t.textContent'), 'a\u2002b')
  },
  'rich-text.user-select': async (s) => {
    await s.show({ tag: 'rich-text', props: { nodes: 'tea', userSelect: true } })
    assert.equal(await s.css('user-select'), 'text')
  },
  'root-portal.enable': async (s) => {
    await s.show({ tag: 'root-portal', children: [{ tag: 'view', id: 'in', text: 'tea' }] })
    assert.equal(await s.get(`t.contains(document.getElementById('in'))`), false)
    await s.set({ enable: false })
    assert.equal(await s.get(`t.contains(document.getElementById('in'))`), true)
    await s.set({ enable: true })
    assert.equal(await s.get(`document.getElementById('in').parentNode.parentNode === document.body`), true)
  },
  'form.report-submit': async (s) => {
    await s.show(formAround([], { reportSubmit: true }))
    await s.tap('#go')
    assert.deepEqual(sent(await s.heard('submit')), { value: {}, formId: 'requestFormId:fail deprecated' })
  },
  'form@submit': async (s) => {
    await s.show(
      formAround([
        { tag: 'input', props: { name: 'a', value: '1' } },
        { tag: 'input', props: { value: 'nameless' } },
        { tag: 'slider', props: { name: 'n', value: 7 } },
      ]),
    )
    await s.tap('#go')
    assert.deepEqual(sent(await s.heard('submit')), { value: { a: '1', n: 7 }, formId: '' })
    const { target } = (await s.heard('submit')) as { readonly target: readonly number[] }
    assert.deepEqual(target, await s.get(`(({ $id, offsetLeft, offsetTop }) => [$id, offsetLeft, offsetTop])(document.getElementById('go'))`))
  },
  'form@reset': async (s) => {
    await s.show(
      formAround([
        { tag: 'input', id: 'in', props: { name: 'a', value: 'first' } },
        { tag: 'switch', id: 'sw', props: { name: 'b' } },
      ]),
    )
    await s.frame.page.locator('#in input').fill('other')
    await s.tap('#sw')
    await s.tap('#back')
    assert.deepEqual(sent(await s.heard('reset')), {})
    await s.tap('#go')
    assert.deepEqual(sent(await s.heard('submit')), { value: { a: 'first', b: false }, formId: '' })
  },
  ...choiceCases('radio'),
  ...choiceCases('checkbox'),
  ...switchCases,
}
