/**
 * Between the host page and a program: the boot frame (program frame), its logic Worker, and its page frames.
 * Nothing a program sends is trusted: the host parses each message (parse.ts) and knows the program by the port it came on,
 * never by what the message says.
 */
import type { AppManifest } from './manifest.js'
import type { StyleSheet } from './template.js'

/** Host → boot frame, by window.postMessage once, with port[0] = boot's port and port[1] = the Worker's port to the host. */
export interface BootInit {
  readonly kind: 'boot'
  /** Text of the runtime's Worker bundle and of the program's main chunk (and of sub-packages already wanted), in this order. */
  readonly worker: readonly string[]
}
/** Host → boot frame, over boot's port. */
export type HostToBoot =
  /** Makes a page frame under the others, hidden. port[0] = host ↔ view. The Worker gets its own port to it in an OpenPort. */
  | { readonly kind: 'openPage'; readonly page: number; readonly srcdoc: string; readonly top?: number; readonly bottom?: number }
  /** Leaves so many CSS pixels free above and below a page, for the bars that the host draws over the program frame. */
  | { readonly kind: 'layoutPage'; readonly page: number; readonly top: number; readonly bottom: number }
  /** Shows one page; motion is how it comes. */
  | { readonly kind: 'showPage'; readonly page: number; readonly motion: 'push' | 'pop' | 'none' }
  | { readonly kind: 'closePage'; readonly page: number }
  /** Makes the program's second Worker (wx.createWorker) of these texts. port[0] = host ↔ it. The logic Worker gets its own port to it as that of page 0. */
  | { readonly kind: 'openSide'; readonly texts: readonly string[] }
  | { readonly kind: 'closeSide' }
  | { readonly kind: 'stop' } // ends the Workers
export type BootToHost =
  | { readonly kind: 'booted' }
  | { readonly kind: 'moved'; readonly page: number } // it stands where it is to be: its slide is over
  | { readonly kind: 'workerError'; readonly message: string }

/** Boot → Worker: its first message, with port[0] = host; later one per page with port[0] = that page's view. Of page 0, which is none, it is that of a second Worker. */
export type BootToWorker = { readonly kind: 'host' } | { readonly kind: 'view'; readonly page: number }

/** Boot → second Worker: its only message, with port[0] = the logic Worker and port[1] = the host. */
export interface BootToSide {
  readonly kind: 'side'
}
/** Host → second Worker: what to run, by the number that the logic Worker gave it; and whether its timers rest, as the program's do. */
export type HostToSide =
  | { readonly kind: 'run'; readonly id: number; readonly script: string }
  | { readonly kind: 'sleep' } // answered by 'asleep'
  | { readonly kind: 'wake' }
export type SideToHost = { readonly kind: 'asleep' } | { readonly kind: 'kill' } // as if it had been taken from the program (testOnProcessKilled)
/** Between the logic Worker and the second one. Both run code of the one program: what it says there is cloned, and is nobody else's business. */
export type LogicToSide = { readonly kind: 'message'; readonly data: unknown; readonly weight: number } | { readonly kind: 'taken'; readonly messages: number }
export type SideToLogic =
  | LogicToSide
  | { readonly kind: 'up'; readonly id: number } // before all else: which one it is
  | { readonly kind: 'log'; readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug'; readonly args: readonly string[] }
  | { readonly kind: 'error'; readonly message: string; readonly stack: string }

/** Boot → page frame, by window.postMessage once, with port[0] = the Worker and port[1] = the host. */
export interface BootToView {
  readonly kind: 'ports'
}

/** Host → page frame, over its own port. */
export type HostToView =
  | {
      readonly kind: 'setup'
      readonly page: number
      readonly sheets: readonly StyleSheet[]
      readonly theme: 'light' | 'dark'
      readonly locale: 'en' | 'zh'
      readonly background?: string
      /** Of the pull-down; dark ones by default. */
      readonly dots?: 'dark' | 'light'
      readonly disableScroll?: boolean
      readonly pullDown?: boolean
      readonly reachBottomDistance?: number
      readonly base: string /** app.json has "style": "v2". */
      readonly v2?: boolean
    }
  | { readonly kind: 'resource'; readonly id: number; readonly blob: Blob | null; readonly message?: string }
  | { readonly kind: 'pullDown'; readonly on: boolean }
  | { readonly kind: 'pullByHand'; readonly on: boolean } // whether a page that can be pulled down follows the finger
  | { readonly kind: 'background'; readonly color: string }
  | { readonly kind: 'pullDownDots'; readonly style: 'dark' | 'light' }
  | { readonly kind: 'theme'; readonly theme: 'light' | 'dark' }
  /** In development: other style sheets in the place of the ones that are there. */
  | { readonly kind: 'restyle'; readonly sheets: readonly StyleSheet[] }
  | { readonly kind: 'back' } // a step back, which the page said it holds
  | { readonly kind: 'answer'; readonly id: number; readonly ok: boolean; readonly value: unknown } // to 'ask'; a failure's value is its text
  | { readonly kind: 'ping'; readonly n: number } // answered by 'pong' as soon as the frame can do anything
  /** The program is out of sight: nothing is drawn until it is over, so that what is in sight has the frames' process for itself. */
  | { readonly kind: 'rest'; readonly on: boolean }
export type ViewToHost =
  | { readonly kind: 'painted' } // the first batch with content is on screen
  /** url: a package path (leading slash = root, else relative to base), wxfile:// or temp path, https: or data: URL. */
  | { readonly kind: 'resource'; readonly id: number; readonly url: string }
  | { readonly kind: 'pullDownRefresh' }
  | { readonly kind: 'holdsBack'; readonly on: boolean } // a page-container is open: going back closes it alone
  | { readonly kind: 'unheld' } // answer to 'back' if nothing is open any more
  /** A built-in asks for what only the host can do (host/program/asks.ts): a tile of a map, a picture of the camera. */
  | { readonly kind: 'ask'; readonly id: number; readonly name: string; readonly args: unknown }
  | { readonly kind: 'key'; readonly key: string; readonly ctrl: boolean } // Escape and the host's own shortcuts
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'pong'; readonly n: number }
  | { readonly kind: 'full' } // the page has more nodes than a page may have, and is drawn no further

