/** The built-ins that come as chunks, held to the table as the others are (elements.browser.test.ts). */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { elementChunks } from '../../protocol/elementchunks.js'
import { keep } from '../../protocol/compat/tested.js'
import { builtIns } from '../elements/table.js'
import { cameraCases } from './cases/camera.js'
import { editorCases } from './cases/editor.js'
import { mapCases } from './cases/map.js'
import { rareCases } from './cases/rare.js'
import { bundle, launch } from './testing/frame.js'
import { type Case, hollowOf, openStage } from './testing/stage.js'

const tags = Object.values(elementChunks).flatMap((each) => each.split(' '))
const cases: Readonly<Record<string, Case>> = { ...cameraCases, ...editorCases, ...mapCases, ...rareCases }
/** The host tells of its frame: host/program/webviews.test.ts, and e2e/drawn.story.ts with a real one. */
const byTheHost = ['web-view@message', 'web-view@load', 'web-view@error']
const words = (text: string | undefined): string[] => (text ?? '').split(' ').filter((word) => word !== '')

let browser: Browser
let script: string
/** Of all cases, while they are run as they are. */
let hollow: Promise<string[]>
const passed: string[] = []
before(async () => {
  const chunks = Object.keys(elementChunks).map((name) => new URL(`../elements/chunk-${name}.ts`, import.meta.url))
  script = (await Promise.all([new URL('main.ts', import.meta.url), ...chunks].map(bundle))).join(';\n')
  browser = await launch()
  hollow = hollowOf(browser, script, cases)
})
after(() => browser.close())

test('each property, event and method that is said to work has its test, and none other has', () => {
  const wanted = tags.flatMap((tag) => {
    const entry = builtIns[tag]
    return [
      ...words(entry?.properties).map((word) => `${tag}.${word.split(':')[0]}`),
      ...words(entry?.events).map((name) => `${tag}@${name}`),
      ...words(entry?.methods).map((name) => `${tag}#${name}`),
    ]
  })
  assert.deepEqual([...Object.keys(cases), ...byTheHost].sort(), wanted.sort())
})

for (const tag of tags) {
  test(`<${tag}>`, async (t) => {
    const stage = await openStage(browser, script)
    try {
      for (const [name, run] of Object.entries(cases).filter(([name]) => name.split(/[.@#]/)[0] === tag))
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

test('what stands for a service that is not here shows nothing, or that it is not, and says so by its event', async () => {
  const stage = await openStage(browser, script)
  try {
    for (const [tag, type] of [
      ['ad', 'error'],
      ['ad-custom', 'error'],
      ['official-account', 'error'],
      ['live-player', 'statechange'],
    ] as const) {
      await stage.show({ tag, on: [type] })
      assert.ok(JSON.stringify(await stage.heard(type)).length > 2, tag)
      assert.equal(await stage.get('t.checkVisibility()'), tag === 'live-player', tag)
      assert.equal(tag in builtIns, false, 'canIUse does not promise it')
    }
  } finally {
    await stage.close()
  }
})

test('no case passes without what it is about; what passed is what docs/compatibility.md is written of', async () => {
  assert.deepEqual(await hollow, [], 'hollow')
  keep('chunks', Object.fromEntries(passed.map((name) => [name, ['passes']])))
})
