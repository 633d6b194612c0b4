/**
 * A program at work in its Worker: the messages of the host and of the page frames on one side, the core, the page stack
 * and the program's own globals on the other. What its globals are is its dialect's front end's to say.
 */
import type { BootToWorker, HostToWorker, LaunchOptions, WorkerToHost } from '../../protocol/bridge.js'
import { op, type ViewToWorker } from '../../protocol/ops.js'
import { parseHostToWorker, parseViewToWorker } from '../../protocol/parse-worker.js'
import { onMessage, type Receiver } from '../../protocol/parse.js'
import { scriptGlobals } from '../../protocol/template.js'
import { contextOf } from '../api/context.js'
import type { Extension } from '../api/extension.js'
import { attributeValue } from '../core/attributes.js'
import { EventChannel } from '../core/channel.js'
import { CallFailure, type CreateWx, type Env, type NodeRef, type PageRef } from '../core/env.js'
import type { PageFrame } from '../core/frame.js'
import { coreOf } from '../core/instance.js'
import type { Elem } from '../core/nodes.js'
import { Page } from '../core/page.js'
import { isFields, type Fields } from '../core/paths.js'
import { createIntersectionObserver, createSelectorQuery, realId } from '../core/query.js'
import type { Program } from '../core/registry.js'
import { guarded } from '../core/report.js'
import { Runtime } from '../core/runtime.js'
import { select } from '../core/selector.js'
import type { ViewPort } from '../core/writer.js'
import { Application } from './app.js'
import { createConsole, described, printable, type Send } from './console.js'
import { mediaQueryObserver } from './mediaquery.js'
import { dressSurface } from './surface.js'
import { createTrail } from './trail.js'
import { nodeEvent, rootEvent } from './viewevents.js'

export interface ProgramPort extends Receiver {
  postMessage(message: unknown, transfer?: Transferable[]): void
}

/** What differs between dialects. */
export interface FrontEnd {
  /** App, Page … by their names; pages() is the stack, the newest last. Called once, before the program's first line. */
  globals(runtime: Runtime, app: Application, pages: () => readonly Page[]): object
  /** wx, which the core itself works with. */
  wx(env: Env, extensions: readonly Extension[]): object
  /** The objects of the platform's API by their names, made of wx. */
  api(wx: Fields, env: Env): object
  /** Something happened to a page; true: the page was told of it in the dialect's way. */
  happened?(page: Page, name: string, detail: unknown): boolean
}

export interface ProgramNeeds {
  readonly front: FrontEnd
  readonly program: Program
  readonly createWx: CreateWx
  /** The global object on which App, Page, wx … are put. */
  readonly globals: Fields
  /** Runs the text of a chunk. */
  readonly runChunk: (text: string) => void
}

type Start = Extract<HostToWorker, { kind: 'start' }>
type Listener = (detail: unknown, page: number) => void

export class RunningProgram {
  readonly runtime: Runtime
  readonly #needs: ProgramNeeds
  readonly #send: Send
  #start: Start | null = null
  #enter: LaunchOptions = { path: '', query: {}, scene: 1001, referrerInfo: {} }
  #app: Application
  #stack: Page[] = []
  readonly pages = new Map<number, Page>()
  /** Ports of page frames that came before their page. No Map, whose methods a program may replace by ones that look at what is put in. */
  readonly #ports: Record<number, ProgramPort> = Object.create(null) as Record<number, ProgramPort>
  readonly #calls = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }>()
  readonly #channels = new Map<number, EventChannel>()
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #surfaces = new WeakMap<Elem, Promise<unknown>>()
  #nextCall = 1
  /** The route of the page whose code runs, "" for none. */
  current = ''
  #wx: Fields = {}
  #given: Env | null = null

  readonly #trail = createTrail((where, source) => this.#send({ kind: 'at', where, ...(this.#start?.dev === true ? { source } : {}) }))