/** Worker → host. */
export type WorkerToHost =
  | { readonly kind: 'ready' } // runtime is up, asks for start
  /** wx.* that the host carries out; answered by 'result' with the same id. */
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly args: unknown }
  | { readonly kind: 'storage'; readonly changes: readonly StorageChange[] }
  | { readonly kind: 'log'; readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug'; readonly args: readonly string[]; readonly page?: string }
  | { readonly kind: 'error'; readonly message: string; readonly stack: string; readonly page: string }
  /** sent: operands that went to page frames since the last pong; the host sees by it that setData floods. */
  | { readonly kind: 'pong'; readonly n: number; readonly sent?: number }
  /**
   * The Worker begins to run this of the program ("pages/a/a onLoad"): a program that then never answers is stuck there. Not said
   * for every call; "" = no longer followed. source: the beginning of the function's text, in development.
   */
  | { readonly kind: 'at'; readonly where: string; readonly source?: string }
  /** Answer to 'share'. */
  | { readonly kind: 'shared'; readonly id: number; readonly share: ShareContent | null }
export interface StorageChange {
  readonly key: string
  readonly value: string | null // JSON; null removes. key "" with null clears all.
}
/** What a card is for. Of an order, who paid it is shown in a group as well. */
export type CardPurpose = 'product' | 'order' | 'groupOrder'
/** What onShareAppMessage gives. price (minor units) and cardType are our extensions; WeChat ignores them. */
export interface ShareContent {
  readonly title: string
  readonly path: string
  readonly imageUrl: string
  readonly price: number
  readonly cardType: CardPurpose
}

/** Host → Worker. */
export type HostToWorker =
  | {
      readonly kind: 'start'
      readonly app: AppManifest
      readonly system: SystemInfo
      readonly storage: Readonly<Record<string, string>>
      readonly launch: LaunchOptions
      readonly dev: boolean
      /** For a program that uses files. */
      readonly files?: readonly HostFile[]
    }
  /** A page was put on the stack; its view's port comes by boot ('view'). The Worker makes the page and runs onLoad. */
  | { readonly kind: 'openPage'; readonly page: number; readonly route: string; readonly query: Readonly<Record<string, string>>; readonly openerCall?: number }
  | { readonly kind: 'showPage'; readonly page: number }
  | { readonly kind: 'hidePage'; readonly page: number }
  | { readonly kind: 'closePage'; readonly page: number }
  | { readonly kind: 'appShow'; readonly launch: LaunchOptions }
  | { readonly kind: 'appHide' }
  | { readonly kind: 'chunk'; readonly name: string; readonly text: string }
  | { readonly kind: 'result'; readonly id: number; readonly ok: boolean; readonly value: unknown; readonly message: string }
  /** tabItemTap, pullDownRefresh, resize, themeChange, networkStatusChange … for a page (0 = the app). */
  | { readonly kind: 'happened'; readonly page: number; readonly name: string; readonly detail: unknown }
  | { readonly kind: 'share'; readonly id: number; readonly page: number; readonly from: 'menu' | 'button'; readonly targetNode?: number }
  | { readonly kind: 'ping'; readonly n: number }

/** A file that a program may read at once: one of its own folder, a saved one, a small one of its package. */
export interface HostFile {
  /** wxfile://usr/…, wxfile://store_…, or a package path with a leading slash. */
  readonly path: string
  readonly blob: Blob
  readonly changed: number // Unix ms
}
export interface LaunchOptions {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly scene: number // 1001 shelf, 1007 card in a direct chat, 1008 card in a group, 1037 by another program, 1038 back from one
  readonly referrerInfo: Readonly<Record<string, unknown>>
  /** embedded: over the lower part of the program that opened it. */
  readonly apiCategory?: 'embedded'
}
/** Values of getSystemInfoSync, getWindowInfo, getDeviceInfo, getAppBaseInfo and getMenuButtonBoundingClientRect, in CSS pixels. */
export interface SystemInfo {
  readonly brand: string
  readonly model: string
  readonly system: string
  readonly platform: string
  readonly pixelRatio: number
  readonly screenWidth: number
  readonly screenHeight: number
  readonly windowWidth: number
  readonly windowHeight: number
  readonly statusBarHeight: number
  readonly safeArea: {
    readonly left: number
    readonly right: number
    readonly top: number
    readonly bottom: number
    readonly width: number
    readonly height: number
  }
  readonly language: string
  readonly theme: 'light' | 'dark'
  readonly version: string
  readonly SDKVersion: string
  readonly fontSizeSetting: number
  readonly menuButton: {
    readonly width: number
    readonly height: number
    readonly top: number
    readonly right: number
    readonly bottom: number
    readonly left: number
  }
  readonly appId: string
}
