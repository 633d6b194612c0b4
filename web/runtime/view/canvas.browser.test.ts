/** The legacy canvas from wx to pixels: what a program records is replayed by a real frame. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { canvasExtension } from '../api/chunk-canvas.js'
import { kit } from '../api/kit.js'
import { fakeEnv } from '../api/testing.js'
import { bundle, launch, openFrame } from './testing/frame.js'
import { Ops } from './testing/ops.js'
import { files } from './testing/stage.js'

let browser: Browser
let script: string
before(async () => {
  script = await bundle(new URL('main.ts', import.meta.url))
  browser = await launch()
})
after(() => browser.close())

type Context = Readonly<Record<string, (...args: unknown[]) => unknown>>

/** What the program's drawing sends to the canvas. */
async function drawing(draw: (context: Context) => void): Promise<unknown> {
  let sent: unknown
  const { env } = fakeEnv()
  const stage = {
    ...env,
    findCanvas: () => ({ page: 1, node: 2, tag: 'canvas' }),
    callNode: async (_node: unknown, _method: string, args: unknown) => {
      sent = args
    },
  }
  const members = canvasExtension(stage, kit).own as Readonly<Record<string, (...args: unknown[]) => unknown>>
  const context = members['createCanvasContext']!('c') as Context
  draw(context)
  await new Promise((resolve) => context['draw']!(false, resolve))
  return sent
}

test('a drawing recorded by the legacy context becomes pixels; one that fails does not hold up the next', async () => {
  const failing = await drawing((context) => context['arc']!(0, 0, -1, 0, 1))
  const good = await drawing((context) => {
    const gradient = context['createLinearGradient']!(0, 0, 100, 0) as Context
    gradient['addColorStop']!(0, '#00ff00')
    gradient['addColorStop']!(1, '#00ff00')
    context['setFillStyle']!(gradient)
    context['fillRect']!(0, 0, 100, 50)
    context['save']!()
    context['translate']!(50, 0)
    context['setFillStyle']!('#0000ff')
    context['beginPath']!()
    context['arc']!(25, 25, 20, 0, 2 * Math.PI)
    context['fill']!()
    context['restore']!()
    context['clearRect']!(0, 40, 10, 10)
    context['setFillStyle']!(context['createPattern']!('/red.png', 'repeat'))
    context['fillRect']!(20, 40, 20, 10)
  })
  const frame = await openFrame(browser, script, { files })
  try {
    const ops = new Ops().add(1, 2, 'wx-canvas', { style: 'width:100px;height:50px', props: { canvasId: 'c' } })
    ops.call(2, 'draw', failing, 3).call(2, 'draw', good, 4)
    const places = [
      [10, 10],
      [75, 25],
      [5, 45],
      [30, 45],
    ]
    for (const [at, [x, y]] of places.entries()) ops.call(2, 'pixels', { x, y, width: 1, height: 1 }, 10 + at)
    await frame.run(ops)
    await frame.waitForSent('callResult', 4)
    const answers = await frame.page.evaluate(() => {
      type Answer = { kind: string; callId: number; ok: boolean; value?: { data?: Uint8ClampedArray } }
      const all = (window as unknown as { inside: { fromView: Answer[] } }).inside.fromView.filter((each) => each.kind === 'callResult')
      return all.map(({ callId, ok, value }) => [callId, ok, Array.from(value?.data ?? [])] as const).sort((a, b) => a[0] - b[0])
    })
    assert.deepEqual(answers, [
      [3, false, []],
      [4, true, []],
      [10, true, [0, 255, 0, 255]],
      [11, true, [0, 0, 255, 255]],
      [12, true, [0, 0, 0, 0]],
      [13, true, [255, 0, 0, 255]],
    ])
  } finally {
    await frame.page.context().close()
  }
})
