/** The browser's own tools know the author's files: what a debugger is told of a program under development. */
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Browser, CDPSession } from 'playwright-core'
import { engine, launchBrowser, noObject, notInFirefox } from './harness/browser.js'
import { assertQuiet } from './harness/people.js'
import { programPage } from './harness/program.js'
import { openWorkbench, type Workbench } from './harness/workbench.js'

let browser: Browser
let bench: Workbench
before(async () => {
  browser = await launchBrowser()
})
after(() => browser?.close())
beforeEach(async () => {
  bench = await openWorkbench(browser, { shape: 'desktop' })
})
afterEach(() => bench?.dispose())

interface Script {
  readonly scriptId: string
  readonly url: string
  readonly sourceMapURL: string
}
interface SourceMap {
  readonly sections: readonly {
    readonly offset: { readonly line: number; readonly column: number }
    readonly map: { readonly sources: readonly string[]; readonly sourcesContent?: readonly string[]; readonly mappings: string }
  }[]
}
interface Target {
  send(method: string, params?: object): Promise<Record<string, unknown>>
  heard(method: string): Promise<Record<string, unknown>>
  readonly scripts: Script[]
}

/** Talks to the program's Worker as a debugger does: by a session of its own below the browser's. */
async function debug(): Promise<Target> {
  const root: CDPSession = await browser.newBrowserCDPSession()
  const { targetInfos } = await root.send('Target.getTargets', { filter: [{ type: 'worker' }] })
  const found = targetInfos.find((each) => each.type === 'worker')
  assert.ok(found, `no Worker among ${JSON.stringify(targetInfos)}`)
  const { sessionId } = await root.send('Target.attachToTarget', { targetId: found.targetId, flatten: false })
  const answers = new Map<number, (answer: Record<string, unknown>) => void>()
  const listeners: { readonly method: string; readonly heard: (params: Record<string, unknown>) => void }[] = []
  const scripts: Script[] = []
  root.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return
    const message = JSON.parse(event.message) as { id?: number; method?: string; params?: Record<string, unknown>; result?: Record<string, unknown> }
    if (message.id !== undefined) answers.get(message.id)?.(message.result ?? {})
    if (message.method === 'Debugger.scriptParsed') scripts.push(message.params as unknown as Script)
    for (const each of [...listeners]) if (each.method === message.method) each.heard(message.params ?? {})
  })
  let last = 0
  return {
    scripts,
    send: (method, params = {}) =>
      new Promise((resolve) => {
        last += 1
        answers.set(last, resolve)
        void root.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: last, method, params }) })
      }),
    heard: (method) => new Promise((resolve) => listeners.push({ method, heard: resolve })),
  }
}

