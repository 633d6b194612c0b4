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
    await s.until('t.shadowRoot.getAnimations().length === 0') // until then what is tapped moves
    await s.tap('#item')
    await s.heard('tap')
    assert.equal((await s.all('change')).length, 1, 'an item does not close it')
    await s.tap('#cancel')
    await s.heard('change', 1)
  },
}

const overlay = (props: object, on: readonly string[] = []): Parameters<Parameters<Case>[0]['show']>[0] => ({
  tag: 'page-container',
  props: { duration: 0, ...props },
  on,
  children: [{ tag: 'view', id: 'in', style: 'height:100px', text: 'tea' }],
})
const side = (which: 'top' | 'bottom' | 'left'): string => `${inside('#box')}.getBoundingClientRect().${which}`

export const containerCases: Readonly<Record<string, Case>> = {
  'page-container.show': async (s) => {
    await s.show(overlay({}))
    assert.equal(await s.css('display', '#t'), 'none')
    await s.set({ show: true })
    assert.equal(await s.get(`${side('bottom')} === innerHeight`), true)
    await s.set({ show: false })
    await s.until(`getComputedStyle(t).display === 'none'`)
  },
  'page-container.duration': async (s) => {
    await s.show(overlay({ duration: 100_000 }))
    await s.set({ show: true })
    assert.equal(await s.get(`${inside('#box')}.getAnimations()[0].effect.getTiming().duration`), 100_000)
  },
  'page-container.z-index': async (s) => {
    await s.show(overlay({ show: true }))
    assert.equal(await s.get(`getComputedStyle(${inside('#box')}).zIndex`), '100')
    await s.set({ zIndex: 7 })
    assert.equal(await s.get(`getComputedStyle(${inside('#mask')}).zIndex`), '7')
  },
  'page-container.overlay': async (s) => {
    await s.show(overlay({ show: true }))
    assert.equal(await s.get(`${inside('#mask')}.checkVisibility()`), true)
    await s.set({ overlay: false })
    assert.equal(await s.get(`${inside('#mask')}.checkVisibility()`), false)
  },
  'page-container.position': async (s) => {
    await s.show(overlay({ show: true, position: 'top' }))
    assert.equal(await s.get(side('top')), 0)
    await s.set({ position: 'center' })
    assert.equal(await s.get(`${side('top')} === (innerHeight - 100) / 2 && ${side('left')} > 0`), true)
    await s.set({ position: 'right' })
    assert.equal(await s.get(`${side('top')} === 0 && ${side('bottom')} === innerHeight`), true)
  },
  'page-container.round': async (s) => {
    await s.show(overlay({ show: true }))
    assert.equal(await s.get(`getComputedStyle(${inside('#box')}).borderRadius`), '0px')
    await s.set({ round: true })
    assert.equal(await s.get(`getComputedStyle(${inside('#box')}).borderTopLeftRadius`), '20px')
  },
  'page-container.overlay-style': async (s) => {
    await s.show(overlay({ show: true, overlayStyle: 'background:rgb(1, 2, 3)' }))
    assert.equal(await s.get(`getComputedStyle(${inside('#mask')}).backgroundColor`), 'rgb(1, 2, 3)')
  },
  'page-container.custom-style': async (s) => {
    await s.show(overlay({ show: true, customStyle: 'padding-top:75rpx' }))
    assert.equal(await s.get(`getComputedStyle(${inside('#box')}).paddingTop`), '37.5px')
  },
  ...Object.fromEntries(
    ['beforeenter', 'enter', 'afterenter', 'beforeleave', 'leave', 'afterleave'].map((type, at): [string, Case] => [
      `page-container@${type}`,
      async (s) => {
        await s.show(overlay({}, [type]))
        await s.set({ show: true })
        await s.until('t.shadowRoot.getElementById("box").getAnimations().length === 0')
        assert.equal((await s.all(type)).length, at < 3 ? 1 : 0)
        await s.set({ show: false })
        await s.heard(type)
      },
    ]),
  ),
  'page-container@clickoverlay': async (s) => {
    await s.show(overlay({ show: true }, ['clickoverlay']))
    await s.get(press('#mask'))
    await s.heard('clickoverlay')
  },
}
