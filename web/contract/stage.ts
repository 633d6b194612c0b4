/**
 * What a program gets when it calls wx: the runtime's members on the host's own calls, with a person, a device and servers outside
 * that the test plays. Messages are copied as they would be between a Worker and the host.
 */
import { signal } from '@preact/signals'
import type { HostToBoot } from '../protocol/bridge.js'
import type { AppManifest } from '../protocol/manifest.js'
import { CallFailure, type Env } from '../runtime/core/env.js'
import { TestProgram } from '../runtime/core/testing/program.js'
import type { FakeView } from '../runtime/core/testing/dom.js'
import type { EventChannel } from '../runtime/core/channel.js'
import { cameraExtension } from '../runtime/api/chunk-camera.js'
import { canvasExtension } from '../runtime/api/chunk-canvas.js'
import { caniuseExtension } from '../runtime/api/chunk-caniuse.js'
import { chooseExtension } from '../runtime/api/chunk-choose.js'
import { consentExtension } from '../runtime/api/chunk-consent.js'
import { filesExtension } from '../runtime/api/chunk-files.js'
import { mapExtension } from '../runtime/api/chunk-map.js'
import { mediaExtension } from '../runtime/api/chunk-media.js'
import { networkExtension } from '../runtime/api/chunk-network.js'
import { pageExtension } from '../runtime/api/chunk-page.js'
import { performanceExtension } from '../runtime/api/chunk-performance.js'
import { personExtension } from '../runtime/api/chunk-person.js'
import { rareExtension } from '../runtime/api/chunk-rare.js'
import { recordExtension } from '../runtime/api/chunk-record.js'
import { requestExtension } from '../runtime/api/chunk-request.js'
import { routesExtension } from '../runtime/api/chunk-routes.js'
import { sensorsExtension } from '../runtime/api/chunk-sensors.js'
import { workerExtension } from '../runtime/api/chunk-worker.js'
import { fakeEnv, type FakeEnv } from '../runtime/api/testing.js'
import { registry } from '../runtime/api/own.js'
import { createWx } from '../runtime/api/wx.js'
import { ApiFailure, perform } from '../host/program/broker.js'
import { callTable } from '../host/program/calls.js'
import { barOf, tabBarOf, type BarState } from '../host/program/chrome.js'
import { createFiles, type Files } from '../host/program/files.js'
import { type Answer, type Ask, noGroup } from '../host/program/gateway.js'
import { createOverlays, type Overlays } from '../host/program/overlays.js'
import { createOwnFiles } from '../host/program/ownfiles.js'
import { openConsents } from '../host/program/consents.js'
import { openScopes } from '../host/program/scopes.js'
import type { OpenRequest, Session } from '../host/program/session.js'
import { back, emptyStack, go, isRefusal, launch, type Refusal, type Request, type Stack, type Step } from '../host/program/stack.js'
import { device, type Device } from './device.js'

export const extensions = [
  cameraExtension,
  caniuseExtension,
  canvasExtension,
  chooseExtension,
  consentExtension,
  filesExtension,
  mapExtension,
  mediaExtension,
  networkExtension,
  pageExtension,
  performanceExtension,
  personExtension,
  rareExtension,
  recordExtension,
  requestExtension,
  routesExtension,
  sensorsExtension,
  workerExtension,
]
export type Result = Readonly<Record<string, unknown>>
export type Fn = (...args: unknown[]) => unknown
export type Wx = Record<string, Fn>

const page = { chunk: 'main', styles: [], window: {} }
const app: AppManifest = {
  dialect: 'wechat',
  name: 'Tea',
  color: '#000000',
  version: '1.2.3',
  entry: 'home/home',
  pages: Object.fromEntries(['home/home', 'cart/cart', 'shop/item', 'shop/more'].map((route) => [route, page])),
  window: {},
  chunks: {},
  worker: { root: 'jobs/', js: '$/main.workers.js' },
  elements: [],
  apis: ['*'],
  darkmode: true,
  tabBar: {
    color: '#111111',
    selectedColor: '#222222',
    backgroundColor: '#ffffff',
    list: ['home/home', 'cart/cart'].map((pagePath) => ({ pagePath, text: pagePath })),
  },
}

