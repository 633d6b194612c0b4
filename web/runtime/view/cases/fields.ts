/** input, textarea and picker. */
import assert from 'node:assert/strict'
import { type Case, sent, type Stage } from '../testing/stage.js'

type Tag = 'input' | 'textarea'
const show = (s: Stage, tag: Tag, props: object = {}, on: readonly string[] = []): Promise<void> =>
  s.show({ tag, style: 'width:200px;height:40px', props: { ...props }, on })
const inner = (tag: Tag): string => `t.querySelector('${tag}')`
const field = (s: Stage, tag: Tag) => s.frame.page.locator(`#t ${tag}`)
const isFocused = (tag: Tag): string => `document.activeElement === ${inner(tag)}`
/** A keyboard that takes so many pixels, as the visual viewport tells of it. */
const keyboard = (s: Stage, height: number): Promise<unknown> =>
  s.get(
    `(Object.defineProperty(visualViewport, 'height', { configurable: true, get: () => innerHeight - ${height} }), visualViewport.dispatchEvent(new Event('resize')))`,
  )

function sharedCases(tag: Tag): Readonly<Record<string, Case>> {
  const enter = async (s: Stage): Promise<void> => {
    await field(s, tag).focus()
    await s.frame.page.keyboard.press('Enter')
  }
  return {
    [`${tag}.value`]: async (s) => {
      await show(s, tag, { value: 'tea' }, ['input'])
      assert.equal(await s.get(`${inner(tag)}.value`), 'tea')
      await s.set({ value: 'green tea' })
      assert.equal(await s.get(`${inner(tag)}.value`), 'green tea')
      assert.deepEqual(await s.all('input'), [], 'a program’s own change is not told')
    },
    [`${tag}.placeholder`]: async (s) => {
      await show(s, tag, { placeholder: 'which tea?' })
      const hint = `t.querySelector('.${tag}-placeholder')`
      assert.deepEqual(await s.get(`[${hint}.textContent, getComputedStyle(${hint}).display]`), ['which tea?', 'block'])
      await s.set({ value: 'x' })
      assert.equal(await s.get(`getComputedStyle(${hint}).display`), 'none')
      await s.set({ value: '' })
      assert.equal(await s.get(`getComputedStyle(${hint}).display`), 'block')
    },
    [`${tag}.placeholder-style`]: async (s) => {
      await show(s, tag, { placeholder: 'x', placeholderStyle: 'color:rgb(1, 2, 3);font-size:75rpx' })
      assert.deepEqual([await s.css('color', `#t .${tag}-placeholder`), await s.css('font-size', `#t .${tag}-placeholder`)], ['rgb(1, 2, 3)', '37.5px'])
    },
    [`${tag}.placeholder-class`]: async (s) => {
      await show(s, tag, { placeholder: 'x', placeholderClass: 'faint' })
      assert.equal(await s.get(`t.querySelector('.faint').textContent`), 'x')
    },
    [`${tag}.disabled`]: async (s) => {
      await show(s, tag, { disabled: true }, ['focus', 'tap'])
      await s.tap()
      await s.heard('tap')
      assert.deepEqual(await s.get(`[${isFocused(tag)}, t.matches('[disabled]')]`), [false, true])
      await s.set({ disabled: false })
      assert.equal(await s.get(`t.matches('[disabled]')`), false)
      await s.tap()
      await s.heard('focus')
    },
    [`${tag}.maxlength`]: async (s) => {
      await show(s, tag, {})
      assert.equal(await s.get(`${inner(tag)}.maxLength`), 140)
      await s.set({ maxlength: 3 })
      await field(s, tag).pressSequentially('abcdef')
      assert.equal(await s.get(`${inner(tag)}.value`), 'abc')
      await s.set({ maxlength: -1 })
      await field(s, tag).pressSequentially('def')
      assert.equal(await s.get(`${inner(tag)}.value`), 'abcdef')
    },
    [`${tag}.cursor-spacing`]: async (s) => {
      await s.show({
        tag: 'view',
        children: [
          { tag: 'view', style: 'height:580px' },
          { tag, id: 'f', style: 'width:200px;height:40px', props: { cursorSpacing: 50 } },
          { tag: 'view', style: 'height:900px' },
        ],
      })
      await s.frame.page.locator(`#f ${tag}`).focus()
      await keyboard(s, 300)
      await s.until(`Math.abs(document.getElementById('f').getBoundingClientRect().bottom + 50 - (innerHeight - 300)) < 2`)
      await keyboard(s, 0)
    },
    [`${tag}.adjust-position`]: async (s) => {
      await keyboard(s, 0)
      await s.show({
        tag: 'view',
        children: [
          { tag: 'view', style: 'height:580px' },
          { tag, id: 'f', style: 'width:200px;height:40px', props: { adjustPosition: false } },
          { tag: 'view', style: 'height:900px' },
        ],
      })
      await s.frame.page.locator(`#f ${tag}`).focus()
      const before = await s.get('scrollY')
      await keyboard(s, 300)
      assert.equal(await s.get('scrollY'), before)
      await s.set({ adjustPosition: true }, 'f')
      await keyboard(s, 301)
      assert.notEqual(await s.get('scrollY'), before)
      await keyboard(s, 0)
    },
    [`${tag}.auto-focus`]: async (s) => {
      await show(s, tag, { autoFocus: true })
      await s.until(isFocused(tag))
    },
    [`${tag}.focus`]: async (s) => {
      await show(s, tag, {}, ['focus', 'blur'])
      await s.set({ focus: true })
      await s.until(isFocused(tag))
      await s.set({ focus: false })
      await s.heard('blur')
      assert.equal(await s.get(isFocused(tag)), false)
    },
    [`${tag}.confirm-type`]: async (s) => {
      await show(s, tag, {})
      assert.equal(await s.get(`${inner(tag)}.enterKeyHint`), tag === 'input' ? 'done' : 'enter')
      for (const type of ['send', 'search', 'next', 'go', 'done']) {
        await s.set({ confirmType: type })
        assert.equal(await s.get(`${inner(tag)}.enterKeyHint`), type)
      }
    },
    [`${tag}.confirm-hold`]: async (s) => {
      await show(s, tag, { confirmType: 'go', confirmHold: true }, ['confirm'])
      await enter(s)
      await s.heard('confirm')
      assert.equal(await s.get(isFocused(tag)), true)
      await s.set({ confirmHold: false })
      await enter(s)
      await s.heard('confirm', 1)
      assert.equal(await s.get(isFocused(tag)), false)
    },
    [`${tag}.cursor`]: async (s) => {
      await show(s, tag, { value: 'green tea', cursor: 5 })
      await s.set({ focus: true })
      await s.until(`${inner(tag)}.selectionStart === 5 && ${inner(tag)}.selectionEnd === 5`)
    },
    [`${tag}.selection-start`]: async (s) => {
      await show(s, tag, { value: 'green tea', selectionStart: 2, selectionEnd: 4, focus: true })
      await s.until(`${inner(tag)}.selectionStart === 2`)
      await s.set({ selectionStart: 1 })
      assert.equal(await s.get(`${inner(tag)}.selectionStart`), 1)
    },
    [`${tag}.selection-end`]: async (s) => {
      await show(s, tag, { value: 'green tea', selectionStart: 2, selectionEnd: 4, focus: true })
      await s.until(`${inner(tag)}.selectionEnd === 4`)
      await s.set({ selectionEnd: 6 })
      assert.equal(await s.get(`${inner(tag)}.selectionEnd`), 6)
    },
    [`${tag}.hold-keyboard`]: async (s) => {
      const beside = { tag: 'view', id: 'beside', style: 'height:50px' }
      for (const hold of [false, true]) {
        await s.show({ tag: 'view', children: [{ tag, id: 'f', style: 'width:200px;height:40px', props: { holdKeyboard: hold } }, beside] })
        await s.frame.page.locator(`#f ${tag}`).focus()
        await s.frame.page.locator('#beside').click()
        assert.equal(await s.get(`document.activeElement === document.querySelector('#f ${tag}')`), hold)
      }
    },
    [`${tag}.name`]: async (s) => {
      await s.show({
        tag: 'form',
        on: ['submit'],
        children: [
          { tag, props: { name: 'what', value: 'tea' } },
          { tag: 'button', id: 'go', text: 'go', props: { formType: 'submit' } },
        ],
      })
      await s.tap('#go')
      assert.deepEqual(sent(await s.heard('submit')), { value: { what: 'tea' }, formId: '' })
    },
    [`${tag}@input`]: async (s) => {
      await show(s, tag, {}, ['input'])
      await field(s, tag).pressSequentially('te')
      assert.deepEqual(
        [await s.heard('input'), await s.heard('input', 1)],
        [
          { value: 't', cursor: 1, keyCode: 116 },
          { value: 'te', cursor: 2, keyCode: 101 },
        ],
      )
      // What the handler gives back stands instead, also an earlier value.
      await s.set({ $replace: { value: 't', cursor: 0 } })
      assert.deepEqual(await s.get(`[${inner(tag)}.value, ${inner(tag)}.selectionStart]`), ['t', 0])
      await s.set({ $replace: 'TEA' })
      assert.equal(await s.get(`${inner(tag)}.value`), 'TEA')
      assert.equal((await s.all('input')).length, 2)
    },
    [`${tag}@focus`]: async (s) => {
      await show(s, tag, { value: 'tea' }, ['focus'])
      await s.tap()
      assert.deepEqual(await s.heard('focus'), { value: 'tea', height: 0 })
    },
    [`${tag}@blur`]: async (s) => {
      await show(s, tag, { value: 'tea', cursor: 2 }, ['blur'])
      await field(s, tag).focus()
      await s.get(`${inner(tag)}.blur()`)
      assert.deepEqual(await s.heard('blur'), { value: 'tea', cursor: 2 })
    },
    [`${tag}@confirm`]: async (s) => {
      await show(s, tag, { value: 'tea', confirmType: 'send' }, ['confirm'])
      await enter(s)
      assert.deepEqual(await s.heard('confirm'), { value: 'tea' })
    },
    [`${tag}@keyboardheightchange`]: async (s) => {
      await show(s, tag, {}, ['keyboardheightchange'])
      await field(s, tag).focus()
      await keyboard(s, 250)
      assert.deepEqual(await s.heard('keyboardheightchange'), { height: 250, duration: 0 })
      await keyboard(s, 0)
      assert.deepEqual(await s.heard('keyboardheightchange', 1), { height: 0, duration: 0 })
    },
    [`${tag}@selectionchange`]: async (s) => {
      await show(s, tag, { value: 'green tea' }, ['selectionchange'])
      await field(s, tag).focus()
      await s.get(`${inner(tag)}.setSelectionRange(2, 5)`)
      await s.frame.page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))))
      await s.heard('selectionchange')
      assert.deepEqual((await s.all('selectionchange')).at(-1), { selectionStart: 2, selectionEnd: 5 })
    },
    ...Object.fromEntries(
      ['start', 'update', 'end'].map((moment): [string, Case] => [
        `${tag}@keyboardcomposition${moment}`,
        async (s) => {
          await show(s, tag, { value: 'x' }, [`keyboardcomposition${moment}`])
          await s.get(`${inner(tag)}.dispatchEvent(new CompositionEvent('composition${moment}', { data: '茶' }))`)
          assert.deepEqual(await s.heard(`keyboardcomposition${moment}`), { value: 'x', data: '茶' })
        },
      ]),
    ),
  }
}

