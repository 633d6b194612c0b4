/** editor: what each property, event and method that is said to work does. */
import assert from 'node:assert/strict'
import type { Case, Stage } from '../testing/stage.js'

interface Contents {
  readonly html: string
  readonly text: string
  readonly delta: { readonly ops: readonly { readonly insert: unknown; readonly attributes?: object }[] }
}
const area = '.wx-editor-text'
const show = async (stage: Stage, delta: readonly object[] = [], on: readonly string[] = [], props: Readonly<Record<string, unknown>> = {}): Promise<void> => {
  await stage.show({ tag: 'editor', on, props })
  if (delta.length > 0) await stage.call('setContents', { delta: { ops: delta } })
}
const contents = async (stage: Stage): Promise<Contents> => (await stage.call('getContents')) as Contents
const ops = async (stage: Stage): Promise<unknown> => (await contents(stage)).delta.ops
const select = (stage: Stage, index: number, length: number): Promise<unknown> => stage.call('setSelection', { range: { index, length } })
const type = (stage: Stage, text: string): Promise<void> => stage.frame.page.keyboard.type(text)
const press = (stage: Stage, key: string): Promise<void> => stage.frame.page.keyboard.press(key)

export const editorCases: Readonly<Record<string, Case>> = {
  'editor.read-only': async (s) => {
    await show(s, [{ insert: 'tea\n' }], [], { readOnly: true })
    await s.tap(area)
    await type(s, 'x')
    assert.equal((await contents(s)).text, 'tea\n')
    await s.set({ readOnly: false })
    await select(s, 3, 0)
    await type(s, 'x')
    assert.equal((await contents(s)).text, 'teax\n')
  },
  'editor.placeholder': async (s) => {
    await show(s, [], [], { placeholder: 'Write' })
    const shown = `getComputedStyle(t.querySelector('${area}'), '::before').content`
    assert.equal(await s.get(shown), '"Write"')
    await s.tap(area)
    await type(s, 'a')
    assert.equal(await s.get(shown), 'none')
  },
  'editor@ready': async (s) => {
    await show(s, [], ['ready'])
    await s.heard('ready')
  },
  'editor@focus': async (s) => {
    await show(s, [{ insert: 'tea\n' }], ['focus'])
    await s.tap(area)
    assert.equal(((await s.heard('focus')) as Contents).text, 'tea\n')
  },
  'editor@blur': async (s) => {
    await show(s, [], ['blur'])
    await s.tap(area)
    await s.get('document.activeElement.blur()')
    assert.deepEqual(((await s.heard('blur')) as Contents).delta.ops, [{ insert: '\n' }])
  },
  'editor@input': async (s) => {
    await show(s, [], ['input'])
    await s.tap(area)
    await type(s, 'a')
    assert.deepEqual(await s.heard('input'), { html: '<p>a</p>', text: 'a\n', delta: { ops: [{ insert: 'a\n' }] } })
    await press(s, 'Enter')
    await type(s, 'b')
    assert.equal((await contents(s)).html, '<p>a</p><p>b</p>')
  },
  'editor@statuschange': async (s) => {
    await show(s, [{ insert: 'ab' }, { insert: 'cd', attributes: { bold: true } }, { insert: '\n', attributes: { header: 2 } }], ['statuschange'])
    await select(s, 3, 1)
    const all = async () => (await s.all('statuschange')).at(-1)
    while ((await all()) === undefined || JSON.stringify(await all()) !== '{"bold":true,"header":2}')
      await s.heard('statuschange', (await s.all('statuschange')).length)
    assert.deepEqual(await all(), { bold: true, header: 2 })
  },
  'editor#blur': async (s) => {
    await show(s, [], ['blur'])
    await s.tap(area)
    await s.call('blur')
    await s.heard('blur')
  },
  'editor#clear': async (s) => {
    await show(s, [{ insert: 'tea\n' }])
    await s.call('clear')
    assert.equal((await contents(s)).text, '\n')
  },
  'editor#deleteText': async (s) => {
    await show(s, [{ insert: 'one\ntwo\n' }])
    await s.call('deleteText', { index: 2, length: 3 })
    assert.equal((await contents(s)).text, 'onwo\n')
  },
  'editor#format': async (s) => {
    await show(s, [{ insert: 'one two\n' }])
    await select(s, 4, 3)
    await s.call('format', ['bold', undefined])
    await s.call('format', ['color', '#ff0000'])
    await s.call('format', ['header', 2])
    assert.deepEqual(await ops(s), [
      { insert: 'one ' },
      { insert: 'two', attributes: { bold: true, color: 'rgb(255, 0, 0)' } },
      { insert: '\n', attributes: { header: 2 } },
    ])
    assert.equal((await contents(s)).html, '<h2>one <strong><span style="color: rgb(255, 0, 0);">two</span></strong></h2>')
    // The same once more takes it away; a list is no heading.
    await s.call('format', ['bold', undefined])
    await s.call('format', ['list', 'ordered'])
    assert.equal((await contents(s)).html, '<ol><li data-list="ordered">one <span style="color: rgb(255, 0, 0);">two</span></li></ol>')
    // With nothing selected it is for what is typed next.
    await select(s, 7, 0)
    await s.call('format', ['italic', undefined])
    await type(s, '!')
    assert.match((await contents(s)).html, /<em>.*!.*<\/em>/)
  },
  'editor#getBounds': async (s) => {
    await show(s, [{ insert: 'tea\n' }])
    const { bounds } = (await s.call('getBounds', { index: 0, length: 3 })) as { bounds: { left: number; width: number } }
    assert.ok(bounds.left === 0 && bounds.width > 10)
  },
  'editor#getContents': async (s) => {
    await show(s, [
      { insert: 'tea', attributes: { underline: true } },
      { insert: '\n', attributes: { align: 'center' } },
    ])
    assert.deepEqual(await contents(s), {
      html: '<p style="text-align: center;"><u>tea</u></p>',
      text: 'tea\n',
      delta: {
        ops: [
          { insert: 'tea', attributes: { underline: true } },
          { insert: '\n', attributes: { align: 'center' } },
        ],
      },
    })
  },
  'editor#getHistoryState': async (s) => {
    await show(s)
    assert.deepEqual(await s.call('getHistoryState'), { undo: false, redo: false })
    await s.call('insertText', { text: 'a' })
    assert.deepEqual(await s.call('getHistoryState'), { undo: true, redo: false })
  },
  'editor#getSelection': async (s) => {
    await show(s, [{ insert: 'one two\n' }])
    await select(s, 4, 3)
    assert.deepEqual(await s.call('getSelection'), { range: { index: 4, length: 3 }, text: 'two' })
  },
  'editor#getSelectionText': async (s) => {
    await show(s, [{ insert: 'one two\n' }])
    await select(s, 0, 3)
    assert.deepEqual(await s.call('getSelectionText'), { text: 'one' })
  },
  'editor#insertDivider': async (s) => {
    await show(s, [{ insert: 'ab\n' }])
    await select(s, 1, 0)
    await s.call('insertDivider')
    assert.deepEqual(await ops(s), [{ insert: 'a\n' }, { insert: { divider: true } }, { insert: '\nb\n' }])
  },
  'editor#insertImage': async (s) => {
    await show(s, [{ insert: 'tea\n' }])
    await s.call('insertImage', { src: '/red.png', width: '80%', data: { id: 'abcd', role: 'god' } })
    await s.until(`t.querySelector('${area} img')?.naturalWidth === 4`)
    assert.deepEqual(await ops(s), [
      { insert: 'tea' },
      { insert: { image: '/red.png' }, attributes: { width: '80%', 'data-custom': 'id=abcd&role=god' } },
      { insert: '\n\n' },
    ])
    assert.match((await contents(s)).html, /<img src="\/red\.png"/, 'the address is the program’s')
  },
  'editor#insertText': async (s) => {
    await show(s, [{ insert: 'ab\n' }])
    await select(s, 1, 0)
    await s.call('insertText', { text: '1\n2' })
    assert.equal((await contents(s)).text, 'a1\n2b\n')
  },
  'editor#redo': async (s) => {
    await show(s)
    await s.call('insertText', { text: 'a' })
    await s.call('undo')
    await s.call('redo')
    assert.equal((await contents(s)).text, 'a\n')
  },
  'editor#removeFormat': async (s) => {
    await show(s, [
      { insert: 'tea', attributes: { bold: true } },
      { insert: '\n', attributes: { header: 1 } },
    ])
    await select(s, 0, 3)
    await s.call('removeFormat')
    assert.equal((await contents(s)).html, '<p>tea</p>')
  },
  'editor#scrollIntoView': async (s) => {
    await show(s, [{ insert: 'line\n'.repeat(60) }])
    await select(s, 290, 0)
    await s.get('(t.scrollTop = 0)')
    await s.call('scrollIntoView')
    assert.ok((await s.get<number>('t.scrollTop')) > 100)
  },
  'editor#setContents': async (s) => {
    await show(s)
    // What another editor, or a stranger, wrote.
    await s.call('setContents', { html: '<div>a<b>b</b></div><script>1</script><ul><li>c</li></ul><p onclick="1">d<img src="/red.png" onerror="1"></p>' })
    assert.deepEqual(await ops(s), [
      { insert: 'a' },
      { insert: 'b', attributes: { bold: true } },
      { insert: '\nc' },
      { insert: '\n', attributes: { list: 'bullet' } },
      { insert: 'd' },
      { insert: { image: '/red.png' } },
      { insert: '\n' },
    ])
    assert.equal(await s.get("t.querySelectorAll('[onclick],[onerror],script').length"), 0)
    assert.match(String(await s.call('setContents', {})), /neither/)
  },
  'editor#setSelection': async (s) => {
    await show(s, [{ insert: 'one two\n' }])
    await select(s, 4, 3)
    assert.equal(await s.get('String(getSelection())'), 'two')
  },
  'editor#undo': async (s) => {
    await show(s)
    await s.tap(area)
    await type(s, 'a')
    await press(s, 'Control+z')
    assert.equal((await contents(s)).text, '\n')
    await s.call('insertText', { text: 'b' })
    await s.call('undo')
    assert.equal((await contents(s)).text, '\n')
  },
}
