/**
 * Whether what a person did has had all its effect.
 *
 * Nothing here waits for time. The program's own Worker is asked, over the ports that a tap's event and its effects take as well, and
 * an answer on a port comes after everything that was sent over it before:
 *
 * - a query to the page's frame comes back after the frame's events, so that their handlers have run;
 * - a step that the host refuses is refused when its turn comes, so that pages that were asked for before have come;
 * - a second query comes back when the page in view has carried out what the Worker drew on it;
 * - a line on the console comes after the lines of the handlers.
 *
 * What is left is the slide of the page's frame, which the program's frame knows of.
 */
import type { CDPSession, Frame, Page } from 'playwright-core'

/** Two frames later. */
export async function drawn(frame: Frame): Promise<void> {
  await frame.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))).catch(() => undefined)
}

/** A deadline for a state, not a measure of speed. */
const deadlineMs = 120_000

export interface Rest {
  /** Resolves with the page in view once the program has answered to all that was done. */
  whenStill(): Promise<Frame>
  /** Resolves when the timers of at most so many ms have run that the program has set by now: a timer that is set later runs later. */
  whenTimersRan(ms: number): Promise<void>
  /** Of the page in view. */
  route(): Promise<string>
  /** What the page in view has in its data now; nothing of what is no data. */
  data(): Promise<Record<string, unknown>>
  /** After the host was loaded anew: another Worker runs. */
  forget(): void
}

interface Logic {
  readonly boot: Frame
  /** Gives the value of an expression, which may be promised. */
  evaluate(expression: string): Promise<unknown>
  close(): void
}

export function watchRest(page: Page): Rest {
  let logic: Promise<Logic> | undefined
  let last = 0
  const frames = new PageFrames()
  const printed = new Set<string>()
  const waiting = new Map<string, () => void>()
  page.on('console', (message) => {
    const mark = message.text().match(/walk: at rest \d+/)?.[0]
    if (mark === undefined) return
    printed.add(mark)
    waiting.get(mark)?.()
  })
  const whenPrinted = (mark: string): Promise<void> =>
    new Promise((resolve) => {
      if (printed.has(mark)) resolve()
      else waiting.set(mark, resolve)
    })

  const still = async (): Promise<Frame> => {
    logic ??= join(page)
    const { boot, evaluate } = await logic
    last += 1
    const mark = `walk: at rest ${last}`
    const shown = String(await evaluate(`(${settle})(${JSON.stringify(mark)})`))
    await whenPrinted(mark)
    printed.delete(mark)
    waiting.delete(mark)
    const title = shown.replace('pageId:', 'page ')
    // Most often it stands there already. A look is cheap, a wait is not.
    if (!(await boot.evaluate(stands, title))) await boot.waitForFunction(stands, title)
    return frames.of(boot, title)
  }
  const told = async (expression: string): Promise<unknown> => {
    logic ??= join(page)
    return before((await logic).evaluate(expression), 'the program did not tell of its page')
  }
  return {
    async whenStill() {
      await inThePicture(page)
      return before(still(), 'the program did not come to rest')
    },
    async whenTimersRan(ms) {
      // A component is ready when its first picture is drawn and the Worker knows of it.
      await drawn(await this.whenStill())
      await this.whenStill()
      logic ??= join(page)
      const { evaluate } = await logic
      await before(evaluate(`new Promise((ran) => setTimeout(ran, ${ms}))`), 'the timers of the program did not run')
    },
    route: async () => String(await told('getCurrentPages().at(-1).route')),
    data: async () => JSON.parse(String(await told('JSON.stringify(getCurrentPages().at(-1).data)'))) as Record<string, unknown>,
    forget() {
      logic?.then(({ close }) => close()).catch(() => undefined)
      logic = undefined
      frames.forget()
    },
  }
}

/** The page of that title is in view, and no slide of a page is under way. */
const stands = (title: string): boolean =>
  document.querySelector<HTMLIFrameElement>('iframe.shown:not([inert])')?.title === title &&
  document.getAnimations().every((each) => each.playState !== 'running')

