/**
 * The pages of one running program: carries out the steps that stack.ts decides, in order, one at a time. Each page has
 * a frame inside the program frame and a port of its own; the Worker hears of pages in WeChat's order (unload or hide of
 * the old one, then load and show of the new one). One closure holds the frames' ports, hence the long function.
 */
import { signal, type Signal } from '@preact/signals'
import type { HostToBoot, HostToView, HostToWorker, ViewToHost } from '../../protocol/bridge.js'
import type { AppManifest, WindowConfig } from '../../protocol/manifest.js'
import { onMessage } from '../../protocol/parse.js'
import { parseViewToHost } from '../../protocol/parse-host.js'
import type { StyleSheet } from '../../protocol/template.js'
import type { Answered } from './asks.js'
import { ApiFailure } from './broker.js'
import { barOf, followed, followedTabBar, safeColor, themedTabBar, windowOf, type BarState, type TabBarState } from './chrome.js'
import { FileFailure } from './files.js'
import { type Measure, paintsOf, routeOf, type Way } from './measures.js'
import { PackageFailure, type Package } from './package.js'
import { back, emptyStack, go, isRefusal, launch, type Refusal, type Request, type Stack, type StackPage, type Step } from './stack.js'
import { pageRoom, type PageRoom, type Surroundings } from './system.js'
import type { PageUrl } from './url.js'

/** How long the old page stays in view while the new one paints: longer feels deaf, shorter shows an empty page. */
const paintWaitMs = 350

export interface PagesPorts {
  /** A file that a page shows; fails with FileFailure. */
  find(url: string, base: string): Promise<Blob>
  readonly pageDocument: () => string
  boot(message: HostToBoot, ports: readonly MessagePort[]): void
  worker(message: HostToWorker): void
  surroundings(): Surroundings
  /** Whether every byte is paid for, as far as the browser tells. */
  isMetered(): boolean
  /** The chunk's text is handed to the Worker before its first page is opened. */
  readonly loadedChunks: Set<string>
  chunkText(name: string, script: string): Promise<string>
  painted(page: StackPage): void
  pulled(page: StackPage): void
  pong(n: number): void
  /** For wx.getPerformance. */
  measured(...entries: readonly Measure[]): void
  /** The page has more nodes than a page may have. */
  full(page: StackPage): void
  key(key: string, ctrl: boolean): void
  /** What a built-in of the page asks for; never rejects. */
  ask(page: StackPage, name: string, args: unknown): Promise<Answered>
  /** The page is about to be closed; the program has not heard of it yet. */
  leaving(page: StackPage): void
  report(message: string, page: string): void
}

export interface LivePage {
  readonly page: StackPage
  window: WindowConfig
  readonly bar: Signal<BarState>
  /** Something in the page closes first when the person goes back. */
  readonly holdsBack: Signal<boolean>
  readonly port: MessagePort
  readonly painted: Promise<void>
}

export interface Pages {
  readonly stack: Signal<Stack>
  /** The page in view. */
  readonly top: Signal<LivePage | null>
  readonly tabBar: Signal<TabBarState | null>
  launch(url: PageUrl): Promise<void>
  /** Rejects with ApiFailure. */
  go(request: Request): Promise<void>
  back(delta: number): Promise<void>
  /** What a step back closes in the page on top goes, and the page stays. False: there is none. A program's step is after what it set. */
  closeHeld(by: 'person' | 'program'): boolean
  /** Brings a sub-package's code to the Worker, if it is not there. Rejects with ApiFailure. */
  load(chunk: string): Promise<void>
  find(page: number): LivePage | undefined
  all(): Iterable<LivePage>
  say(page: number, message: HostToView): void
  /** After a change of size or of a bar. */
  layout(): void
  room(page: LivePage): PageRoom
  /** The phone is dark now, or light: bars that the program did not set follow. */
  follow(theme: 'light' | 'dark'): void
  /** Another package of the program: pages of these routes get its sheets, and its bars. */
  adopt(next: Package, changed: { readonly sheets: readonly string[]; readonly windows: readonly string[] }): Promise<void>
  dispose(): void
}

