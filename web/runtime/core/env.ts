/**
 * What the core gives to the makers of `wx` and `my` (web/runtime/api): the host, the page stack, the nodes of a page.
 * `createWx(env: Env)` is called once, after 'start' came from the host and before the program's first line.
 */
import type { AppManifest } from '../../protocol/manifest.js'
import type { HostFile, LaunchOptions, StorageChange, SystemInfo } from '../../protocol/bridge.js'
import type { EventChannel } from './channel.js'
import type { AddFont } from './fonts.js'

/** A call that the host refused or that failed; the message is the host's, without the "name:fail " before it. */
export class CallFailure extends Error {
  /** errno: WeChat's number of the failure, where it has one; older members call it errCode. */
  constructor(
    message: string,
    readonly errno?: number,
    readonly errCode?: number,
  ) {
    super(message)
    this.name = 'CallFailure'
  }
}

/** A page on the stack, newest last. */
export interface PageRef {
  /** The host's number of the page. */
  readonly page: number
  readonly route: string
  readonly query: Readonly<Record<string, string>>
  /** The object that the program knows as `this` in the page. */
  readonly instance: object
}

/** A node of a page's frame. */
export interface NodeRef {
  readonly page: number
  /** Its id in the operation protocol. */
  readonly node: number
  /** The tag as the template has it. */
  readonly tag: string
}

export interface Env {
  readonly app: AppManifest
  readonly system: SystemInfo
  readonly launch: LaunchOptions
  /** The options with which the program came to the front last. */
  enter(): LaunchOptions
  /** Storage as it was at the start: key → JSON. The mirror is kept by the api. */
  readonly storage: Readonly<Record<string, string>>
  readonly dev: boolean
  /** Files of the program that the host keeps, for programs that use files; names are wxfile:// addresses and package paths. */
  readonly files: readonly HostFile[]

  /**
   * Asks the host. Rejects with CallFailure. A channel is handed to the page that the call opens
   * (navigateTo): its `getOpenerEventChannel()` gives the same channel.
   */
  call(name: string, args: unknown, channel?: EventChannel): Promise<unknown>
  /** Writes through to the host's storage; no answer. */
  store(changes: readonly StorageChange[]): void
  /**
   * Hears what the host tells ('happened' messages by their name, for any page; 'appShow', 'appHide' with LaunchOptions)
   * and what the core itself finds: 'error' (message, stack), 'unhandledRejection' ({reason, promise}), 'pageNotFound', and of a page: 'opening'
   * (its route), before it is made and stands on the stack; 'opened' (its instance), after its onShow; 'closing' (its instance); 'closed' (its
   * route), when it has left the stack.
   * Returns the function that ends it.
   */
  onHostEvent(name: string, listener: (detail: unknown, page: number) => void): () => void

  /** Runs a callback of the program: what it throws is reported, not rethrown. `where` is for the report ("success of wx.login"). */
  run(callback: unknown, args: readonly unknown[], where: string): unknown
  /** What the program is in at the moment ("pages/a/a onLoad", "pages/a/a"), "" before its first page. */
  at(): string
  /** A warning or an error in the program's console, as the platform itself would write it. */
  log(level: 'log' | 'info' | 'warn' | 'error' | 'debug', ...args: readonly unknown[]): void
  /** Runs after the operations of this moment are on their way to the frame. */
  nextTick(callback: () => void): void

  currentPage(): PageRef | undefined
  pages(): readonly PageRef[]
  /** The page that a page or component instance of the program stands in. */
  pageOf(instance: unknown): PageRef | undefined

  /** wx.createSelectorQuery(): scope is a page or component instance; absent: the current page. */
  createSelectorQuery(scope?: unknown): object
  /** wx.createIntersectionObserver(scope, options). */
  createIntersectionObserver(scope: unknown, options: unknown): object
  /** The first node that matches in the scope's template ("#id", ".class" …; a component gives its host node). */
  find(scope: unknown, selector: string): NodeRef | undefined
  /** The canvas of the scope's template with this canvas-id (or, failing that, this id). */
  findCanvas(scope: unknown, canvasId: string): NodeRef | undefined
  /** An OffscreenCanvas as programs know it: with createImage and what else WeChat adds. */
  dress(surface: unknown): unknown
  /** Calls a method of a built-in element in its frame (video.play, canvas.draw …); those of rootNode are the page's own (view/main.ts). */
  callNode(node: NodeRef, method: string, args: unknown): Promise<unknown>
  /** Makes a font known to the canvases that are drawn here, in the Worker. */
  readonly addFont?: AddFont
  /** wx.pageScrollTo in the current page; durations in ms, offsets in CSS pixels. */
  scrollTo(target: { readonly top?: number; readonly selector?: string; readonly offsetTop?: number; readonly duration: number }): void
}

/** web/runtime/api exports `createWx: CreateWx`. */
export type CreateWx = (env: Env) => object
