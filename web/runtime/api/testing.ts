/** An Env for tests: what `wx` asks of the host is recorded and answered by the test. */
import type { LaunchOptions, StorageChange, SystemInfo } from '../../protocol/bridge.js'
import type { EventChannel } from '../core/channel.js'
import { CallFailure, type Env } from '../core/env.js'

export interface Asked {
  readonly name: string
  readonly args: unknown
  readonly channel: EventChannel | undefined
}

export interface FakeEnv {
  readonly env: Env
  readonly asked: Asked[]
  readonly stored: (readonly StorageChange[])[]
  readonly logged: string[]
  readonly thrown: string[]
  readonly scrolled: unknown[]
  /** What the host tells. */
  happen(name: string, detail: unknown, page?: number): void
}

export const system: SystemInfo = {
  brand: 'superette',
  model: 'browser',
  system: 'Android 14',
  platform: 'android',
  pixelRatio: 2,
  screenWidth: 390,
  screenHeight: 844,
  windowWidth: 390,
  windowHeight: 800,
  statusBarHeight: 0,
  safeArea: { left: 0, right: 390, top: 0, bottom: 844, width: 390, height: 844 },
  language: 'zh_CN',
  theme: 'light',
  version: '8.0.50',
  SDKVersion: '3.7.0',
  fontSizeSetting: 16,
  menuButton: { width: 87, height: 32, top: 6, right: 383, bottom: 38, left: 296 },
  appId: 'wx0123456789abcdef',
}

/** answers: what the host gives by the name of the call; a string fails the call with that text. */
export function fakeEnv(answers: Readonly<Record<string, unknown>> = {}, storage: Readonly<Record<string, string>> = {}): FakeEnv {
  const asked: Asked[] = []
  const stored: (readonly StorageChange[])[] = []
  const logged: string[] = []
  const thrown: string[] = []
  const scrolled: unknown[] = []
  const listeners = new Map<string, Set<(detail: unknown, page: number) => void>>()
  const launch: LaunchOptions = { path: 'pages/a/a', query: { id: '1' }, scene: 1007, referrerInfo: {} }
  const env: Env = {
    app: { dialect: 'wechat', name: 'T', color: '#000000', version: '1.2.3', entry: 'pages/a/a', pages: {}, window: {}, chunks: {}, elements: [], apis: [] },
    system,
    launch,
    enter: () => ({ ...launch, scene: 1001 }),
    storage,
    dev: false,
    files: [],
    call(name, args, channel) {
      asked.push({ name, args, channel })
      const answer = answers[name]
      return typeof answer === 'string' ? Promise.reject(new CallFailure(answer)) : Promise.resolve(answer)
    },
    store: (changes) => void stored.push(changes),
    onHostEvent(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener))
      return () => set.delete(listener)
    },
    run(callback, args, where) {
      try {
        return typeof callback === 'function' ? (Reflect.apply(callback, undefined, [...args]) as unknown) : undefined
      } catch (error) {
        thrown.push(`${where}: ${String(error)}`)
        return undefined
      }
    },
    at: () => 'pages/a/a',
    log: (level, ...args) => void logged.push(`${level} ${args.join(' ')}`),
    nextTick: (callback) => queueMicrotask(callback),
    currentPage: () => undefined,
    pages: () => [],
    pageOf: () => undefined,
    createSelectorQuery: (scope) => ({ scope }),
    createIntersectionObserver: (scope, options) => ({ scope, options }),
    find: () => undefined,
    findCanvas: () => undefined,
    dress: (surface) => surface,
    callNode: () => Promise.resolve(undefined),
    addFont: () => Promise.resolve(),
    scrollTo: (target) => void scrolled.push(target),
  }
  return {
    env,
    asked,
    stored,
    logged,
    thrown,
    scrolled,
    happen(name, detail, page = 0) {
      for (const each of listeners.get(name) ?? []) each(detail, page)
    },
  }
}
