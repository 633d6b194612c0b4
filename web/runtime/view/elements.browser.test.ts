/**
 * The built-ins that come with every page, by the table of what is documented (elements/table.ts): a test for each property, event
 * and method that is said to work. What the table says and no case shows is a failure, and so is the other way round.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { keep } from '../../protocol/compat/tested.js'
import { type BuiltInTable, builtIns, everywhere } from '../elements/table.js'
import { workerCases } from '../program/viewevents.cases.js'
import { containerCases, dialogCases } from './cases/dialogs.js'
import { fieldCases } from './cases/fields.js'
import { movingCases } from './cases/moving.js'
import { scrollCases } from './cases/scroll.js'
import { simpleCases } from './cases/simple.js'
import { bundle, launch } from './testing/frame.js'
import { type Case, hollowOf, openStage } from './testing/stage.js'

const most = (
  'view text button image navigator input label textarea scroll-view cover-view canvas picker radio form switch video rich-text radio-group root-portal icon ' +
  'swiper swiper-item checkbox checkbox-group loading toast modal action-sheet action-sheet-item action-sheet-cancel page-container ' +
  'slider progress movable-area movable-view picker-view picker-view-column match-media cover-image page-meta everywhere'
).split(' ')
/** What an element has since it shares its class with another, and what is kept as it comes. */
const shared: Readonly<Record<string, readonly string[]>> = {
  navigator: ['extraData'],
  radio: ['name', 'type'],
  checkbox: ['name', 'type'],
  switch: ['value'],
  input: ['autoHeight'],
  textarea: ['type', 'password', 'cursorColor'],
  'cover-view': ['scrollTop'],
  'cover-image': ['mode', 'lazyLoad', 'webp', 'showMenuByLongpress', 'alt', 'fadeIn'],
}
/** Into which slot a node goes is the component's matter, and its own tests'. */
const ofEach: BuiltInTable = { ...everywhere, properties: everywhere.properties.replace(' slot:string', '') }
const cases: Readonly<Record<string, Case>> = { ...simpleCases, ...dialogCases, ...containerCases, ...fieldCases, ...scrollCases, ...movingCases }
const words = (text: string | undefined): string[] => (text ?? '').split(' ').filter((word) => word !== '')
const wanted = most.flatMap((tag) => {
  const entry: BuiltInTable | undefined = tag === 'everywhere' ? ofEach : builtIns[tag]
  return [
    ...words(entry?.properties).map((word) => `${tag}.${word.split(':')[0]}`),
    ...words(entry?.events).map((name) => `${tag}@${name}`),
    ...words(entry?.methods).map((name) => `${tag}#${name}`),
  ]
})

let browser: Browser
let script: string
/** Of all cases, while they are run as they are. */
let hollow: Promise<string[]>
const passed: string[] = []
before(async () => {
  script = await bundle(new URL('main.ts', import.meta.url))
  browser = await launch()
  hollow = hollowOf(browser, script, cases)
})
after(() => browser.close())

test('each property, event and method that is said to work has its test, and none other has', () => {
  assert.deepEqual([...Object.keys(cases), ...Object.keys(workerCases)].sort(), [...wanted].sort())
})

test('the elements have the properties and defaults that the table says', async () => {
  const stage = await openStage(browser, script)
  try {
    const camel = (name: string): string => name.replace(/-[a-z]/g, (pair) => pair.slice(1).toUpperCase())
    const empty: Readonly<Record<string, unknown>> = { string: '', number: 0, boolean: false, array: [], object: undefined, any: null }
    const differ: unknown[] = []
    for (const [tag, entry] of Object.entries(builtIns)) {
      const has = await stage.frame.page.evaluate((name) => {
        const made = document.createElement(name) as HTMLElement & { readonly p?: Readonly<Record<string, unknown>> }
        return made.p === undefined ? null : { ...made.p }
      }, `wx-${tag}`)
      if (has === null) continue
      const said = new Map(
        words(entry.properties).map((word) => {
          const [, name = '', type = '', given] = /^([\w-]+):(\w+)(?:=(.*))?$/.exec(word) ?? []
          const value = given === undefined ? empty[type] : type === 'number' ? Number(given) : type === 'boolean' ? given === 'true' : given
          return [camel(name), { type, value }] as const
        }),
      )
      const silent = new Set(shared[tag] ?? [])
      for (const name of new Set([...said.keys(), ...Object.keys(has)])) {
        if (silent.has(name)) continue
        const { type, value } = said.get(name) ?? {}
        const own = has[name]
        if (type === undefined || !(name in has)) differ.push([tag, name, 'in one of both'])
        else if (type !== 'any' && JSON.stringify(own) !== JSON.stringify(value) && String(own) !== String(value)) differ.push([tag, name, own, value])
      }
    }
    assert.deepEqual(differ, [])
  } finally {
    await stage.close()
  }
})

