/** What the host page accepts from a program: from its boot frame, its Worker and its page frames. This is the boundary that a hostile program meets. */
import type { BootToHost, ShareContent, SideToHost, StorageChange, ViewToHost, WorkerToHost } from './bridge.js'
import { bool, clipped, finite, integer, list, nullable, object, oneOf, optional, plain, tagged, text, type Parser } from './parse.js'

/** Limits of one message. The sizes are WeChat's where it has one (1 MB a stored value, 10 MB in all), else what its largest honest use needs. */
export const hostLimits = {
  name: 120,
  path: 4096,
  where: 1000,
  message: 8192,
  stack: 32_768,
  logArguments: 100,
  logText: 4096,
  /** A longer text of a log or an error is dropped, one up to here is cut. */
  shown: 1 << 20,
  storedKey: 1024,
  storedValue: 1 << 20,
  storedChanges: 10_000,
  /** data: URLs of pictures come as resources. */
  url: 4 << 20,
  callArguments: { depth: 24, values: 100_000, size: 16 << 20 },
  askArguments: { depth: 12, values: 20_000, size: 1 << 20 },
} as const

const id = integer(0)

export const parseBootToHost: Parser<BootToHost> = tagged<BootToHost>({
  booted: object({ kind: oneOf('booted') }),
  moved: object({ kind: oneOf('moved'), page: id }),
  workerError: object({ kind: oneOf('workerError'), message: clipped(hostLimits.message, hostLimits.shown) }),
})

export const parseSideToHost: Parser<SideToHost> = tagged<SideToHost>({
  asleep: object({ kind: oneOf('asleep') }),
  kill: object({ kind: oneOf('kill') }),
})

export const parseViewToHost: Parser<ViewToHost> = tagged<ViewToHost>({
  painted: object({ kind: oneOf('painted') }),
  resource: object({ kind: oneOf('resource'), id, url: text(hostLimits.url) }),
  pullDownRefresh: object({ kind: oneOf('pullDownRefresh') }),
  holdsBack: object({ kind: oneOf('holdsBack'), on: bool }),
  unheld: object({ kind: oneOf('unheld') }),
  ask: object({ kind: oneOf('ask'), id, name: text(hostLimits.name), args: plain(hostLimits.askArguments) }),
  key: object({ kind: oneOf('key'), key: text(40), ctrl: bool }),
  error: object({ kind: oneOf('error'), message: clipped(hostLimits.message, hostLimits.shown) }),
  pong: object({ kind: oneOf('pong'), n: id }),
  full: object({ kind: oneOf('full') }),
})

const storageChange: Parser<StorageChange> = object<StorageChange>({
  key: text(hostLimits.storedKey),
  value: nullable(text(hostLimits.storedValue)),
})

const shareContent: Parser<ShareContent> = object<ShareContent>({
  title: text(hostLimits.message),
  path: text(hostLimits.path),
  imageUrl: text(hostLimits.url),
  price: finite,
  cardType: oneOf('product', 'order', 'groupOrder'),
})

export const parseWorkerToHost: Parser<WorkerToHost> = tagged<WorkerToHost>({
  ready: object({ kind: oneOf('ready') }),
  call: object({ kind: oneOf('call'), id, name: text(hostLimits.name), args: plain(hostLimits.callArguments) }),
  storage: object({ kind: oneOf('storage'), changes: list(storageChange, hostLimits.storedChanges) }),
  log: object({
    kind: oneOf('log'),
    level: oneOf('log', 'info', 'warn', 'error', 'debug'),
    args: list(clipped(hostLimits.logText, hostLimits.shown), hostLimits.logArguments),
    page: optional(text(hostLimits.path)),
  }),
  error: object({
    kind: oneOf('error'),
    message: clipped(hostLimits.message, hostLimits.shown),
    stack: clipped(hostLimits.stack, hostLimits.shown),
    page: text(hostLimits.path),
  }),
  pong: object({ kind: oneOf('pong'), n: id, sent: optional(integer(0)) }),
  at: object({ kind: oneOf('at'), where: clipped(hostLimits.where, hostLimits.shown), source: optional(clipped(hostLimits.where, hostLimits.shown)) }),
  shared: object({ kind: oneOf('shared'), id, share: nullable(shareContent) }),
})
