/**
 * From a save to the screen: `superette dev` on the workbench program and on WeUI's example, one change of each kind, seven
 * times. Measured outside of the product: from before the file is written to the first task of the
 * page's frame in which the change is there.
 *
 * Run: make bench-reload
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Frame, Page } from 'playwright-core'
import { launchBrowser, visit } from '../e2e/harness/browser.js'
import { root, startInstance } from '../e2e/harness/instance.js'
import { programFrame, programPage } from '../e2e/harness/program.js'
import { chromiumVersion, machine } from './machine.js'
import { median, type Row, writeResults } from './table.js'

const rounds = 7

interface Kind {
  readonly name: string
  readonly file: string
  /** The file's text of a round. */
  readonly change: (text: string, round: number) => string
  /** Whether a round's change is on the screen: an expression in the page's frame; {0} is the round. */
  readonly seen: string
}
interface Project {
  readonly name: string
  readonly folder: string
  readonly page: string
  readonly kinds: readonly Kind[]
}

const marked = "document.querySelector('.bench')?.textContent === 'bench {0}'"
const coloured = "getComputedStyle(document.body).outlineColor === 'rgb({0}, 0, 0)'"

const projects: readonly Project[] = [
  {
    name: 'workbench, 2 pages',
    folder: join(root, 'e2e', 'programs', 'workbench'),
    page: 'pages/index/index',
    kinds: [
      { name: 'WXSS', file: 'pages/index/index.wxss', change: (text, n) => `${text}\npage{outline:1px solid rgb(${n},0,0)}`, seen: coloured },
      { name: 'WXML', file: 'pages/index/index.wxml', change: (text, n) => `<view class="bench">bench ${n}</view>${text}`, seen: marked },
      {
        name: 'WXS',
        file: 'utils/say.wxs',
        change: (text, n) => text.replace('counted ', `${n} counted `),
        seen: "document.querySelector('.count')?.textContent === '{0} counted 0'",
      },
      {
        name: 'JS of the page',
        file: 'pages/index/index.js',
        change: (text, n) => text.replace("title: 'Workbench'", `title: 'bench ${n}'`),
        seen: "document.querySelector('.title')?.textContent === 'bench {0}'",
      },
      {
        name: 'JS of a component',
        file: 'components/tally/tally.js',
        change: (text, n) => text.replace('n: 0', `n: ${n}`),
        seen: "document.body.innerText.includes('pears: {0}')",
      },
    ],
  },
  {
    name: "WeUI's example, 58 pages",
    folder: join(root, 'node_modules', 'weui-wxss', 'dist'),
    page: 'example/index',
    kinds: [
      { name: 'WXSS', file: 'example/index.wxss', change: (text, n) => `${text}\npage{outline:1px solid rgb(${n},0,0)}`, seen: coloured },
      { name: 'WXML', file: 'example/index.wxml', change: (text, n) => `<view class="bench">bench ${n}</view>${text}`, seen: marked },
    ],
  },
]

/** Resolves in the frame with the time (Unix, ms) at which the expression was first true, looked at in every frame. */
function watchFor(frame: Frame, expression: string): Promise<number> {
  return frame.evaluate(`new Promise((resolve) => {
    const look = () => (${expression} ? resolve(performance.timeOrigin + performance.now()) : requestAnimationFrame(look))
    look()
  })`)
}

async function measure(page: Page, folder: string, kind: Kind): Promise<readonly number[]> {
  const path = join(folder, kind.file)
  const text = await readFile(path, 'utf8')
  const times: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const frame = await programFrame(page)
    const seen = watchFor(frame, kind.seen.replaceAll('{0}', String(round)))
    // The watch stands before the file is written.
    await frame.evaluate(() => undefined)
    const saved = performance.timeOrigin + performance.now()
    await writeFile(path, kind.change(text, round))
    times.push((await seen) - saved)
  }
  await writeFile(path, text)
  return times
}

const rows: Row[] = []
const facts = machine('make bench-reload', [chromiumVersion()])
const browser = await launchBrowser({ whole: true })
try {
  for (const project of projects) {
    const folder = await mkdtemp(join(tmpdir(), 'superette-reload-'))
    await cp(project.folder, folder, { recursive: true })
    const dev = await startInstance('dev', [folder])
    const author = await visit(browser, { shape: 'desktop' })
    const [link] = await dev.printed(/http:\S+\/dev\/open\?key=\w+/)
    await author.page.goto(link)
    await programPage(author.page).locator('body > *').first().waitFor({ state: 'attached' })
    for (const kind of project.kinds) {
      const times = await measure(author.page, folder, kind)
      rows.push({ name: `${project.name}: ${kind.name}`, values: [Math.max(...times), median(times)], goal: '≤ 300', most: 300 })
    }
    await author.context.close()
    await dev.dispose()
    await rm(folder, { recursive: true, force: true })
  }
} finally {
  await browser.close()
}
await writeResults({
  name: 'reload',
  title: 'From a save to the screen',
  about: `\`superette dev\` with its page open: from before the file is written to the first task of the page's frame in which the change is there.
Median and longest of ${rounds} changes of each kind, in ms.\n\n${facts}`,
  columns: ['longest', 'median'],
  rows,
})