const own: Readonly<Record<string, Case>> = {
  'input.type': async (s) => {
    const modes = { text: 'text', number: 'numeric', digit: 'decimal', idcard: 'text', 'safe-password': 'numeric', nickname: 'text' }
    for (const [type, mode] of Object.entries(modes)) {
      await show(s, 'input', { type })
      assert.deepEqual(await s.get(`[${inner('input')}.inputMode, ${inner('input')}.type]`), [mode, type === 'safe-password' ? 'password' : 'text'])
    }
    await show(s, 'input', { type: 'number' })
    await field(s, 'input').pressSequentially('1a2b')
    assert.equal(await s.get(`${inner('input')}.value`), '12', 'a desktop’s keyboard types what a number’s would')
  },
  'input.password': async (s) => {
    await show(s, 'input', { password: true, value: 'secret' })
    assert.equal(await s.get(`${inner('input')}.type`), 'password')
    await s.set({ password: false })
    assert.deepEqual(await s.get(`[${inner('input')}.type, ${inner('input')}.value]`), ['text', 'secret'])
  },
  'input.cursor-color': async (s) => {
    await show(s, 'input', {})
    const usual = await s.get(`getComputedStyle(${inner('input')}).caretColor`)
    await s.set({ cursorColor: '#07c160' })
    assert.equal(await s.get(`getComputedStyle(${inner('input')}).caretColor`), 'rgb(7, 193, 96)')
    await s.set({ cursorColor: '' })
    assert.equal(await s.get(`getComputedStyle(${inner('input')}).caretColor`), usual)
  },
  'textarea.auto-height': async (s) => {
    await s.show({ tag: 'textarea', style: 'width:200px', props: { autoHeight: true, value: 'one' } })
    const one = await s.get<number>('t.offsetHeight')
    await s.set({ value: 'one\ntwo\nthree\nfour' })
    const four = await s.get<number>('t.offsetHeight')
    assert.ok(four > one * 2.5, `${one} → ${four}`)
    await s.set({ value: '' })
    assert.ok((await s.get<number>('t.offsetHeight')) <= one + 1)
  },
  'textarea@linechange': async (s) => {
    await s.show({ tag: 'textarea', style: 'width:200px', props: { autoHeight: true }, on: ['linechange'] })
    await field(s, 'textarea').focus()
    await s.frame.page.keyboard.type('a\nb')
    // The first tells of the one line that it begins with.
    const last = (await s.heard('linechange', 1)) as { readonly lineCount: number; readonly height: number; readonly heightRpx: number } | undefined
    assert.equal(last?.lineCount, 2)
    assert.equal(Math.round(last?.heightRpx ?? 0), Math.round((last?.height ?? 0) * 2))
  },
}

