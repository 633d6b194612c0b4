/** wx.getPerformance: what was measured of a run, as it is read back and as it is heard of. */
import assert from 'node:assert/strict'
import type { Row } from './row.js'
import type { Result, Stage } from './stage.js'

interface List {
  getEntries(): readonly Result[]
  getEntriesByName(name: string, type?: string): readonly Result[]
  getEntriesByType(type: string): readonly Result[]
}
interface Observer {
  readonly supportedEntryTypes: readonly string[]
  observe(options: object): void
  disconnect(): void
}
interface Performance extends List {
  setBufferSize(size: number): void
  createObserver(heard: (list: List) => void): Observer
}

const measured = (t: Stage): Performance => t.wx['getPerformance']!() as Performance
const entry = (name: string, entryType: string, duration = 5): Result => ({ name, entryType, startTime: 1_700_000_000_000, duration })
const names = (list: readonly Result[]): unknown => list.map((each) => each['name'])
const route = entry('route', 'navigation')
const paints = [entry('firstRender', 'render'), entry('firstPaint', 'render', 0)]

export const measureRows: readonly Row[] = [
  [
    'getPerformance',
    'method getEntries: what the host measured, also before the program asked',
    (t) => {
      t.fake.happen('measured', [route])
      assert.deepEqual(measured(t).getEntries(), [route])
      t.fake.happen('measured', paints)
      assert.deepEqual(names(measured(t).getEntries()), ['route', 'firstRender', 'firstPaint'])
    },
  ],
  [
    'getPerformance',
    'method getEntriesByName and method getEntriesByType',
    (t) => {
      t.fake.happen('measured', [route, ...paints])
      assert.deepEqual(names(measured(t).getEntriesByType('render')), ['firstRender', 'firstPaint'])
      assert.deepEqual(measured(t).getEntriesByName('firstPaint'), [paints[1]])
      assert.deepEqual(measured(t).getEntriesByName('firstPaint', 'navigation'), [])
      assert.deepEqual(measured(t).getEntriesByName('firstPaint', 'render'), [paints[1]])
    },
  ],
  [
    'getPerformance',
    'the code of a program and of its sub-packages, as it is run',
    (t) => {
      t.fake.happen('evaluated', { startTime: 1_700_000_000_000, duration: 7, moduleName: '__APP__', fileList: ['app.js'] })
      const [script] = measured(t).getEntriesByType('script')
      assert.deepEqual(script, { ...entry('evaluateScript', 'script', 7), moduleName: '__APP__', fileList: ['app.js'] })
    },
  ],
  [
    'getPerformance',
    'method createObserver: hears of the types it observes, until it is disconnected',
    (t) => {
      const heard: unknown[] = []
      const observer = measured(t).createObserver((list) => heard.push(names(list.getEntries()), names(list.getEntriesByName('firstPaint'))))
      t.fake.happen('measured', [route])
      observer.observe({ entryTypes: ['render', 'script'] })
      t.fake.happen('measured', [route, ...paints])
      t.fake.happen('measured', [route])
      observer.observe({ type: 'navigation' }) // in the place of what it observed before
      t.fake.happen('measured', [...paints, route])
      observer.disconnect()
      t.fake.happen('measured', [route])
      assert.deepEqual(heard, [['firstRender', 'firstPaint'], ['firstPaint'], ['route'], []])
      assert.deepEqual(observer.supportedEntryTypes, ['navigation', 'render', 'script', 'loadPackage'])
    },
  ],
  [
    'getPerformance',
    'an observer that throws keeps nothing from the others',
    (t) => {
      let heard = 0
      for (const hear of [() => assert.fail('of the program'), () => (heard += 1)])
        measured(t)
          .createObserver(hear)
          .observe({ entryTypes: ['navigation'] })
      t.fake.happen('measured', [route])
      assert.deepEqual([heard, t.fake.thrown.length], [1, 1])
    },
  ],
  [
    'getPerformance',
    'method setBufferSize: thirty entries are kept, or as many as it says, the newest',
    (t) => {
      for (let at = 0; at < 40; at++) t.fake.happen('measured', [entry(`e${at}`, 'render')])
      assert.deepEqual([measured(t).getEntries().length, measured(t).getEntries()[0]?.['name']], [30, 'e10'])
      measured(t).setBufferSize(2)
      assert.deepEqual(names(measured(t).getEntries()), ['e38', 'e39'])
      t.fake.happen('measured', [route])
      assert.deepEqual(names(measured(t).getEntries()), ['e39', 'route'])
      measured(t).setBufferSize(0)
      t.fake.happen('measured', [route])
      assert.deepEqual(measured(t).getEntries(), [])
    },
  ],
  [
    'getPerformance',
    'canIUse: the member, and what the object can',
    (t) => {
      for (const schema of ['getPerformance', 'Performance.getEntries', 'Performance.createObserver']) assert.equal(t.wx['canIUse']!(schema), true, schema)
      assert.equal(t.wx['canIUse']!('Performance.mark'), false)
      assert.equal(typeof measured(t).getEntries, 'function')
    },
  ],
]
