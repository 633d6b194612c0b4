import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Env } from '../core/env.js'
import { canvasExtension, mostSteps } from './chunk-canvas.js'
import { fakeEnv, type FakeEnv } from './testing.js'
import { caniuseExtension } from './chunk-caniuse.js'
import { createWx } from './wx.js'

type Fn = (...args: unknown[]) => unknown
type Context = Readonly<Record<string, Fn>>
type Called = readonly [method: string, args: Readonly<Record<string, unknown>>]

interface Stage {
  readonly wx: Readonly<Record<string, Fn>>
  readonly context: Context
  readonly called: Called[]
  readonly fake: FakeEnv
}

/** A page with one canvas, "c", that answers each call with what the test gives. */
function stage(answer: (method: string) => unknown = () => undefined): Stage {
  const fake = fakeEnv({ keepFile: { tempFilePath: 'wxfile://tmp_1.png' } })
  const called: Called[] = []
  const env: Env = {
    ...fake.env,
    findCanvas: (_, id) => (id === 'c' ? { page: 1, node: 7, tag: 'canvas' } : undefined),
    callNode: async (_, method, args) => {
      called.push([method, args as Called[1]])
      return answer(method)
    },
  }
  const wx = createWx(env, [caniuseExtension, canvasExtension]) as Stage['wx']
  return { wx, context: wx['createCanvasContext']!('c') as Context, called, fake }
}

const drawn = (context: Context, reserve?: boolean): Promise<unknown> => new Promise((resolve) => context['draw']!(reserve, resolve))

test('what was recorded goes to the canvas with draw, once, as plain values', async () => {
  const { context, called } = stage()
  const gradient = context['createLinearGradient']!(0, 0, 10, 0) as { addColorStop: Fn }
  context['setFillStyle']!(gradient)
  gradient.addColorStop(0, 'red')
  gradient.addColorStop('1', 'blue')
  context['fillRect']!(0, '1', 2, 3)
  Object.assign(context, { lineWidth: 4 })
  context['setShadow']!(1, 2, 3, '#000')
  context['setLineDash']!([4, 2], 1)
  context['fillText']!(12, 1, 2, undefined)
  context['drawImage']!('/a.png', 0, 0, undefined, undefined)
  assert.deepEqual(await drawn(context, true), { errMsg: 'drawCanvas:ok' })
  await drawn(context)
  const steps = [
    [
      '=',
      'fillStyle',
      {
        gradient: 'linear',
        at: [0, 0, 10, 0],
        stops: [
          [0, 'red'],
          [1, 'blue'],
        ],
      },
    ],
    ['fillRect', 0, 1, 2, 3],
    ['=', 'lineWidth', 4],
    ['=', 'shadowOffsetX', 1],
    ['=', 'shadowOffsetY', 2],
    ['=', 'shadowBlur', 3],
    ['=', 'shadowColor', '#000'],
    ['setLineDash', [4, 2]],
    ['=', 'lineDashOffset', 1],
    ['fillText', '12', 1, 2],
    ['drawImage', '/a.png', 0, 0],
  ]
  assert.deepEqual(called, [
    ['draw', { steps, reserve: true }],
    ['draw', { steps: [], reserve: false }],
  ])
  assert.equal(context['lineWidth'], 4)
})

test('a font’s size changes alone, and comes back with restore; a text is as wide as its letters', () => {
  const { context } = stage()
  Object.assign(context, { font: 'bold 12px serif' })
  context['save']!()
  context['setFontSize']!(20)
  assert.equal(context['font'], 'bold 20px serif')
  const wide = context['measureText']!('茶茶') as { width: number }
  const narrow = context['measureText']!('te') as { width: number }
  assert.deepEqual([wide.width, narrow.width], [40, 20])
  context['restore']!()
  assert.equal(context['font'], 'bold 12px serif')
})

test('too many steps without draw are refused, and a draw makes room', async () => {
  const { context, called } = stage()
  for (let i = 0; i < mostSteps; i++) context['lineTo']!(i, i)
  assert.throws(() => context['lineTo']!(0, 0), /more than 100000 steps were recorded without draw/)
  await drawn(context)
  context['lineTo']!(0, 0)
  assert.equal((called[0]![1]['steps'] as unknown[]).length, mostSteps)
})

test('a canvas that is not there is told of in the console and to the callback', async () => {
  const { wx, fake } = stage()
  const errMsg = 'drawCanvas:fail no canvas has the canvas-id "none"'
  assert.deepEqual(await drawn(wx['createCanvasContext']!('none') as Context), { errMsg })
  assert.deepEqual(fake.logged, [`warn ${errMsg}`])
})

test('a picture of the canvas becomes a temporary file', async () => {
  const blob = new Blob(['x'], { type: 'image/jpeg' })
  const { wx, called, fake } = stage(() => blob)
  assert.deepEqual(await wx['canvasToTempFilePath']!({ canvasId: 'c', x: 1, destWidth: 20, fileType: 'jpg' }), {
    tempFilePath: 'wxfile://tmp_1.png',
    errMsg: 'canvasToTempFilePath:ok',
  })
  assert.deepEqual(called, [['export', { x: 1, destWidth: 20, fileType: 'jpg' }]])
  assert.deepEqual(fake.asked.at(-1), { name: 'keepFile', args: { blob }, channel: undefined })
  await assert.rejects(wx['canvasToTempFilePath']!({ canvasId: 'd' }) as Promise<unknown>, {
    errMsg: 'canvasToTempFilePath:fail no canvas has the canvas-id "d"',
  })
})

test('pixels are read and written; data of another size is refused', async () => {
  const data = new Uint8ClampedArray(8)
  const { wx, called } = stage((method) => (method === 'pixels' ? { width: 2, height: 1, data } : undefined))
  const where = { canvasId: 'c', x: 0, y: 0, width: 2, height: 1 }
  assert.deepEqual(await wx['canvasGetImageData']!(where), { width: 2, height: 1, data, errMsg: 'canvasGetImageData:ok' })
  assert.deepEqual(await wx['canvasPutImageData']!({ ...where, height: undefined, data }), { errMsg: 'canvasPutImageData:ok' })
  assert.deepEqual(called[1], ['putPixels', { x: 0, y: 0, width: 2, height: 1, data }])
  await assert.rejects(wx['canvasPutImageData']!({ ...where, width: 3, data }) as Promise<unknown>, {
    errMsg: 'canvasPutImageData:fail data has 8 bytes, not the 12 of its size',
  })
  await assert.rejects(wx['canvasGetImageData']!({ ...where, width: 1e6, height: 1e6 }) as Promise<unknown>, { errMsg: /cannot be made/ })
})

test('canIUse knows the canvas', () => {
  const { wx } = stage()
  const asked = ['canvas', 'createCanvasContext', 'canvasToTempFilePath.object.destWidth', 'canvasToTempFilePath.success.tempFilePath', 'canvasGetImageData']
  assert.deepEqual(
    asked.map((each) => wx['canIUse']!(each)),
    asked.map(() => true),
  )
})