/** The panel of a picker: its words, columns and buttons are in a shadow tree at the end of the document. */
const panel = `[...document.documentElement.children].find((child) => child.shadowRoot !== null)?.shadowRoot`
const texts = (column: number): string => `[...${panel}.querySelectorAll('.column')[${column}].querySelectorAll('.item')].map((item) => item.textContent)`
const press = (s: Stage, at: 'first' | 'last'): Promise<unknown> =>
  s.get(`[...${panel}.querySelectorAll('header button')].at(${at === 'first' ? 0 : -1}).click()`)
/** As the host's list of them is written. */
const regions = '11北京市|01北京市:01东城区\n44广东省|01广州市:03荔湾区,05海珠区'
async function open(s: Stage, props: object, on: readonly string[] = ['change']): Promise<void> {
  await s.answer('regions', regions)
  await s.show({ tag: 'picker', style: 'height:40px', props: { ...props }, on, children: [{ tag: 'view', text: 'choose' }] })
  await s.tap()
  await s.until(`${panel} !== undefined`)
}
/** Turns a column by its keys and waits until the panel has followed. */
async function turn(s: Stage, column: number, key: string, label: string): Promise<void> {
  await s.get(`${panel}.querySelectorAll('.column')[${column}].focus()`)
  await s.frame.page.keyboard.press(key)
  await s.until(`${panel}.querySelectorAll('.column')[${column}].getAttribute('aria-label') === ${JSON.stringify(label)}`)
}
const done = async (s: Stage): Promise<unknown> => {
  await press(s, 'last')
  return s.heard('change')
}

