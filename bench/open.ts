/**
 * Tap to content: from the click on "Open" in Discover until the first tea is in the program's page, in a phone-sized Chromium, on the
 * real binary. cold: a new browser profile, nothing cached. warm: the host was used before, the program is started anew.
 * back: the program is alive and only comes into view again. The limit in the same run is plain.html: one static page with as many rows and
 * pictures, from the click on its link until its first row is there.
 *
 * Run: make build && node --import tsx bench/open.ts
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { launchBrowser, visit } from '../e2e/harness/browser.js'
import { startInstance } from '../e2e/harness/instance.js'

const rounds = Number(process.env.ROUNDS ?? 7)
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const instance = await startInstance('demo')
const rows = Array.from({ length: 8 }, (_, i) => `<div class="row">Jasmine milk ${i}</div>`).join('')
const plain = createServer((request, response) => {
  response.setHeader('content-type', 'text/html')
  response.end(
    request.url === '/page' ? `<!doctype html><meta name="viewport" content="width=device-width"><body>${rows}` : '<!doctype html><a href="/page">Open</a>',
  )
})
await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', () => resolve()))
const plainUrl = `http://127.0.0.1:${(plain.address() as AddressInfo).port}`

/** Milliseconds from the tap until the text stands in a frame of the page. */
async function timed(page: Page, tap: () => Promise<void>, text: string): Promise<number> {
  const begin = performance.now()
  await tap()
  for (;;) {
    for (const frame of page.frames()) {
      // biome-ignore lint/performance/useDomNodeTextContent: only what is laid out is there for the person
      if (await frame.evaluate((wanted) => document.body?.innerText.includes(wanted) ?? false, text).catch(() => false)) return performance.now() - begin
    }
  }
}

const times = { cold: [] as number[], warm: [] as number[], back: [] as number[], plain: [] as number[] }
for (let i = 0; i < rounds; i++) {
  const browser = await launchBrowser({ whole: true })
  const { page } = await visit(browser, { shape: 'phone' })
  const open = page.getByRole('button', { name: 'Open Teahouse' }).first()
  await page.goto(`${instance.url}/demo/ling`)
  await page.goto(`${instance.url}/discover`)
  await open.waitFor()
  times.cold.push(await timed(page, () => open.click(), 'Jasmine milk'))
  await page.goto(`${instance.url}/discover`)
  await open.waitFor()
  times.warm.push(await timed(page, () => open.click(), 'Jasmine milk'))
  await page.getByRole('button', { name: 'Close program' }).click()
  await open.waitFor()
  const shown = page.locator('.program.shown')
  const begin = performance.now()
  await open.click()
  await shown.waitFor()
  times.back.push(performance.now() - begin)
  await page.goto(plainUrl)
  const link = page.getByRole('link', { name: 'Open' })
  await link.waitFor()
  times.plain.push(await timed(page, () => link.click(), 'Jasmine milk'))
  await browser.close()
}
plain.close()
await instance.dispose()
const lines = [
  `tap to content, median of ${rounds} (ms)`,
  ...Object.entries(times).map(
    ([name, values]) =>
      `  ${name.padEnd(6)} ${median(values).toFixed(0).padStart(5)}   min ${Math.min(...values).toFixed(0)}, max ${Math.max(...values).toFixed(0)}`,
  ),
  `  warm / plain page in the same run: ${(median(times.warm) / median(times.plain)).toFixed(1)}`,
]
process.stdout.write(`${lines.join('\n')}\n`)