function mapOf(script: Script): SourceMap {
  const [, data] = script.sourceMapURL.match(/^data:application\/json;charset=utf-8;base64,(.*)$/) ?? []
  assert.ok(data, `no map in ${script.sourceMapURL.slice(0, 80)}`)
  return JSON.parse(Buffer.from(data, 'base64').toString('utf8')) as SourceMap
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The first generated line (from 0) of each original line (from 0) of a source. */
function linesOf(map: SourceMap, source: string): Map<number, number> {
  const section = map.sections.find((each) => each.map.sources.includes(source))
  assert.ok(section, `no ${source} in the map`)
  const out = new Map<number, number>()
  let original = 0
  section.map.mappings.split(';').forEach((line, at) => {
    for (const segment of line.split(',').filter((each) => each !== '')) {
      const numbers: number[] = []
      let value = 0
      let shift = 0
      for (const each of segment) {
        const digit = digits.indexOf(each)
        value += (digit & 31) << shift
        shift += 5
        if (digit & 32) continue
        numbers.push(value & 1 ? -(value >> 1) : value >> 1)
        value = 0
        shift = 0
      }
      original += numbers[2] ?? 0
      if (!out.has(original)) out.set(original, section.offset.line + at)
    }
  })
  return out
}

notInFirefox(
  'a debugger',
  'each script that a program runs has a map to the files of its author, text included; a breakpoint there stops, before and after a change',
  async () => {
    const { page, shown, edit } = bench
    const target = await debug()
    await target.send('Debugger.enable')
    const main = target.scripts.find((each) => each.url === 'superette://workbench/$/program.js')
    assert.ok(main, JSON.stringify(target.scripts.map((each) => each.url)))
    const map = mapOf(main)
    const sources = map.sections.flatMap((each) => each.map.sources)
    for (const file of ['app.js', 'pages/index/index.js', 'pages/detail/detail.js', 'components/tally/tally.js', 'utils/rows.js'])
      assert.ok(sources.includes(`superette://workbench/${file}`), `${file} is not in ${sources.join()}`)
    const index = map.sections.find((each) => each.map.sources.includes('superette://workbench/pages/index/index.js'))
    assert.match(index?.map.sourcesContent?.[0] ?? '', /^const \{ rows \} = require/)

    // Line 9 of pages/index/index.js is the first of add().
    const stop = async (script: Script, source: string, line: number): Promise<void> => {
      const lineNumber = linesOf(mapOf(script), source).get(line - 1)
      assert.ok(lineNumber !== undefined, `line ${line} of ${source} is nowhere`)
      const set = await target.send('Debugger.setBreakpointByUrl', { url: script.url, lineNumber })
      const paused = target.heard('Debugger.paused')
      const tapped = programPage(page).locator('.count').click()
      const { callFrames } = (await paused) as { callFrames: { functionName: string; location: { scriptId: string; lineNumber: number } }[] }
      assert.equal(callFrames[0]?.functionName, 'add')
      assert.deepEqual([callFrames[0]?.location.scriptId, callFrames[0]?.location.lineNumber], [script.scriptId, lineNumber])
      await target.send('Debugger.removeBreakpoint', { breakpointId: set['breakpointId'] })
      await target.send('Debugger.resume')
      await tapped
    }
    await stop(main, 'superette://workbench/pages/index/index.js', 9)
    await shown('counted 1')

    // A changed script is one of its own, mapped too.
    await edit('pages/index/index.js', '  add() {', '  add() {\n    const step = 5')
    await edit('pages/index/index.js', 'this.data.count + 1', 'this.data.count + step')
    await page
      .locator('.dev-arrived')
      .getByText(/Updated/)
      .waitFor()
    await programPage(page).locator('.count').click()
    await shown('counted 6')
    const changed = target.scripts.findLast((each) => each.url.startsWith('superette://workbench/$/change-'))
    assert.ok(changed, JSON.stringify(target.scripts.map((each) => each.url)))
    await stop(changed, 'superette://workbench/pages/index/index.js', 10)
    await shown('counted 11')
  },
)

test("an error's stack, in the host's console and in the panel, names the author's file, line and column; so does that of one that is printed", async () => {
  const { page, author, edit } = bench
  const rowOf = (text: string | RegExp) => page.getByRole('log').getByRole('listitem').filter({ hasText: text })
  // Of a member that is set V8 names the place of the member, Firefox that of the statement.
  const place = `pages/index/index.js:21:${engine === 'firefox' ? 5 : 13}`
  await programPage(page).locator('.fail').click()
  await rowOf(noObject)
    .getByRole('button', { name: `Stack ${place}`, exact: true })
    .click()
  const frame = new RegExp(`at \\S*fail \\(${place.replaceAll('.', '\\.')}\\)`)
  assert.match((await rowOf(noObject).locator('pre').textContent()) ?? '', frame)
  assert.match(author.faults().join(), frame)
  author.expectFault(noObject)

  await edit('pages/index/index.js', 'nothing.here = true', "console.log(new Error('no tea left'))")
  await page
    .locator('.dev-arrived')
    .getByText(/Updated/)
    .waitFor()
  await programPage(page).locator('.fail').click()
  const printed = rowOf('Error: no tea left')
  await printed.getByRole('button', { name: 'Stack pages/index/index.js:21:13', exact: true }).waitFor()
  assert.match((await printed.locator('.dev-args').textContent()) ?? '', /^Error: no tea left\s+at \S*fail \(pages\/index\/index\.js:21:17\)/)
  assertQuiet(author)
})
