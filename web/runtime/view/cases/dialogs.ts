/** loading, toast, modal and action-sheet, which programs of WeChat's first years have in their pages. */
import assert from 'node:assert/strict'
import type { Case } from '../testing/stage.js'

const inside = (selector: string): string => `t.shadowRoot.querySelector('${selector}')`
/** A finger on the middle of something in the element's own tree. */
const press = (selector: string): string => `(${inside(selector)}.click(), true)`
const over = (selector: string): string => `(() => { const r = ${inside(selector)}.getBoundingClientRect()
  return t.contains(document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)) })()`

export const dialogCases: Readonly<Record<string, Case>> = {
  'toast.icon': async (s) => {
    await s.show({ tag: 'toast', text: 'sent' })
    assert.equal(await s.get(over('.box')), true)
    const first = await s.get(`${inside('wx-icon')}.innerHTML`)
    await s.set({ icon: 'warn' })
    assert.notEqual(await s.get(`${inside('wx-icon')}.innerHTML`), first)
    await s.set({ hidden: true })
    assert.equal(await s.css('display'), 'none')
  },
  'toast.duration': async (s) => {
    await s.show({ tag: 'toast', props: { duration: 0 }, on: ['change'] })
    await s.set({ duration: 20 })
    assert.deepEqual(await s.heard('change'), { value: false })
  },
  'toast@change': async (s) => {
    await s.show({ tag: 'toast', props: { duration: 20, hidden: true }, on: ['change'] })
    assert.deepEqual(await s.all('change'), [])
    await s.set({ hidden: false })
    assert.deepEqual(await s.heard('change'), { value: false })
    assert.notEqual(await s.css('display'), 'none', 'the program hides it')
  },
  'modal.title': async (s) => {
    await s.show({ tag: 'modal', props: { title: 'Tea?' }, text: 'green' })
    assert.equal(await s.get(`${inside('.title')}.textContent`), 'Tea?')
    assert.equal(await s.get(over('.dialog')), true)
    await s.set({ hidden: true })
    assert.equal(await s.css('display'), 'none')
  },
  'modal.no-cancel': async (s) => {
    await s.show({ tag: 'modal', props: { noCancel: true } })
    assert.equal(await s.get(`${inside('button')}.checkVisibility()`), false)
    await s.set({ noCancel: false })
    assert.equal(await s.get(`${inside('button')}.checkVisibility()`), true)
  },
  'modal.confirm-text': async (s) => {
    await s.show({ tag: 'modal' })
    assert.equal(await s.get(`${inside('.confirm')}.textContent`), 'Done')
    await s.set({ confirmText: 'Yes' })
    assert.equal(await s.get(`${inside('.confirm')}.textContent`), 'Yes')
  },
  'modal.cancel-text': async (s) => {
    await s.show({ tag: 'modal' })
    assert.equal(await s.get(`${inside('button')}.textContent`), 'Cancel')
    await s.set({ cancelText: 'No' })
    assert.equal(await s.get(`${inside('button')}.textContent`), 'No')
  },
  'modal@confirm': async (s) => {
    await s.show({ tag: 'modal', on: ['confirm', 'cancel'] })
    await s.get(press('.confirm'))
    await s.heard('confirm')
    assert.deepEqual(await s.all('cancel'), [])
  },
  'modal@cancel': async (s) => {
    await s.show({ tag: 'modal', on: ['confirm', 'cancel'] })
    await s.get(press('button'))
    await s.get(press('.mask'))
    await s.heard('cancel', 1)
    assert.deepEqual(await s.all('confirm'), [])
  },
  'action-sheet@change': async (s) => {
    const children = [
      { tag: 'action-sheet-item', text: 'green', on: ['tap'], id: 'item' },
      { tag: 'action-sheet-cancel', text: 'Cancel', id: 'cancel' },
    ]
    await s.show({ tag: 'action-sheet', on: ['change'], children })
    await s.get(press('.mask'))
    await s.heard('change')
    await s.until('document.getAnimations().length === 0')
    await s.tap('#item')
    await s.heard('tap')
    assert.equal((await s.all('change')).length, 1, 'an item does not close it')
    await s.tap('#cancel')
    await s.heard('change', 1)
  },
}
