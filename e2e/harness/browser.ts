/**
 * A real browser, a phone and a desktop in it, and the record of what a person would not see: errors and warnings. It is Chromium, or with
 * STORIES_IN=firefox Debian's Firefox, so that the same story is told in both engines; docs/browsers.md says which are.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { chromiumFile } from '../../tools/chromium.js'
import { launchFirefox } from './firefox.js'
import { root } from './instance.js'

export type Shape = 'phone' | 'desktop'

export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** Console errors, warnings and uncaught exceptions of all frames, but for those that the story expects. */
  faults(): string[]
  /** Tells that a text is expected among the faults. */
  expectFault(pattern: RegExp): void
}

export type Engine = 'chromium' | 'firefox'

export interface ChromiumStart {
  /** Further switches of Chromium. */
  readonly switches?: readonly string[]
  /** With the window around the engine: what a story needs it for stands beside it (docs/decisions/0033). */
  readonly whole?: boolean
}

/** The engine that stories are told in. */
export const engine: Engine = process.env.STORIES_IN === 'firefox' ? 'firefox' : 'chromium'

/** A test that Firefox cannot be driven through; lacks says of what, as docs/browsers.md does. */
export function notInFirefox(_lacks: 'a dark screen' | 'the body of a request' | 'a debugger', name: string, body: () => Promise<void>): void {
  if (engine === 'chromium') test(name, body)
}

/** A test of a command or of files, in which a browser has no part or only shows what came of them: it is told once, with Chromium's. */
export function withoutBrowser(name: string, body: () => Promise<void>): void {
  if (engine === 'chromium') test(name, body)
}

export async function launchBrowser(start: ChromiumStart = {}): Promise<Browser> {
  return engine === 'firefox' ? launchFirefox() : launchChromium(start)
}

export async function launchChromium({ switches = [], whole = false }: ChromiumStart = {}): Promise<Browser> {
  const extra = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({
    executablePath: chromiumFile(whole),
    args: [
      ...extra,
      ...switches,
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface VisitOptions {
  readonly shape: Shape
  readonly locale?: 'en-US' | 'zh-CN'
  readonly dark?: boolean
  /** With the service worker. Without it a story can answer requests in the server's place, which Chromium does not let it otherwise. */
  readonly installed?: boolean
}

/** Driven as a desktop: of a phone it has the width, and no finger (docs/decisions/0016). */
const isFirefox = (browser: Browser): boolean => browser.browserType().name() === 'firefox'

/** What browsers say of a server that is not there: each has words of its own. */
export const lostConnection =
  /WebSocket|ERR_(CONNECTION|INTERNET_DISCONNECTED|EMPTY_RESPONSE|FAILED)|Failed to (load|fetch)|can’t establish a connection|connection .* was interrupted|NetworkError|Error in input stream/

/** What engines say of a member that is set on undefined. */
export const noObject = /Cannot set properties of undefined|can't access property/
/** What they say of functions that call each other without an end. */
export const endless = /Maximum call stack size exceeded|too much recursion/

/** What a story taps, a mouse clicks there: programs take both for a tap. */
function tapIsClick(page: Page): void {
  const locators = Object.getPrototypeOf(page.locator('body')) as { tap: Locator['tap']; click: Locator['click'] }
  locators.tap = function (options) {
    return this.click(options)
  }
}

/**
 * An address of a program gets the page below it in the history while it loads, which Firefox's driver now and then takes for the end of the
 * navigation, though the page is there. Then its load is waited for, at the address that was asked for; any other failure is one.
 */
function goesOn(page: Page): void {
  const goto = page.goto.bind(page)
  page.goto = async (url, options) => {
    try {
      return await goto(url, options)
    } catch (err) {
      if (!String(err).includes('NS_BINDING_ABORTED')) throw err
      await page.waitForURL(url)
      return null
    }
  }
}

/** A person of his own: cookies and storage are not shared with others. */
export async function visit(browser: Browser, { shape, locale = 'en-US', dark = false, installed = false }: VisitOptions): Promise<Visitor> {
  const context = await browser.newContext({
    locale,
    serviceWorkers: installed ? 'allow' : 'block',
    colorScheme: dark ? 'dark' : 'light',
    ...(shape === 'phone'
      ? { viewport: { width: 390, height: 844 }, ...(isFirefox(browser) ? {} : { deviceScaleFactor: 2, hasTouch: true, isMobile: true }) }
      : { viewport: { width: 1280, height: 800 } }),
  })
  // A deadline for a state, not a measure of speed: a busy machine may take long to get there.
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  if (isFirefox(browser)) {
    tapIsClick(page)
    goesOn(page)
  }
  const faults: string[] = []
  // Playwright's own word, not the page's.
  const expected: RegExp[] = installed ? [] : [/^warning: Service Worker registration blocked by Playwright/]
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`${message.type()}: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  return {
    page,
    context,
    faults: () => faults.filter((fault) => !expected.some((pattern) => pattern.test(fault))),
    expectFault: (pattern) => {
      expected.push(pattern)
    },
  }
}

/** Pictures of the stories go to e2e/out; SHOTS=docs writes those that the documents show. */
export function picture(page: Page, name: string): Promise<void> {
  return pictureIn(process.env.SHOTS === 'docs' ? join(root, 'docs', 'pictures') : join(root, 'e2e', 'out'), page, name)
}

export async function pictureIn(folder: string, page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  // Nothing is half-way: transitions of the host and of the program's frames have ended.
  for (const frame of page.frames()) {
    await frame.waitForFunction(() =>
      document.getAnimations().every((each) => each.playState !== 'running' || each.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY),
    )
  }
  await page.screenshot({ path: join(folder, `${name}.png`), scale: 'css' })
}