export interface Stage {
  readonly wx: Wx
  readonly env: Env
  readonly fake: FakeEnv
  readonly device: Device
  readonly overlays: Overlays
  readonly files: Files
  readonly session: Session
  /** Routes of the stack, with their queries. */
  routes(): readonly string[]
  bar(): BarState
  /** What was asked of servers outside, and what they answer next. */
  readonly outside: Ask[]
  answer: (ask: Ask) => Promise<Partial<Answer> & { readonly parts?: readonly string[]; readonly fault?: string }>
  /** What the program's frame does with what the host tells it. */
  frame: (message: HostToBoot, moved: readonly MessagePort[]) => void
  /** Other programs that were opened. */
  readonly opened: OpenRequest[]
  readonly saidToPages: unknown[]
  /** What is selected where the person writes in the page, if it is written. */
  selection: { readonly start: number; readonly end: number } | null
  readonly nodeCalls: { readonly method: string; readonly args: unknown }[]
  readonly payments: unknown[]
  /** What the program's author is told. */
  readonly reported: readonly string[]
  /** A page of the program's own, in a runtime of its own. */
  page(): Promise<{ readonly wx: Wx; readonly view: FakeView }>
}

/** In place of a member: calls success with nothing, and does nothing. */
export const hollowMember: Fn = (options) => {
  const { success } = (typeof options === 'object' && options !== null ? options : {}) as { readonly success?: unknown }
  if (typeof success === 'function') queueMicrotask(() => void Reflect.apply(success, undefined, [{}]))
  return Promise.resolve({})
}

const done = (step: Step | Refusal): Step => {
  if (isRefusal(step)) throw new ApiFailure(step.message)
  return step
}

/** The parts of a run that are its pages. */
function playPages(said: unknown[]) {
  const stack = signal<Stack>(done(launch(app, emptyStack, { route: 'home/home', query: {} })).stack)
  const bars = new Map<number, unknown>()
  const find = (id: number): unknown => {
    const found = stack.value.pages.find((each) => each.id === id)
    if (found === undefined) return undefined
    const known = bars.get(id) ?? { page: found, bar: signal(barOf(app, app.window)) }
    bars.set(id, known)
    return known
  }
  return {
    stack,
    top: {
      get value() {
        return find(stack.value.pages.at(-1)?.id ?? 0)
      },
    },
    tabBar: signal(tabBarOf(app.tabBar)),
    async go(request: Request) {
      stack.value = done(go(app, stack.value, request)).stack
    },
    closeHeld: () => false,
    async back(delta: number) {
      stack.value = done(back(stack.value, delta)).stack
    },
    find,
    say: (_: number, message: unknown) => void said.push(message),
  }
}

function playGateway(stage: { answer: Stage['answer'] }, outside: Ask[]): unknown {
  return {
    async request(ask: Ask, gone: AbortSignal, heard: (head: unknown) => void): Promise<Answer> {
      outside.push(ask)
      const aborted = new Promise<never>((_, reject) => gone.addEventListener('abort', () => reject(new ApiFailure('abort'))))
      const { parts, fault, ...given } = await Promise.race([stage.answer(ask), aborted])
      if (fault !== undefined) throw new ApiFailure(fault)
      const head = { status: 200, header: {}, cookies: [], ...given }
      heard(head)
      for (const part of parts ?? []) ask.part?.(new TextEncoder().encode(part))
      return { body: new TextEncoder().encode((parts ?? []).join('')).buffer, ...head }
    },
    login: async () => 'code-1',
    sessionHolds: async () => true,
    enterGroup: async (conv: string) => {
      if (conv !== 'cnv_tea') throw new ApiFailure(conv === 'cnv_left' ? noGroup : 'login first')
      return { encryptedData: 'c2VhbGVk', iv: 'aXY=' }
    },
    picture: async () => new Blob(['picture'], { type: 'image/png' }),
  }
}

