/** wx.loadFontFace and wx.hideKeyboard: what they say to the page's frame and to the program. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Env } from '../core/env.js'
import type { Font } from '../core/fonts.js'
import { pageExtension } from './chunk-page.js'
import { kit } from './kit.js'
import { fakeEnv } from './testing.js'

interface Called {
  readonly page: number
  readonly method: string
  readonly font: Font
}

/** stack: the pages that are open, the newest last. */
function start(stack: number[], refuse: { page?: boolean; canvases?: boolean } = {}) {
  const called: Called[] = []
  const inCanvases: Font[] = []
  const fake = fakeEnv({ readFile: { blob: new Blob(['font']) } })
  const ref = (page: number) => ({ page, route: 'a', query: {}, instance: {} })
  const env: Env = {
    ...fake.env,
    pages: () => stack.map(ref),
    currentPage: () => (stack.length === 0 ? undefined : ref(stack.at(-1)!)),
    callNode: async ({ page }, method, args) => {
      called.push({ page, method, font: args as Font })
      if (refuse.page === true) throw new Error('no font')
    },
    addFont: async (font) => {
      inCanvases.push(font)
      if (refuse.canvases === true) throw new Error('no canvas')
    },
  }
  const own = pageExtension(env, kit).own as Readonly<Record<string, (options?: unknown) => Promise<unknown>>>
  return { load: own['loadFontFace']!, hide: own['hideKeyboard']!, called, inCanvases, fake }
}

const given = { family: 'Tea', source: 'url("https://a.test/tea.ttf")' }
const loaded = { status: 'loaded', errMsg: 'loadFontFace:ok' }

test('where the font comes from', async () => {
  for (const [source, asked] of [
    ['url("https://a.test/tea.ttf")', 'https://a.test/tea.ttf'],
    ["url('https://a.test/tea.ttf')", 'https://a.test/tea.ttf'],
    ['url(https://a.test/tea.ttf) format("truetype")', 'https://a.test/tea.ttf'],
    ['https://a.test/tea.ttf', 'https://a.test/tea.ttf'],
    ['url("/fonts/tea.ttf")', '/fonts/tea.ttf'],
    ['url("data:font/ttf;base64,dGVh")', undefined],
    ['data:font/ttf;charset=utf-8;base64,dGVh', undefined],
    ['url("data:font/ttf,te%61")', undefined],
  ] as const) {
    const { load, called, fake } = start([1])
    assert.deepEqual(await load({ family: 'Tea', source }), loaded, source)
    const reads = fake.asked.map(({ name, args }) => [name, (args as { path: string }).path])
    assert.deepEqual(reads, asked === undefined ? [] : [['readFile', asked]], source)
    assert.equal(Buffer.from(called[0]!.font.bytes).toString(), asked === undefined ? 'tea' : 'font', source)
  }
})

test('a font is one of the page that asks, of all pages by global, and of canvases by its scopes', async () => {
  for (const [options, pages, canvases, later] of [
    [{}, [2], 1, []],
    [{ global: true }, [1, 2], 1, [3]],
    [{ scopes: ['webview'] }, [2], 0, []],
    [{ scopes: ['native'] }, [], 1, []],
    [{ scopes: ['webview', 'native'], global: true }, [1, 2], 1, [3]],
    [{ scopes: ['skyline'] }, [], 0, []],
  ] as const) {
    const { load, called, inCanvases, fake } = start([1, 2])
    assert.deepEqual(await load({ ...given, ...options }), loaded)
    assert.deepEqual([called.map(({ page }) => page), inCanvases.length], [pages, canvases], JSON.stringify(options))
    called.length = 0
    fake.happen('opening', {}, 3)
    assert.deepEqual(
      called.map(({ page, method }) => [page, method]),
      later.map((page) => [page, 'font']),
      JSON.stringify(options),
    )
  }
  const inApp = start([])
  assert.deepEqual(await inApp.load(given), loaded)
  inApp.fake.happen('opening', {}, 1)
  assert.deepEqual(
    inApp.called.map(({ page }) => page),
    [1],
    'asked for before the first page, it is there in the first page',
  )
})

test('what desc says reaches the font', async () => {
  for (const [desc, expected] of [
    [undefined, {}],
    [
      { style: 'italic', weight: 'bold', variant: 'normal' },
      { style: 'italic', weight: 'bold' },
    ],
    [
      { weight: 700, variant: 'small-caps' },
      { weight: '700', featureSettings: '"smcp"' },
    ],
  ] as const) {
    const { load, called } = start([1])
    await load({ ...given, desc })
    assert.deepEqual(called[0]!.font.desc, expected)
  }
})

test('a font that cannot be loaded says status error, by callback and by promise', async () => {
  const expected = { errMsg: 'loadFontFace:fail no font', status: 'error' }
  const { load } = start([1], { page: true })
  await assert.rejects(load(given), (result) => {
    assert.deepEqual(result, expected)
    return true
  })
  const told: unknown[] = []
  await new Promise((resolve) =>
    load({ ...given, fail: (result: unknown) => told.push(['fail', result]), complete: (result: unknown) => resolve(told.push(['complete', result])) }),
  )
  assert.deepEqual(told, [
    ['fail', expected],
    ['complete', expected],
  ])
  const well: unknown[] = []
  await new Promise((resolve) =>
    start([1]).load({ ...given, success: (result: unknown) => well.push(result), complete: (result: unknown) => resolve(well.push(result)) }),
  )
  assert.deepEqual(well, [loaded, loaded])
  await assert.rejects(start([1]).load({ family: 'Tea' }), (result) => {
    assert.deepEqual(result, {
      errMsg: 'loadFontFace:fail parameter error: parameter.source should be String instead of Undefined;',
      errno: 1001,
      status: 'error',
    })
    return true
  })
})

test('a browser without fonts for canvases shows the page its font all the same', async () => {
  assert.deepEqual(await start([1], { canvases: true }).load(given), loaded)
  await assert.rejects(start([1], { canvases: true }).load({ ...given, scopes: ['native'] }))
})

test('hideKeyboard takes the keyboard from the page on top', async () => {
  const { hide, called } = start([1, 2])
  assert.deepEqual(await hide(), { errMsg: 'hideKeyboard:ok' })
  assert.deepEqual(
    called.map(({ page, method }) => [page, method]),
    [[2, 'blur']],
  )
})
