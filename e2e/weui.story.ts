/**
 * README: "unmodified WeChat programs". The whole example of npm `weui-wxss`, as published, page by page in the real host.
 *
 * A page is clean when: the compiler has nothing to say of it; every text that must be there (paper.ts) is in the frame, and what of it is
 * not in sight was hidden by the page's own styles; something is in view; each handler that a tap can reach ran; and nothing was
 * logged that WeChat would not log.
 */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Frame, Page } from 'playwright-core'
import { launchBrowser, picture, visit } from './harness/browser.js'
import { type Instance, root, run, startInstance } from './harness/instance.js'
import { type PaperPage, paper, readChunk } from './harness/paper.js'
import { programFrame, programPage } from './harness/program.js'

/** Faults of WeUI's own, which WeChat shows as well. */
const ofTheProgram = [
  // example/index calls a method of the app that app.js does not have.
  /themeChanged is not a function/,
  // example/navigation-bar binds "back" and has no such method.
  /does not have a method "back"/,
]

const program = join(root, 'node_modules', 'weui-wxss', 'dist')

let browser: Browser
let instance: Instance
let out: string

before(async () => {
  browser = await launchBrowser()
  out = await mkdtemp(join(tmpdir(), 'superette-weui-'))
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
  await rm(out, { recursive: true, force: true })
})

/** Texts that are missing, and whether each one that is not in sight is hidden by a style. */
async function missingTexts(frame: Frame, page: PaperPage): Promise<string[]> {
  // No function is named in here: the test runner's compiler would give it a helper that the frame does not have.
  return frame.evaluate((wanted) => {
    // biome-ignore lint/performance/useDomNodeTextContent: only what is laid out can be seen
    const seen = document.body.innerText.replace(/\s+/g, '')
    let hidden = ''
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) hidden += (node.textContent ?? '').replace(/\s+/g, '')
    }
    return wanted.filter((text) => !seen.includes(text.replace(/\s+/g, '')) && !hidden.includes(text.replace(/\s+/g, '')))
  }, page.texts)
}

/** In development the program's console tells which handler an event ran. */
function followHandlers(page: Page): Set<string> {
  const ran = new Set<string>()
  page.on('console', (message) => {
    const name = message.type() === 'debug' ? message.text().match(/tap → (\S+)/)?.[1] : undefined
    if (name !== undefined) ran.add(name)
  })
  return ran
}

test('superette build compiles all 58 pages without a word', async () => {
  const built = await run(['build', program, '-o', out])
  assert.equal(built.code, 0, built.output)
  assert.match(built.output, /58 pages/)
  assert.doesNotMatch(built.output, /warning|error:/)
})

test('every page of WeUI is clean in the host', { timeout: 400_000 }, async (t) => {
  const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')) as { app: { pages: Record<string, unknown> } }
  const routes = Object.keys(manifest.app.pages)
  assert.equal(routes.length, 58)
  const chunk = await readChunk(out, routes)
  instance = await startInstance('dev', [program])
  const visitor = await visit(browser, { shape: 'phone' })
  const { page } = visitor
  for (const fault of ofTheProgram) visitor.expectFault(fault)
  await page.goto((await instance.printed(/http\S+\/dev\/open\S*/))[0])
  await programPage(page).getByText('WeUI 是一套同微信原生视觉体验一致的基础样式库').waitFor()
  await picture(page, 'phone-weui')
  const app = page.url().match(/wx[0-9a-f]{16}/)?.[0]
  assert.ok(app)

  const ran = followHandlers(page)
  const unclean: string[] = []
  for (const route of routes) {
    const before = visitor.faults().length
    const reasons: string[] = []
    const expected = paper(chunk, route)
    await page.goto(`${instance.url}/p/${app}/${route}`)
    const frame = await programFrame(page)
    // The newest text stands for "rendered"; the definition is checked right after.
    await frame.waitForFunction((count) => document.body.textContent !== '' || count === 0, expected.texts.length)
    for (const text of await missingTexts(frame, expected)) reasons.push(`text is missing: ${text}`)
    const inView = await frame.evaluate(() =>
      [...document.body.querySelectorAll('*')].some((each) => {
        const { width, height, top } = each.getBoundingClientRect()
        return width > 0 && height > 0 && top < innerHeight
      }),
    )
    if (!inView) reasons.push('nothing is in view')
    for (const name of await tapEverything(page, {
      handlers: expected.tapHandlers.filter((name) => name !== 'back'),
      ran,
      reopen: async () => {
        await page.goto(`${instance.url}/p/${app}/${route}`)
      },
    }))
      reasons.push(`handler was not reached: ${name}`)
    for (const fault of visitor.faults().slice(before)) reasons.push(fault)
    if (reasons.length > 0) unclean.push(`${route}: ${reasons.join('; ')}`)
  }
  t.diagnostic(`${routes.length - unclean.length} of ${routes.length} pages are clean`)
  assert.deepEqual(unclean, [])
  await visitor.context.close()
})

/** Only the innermost counts: a tap on it is a tap on all around it. Navigators lead away and hold no handler of the page's. */
function standing(each: Element): 'none' | 'clear' | 'covered' {
  const inner = each.childElementCount === 0 || /^WX-(INPUT|CHECKBOX|ICON|IMAGE)$/.test(each.tagName)
  if (!inner || each.closest('wx-navigator') !== null || !each.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return 'none'
  each.scrollIntoView({ block: 'center', behavior: 'instant' })
  const { left, top, width, height } = each.getBoundingClientRect()
  if (width === 0 || height === 0) return 'none'
  const hit = document.elementFromPoint(left + width / 2, top + height / 2)
  return hit !== null && (each.contains(hit) || hit.contains(each)) ? 'clear' : 'covered'
}

interface Taps {
  readonly handlers: readonly string[]
  readonly ran: Set<string>
  readonly reopen: () => Promise<void>
}

/** Taps what can be tapped until every handler has run; gives the names of those that never did. */
async function tapEverything(page: Page, { handlers, ran, reopen }: Taps): Promise<string[]> {
  ran.clear()
  let from = 0
  let passes = 1
  // Elements that lead to another page: tapped once. On a busy machine the page may leave after the next tap, which is then lost,
  // so that the walk begins again from above until a whole pass brought nothing new.
  const leaving = new Set<number>()
  for (let round = 0; round < 60 && !handlers.every((name) => ran.has(name)); round++) {
    const frame = await programFrame(page)
    const elements = await frame.$$('body *')
    let tapped = 0
    let left = false
    for (; from < elements.length && !left; from++) {
      const element = elements[from]
      if (!element || leaving.has(from)) continue
      const place = await element.evaluate(standing).catch(() => 'gone')
      if (place === 'clear') {
        await element.tap({ force: true })
        tapped++
        await answered(frame)
        if (handlers.every((name) => ran.has(name))) return []
        if ((await programFrame(page)) !== frame) {
          leaving.add(from)
          left = true
        }
      } else if (place === 'covered' && tapped > 0) {
        // What an earlier tap brought up lies over it: open the page again and go on with this one.
        from--
        left = true
      } else if (place === 'gone') left = true
    }
    if (left) {
      await reopen()
      continue
    }
    // Once more on the page as the taps left it (something may have come up above), then on a fresh one.
    passes++
    if (passes > 6) break
    from = 0
    if (passes % 2 === 1) await reopen()
  }
  return handlers.filter((name) => !ran.has(name))
}

/** Two frames later the Worker's answer to a tap has been drawn. */
async function answered(frame: Frame): Promise<void> {
  await frame.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))).catch(() => undefined)
}