/** The frames of pages by their titles, of which a Worker gives none twice. */
class PageFrames {
  readonly #known = new Map<string, Frame>()

  async of(boot: Frame, title: string): Promise<Frame> {
    const known = this.#known.get(title)
    if (known?.isDetached() === false) return known
    const element = await boot.$(`iframe[title="${title}"]`)
    const frame = await element?.contentFrame()
    if (!frame) throw new Error(`${title} is not in view`)
    this.#known.set(title, frame)
    return frame
  }
  forget(): void {
    this.#known.clear()
  }
}

/**
 * On a machine that hardly moves the host takes a program out of the picture for a while, to see whether it is the program that is slow
 * (host/program/framewatch.ts), and may ask whether to wait. A patient person waits.
 */
async function inThePicture(page: Page): Promise<void> {
  for (;;) {
    let state = await page.evaluate(presence)
    if (state === '') state = await (await page.waitForFunction(presence, undefined, { timeout: deadlineMs })).jsonValue()
    if (state === 'there') return
    await page.locator('.program.shown .program-dialog:has([id^="stuck-"]) button').first().click()
  }
}

const presence = (): '' | 'there' | 'asks' => {
  if (document.querySelector('.program.shown .program-stage.veiled') !== null) return ''
  return document.querySelector('.program.shown [id^="stuck-"]') === null ? 'there' : 'asks'
}

export function before<T>(state: Promise<T>, otherwise: string, ms: number = deadlineMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), ms)
  })
  return Promise.race([state, late]).finally(() => clearTimeout(timer))
}

/** Runs in the Worker. A page that is closed meanwhile answers nothing; then the host has refused the step already. */
const settle = `async (mark) => {
  const top = () => getCurrentPages().at(-1)
  const api = typeof my === 'object' ? my : wx
  const drawn = (page) => new Promise((done) => api.createSelectorQuery().in(page).selectViewport().boundingClientRect(done).exec())
  const stepped = () => new Promise((done) => api.redirectTo({ url: '/walk/no/such/page', complete: done }))
  for (let page = top(); ; page = top()) {
    await Promise.race([drawn(page), stepped().then(() => (getCurrentPages().includes(page) ? new Promise(() => {}) : undefined))])
    await stepped()
    if (top() === page) break
  }
  console.debug(mark)
  return top().getPageId()
}`

/** Joins the Worker of the program in view. It has no \`eval\`, which Playwright's own evaluate stands on. */
async function join(page: Page): Promise<Logic> {
  const handle = await page.locator('.program.shown iframe.program-frame').elementHandle()
  const boot = await handle?.contentFrame()
  if (!boot) throw new Error('there is no program')
  const session = await page.context().newCDPSession(boot)
  const worker = attached(session)
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  const sessionId = await worker
  let last = 0
  const answers = new Map<number, (message: Answer) => void>()
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const answer = JSON.parse(message) as Answer
    answers.get(answer.id)?.(answer)
    answers.delete(answer.id)
  })
  return {
    boot,
    evaluate(expression) {
      last += 1
      const id = last
      const answer = new Promise<unknown>((resolve, reject) => {
        answers.set(id, ({ result }) => {
          if (result?.exceptionDetails === undefined) resolve(result?.result?.value)
          else reject(new Error(result.exceptionDetails.exception?.description ?? result.exceptionDetails.text))
        })
      })
      const message = JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression, awaitPromise: true, returnByValue: true } })
      return Promise.all([session.send('Target.sendMessageToTarget', { sessionId, message }), answer]).then(([, value]) => value)
    },
    close: () => void session.detach().catch(() => undefined),
  }
}

interface Answer {
  readonly id: number
  readonly result?: {
    readonly result?: { readonly value?: unknown }
    readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } }
  }
}

function attached(session: CDPSession): Promise<string> {
  return new Promise((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId)
    })
  })
}