  constructor(needs: ProgramNeeds, host: ProgramPort) {
    this.#needs = needs
    this.#send = (message) => host.postMessage(message)
    this.runtime = new Runtime(needs.program, {
      error: (error, where) => this.#failed(error, where),
      warn: (text) => this.#log('warn', [text]),
      trace: (text) => {
        if (this.#start?.dev === true) this.#log('debug', [text])
      },
      enter: (where, fn) => this.#trail.enter(where, fn),
      leave: () => this.#trail.leave(),
      script: (id) => this.#trail.script(id),
      rootEvent: (frame, event) => rootEvent(this.pages.get(frame.page), event),
      nodeEvent: (frame, node, event) =>
        nodeEvent({
          frame,
          node,
          event,
          wx: this.#wx,
          call: (name, args) => this.#call(name, args),
          run: (where, work) => guarded(this.runtime, where, work, undefined, []),
        }),
      nodeContext: (node) => this.#nodeContext(node),
      nodeObject: (node) => this.#nodeObject(node),
      tabBarOf: (frame) => this.#tabBarOf(frame),
      router: () => (globalThis.weChatAlone ? this.#wx : (this.#needs.globals['my'] ?? this.#wx)),
      mediaQueryObserver: () => (this.#given === null ? {} : mediaQueryObserver(this.#given, this.#wx['getWindowInfo'] as () => unknown)),
    })
    this.#app = new Application(this.runtime, () => this.#enter)
    onMessage(
      host,
      parseHostToWorker,
      (message) => this.#heed(() => this.#hear(message)),
      (violation) => this.#log('error', [`a message of the host was not understood: ${violation.message}`]),
    )
  }

  /**
   * Carries out what a message asks for. What is thrown then, as by components that hold each other without an end, is caught here: of a
   * stack that ran out Firefox tells a Worker no event, and the program would be taken for one that cannot be started.
   */
  #heed(work: () => void): void {
    const before = this.current
    try {
      work()
    } catch (error) {
      this.uncaught(error)
    }
    this.current = before
  }

  /** Boot brings the port of a page's frame. */
  connect(message: Extract<BootToWorker, { kind: 'view' }>, port: ProgramPort): void {
    if (message.page === 0) return this.#happened('side', port, 0)
    const page = this.pages.get(message.page)
    if (page === undefined) this.#ports[message.page] = port
    else this.#join(page, port)
  }

  #join(page: Page, port: ProgramPort): void {
    const hear = (message: ViewToWorker): void => {
      const before = this.current
      this.current = page.route
      this.#heed(() => page.hear(message))
      this.current = before
    }
    const broken = (): void => this.#log('error', ['a message of a page frame was not understood'], page.route)
    onMessage(port, parseViewToWorker, hear, broken)
    const parsed = port.onmessage
    // A canvas hands its surface over: no plain value, so it goes round the parser.
    port.onmessage = (event) => {
      const data: unknown = event.data
      if (isFields(data) && data['kind'] === 'callResult' && typeof data['callId'] === 'number')
        hear({ kind: 'callResult', callId: data['callId'], ok: data['ok'] === true, value: data['value'] })
      else parsed?.(event)
    }
    page.connect(port as ViewPort)
  }

  #hear(message: HostToWorker): void {
    switch (message.kind) {
      case 'start':
        this.#begin(message)
        return
      case 'openPage':
        this.#open(message)
        return
      case 'showPage':
        this.#within(message.page, (page) => {
          page.show()
          this.#stack = [...this.#stack.filter((each) => each !== page), page]
        })
        return
      case 'hidePage':
        this.#within(message.page, (page) => page.hide())
        return
      case 'closePage':
        this.#within(message.page, (page) => {
          this.#happened('closing', page.instance, page.id)
          page.close()
          this.pages.delete(page.id)
          this.#stack = this.#stack.filter((each) => each !== page)
          this.#happened('closed', page.route, page.id)
        })
        return
      case 'appShow':
        this.#enter = message.launch
        this.#app.show()
        this.#happened('appShow', message.launch, 0)
        this.#within(this.#top?.id ?? 0, (page) => page.show())
        return
      case 'appHide':
        this.#within(this.#top?.id ?? 0, (page) => page.hide())
        this.#app.hide()
        this.#happened('appHide', {}, 0)
        return
      case 'chunk':
        this.#timed(message.name, message.name, () => guarded(this.runtime, `chunk ${message.name}`, () => this.#needs.runChunk(message.text), undefined, []))
        return
      case 'result':
        this.#answer(message)
        return
      case 'happened':
        this.#told(message)
        return
      case 'share':
        void this.#share(message)
        return
      case 'ping':
        this.#send({ kind: 'pong', n: message.n, sent: [...this.pages.values()].reduce((sum, page) => sum + page.frame.writer.takeSent(), 0) })
    }
  }

  get #top(): Page | undefined {
    return this.#stack[this.#stack.length - 1]
  }

  #within(id: number, work: (page: Page) => void): void {
    const page = this.pages.get(id)
    if (page === undefined) return
    const before = this.current
    this.current = page.route
    work(page)
    this.current = before
  }

  #begin(message: Start): void {
    if (this.#start !== null) return
    this.#start = message
    this.#enter = message.launch
    const { program, globals, front } = this.#needs
    Object.assign(
      globals,
      createConsole((level, args) => this.#log(level, args)),
    )
    program.scripts = { shadowed: scriptGlobals.map(shadow), loadAsync: (ids) => this.#loadAsync(ids) }
    defineAll(
      globals,
      front.globals(this.runtime, this.#app, () => this.#stack),
    )
    if (!globalThis.weChatAlone) this.runtime.manifest = message.app
    this.#given = this.#env(message)
    this.#wx = this.#needs.createWx(this.#given) as Fields
    defineAll(globals, { ...front.api(this.#wx, this.#given), global: globals })
    const entry = ['app.js', 'app.ts'].find((id) => program.hasScript(id))
    if (entry === undefined) return
    this.#trail.script(entry)
    this.#timed('__APP__', entry, () => {
      try {
        program.run(entry)
      } catch (error) {
        this.#failed(error, entry)
      }
    })
  }

  /** Runs scripts; wx.getPerformance tells how long that took. */
  #timed(moduleName: string, file: string, run: () => void): void {
    const startTime = Date.now()
    run()
    this.#happened('evaluated', { startTime, duration: Date.now() - startTime, moduleName, fileList: [file] }, 0)
  }

  #open(message: Extract<HostToWorker, { kind: 'openPage' }>): void {
    const page = new Page(this.runtime, message.page, message.route, message.query)
    this.pages.set(page.id, page)
    const port = this.#ports[page.id]
    if (port !== undefined) {
      delete this.#ports[page.id]
      this.#join(page, port)
    }
    this.#happened('opening', page.route, page.id)
    this.#stack.push(page)
    const channel = (message.openerCall === undefined ? undefined : this.#channels.get(message.openerCall)) ?? new EventChannel()
    this.#within(page.id, () => {
      page.open((instance) => {
        instance['route'] = page.route
        instance['__route__'] = page.route
        instance['options'] = { ...page.query }
        instance['getOpenerEventChannel'] = () => channel
      })
      // In one turn, as in WeChat: what onLoad leaves to a promise runs after onShow. The host's showPage finds it shown.
      page.show()
    })
    this.#happened('opened', page.instance, page.id)
  }

  #told(message: Extract<HostToWorker, { kind: 'happened' }>): void {
    const { name, detail } = message
    this.#happened(name, detail, message.page)
    const id = message.page === 0 ? (this.#top?.id ?? 0) : message.page
    this.#within(id, (page) => {
      if (!globalThis.weChatAlone && this.#needs.front.happened?.(page, name, detail) === true) return
      switch (name) {
        case 'pullDownRefresh':
          page.tell('onPullDownRefresh', [])
          return
        case 'stepBack':
          page.frame.writer.tell({ kind: 'back' })
          return
        case 'tabItemTap':
          page.tell('onTabItemTap', [detail])
          return
        case 'resize': {
          const size = isFields(detail) ? { size: detail['size'] } : {}
          page.tell('onResize', [size])
          page.tellComponents('resize', [isFields(detail) ? detail['size'] : undefined])
          return
        }
        case 'nodeEvent':
          // Of a built-in whose doings the host has (a web page's messages).
          if (isFields(detail))
            page.hear({ kind: 'event', node: Number(detail['node']), type: String(detail['type']), detail: detail['detail'], timeStamp: Date.now() })
      }
    })
    if (name === 'themeChange') this.#app.tell('onThemeChange', [detail])
    if (name === 'pageNotFound') this.#app.tell('onPageNotFound', [detail])
  }

  async #share(message: Extract<HostToWorker, { kind: 'share' }>): Promise<void> {
    const page = this.pages.get(message.page)
    const title = this.#start?.app.pages[page?.route ?? '']?.window.navigationBarTitleText ?? this.#start?.app.name ?? ''
    const share = page === undefined ? null : await page.share(message.from, title, message.targetNode)
    this.#send({ kind: 'shared', id: message.id, share })
  }

  #call(name: string, args: unknown, channel?: EventChannel): Promise<unknown> {
    const id = this.#nextCall
    this.#nextCall += 1
    if (channel !== undefined) this.#channels.set(id, channel)
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      try {
        this.#send({ kind: 'call', id, name, args })
      } catch (error) {
        // What the port cannot carry (a function in the arguments).
        this.#calls.delete(id)
        reject(new CallFailure(error instanceof Error ? error.message : 'the arguments cannot be sent'))
      }
    })
  }

  #answer(message: Extract<HostToWorker, { kind: 'result' }>): void {
    const waiting = this.#calls.get(message.id)
    this.#calls.delete(message.id)
    if (waiting === undefined) return
    if (message.ok) waiting.resolve(message.value)
    else waiting.reject(new CallFailure(message.message))
  }

  /** A script of another chunk: the host sends the chunk, then the answer. */
  async #loadAsync(ids: readonly string[]): Promise<void> {
    const chunks = this.#start?.app.chunks ?? {}
    const roots = Object.entries(chunks).flatMap(([name, { root }]) => (root === '' ? [] : [{ name, root }]))
    for (const id of ids) {
      const holding = roots.filter(({ root }) => id.startsWith(`${root}/`)).sort((a, b) => b.root.length - a.root.length)[0]
      if (holding !== undefined) return void (await this.#call('loadSubpackage', { name: holding.name }))
    }
  }

  #happened(name: string, detail: unknown, page: number): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) guarded(this.runtime, `listener of ${name}`, listener, undefined, [detail, page])
  }

  #log(level: Extract<WorkerToHost, { kind: 'log' }>['level'], args: readonly unknown[], page = this.current): void {
    this.#send({ kind: 'log', level, args: args.map(printable), ...(page === '' ? {} : { page }) })
  }

  #failing = false
  #failed(error: unknown, where: string): void {
    const { message, stack } = described(error)
    this.#send({ kind: 'error', message: `${message} (${where})`, stack, page: this.current })
    if (this.#failing || this.runtime.failing) return
    this.#failing = true
    this.#app.tell('onError', [stack === '' ? message : `${message}\n${stack}`])
    this.#happened('error', { message, stack }, 0)
    this.#failing = false
  }

  /** A promise that nobody catches, or an error in a timer. */
  uncaught(error: unknown): void {
    this.#failed(error, 'uncaught')
  }

  rejected(reason: unknown, promise: unknown): void {
    const { message, stack } = described(reason)
    this.#send({ kind: 'error', message: `Uncaught (in promise) ${message}`, stack, page: this.current })
    this.#app.tell('onUnhandledRejection', [{ reason, promise }])
    this.#happened('unhandledRejection', { reason, promise }, 0)
  }

  #env(start: Start): Env {
    const scoped = (scope: unknown) => coreOf(scope) ?? this.#top?.core ?? null
    const refOf = (page: Page): PageRef => ({ page: page.id, route: page.route, query: page.query, instance: page.instance })
    return {
      app: start.app,
      system: start.system,
      launch: start.launch,
      enter: () => this.#enter,
      storage: start.storage,
      dev: start.dev,
      files: start.files ?? [],
      call: (name, args, channel) => this.#call(name, args, channel),
      store: (changes) => this.#send({ kind: 'storage', changes }),
      onHostEvent: (name, listener) => {
        let set = this.#listeners.get(name)
        if (set === undefined) {
          set = new Set()
          this.#listeners.set(name, set)
        }
        set.add(listener)
        return () => void set.delete(listener)
      },
      run: (callback, args, where) =>
        typeof callback === 'function' ? guarded(this.runtime, where, callback as (...given: unknown[]) => unknown, undefined, args) : undefined,
      at: () => this.current,
      log: (level, ...args) => this.#log(level, args),
      nextTick: (callback) => {
        const writer = this.#top?.frame.writer
        if (writer === undefined) queueMicrotask(callback)
        else writer.whenSent(callback)
      },
      currentPage: () => (this.#top === undefined ? undefined : refOf(this.#top)),
      pages: () => this.#stack.map(refOf),
      pageOf: (instance) => {
        const page = this.pages.get(coreOf(instance)?.frame.page ?? 0)
        return page === undefined ? undefined : refOf(page)
      },
      createSelectorQuery: (scope) => createSelectorQuery(scoped(scope)),
      createIntersectionObserver: (scope, options) => createIntersectionObserver(scoped(scope), options),
      find: (scope, selector) => this.#find(scoped(scope), selector),
      dress: this.#dress,
      findCanvas: (scope, canvasId) => {
        const core = scoped(scope)
        const all = core === null ? [] : select(core, 'canvas', false)
        return refTo(all.find((node) => attributeValue(node, 'canvasId') === canvasId) ?? all.find((node) => node.name === canvasId))
      },
      callNode: (node, method, args) => this.pages.get(node.page)?.callNode(node.node, method, args) ?? Promise.reject(new CallFailure('the page is closed')),
      scrollTo: (target) => this.#scrollTo(target),
    }
  }

  #find(scope: ReturnType<typeof coreOf> | null, selector: string): NodeRef | undefined {
    return refTo(scope == null ? undefined : select(scope, selector, true)[0])
  }

  #scrollTo(target: Parameters<Env['scrollTo']>[0]): void {
    const page = this.#top
    if (page === undefined) return
    const node = target.selector === undefined ? undefined : this.#find(page.core, target.selector)
    if (target.selector !== undefined && node === undefined && target.top === undefined) return
    page.frame.writer.tell({
      kind: 'scrollTo',
      duration: target.duration,
      ...(target.top === undefined ? {} : { top: target.top }),
      ...(node === undefined ? {} : { node: node.node }),
      ...(target.offsetTop === undefined ? {} : { offsetTop: target.offsetTop }),
    })
  }

  /** getTabBar: the custom tab bar's component of the page, if it has one. */
  #tabBarOf(frame: PageFrame): unknown {
    const core = this.pages.get(frame.page)?.core
    if (core == null) return null
    return select(core, 'custom-tab-bar', true)[0]?.comp?.instance ?? null
  }

  // A context's methods are the built-in's own, called in its frame.
  #nodeContext(node: Elem, own?: Fields): object {
    const ref = refTo(node)
    return this.#given === null ? {} : contextOf(this.#given, () => ref, own)
  }

  /** The surface of a canvas: the frame gives it away once, so it is kept. */
  #surfaceOf(node: Elem): Promise<unknown> {
    let surface = this.#surfaces.get(node)
    if (surface === undefined) {
      const page = this.pages.get(node.context.core.frame.page)
      surface = (page?.callNode(node.id, 'offscreen', {}) ?? Promise.reject(new Error('the page is closed'))).then((got) => this.#dress(got))
      this.#surfaces.set(node, surface)
    }
    return surface
  }

  readonly #dress = (surface: unknown): unknown => dressSurface(surface, this.#readPicture)

  readonly #readPicture = async (path: string): Promise<Blob> => {
    const answer = await this.#call('readFile', { path })
    if (isFields(answer) && answer['blob'] instanceof Blob) return answer['blob']
    throw new Error('the picture is not there')
  }

  #nodeObject(node: Elem): object {
    if (node.plan.tag === 'canvas' && node.id !== 0) return this.#surfaceOf(node)
    if (node.plan.tag === 'scroll-view' && node.id !== 0) return this.#nodeContext(node, scrollSwitches(node))
    return { id: node.name, tag: node.plan.tag, dataset: { ...node.dataset } }
  }
}

/** What a program sets of a ScrollViewContext goes to the element as its properties do. */
function scrollSwitches(node: Elem): Fields {
  const { writer } = node.context.core.frame
  const own: Fields = {}
  for (const [name, first] of Object.entries({
    scrollEnabled: true,
    bounces: true,
    showScrollbar: true,
    pagingEnabled: false,
    fastDeceleration: false,
    decelerationDisabled: false,
  })) {
    let held: unknown = first
    Object.defineProperty(own, name, {
      get: () => held,
      set(value) {
        held = value
        writer.write4(op.property, node.id, writer.string(name), writer.value(value))
      },
    })
  }
  return own
}

function refTo(node: Elem | undefined): NodeRef | undefined {
  return node === undefined ? undefined : { page: node.context.core.frame.page, node: realId(node), tag: node.plan.tag }
}

function defineAll(globals: Fields, members: object): void {
  for (const name of Object.keys(members))
    Object.defineProperty(globals, name, { value: (members as Fields)[name], writable: true, configurable: true, enumerable: true })
}

function shadow(name: string): unknown {
  if (name !== 'requirePlugin' && name !== 'requireMiniProgram') return undefined
  return () => {
    throw new Error(`${name} is not supported`)
  }
}
