/**
 * The counter: opens every page of a program in the real host and says which are clean.
 *
 * A page is clean when: the compiler has nothing to say of it; every text that must be there (paper.ts) is in the frame, and what of it is
 * not in sight was hidden by the page's own styles; something is in view; each handler that a tap can reach ran; and nothing was
 * logged that WeChat would not log. Programs of our own also say what a person does there (steps.ts); then every handler that the
 * page declares has to run.
 *
 * One program stays open, and goes from page to page as a link inside the host makes it go. Only a page that does not come is loaded
 * anew. Two people walk side by side, since most of a walk is waiting: each in a browser context of their own, and always the same pages.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { picture, type Visitor, visit } from './browser.js'
import { type Instance, root, run, startInstance } from './instance.js'
import { type PaperPage, paper, readChunks } from './paper.js'
import { programFrame } from './program.js'
import { before, drawn, type Rest, watchRest } from './rest.js'
import { timersMs, walkSteps } from './steps.js'
import { countTouches, tapEverything, timeWasOver } from './taps.js'

export interface WalkOptions {
  readonly browser: Browser
  /** The program's folder, and one for its package. */
  readonly program: string
  readonly out: string
  /** Faults of the program's own, which WeChat shows as well. */
  readonly ofTheProgram?: readonly RegExp[]
  /** What a page is given in its address, by its route. */
  readonly queries?: Readonly<Record<string, string>>
  /** Texts of the pages' initial data have to be there too: no page exchanges them for others as it opens. */
  readonly initial?: boolean
  /** What a person does on a page (steps.ts), by the page's folder under pages/. */
  readonly steps?: Readonly<Record<string, readonly string[]>>
  /** Handlers that are known to be unreachable, for each page's folder. */
  readonly unreached?: readonly string[]
  /** Routes to walk; all if absent. */
  readonly only?: (route: string) => boolean
  /** The name of a picture of the first page. */
  readonly first?: string
  /** A folder for pictures. */
  readonly shots?: string
  readonly tell?: (line: string) => void
}

export interface Walked {
  readonly total: number
  /** "route: reason; reason" of each page that is not clean. */
  readonly unclean: readonly string[]
  /** Routes of those whose time was over before all of them was seen. */
  readonly unfinished: readonly string[]
}

interface Manifest {
  readonly app: { readonly pages: Readonly<Record<string, unknown>>; readonly chunks: Readonly<Record<string, unknown>> }
}

/** Compiles, opens and walks a program. */
export async function walkProgram(options: WalkOptions): Promise<Walked> {
  const built = await run(['build', options.program, '-o', options.out])
  const manifest = JSON.parse(await readFile(join(options.out, 'manifest.json'), 'utf8')) as Manifest
  const routes = Object.keys(manifest.app.pages).filter((route) => options.only?.(route) ?? true)
  const chunks = await readChunks(options.out, Object.keys(manifest.app.chunks), routes)
  const undrawn = await notDrawn(options.program)
  const expected: Expected = {
    spoken: (route) => [...spoken(built.output, chunks.filesOf(route)), ...(undrawn.get(route) ?? [])],
    paper: (route, data) => paper(chunks, route, data),
  }
  if (options.shots) await mkdir(options.shots, { recursive: true })
  const instance = await startInstance('dev', [options.program])
  try {
    const ways = Array.from(
      { length: abreast },
      (_, at): Way => ({
        routes: routes.filter((_route, nth) => nth % abreast === at),
        picture: at === 0 ? options.first : undefined,
      }),
    )
    const lines = (await Promise.all(ways.filter((way) => way.routes.length > 0).map((way) => walkWay(instance, way, expected, options)))).flat()
    // As the program lists them.
    const of = (route: string): string[] => lines.filter((line) => line.startsWith(`${route}: `))
    return {
      total: routes.length,
      unclean: routes.flatMap(of),
      unfinished: routes.filter((route) => of(route).some((line) => line.includes(timeWasOver))),
    }
  } finally {
    await instance.dispose()
  }
}

/** How many walk side by side. */
const abreast = 2

interface Way {
  readonly routes: readonly string[]
  /** The name of a picture of the page that the program opens with. */
  readonly picture: string | undefined
}

interface Expected {
  /** What the compiler has to say of the page's files. */
  spoken(route: string): string[]
  /** What must be there, by the page's data if that is known. */
  paper(route: string, data?: Record<string, unknown>): PaperPage
}

/** A deadline for a state, not a measure of speed. */
const pageDeadlineMs = 300_000

