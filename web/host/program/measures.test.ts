import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMeasures, downloadOf, type Measure, paintsOf, routeOf } from './measures.js'

const home = { id: 1, route: 'home/home' }
const item = { id: 2, route: 'shop/item' }

test('a way to a page is measured from when it was asked for until the page is in view', () => {
  assert.deepEqual(routeOf({ navigationType: 'navigateTo', startTime: 100 }, item, home, 130, 180), {
    name: 'route',
    entryType: 'navigation',
    navigationType: 'navigateTo',
    startTime: 100,
    duration: 80,
    navigationStart: 130,
    path: 'shop/item',
    pageId: 2,
    referrerPath: 'home/home',
    referrerPageId: 1,
  })
  const { name, ...first } = routeOf({ navigationType: 'appLaunch', startTime: 100 }, home, null, 130, 180)
  assert.deepEqual([name, 'referrerPath' in first], ['appLaunch', false])
})

test('a page is drawn in a time, and seen at a moment', () => {
  assert.deepEqual(
    paintsOf(item, 130, 170).map((each) => [each.name, each.startTime, each.duration, each['path']]),
    [
      ['firstRender', 130, 40, 'shop/item'],
      ['firstPaint', 170, 0, 'shop/item'],
    ],
  )
})

test('of a package counts what the first page is made of', () => {
  const chunks = { main: { js: 'm.js', styles: 'm.json', root: '' }, shop: { js: 's.js', styles: 's.json', root: 'shop' } }
  const files = ['m.js', 'm.json', 's.js', 's.json', 'tea.png'].map((path, at) => ({ path, sha256: '', size: 10 ** at, type: '' }))
  const manifest = { format: 1, app: { chunks }, files } as unknown as Parameters<typeof downloadOf>[0]
  assert.deepEqual(
    ['packageSize', 'duration', 'packageName'].map((field) => downloadOf(manifest, ['main'], 5, 25)[field]),
    [11, 20, '__APP__'],
  )
})

test('what is measured before the program is there reaches it at its start, and only a program that asks', () => {
  for (const wanted of [true, false]) {
    const told: string[] = []
    const measures = createMeasures((entries) => told.push(entries.map((each) => each.name).join(' ')))
    const entry: Measure = { name: 'firstPaint', entryType: 'render', startTime: 1, duration: 0 }
    measures.note({ ...entry, name: 'downloadPackage' })
    assert.deepEqual(told, [])
    measures.begin(wanted)
    measures.note(entry, { ...entry, name: 'route' })
    assert.deepEqual(told, wanted ? ['downloadPackage', 'firstPaint route'] : [])
  }
})