/** The parts of a package that a page is made of, the main one first. */
export function chunksOf(app: AppManifest, route: string): readonly string[] {
  const page = app.pages[route]
  return [...new Set(['main', ...(page === undefined ? [] : [page.chunk, ...(page.needs ?? [])])])].filter((name) => Object.hasOwn(app.chunks, name))
}

function still(step: Step | Refusal): Step | Refusal {
  return isRefusal(step) ? step : { ...step, motion: 'none' }
}

export function createPages(first: Package, ports: PagesPorts): Pages {
  let held = first
  let app: AppManifest = held.app
  const stack = signal<Stack>(emptyStack)
  const top = signal<LivePage | null>(null)
  const tabBar = signal<TabBarState | null>(themedTabBar(app, ports.surroundings().theme))
  const live = new Map<number, LivePage>()
  let steps: Promise<unknown> = Promise.resolve()
  let disposed = false

  const room = (each: LivePage): PageRoom =>
    pageRoom(ports.surroundings(), { custom: each.bar.value.custom, tabBar: each.page.tab && tabBar.value !== null && !tabBar.value.hidden })

  const loadChunk = async (name: string): Promise<void> => {
    const chunk = app.chunks[name]
    if (chunk === undefined || ports.loadedChunks.has(name)) return
    const source = await ports.chunkText(name, await held.text(chunk.js))
    if (ports.loadedChunks.has(name)) return
    ports.loadedChunks.add(name)
    // Its name, for the stacks of its errors.
    ports.worker({ kind: 'chunk', name, text: `${source}\n//# sourceURL=${encodeURI(chunk.js)}` })
  }

  const sheetsOf = async (route: string): Promise<readonly StyleSheet[]> => {
    const page = app.pages[route]!
    const all = await Promise.all(chunksOf(app, route).map((each) => held.styles(each)))
    const found: StyleSheet[] = []
    for (const key of page.styles) {
      const sheet = all.find((each) => Object.hasOwn(each, key))?.[key]
      if (sheet !== undefined) found.push(sheet)
    }
    return found
  }

  /** What the page says that people open next, fetched while they look at it; whoever cannot be reached now is asked again then. */
  const preload = (route: string): void => {
    const rule = Object.hasOwn(app.preload ?? {}, route) ? app.preload![route]! : undefined
    if (rule === undefined || (rule.network === 'wifi' && ports.isMetered())) return
    for (const name of rule.chunks) {
      const chunk = app.chunks[name]
      if (chunk !== undefined) Promise.all([held.text(chunk.js), held.styles(name)]).catch(() => undefined)
    }
  }

  const hear = (message: ViewToHost, page: LivePage, painted: () => void): void => {
    switch (message.kind) {
      case 'painted':
        return painted()
      case 'resource':
        ports.find(message.url, page.page.route).then(
          (found) => page.port.postMessage({ kind: 'resource', id: message.id, blob: found } satisfies HostToView),
          (error: unknown) => {
            const text = error instanceof FileFailure ? error.message : 'the file could not be read'
            page.port.postMessage({ kind: 'resource', id: message.id, blob: null, message: text } satisfies HostToView)
          },
        )
        return
      case 'holdsBack':
        page.holdsBack.value = message.on
        return
      case 'unheld':
        // The program closed it in the same moment: the step is the page's.
        if (top.value === page) goBack(1).catch(() => undefined)
        return
      case 'full':
        return ports.full(page.page)
      case 'pong':
        return ports.pong(message.n)
      case 'pullDownRefresh':
        return ports.pulled(page.page)
      case 'key':
        return ports.key(message.key, message.ctrl)
      case 'ask':
        void ports.ask(page.page, message.name, message.args).then(({ value, moved, ok }) => {
          page.port.postMessage({ kind: 'answer', id: message.id, ok, value } satisfies HostToView, [...moved])
        })
        return
      case 'error':
        return ports.report(message.message, page.page.route)
    }
  }

  /** Makes the frame; the Worker is told by the caller, so that its messages keep WeChat's order. */
  const make = (page: StackPage, sheets: readonly StyleSheet[]): LivePage => {
    const window = windowOf(app, page.route, ports.surroundings().theme)
    const channel = new MessageChannel()
    let painted: () => void = () => undefined
    const made: LivePage = {
      page,
      window,
      bar: signal(barOf(app, window)),
      holdsBack: signal(false),
      port: channel.port1,
      painted: new Promise((resolve) => {
        painted = resolve
      }),
    }
    live.set(page.id, made)
    onMessage(
      channel.port1,
      parseViewToHost,
      (message) => hear(message, made, painted),
      (violation) => ports.report(`a page's frame sent a message that is not understood: ${violation.message}`, page.route),
    )
    const around = ports.surroundings()
    ports.boot({ kind: 'openPage', page: page.id, srcdoc: ports.pageDocument(), ...room(made) }, [channel.port2])
    channel.port1.postMessage({
      kind: 'setup',
      page: page.id,
      sheets,
      // As in WeChat: a program that does not say "darkmode" was drawn for a light page.
      theme: app.darkmode === true ? around.theme : 'light',
      locale: around.locale,
      ...(app.darkmode === true && window.backgroundColor === undefined ? {} : { background: safeColor(window.backgroundColor, '#ffffff') }),
      dots: window.backgroundTextStyle ?? 'dark',
      disableScroll: window.disableScroll === true,
      pullDown: window.enablePullDownRefresh === true,
      reachBottomDistance: window.onReachBottomDistance ?? 50,
      base: page.route,
      v2: app.style === 'v2',
    } satisfies HostToView)
    return made
  }

  const carryOut = async (step: Step, way: Way): Promise<void> => {
    const from = top.value?.page ?? null
    let sheets: readonly StyleSheet[] = []
    if (step.made !== null) {
      ;[sheets] = await Promise.all([sheetsOf(step.made.route), ...chunksOf(app, step.made.route).map(loadChunk)])
      if (disposed) throw new ApiFailure('interrupted')
    }
    const began = Date.now()
    stack.value = step.stack
    const route = (name: string, detail: unknown): void => ports.worker({ kind: 'happened', page: step.shown.id, name, detail })
    route('route', { openType: way.navigationType, path: step.shown.route, query: step.shown.query })
    for (const each of step.closed) {
      ports.leaving(each)
      ports.worker({ kind: 'closePage', page: each.id })
    }
    if (step.hidden !== null && !step.closed.includes(step.hidden)) ports.worker({ kind: 'hidePage', page: step.hidden.id })
    if (step.made !== null) {
      make(step.made, sheets)
      const opener = step.made.openerCall
      ports.worker({
        kind: 'openPage',
        page: step.made.id,
        route: step.made.route,
        query: step.made.query,
        ...(opener === undefined ? {} : { openerCall: opener }),
      })
    }
    ports.worker({ kind: 'showPage', page: step.shown.id })
    route('routed', null)
    const shown = live.get(step.shown.id)
    if (shown === undefined) throw new ApiFailure('interrupted')
    if (step.made !== null) {
      const isPainted = shown.painted.then(() => {
        ports.painted(step.shown)
        ports.measured(...paintsOf(step.shown, began, Date.now()))
      })
      // The start of a program ends when there is something to see.
      if (way.navigationType === 'appLaunch') void isPainted.then(() => ports.measured(routeOf(way, step.shown, null, began, Date.now())))
      if (top.value !== null) await Promise.race([isPainted, new Promise((resolve) => setTimeout(resolve, paintWaitMs))])
      if (disposed) throw new ApiFailure('interrupted')
    }
    ports.boot({ kind: 'showPage', page: step.shown.id, motion: step.motion }, [])
    top.value = shown
    if (way.navigationType !== 'appLaunch') ports.measured(routeOf(way, step.shown, from, began, Date.now()))
    preload(step.shown.route)
    for (const each of step.closed) {
      ports.boot({ kind: 'closePage', page: each.id }, [])
      live.get(each.id)?.port.close()
      live.delete(each.id)
    }
  }

  /** Steps are decided when their turn comes, on the stack as it then is. */
  const take = (navigationType: string, decide: (now: Stack) => Step | Refusal): Promise<void> => {
    const way = { navigationType, startTime: Date.now() }
    const turn = steps.then(async () => {
      if (disposed) throw new ApiFailure('interrupted')
      const step = decide(stack.value)
      if (isRefusal(step)) throw new ApiFailure(step.message)
      await carryOut(step, way)
    })
    steps = turn.catch(() => undefined)
    return turn
  }

  const goBack = (delta: number): Promise<void> => take('navigateBack', (now) => back(now, delta))

  let opening: string | null = null
  /** A double tap asks twice for the same page before its first frame is there; it gets it once. */
  const navigate = (request: Parameters<Pages['go']>[0]): Promise<void> => {
    if (opening === request.url) return Promise.reject(new ApiFailure('the page is being opened'))
    opening = request.url
    return take(request.name, (now) => go(app, now, request)).finally(() => {
      if (opening === request.url) opening = null
    })
  }

  return {
    stack,
    top,
    tabBar,
    launch: (url) => take(stack.value.pages.length === 0 ? 'appLaunch' : 'reLaunch', (now) => launch(app, now, url)),
    go: (request) =>
      request.still === true
        ? take(request.name, (now) => still(go(app, now, request)))
        : request.name === 'navigateTo'
          ? navigate(request)
          : take(request.name, (now) => go(app, now, request)),
    back: goBack,
    closeHeld(by) {
      const page = top.value
      if (page === null || !page.holdsBack.value) return false
      page.holdsBack.value = false // a page that does not answer is left by the next step
      if (by === 'person') page.port.postMessage({ kind: 'back' } satisfies HostToView)
      else ports.worker({ kind: 'happened', page: page.page.id, name: 'stepBack', detail: null })
      return true
    },
    async load(chunk) {
      if (!Object.hasOwn(app.chunks, chunk)) throw new ApiFailure(`there is no sub-package ${chunk}`)
      try {
        await loadChunk(chunk)
      } catch (error) {
        throw error instanceof PackageFailure ? new ApiFailure(`the sub-package ${chunk} could not be loaded`) : error
      }
    },
    find: (page) => live.get(page),
    all: () => live.values(),
    say(page, message) {
      live.get(page)?.port.postMessage(message)
    },
    layout() {
      for (const each of live.values()) ports.boot({ kind: 'layoutPage', page: each.page.id, ...room(each) }, [])
    },
    room,
    follow(theme) {
      for (const each of live.values()) {
        const before = each.window
        each.window = windowOf(app, each.page.route, theme)
        each.bar.value = followed(each.bar.value, barOf(app, before), barOf(app, each.window))
        const { backgroundColor } = each.window
        if (backgroundColor !== before.backgroundColor)
          each.port.postMessage({ kind: 'background', color: safeColor(backgroundColor, '#ffffff') } satisfies HostToView)
        if (each.window.backgroundTextStyle !== before.backgroundTextStyle)
          each.port.postMessage({ kind: 'pullDownDots', style: each.window.backgroundTextStyle ?? 'dark' } satisfies HostToView)
      }
      const [was, becomes] = [themedTabBar(app, theme === 'dark' ? 'light' : 'dark'), themedTabBar(app, theme)]
      if (tabBar.value !== null && was !== null && becomes !== null) tabBar.value = followedTabBar(tabBar.value, was, becomes)
    },
    async adopt(next, changed) {
      held = next
      app = next.app
      for (const each of [...live.values()]) {
        const { route } = each.page
        if (!Object.hasOwn(app.pages, route)) continue
        if (changed.windows.includes(route)) {
          each.window = windowOf(app, route, ports.surroundings().theme)
          each.bar.value = barOf(app, each.window)
          ports.boot({ kind: 'layoutPage', page: each.page.id, ...room(each) }, [])
        }
        if (changed.sheets.includes(route)) each.port.postMessage({ kind: 'restyle', sheets: await sheetsOf(route) } satisfies HostToView)
      }
    },
    dispose() {
      disposed = true
      for (const each of live.values()) each.port.close()
      live.clear()
    },
  }
}