const pickerCases: Readonly<Record<string, Case>> = {
  'picker.header-text': async (s) => {
    await open(s, { range: ['a'], headerText: 'Which tea?' })
    assert.equal(await s.get(`${panel}.querySelector('header b').textContent`), 'Which tea?')
    await press(s, 'first')
  },
  'picker.mode': async (s) => {
    const counts = { selector: 1, multiSelector: 2, time: 2, date: 3, region: 3 }
    for (const [mode, count] of Object.entries(counts)) {
      await open(s, { mode, range: mode === 'multiSelector' ? [['a'], ['b']] : ['a'] })
      assert.equal(await s.get(`${panel}.querySelectorAll('.column').length`), count, mode)
      await press(s, 'first')
    }
  },
  'picker.disabled': async (s) => {
    await s.show({ tag: 'picker', style: 'height:40px', props: { range: ['a'], disabled: true }, children: [{ tag: 'view', text: 'choose' }] })
    await s.tap()
    assert.equal(await s.get(`${panel} === undefined`), true)
  },
  'picker.range': async (s) => {
    await open(s, { range: ['green', 'black'] })
    assert.deepEqual(await s.get(texts(0)), ['green', 'black'])
    await press(s, 'first')
  },
  'picker.range-key': async (s) => {
    await open(s, { range: [{ name: 'green' }, { name: 'black' }], rangeKey: 'name' })
    assert.deepEqual(await s.get(texts(0)), ['green', 'black'])
    await press(s, 'first')
  },
  'picker.value': async (s) => {
    await open(s, { range: ['green', 'black'], value: 1 })
    assert.deepEqual(await done(s), { value: 1 })
    await open(s, {
      mode: 'multiSelector',
      range: [
        ['a', 'b'],
        ['c', 'd'],
      ],
      value: [1, 0],
    })
    assert.deepEqual(await done(s), { value: [1, 0] })
    await open(s, { mode: 'time', value: '08:30' })
    assert.deepEqual(await done(s), { value: '08:30' })
    await open(s, { mode: 'date', value: '2024-02-29' })
    assert.deepEqual(await done(s), { value: '2024-02-29' })
  },
  'picker.start': async (s) => {
    await open(s, { mode: 'time', value: '07:00', start: '08:30' })
    assert.deepEqual(await done(s), { value: '08:30' })
    await open(s, { mode: 'date', value: '2020-01-01', start: '2023-05-06' })
    assert.deepEqual(await done(s), { value: '2023-05-06' })
  },
  'picker.end': async (s) => {
    await open(s, { mode: 'time', value: '23:00', end: '21:15' })
    assert.deepEqual(await done(s), { value: '21:15' })
    await open(s, { mode: 'date', value: '2030-01-01', end: '2023-05-06' })
    assert.deepEqual(await done(s), { value: '2023-05-06' })
  },
  'picker.fields': async (s) => {
    for (const [fields, value] of [
      ['year', '2024'],
      ['month', '2024-02'],
      ['day', '2024-02-29'],
    ] as const) {
      await open(s, { mode: 'date', value: '2024-02-29', fields })
      assert.deepEqual(await done(s), { value }, fields)
    }
  },
  'picker.custom-item': async (s) => {
    await open(s, { mode: 'region', customItem: 'all of it', value: ['广东省'] })
    for (const column of [0, 1]) assert.equal(await s.get(`${texts(column)}[0]`), 'all of it')
    await press(s, 'first')
  },
  'picker.level': async (s) => {
    for (const [level, count] of [
      ['province', 1],
      ['city', 2],
      ['region', 3],
    ] as const) {
      await open(s, { mode: 'region', level })
      assert.equal(await s.get(`${panel}.querySelectorAll('.column').length`), count, level)
      await press(s, 'first')
    }
  },
  'picker.name': async (s) => {
    await s.show({
      tag: 'form',
      on: ['submit'],
      children: [
        { tag: 'picker', props: { name: 'which', range: ['a', 'b'], value: 1 } },
        { tag: 'button', id: 'go', text: 'go', props: { formType: 'submit' } },
      ],
    })
    await s.tap('#go')
    assert.deepEqual(sent(await s.heard('submit')), { value: { which: 1 }, formId: '' })
  },
  'picker@change': async (s) => {
    await open(s, { range: ['green', 'black', 'white'] })
    await turn(s, 0, 'ArrowDown', 'black')
    assert.deepEqual(await done(s), { value: 1 })
    await open(s, { mode: 'region', value: ['广东省', '广州市', '海珠区'] })
    assert.deepEqual(await done(s), { value: ['广东省', '广州市', '海珠区'], code: ['440000', '440100', '440105'], postcode: '' })
  },
  'picker@cancel': async (s) => {
    await open(s, { range: ['a', 'b'] }, ['change', 'cancel'])
    await press(s, 'first')
    assert.deepEqual(await s.heard('cancel'), {})
    assert.deepEqual(await s.all('change'), [])
  },
  'picker@columnchange': async (s) => {
    await open(
      s,
      {
        mode: 'multiSelector',
        range: [
          ['tea', 'coffee'],
          ['green', 'black'],
        ],
        value: [0, 0],
      },
      ['columnchange', 'change'],
    )
    await turn(s, 0, 'ArrowDown', 'coffee')
    assert.deepEqual(await s.heard('columnchange'), { column: 0, value: 1 })
    // The program answers with other columns while the panel is open.
    await s.set({
      range: [
        ['tea', 'coffee'],
        ['mocca', 'filter', 'cold'],
      ],
    })
    assert.deepEqual(await s.get(texts(1)), ['mocca', 'filter', 'cold'])
    assert.deepEqual(await done(s), { value: [1, 0] })
  },
}

export const fieldCases: Readonly<Record<string, Case>> = { ...sharedCases('input'), ...sharedCases('textarea'), ...own, ...pickerCases }
