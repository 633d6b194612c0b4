/** What a program hears of its routes and of its pages. */
import assert from 'node:assert/strict'
import type { Row } from './row.js'
import type { Result, Stage } from './stage.js'

const page = { route: 'shop/item' }
const said = { openType: 'redirectTo', path: 'shop/item', query: { id: '7' } }
const openers: Readonly<Record<string, readonly [name: string, detail: unknown]>> = {
  BeforeAppRoute: ['route', said],
  AppRoute: ['routed', null],
  AppRouteDone: ['routeDone', null],
  BeforePageLoad: ['opening', 'shop/item'],
  AfterPageLoad: ['opened', page],
  BeforePageUnload: ['closing', page],
  AfterPageUnload: ['closed', 'home/home'],
}
const whole = { ...said, webviewId: 2, renderer: 'webview', notFound: false, page: { window: {} } }
const heardOf: Readonly<Record<string, object>> = {
  BeforeAppRoute: whole,
  AppRoute: whole,
  AppRouteDone: { ...said, webviewId: 2 },
  BeforePageLoad: { ...said, componentFramework: 'exparser' },
  AfterPageLoad: { ...said, componentFramework: 'exparser', page },
  BeforePageUnload: { path: 'shop/item', page },
  AfterPageUnload: { path: 'home/home' },
}

/** A route of the second page, up to what tells of this event. */
function happen(t: Stage, title: string): void {
  const [name, detail] = openers[title]!
  if (name !== 'route') t.fake.happen('route', said, 2)
  t.fake.happen(name, detail, 2)
}

export const routeRows: readonly Row[] = Object.keys(openers).flatMap((title): readonly Row[] => [
  [
    `on${title}`,
    'each listener hears of it once; its route has one id in all that is told of it',
    (t) => {
      const heard: Result[] = []
      const routes: Result[] = []
      t.wx['onBeforeAppRoute']!((route: Result) => routes.push(route))
      t.wx[`on${title}`]!('no function')
      for (let n = 0; n < 2; n++) t.wx[`on${title}`]!((detail: Result) => heard.push(detail))
      happen(t, title)
      assert.equal(heard.length, 2)
      const { routeEventId, timeStamp, ...rest } = heard[0]!
      assert.deepEqual(rest, heardOf[title])
      assert.equal(routeEventId, routes[0]?.['routeEventId'])
      assert.equal(typeof timeStamp, title.startsWith('AppRoute') ? 'number' : 'undefined')
      happen(t, title)
      assert.notEqual(heard[2]!['routeEventId'], routeEventId)
    },
  ],
  [
    `off${title}`,
    'one listener is taken away, or all',
    (t) => {
      const heard: string[] = []
      const first = (): unknown => heard.push('first')
      t.wx[`on${title}`]!(first)
      t.wx[`on${title}`]!(() => heard.push('second'))
      t.wx[`off${title}`]!(first)
      happen(t, title)
      assert.deepEqual(heard, ['second'])
      t.wx[`off${title}`]!()
      happen(t, title)
      assert.deepEqual(heard, ['second'])
    },
  ],
])