/** hollow: the member that does nothing here. */
export function stage(hollow = ''): Stage {
  const said: unknown[] = []
  const outside: Ask[] = []
  const opened: OpenRequest[] = []
  const payments: unknown[] = []
  const reported: string[] = []
  const nodeCalls: Stage['nodeCalls'] = []
  const phone = device()
  const fake = fakeEnv({}, { kept: '"before"' })
  const overlays = createOverlays()
  const files = createFiles(() => null, {
    picture: async () => new Blob(['picture'], { type: 'image/png' }),
    media: async () => new Blob(['film'], { type: 'video/mp4' }),
    kept: (path, blob) => fake.happen('fileKept', { path, blob }),
  })
  const pages = playPages(said)
  const shelf = new Map<string, string>()
  const box = { getItem: (key: string) => shelf.get(key) ?? null, setItem: (key: string, value: string) => void shelf.set(key, value) }
  const out: Pick<Stage, 'answer' | 'frame' | 'selection'> = { answer: async () => ({}), frame: () => undefined, selection: null }
  const session = {
    appId: 'wx0123456789abcdef',
    info: signal({ name: 'Tea', publisher: 'Ling' }),
    held: () => ({ app: { ...app, apis: ['login', 'chooseImage', 'request'], domains: ['https://tea.example'] }, text: async () => 'scripts' }),
    boot: (message: HostToBoot, moved: readonly MessagePort[] = []) => out.frame(message, moved),
    sideRuntime: async () => 'runtime',
    request: signal({ appId: 'wx0123456789abcdef', scene: 1001 }),
    overlays,
    files,
    pages: signal(pages),
    ownFiles: createOwnFiles(files, { load: async () => [], write: async () => undefined }),
    scopes: openScopes('u', 'a', box),
    consents: openConsents('u', 'a', box),
    gateway: playGateway(out, outside),
    shareHidden: signal(false),
    painted: signal(true),
    ports: {
      getProgram: async (appId: string) => (appId === 'wxfedcba9876543210' ? { name: 'Other' } : null),
      people: () => Promise.resolve({ me: { id: 'usr_1', handle: 'ling', name: 'Ling', tint: 0, bot: false }, contacts: [] }),
      profile: () => ({ nickName: 'Ling', avatarUrl: 'wxfile://tmp_face.png' }),
      pay: async (demand: unknown) => {
        payments.push(demand)
        return phone.paid
      },
      pinAsked: () => undefined,
      report: () => undefined,
    },
    happened: (name: string, detail: unknown) => fake.happen(name, detail),
    resize: () => undefined,
    report: (level: string, text: string) => void reported.push(`${level} ${text}`),
    openOther: async (request: OpenRequest) => void opened.push(request),
    dev: null,
  } as unknown as Session
  let calls = 0
  const env: Env = {
    ...fake.env,
    app,
    findCanvas: (_, id) => (id === 'c' ? { page: 1, node: 7, tag: 'canvas' } : undefined),
    find: (_, selector) => (selector === '#film' ? { page: 1, node: 8, tag: 'video' } : undefined),
    callNode: async (_, method, args) => {
      nodeCalls.push({ method, args: structuredClone(args) })
      return method === 'export' ? new Blob(['drawn'], { type: 'image/png' }) : method === 'selection' ? out.selection : undefined
    },
    async call(name: string, args: unknown, channel?: EventChannel) {
      void fake.env.call(name, args, channel).catch(() => undefined)
      // A socket is the browser's own: the tests tell what happens to it.
      if (name.startsWith('socket')) return undefined
      calls += 1
      const outcome = await perform(callTable, name, structuredClone(args), { host: session, id: calls }, (error) => fake.thrown.push(String(error)))
      if (!outcome.ok) throw new CallFailure(outcome.message)
      return outcome.value
    },
  }
  const make = (on: Env): Wx => {
    const wx = createWx(on, extensions) as Wx
    return hollow === '' ? wx : { ...wx, [hollow]: hollowMember }
  }
  return Object.assign(out, {
    wx: make(env),
    env,
    fake,
    device: phone,
    overlays,
    files,
    session,
    routes: () => pages.stack.value.pages.map((each) => [each.route, ...Object.entries(each.query).map((pair) => pair.join('='))].join('?')),
    bar: () => (pages.top.value as { readonly bar: { readonly value: BarState } }).bar.value,
    outside,
    opened,
    saidToPages: said,
    nodeCalls,
    payments,
    reported,
    async page() {
      let wx: Wx | undefined
      const running = new TestProgram((on) => {
        wx = make(on)
        return wx
      })
      running.run(`var is = (v) => ({ f: () => v, p: [] });
        $superette.template('a', { main: [{ k: 'e', n: 'view', i: 'box', c: 'row' }, { k: 'e', n: 'view', c: 'row' }] });
        $superette.script('a.js', () => { Page({}) })`)
      running.start()
      return { view: await running.open('a'), wx: wx! }
    },
  })
}

export const known = registry(stage().env, extensions)
