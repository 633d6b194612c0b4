import { writeFileSync } from 'node:fs'
import { launchBrowser } from '../e2e/harness/browser.js'
import { startHosts } from './runtime/hosts.js'
const what = (process.env.WHAT ?? 'create,tenThousand').split(',')
const hosts = await startHosts()
try {
  const h = hosts.all.find((x) => x.name === (process.env.HOST ?? 'Superette'))!
  const b = await launchBrowser()
  const open = await h.open(b)
  const element = open.frame === open.page.mainFrame() ? null : await open.frame.frameElement()
  const box = element === null ? { x: 0, y: 0 } : (await element.boundingBox())!
  const row = (at: number, id: number): any => [at, `Tea ${id}`, id % 97, id % 3 === 0]
  const exp: any = { create: { rows: 1000, at: [row(0, 0), row(999, 999)] }, replace: { rows: 1000, at: [row(0, 1000), row(999, 1999)] }, tenThousand: { rows: 10000, at: [row(0, 0), row(9999, 9999)] }, clear: { rows: 0, at: [] } }
  for (const name of what) {
    if (name === 'gc') continue
    await new Promise((r) => setTimeout(r, 1500))
    const trace = process.env.TRACE === '1'
    if (trace) await b.startTracing(undefined as any, { categories: ['devtools.timeline', 'v8.execute', 'disabled-by-default-devtools.timeline', 'toplevel', 'blink.user_timing', 'v8', 'disabled-by-default-v8.gc', 'ipc', 'mojom', 'disabled-by-default-lifecycles', ...(process.env.PROF ? ['disabled-by-default-v8.cpu_profiler'] : [])] })
    const seen = open.frame.evaluate((g: any) => inside.watch(g), exp[name] ?? { rows: -1, at: [] })
    await open.frame.evaluate(() => undefined)
    const place = await open.frame.evaluate((t: string) => inside.place(t), name)
    await open.page.touchscreen.tap(box.x + place!.x, box.y + place!.y)
    const s = await seen
    const began = await open.began(name)
    console.log(name, 'handler→right', (s.right - began).toFixed(0), 'tap→right', (s.right - s.touches[0]!).toFixed(0), 'tap→frame', (s.frame - s.touches[0]!).toFixed(0))
    await new Promise((r) => setTimeout(r, 1000))
    if (trace) writeFileSync(`/tmp/perfw/trace-${h.name[0]}-${name}.json`, await b.stopTracing())
  }
  await open.close(); await b.close()
} finally { await hosts.dispose() }