for (const tag of most) {
  const own = Object.entries(cases).filter(([name]) => name.split(/[.@#]/)[0] === tag)
  if (own.length === 0) continue
  test(`<${tag}>`, async (t) => {
    const stage = await openStage(browser, script)
    try {
      for (const [name, run] of own)
        await t.test(name, async () => {
          await run(stage)
          passed.push(name)
        })
      const faults = (await stage.frame.toHost()).filter((message) => message.kind === 'error')
      assert.deepEqual(faults, [])
    } finally {
      await stage.close()
    }
  })
}

test('the host hears whether a step back is for an open page-container, and closes the topmost', async () => {
  const stage = await openStage(browser, script)
  try {
    const said = async (n: number): Promise<unknown[]> => {
      await stage.frame.page.waitForFunction((count) => {
        const { toHost } = (window as unknown as { inside: { toHost: { kind: string }[] } }).inside
        return toHost.filter(({ kind }) => kind === 'holdsBack' || kind === 'unheld').length >= count
      }, n)
      return (await stage.frame.toHost()).map((message) => (message.kind === 'holdsBack' ? message.on : message.kind)).slice(-n)
    }
    await stage.show({ tag: 'page-container', props: { duration: 0, show: true }, on: ['afterleave'] })
    assert.deepEqual(await said(1), [true])
    await stage.frame.fromHost({ kind: 'back' })
    assert.deepEqual(await said(2), [true, false])
    await stage.heard('afterleave')
    await stage.frame.fromHost({ kind: 'back' })
    assert.deepEqual(await said(3), [true, false, 'unheld'])
    // The program's own step comes after what it has set: it closes what is open, but is for the page if the program has just closed it.
    await stage.show({ tag: 'page-container', props: { duration: 0, show: true } })
    await stage.set({ round: true }, 't', { kind: 'back' })
    assert.deepEqual(await said(5), [true, false, 'unheld', true, false])
    await stage.show({ tag: 'page-container', props: { duration: 0, show: true } })
    await stage.set({ show: false }, 't', { kind: 'back' })
    assert.deepEqual((await said(8)).slice(5).sort(), [false, true, 'unheld'])
    // One that goes with its page's branch holds nothing any more.
    await stage.show({ tag: 'page-container', props: { duration: 0, show: true } })
    await stage.show({ tag: 'view' })
    assert.deepEqual((await said(10)).slice(8), [true, false])
  } finally {
    await stage.close()
  }
})

test('a disabled button without a type has WeChat’s text on WeChat’s ground, however a class would colour either', async () => {
  const css = '.mine[disabled]{color:#fff;background-color:#163}'
  const stage = await openStage(browser, script, { setup: { sheets: [{ css }] } })
  try {
    const looks = async (): Promise<string[]> => [await stage.css('color'), await stage.css('background-color')]
    await stage.show({ tag: 'button', class: 'mine', props: { disabled: true } })
    assert.deepEqual(await looks(), ['rgba(0, 0, 0, 0.3)', 'rgb(247, 247, 247)'])
  } finally {
    await stage.close()
  }
})

test('no case passes without what it is about; what passed is what docs/compatibility.md is written of', async () => {
  assert.deepEqual(await hollow, [], 'hollow')
  keep('elements', Object.fromEntries(passed.map((name) => [name, ['passes']])))
})