/** One person's pages; gives the lines of those that are not clean. */
async function walkWay(instance: Instance, { routes, picture: name }: Way, expected: Expected, options: WalkOptions): Promise<string[]> {
  const begin = async (): Promise<Walker> => openProgram(instance, await welcome(options), options.queries ?? {})
  let walker: Walker | undefined
  try {
    walker = await begin()
    if (name !== undefined) await picture(walker.page, name)
    const unclean: string[] = []
    for (const route of routes) {
      const started = performance.now()
      const reasons = expected.spoken(route)
      try {
        walker ??= await begin()
        const walk = walkPage(walker, route, (data) => expected.paper(route, data), options)
        reasons.push(...(await before(walk, `the page came to no end: ${timeWasOver}`, pageDeadlineMs)))
      } catch (error) {
        reasons.push(`the walk broke off: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
        // Nobody waits for a page that hangs: the next ones are another person's.
        const left = walker?.visitor.context.close()
        walker = undefined
        await before(left ?? Promise.resolve(), 'the browser does not let go of the page').catch(() => undefined)
      }
      const line = `${route}: ${reasons.join('; ')}`
      options.tell?.(`${reasons.length === 0 ? 'clean' : 'NOT  '} ${line} (${Math.round(performance.now() - started)} ms)`)
      if (reasons.length > 0) unclean.push(line)
    }
    return unclean
  } finally {
    await walker?.visitor.context.close()
  }
}

async function welcome(options: WalkOptions): Promise<Visitor> {
  const visitor = await visit(options.browser, { shape: 'phone' })
  for (const fault of options.ofTheProgram ?? []) visitor.expectFault(fault)
  // What tells developers of faults, or opens their panel, lies over the page.
  await visitor.page.addInitScript(() =>
    document.addEventListener('DOMContentLoaded', () =>
      document.head.append(Object.assign(document.createElement('style'), { textContent: '.program-problems, .dev-open { display: none }' })),
    ),
  )
  await countTouches(visitor.page)
  await standInNetwork(visitor.page)
  return visitor
}

/** There is no network here: pictures of other servers are one of ours, fonts are an icon font. */
async function standInNetwork(page: Page): Promise<void> {
  const less = await readFile(join(root, 'node_modules', '@vant', 'icons', 'src', 'encode-woff2.less'), 'utf8')
  const font = Buffer.from(less.match(/base64,([\w+/=]+)/)?.[1] ?? '', 'base64')
  const leaf = await readFile(join(root, 'examples', 'teahouse', 'images', 'longjing.jpg'))
  await page.route('**/api/gateway/*/picture?*', (route) => {
    const isFont = /\.(woff2?|ttf|otf)\b/.test(decodeURIComponent(route.request().url()))
    return route.fulfill(isFont ? { contentType: 'font/woff2', body: font } : { contentType: 'image/jpeg', body: leaf })
  })
}

/** What the compiler finds missing or wrong in the files of a page; what it merely advises against WeChat takes too. */
function spoken(output: string, files: ReadonlySet<string>): string[] {
  const out: string[] = []
  for (const line of output.split('\n')) {
    const found = line.match(/^(.*?)(?::\d+:\d+)?: (warning|error): (.*)$/)
    if (found?.[2] === 'warning' && !/is no built-in element|There is no /.test(found[3] ?? '')) continue
    const name = found?.[1]?.replace(/\.\w+$/, '')
    if (found && name && [...files].some((file) => name === file || name.endsWith(`/${file}`))) out.push(`${found[1]}: ${found[3]}`)
  }
  return out
}

interface Findings {
  readonly findings: readonly { readonly severity: string; readonly code: string; readonly text: string; readonly pages?: readonly string[] }[]
}

/** What the report on a program says of built-ins whose place stays empty, by the route of the page. */
async function notDrawn(program: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const { findings } = JSON.parse((await run(['check', program, '--json'])).output) as Findings
  const out = new Map<string, string[]>()
  for (const { severity, code, text, pages = [] } of findings) {
    if (severity === 'error' && code === 'element.missing') for (const route of pages) out.set(route, [...(out.get(route) ?? []), text])
  }
  return out
}

export interface Walker {
  readonly page: Page
  readonly visitor: Visitor
  /** Names of the handlers that ran since this was cleared. */
  readonly ran: Set<string>
  /** Resolves once all of these have run. */
  whenRan(handlers: readonly string[]): Promise<void>
  /** Goes to a page of the program, as a link inside the host does, and gives its frame once it is at rest. */
  open(route: string): Promise<Frame>
  /** rest.ts */
  readonly rest: Rest
  /** Loads the whole host at that page. */
  reload(route: string): Promise<void>
}

async function openProgram(instance: Instance, visitor: Visitor, queries: Readonly<Record<string, string>>): Promise<Walker> {
  const { page } = visitor
  await page.goto((await instance.printed(/http\S+\/dev\/open\S*/))[0])
  await page.waitForURL(/\/p\/wx[0-9a-f]{16}/)
  await programFrame(page)
  const app = page.url().match(/wx[0-9a-f]{16}/)?.[0]
  if (app === undefined) throw new Error('the program did not open')
  const ran = new Set<string>()
  const looking = new Set<() => void>()
  let opened = 0
  // In development the program's console tells which handler an event ran.
  page.on('console', (message) => {
    // One that the program does not have was reached too: the warning says what is wrong with it.
    const told = message.type() === 'debug' ? /\S+ → (\S+)/ : /does not have a method "([^"]+)"/
    const name = message.text().match(told)?.[1]
    if (name === undefined) return
    ran.add(name)
    for (const look of [...looking]) look()
  })
  const rest = watchRest(page)
  await rest.whenStill()
  return {
    page,
    visitor,
    ran,
    whenRan: (handlers) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (handlers.some((each) => !ran.has(each))) return
          looking.delete(look)
          resolve()
        }
        looking.add(look)
        look()
      }),
    rest,
    async reload(route) {
      rest.forget()
      await page.goto('about:blank')
      await page.goto(`${instance.url}/p/${app}/${route}?${queries[route] ?? ''}`.replace(/\?$/, ''))
      await programFrame(page)
      await rest.whenStill()
    },
    async open(route) {
      const go = async (): Promise<Frame> => {
        opened++
        // The program goes there without starting anew. The number makes it a page of its own; the state keeps the query as it is written.
        await page.evaluate(
          ({ at, path }) => {
            history.replaceState({ ...history.state, path }, '', `${at}${path}`)
            dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
          },
          { at: `/p/${app}/`, path: `${route}?${queries[route] ?? ''}&opened=${opened}`.replace('?&', '?') },
        )
        return rest.whenStill()
      }
      let frame = await go()
      // What the host shows over the page takes a step back for itself, and a page that leaves late leads elsewhere.
      for (let tries = 0; tries < 3 && (await rest.route()) !== route; tries++) frame = await go()
      return frame
    },
  }
}

/** on: what must be there, by the page's data. */
async function walkPage(walker: Walker, route: string, on: (data?: Record<string, unknown>) => PaperPage, options: WalkOptions): Promise<string[]> {
  const expected = on()
  const { page, visitor, ran } = walker
  const known = visitor.faults().length
  const reasons: string[] = []
  ran.clear()
  const frame = await walker.open(route)
  const missing = await missingTexts(frame, options.initial ? [...expected.texts, ...expected.initial] : expected.texts)
  // What a page brings late may take another branch than its initial data does.
  const due = missing.length === 0 || options.initial ? null : new Set(on(await walker.rest.data()).texts)
  for (const text of missing) if (due?.has(text) ?? true) reasons.push(`text is missing: ${text}`)
  if (!(await frame.evaluate(somethingIsInView))) reasons.push('nothing is in view')
  const name = route.split('/').at(-2) ?? route
  if (options.shots) await page.screenshot({ path: join(options.shots, `${name}.png`), scale: 'css' })
  const own = options.steps?.[name]
  const unreached = new Set([...(options.unreached ?? []), ...(own ?? []).flatMap((step) => step.match(/^unreached (.*)/)?.[1]?.split(' ') ?? [])])
  if (own) {
    reasons.push(...(await walkSteps(walker, own, options.shots ? join(options.shots, name) : undefined)))
    const wanted = expected.handlers.filter((handler) => !unreached.has(handler))
    // Some run by themselves: a swiper turns, and says so when it has.
    if (wanted.some((handler) => !ran.has(handler))) await Promise.race([walker.whenRan(wanted), walker.rest.whenTimersRan(timersMs)])
    for (const handler of wanted) if (!ran.has(handler)) reasons.push(`handler did not run: ${handler}`)
  } else if (reasons.length === 0) {
    const wanted = expected.tapHandlers.filter((handler) => !unreached.has(handler))
    for (const handler of await tapEverything(walker, wanted, route)) reasons.push(`handler was not reached: ${handler}`)
  }
  for (const fault of visitor.faults().slice(known)) reasons.push(fault)
  return [...new Set(reasons)]
}

/** Texts that are missing once the page has come to rest; what is not in sight must be hidden by a style. */
async function missingTexts(frame: Frame, wanted: readonly string[]): Promise<string[]> {
  // The newest text stands for "rendered"; a page that brings all of them late is as good as one that has them at once.
  const look = () =>
    // No function is named in here: the test runner's compiler would give it a helper that the frame does not have.
    frame.evaluate((texts) => {
      // biome-ignore lint/performance/useDomNodeTextContent: only what is laid out can be seen
      const seen = document.body.innerText.replace(/\s+/g, '')
      let hidden = ''
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const around = node.parentElement
        // A style may show other letters than are written (text-transform).
        const asWritten = around?.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) && getComputedStyle(around).textTransform === 'none'
        if (!asWritten) hidden += (node.textContent ?? '').replace(/\s+/g, '')
      }
      // What a text writes as a backslash and an n ends a line on the screen.
      return texts.filter((text) => !seen.includes(text.replace(/\\n|\s+/g, '')) && !hidden.includes(text.replace(/\\n|\s+/g, '')))
    }, wanted)
  let missing = await look()
  // A page that stays empty is told of as one; it keeps nobody waiting.
  for (let tries = 0; tries < 60 && (missing.length > 0 || !(await frame.evaluate(somethingIsInView))); tries++) {
    await drawn(frame)
    missing = await look()
  }
  return missing
}

const somethingIsInView = (): boolean =>
  [...document.body.querySelectorAll('*')].some((each) => {
    const { width, height, top } = each.getBoundingClientRect()
    return width > 0 && height > 0 && top < innerHeight
  })
