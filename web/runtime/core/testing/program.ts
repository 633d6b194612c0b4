/** A whole program in a test: the runtime with a host and page frames that the test plays. */
import type { HostToWorker, LaunchOptions, SystemInfo, WorkerToHost } from '../../../protocol/bridge.js'
import type { AppManifest } from '../../../protocol/manifest.js'
import type { ViewToWorker, WorkerToView } from '../../../protocol/ops.js'
import { RunningProgram, type FrontEnd, type ProgramPort } from '../../program/program.js'
import { wechat } from '../../wechat/front.js'
import type { CreateWx } from '../env.js'
import type { Fields } from '../paths.js'
import { Program } from '../registry.js'
import { FakeView } from './dom.js'

const system: SystemInfo = {
  brand: 'superette',
  model: 'browser',
  system: 'browser',
  platform: 'web',
  pixelRatio: 2,
  screenWidth: 375,
  screenHeight: 667,
  windowWidth: 375,
  windowHeight: 603,
  statusBarHeight: 0,
  safeArea: { left: 0, right: 375, top: 0, bottom: 667, width: 375, height: 667 },
  language: 'en',
  theme: 'light',
  version: '1',
  SDKVersion: '3.0.0',
  fontSizeSetting: 16,
  menuButton: { width: 87, height: 32, top: 6, right: 368, bottom: 38, left: 281 },
  appId: 'app_test',
}

export interface TestPort extends ProgramPort {
  deliver(message: unknown): void
}

export function testPort(receive: (message: unknown) => void): TestPort {
  const port: TestPort = {
    onmessage: null,
    postMessage: (message) => receive(message),
    deliver: (message) => port.onmessage?.({ data: message, ports: [] } as unknown as MessageEvent),
  }
  return port
}

/** Lets all microtasks run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export class TestProgram {
  readonly program = new Program()
  readonly said: WorkerToHost[] = []
  /** Is told of each message to the host at once. */
  hear: (message: WorkerToHost) => void = () => {}
  /** Is told of operations that a frame refuses, which otherwise end the test. */
  refused: ((error: unknown) => void) | null = null
  readonly globals: Fields
  readonly views = new Map<number, FakeView>()
  readonly running: RunningProgram
  readonly #host: TestPort
  #pages = 0

  constructor(createWx: CreateWx = () => ({}), front: FrontEnd = wechat) {
    this.globals = { $superette: this.program }
    this.#host = testPort((message) => {
      this.said.push(message as WorkerToHost)
      this.hear(message as WorkerToHost)
    })
    this.running = new RunningProgram({ front, program: this.program, createWx, globals: this.globals, runChunk: () => {} }, this.#host)
  }

  /** Runs a compiled chunk; its free names (App, Page, wx …) are this program's. */
  run(text: string): void {
    const chunk = new Function('globals', `with(globals){${text}\n}`) as (globals: object) => void
    chunk(this.globals)
  }

  tell(message: HostToWorker): void {
    this.#host.deliver(message)
  }

  start(app: Partial<AppManifest> = {}, launch: Partial<LaunchOptions> = {}): void {
    this.tell({
      kind: 'start',
      app: { dialect: 'wechat', name: 'Test', color: '#ffffff', entry: 'pages/a', pages: {}, window: {}, chunks: {}, elements: [], apis: [], ...app },
      system,
      storage: {},
      launch: { path: 'pages/a', query: {}, scene: 1001, referrerInfo: {}, ...launch },
      dev: false,
    })
  }

  /** Opens a page and shows it; `draw` lets its frame draw. */
  async open(route: string, query: Record<string, string> = {}): Promise<FakeView> {
    this.#pages += 1
    const id = this.#pages
    const view: FakeView = new FakeView((message: ViewToWorker) => port.deliver(message))
    const port: TestPort = testPort((message) => {
      try {
        view.receive(message as WorkerToView)
      } catch (error) {
        if (this.refused === null) throw error
        this.refused(error)
      }
    })
    this.views.set(id, view)
    this.running.connect({ kind: 'view', page: id }, port)
    this.tell({ kind: 'openPage', page: id, route, query })
    this.tell({ kind: 'showPage', page: id })
    await this.draw(view)
    return view
  }

  /** Closes a page, as the host does after going back from it. */
  close(view: FakeView): void {
    for (const [id, each] of this.views) {
      if (each !== view) continue
      this.views.delete(id)
      this.tell({ kind: 'closePage', page: id })
    }
  }

  /** Runs microtasks and frames until nothing is under way. */
  async draw(view: FakeView): Promise<void> {
    do await settled()
    while (view.draw() > 0)
  }

  get errors(): string[] {
    return this.said.flatMap((message) => (message.kind === 'error' ? [`${message.message}\n${message.stack}`] : []))
  }

  get warnings(): string[] {
    return this.said.flatMap((message) => (message.kind === 'log' && message.level === 'warn' ? [message.args.join(' ')] : []))
  }
}
