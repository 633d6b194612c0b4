/** What the logic Worker accepts: from the host, from boot, from page frames. */
import type { BootToWorker, HostToWorker, LaunchOptions, SystemInfo } from './bridge.js'
import type { TouchPoint, ViewEvent, ViewToWorker } from './ops.js'
import { parseAppManifest } from './parse-package.js'
import { blob, bool, finite, integer, list, object, oneOf, optional, plain, record, tagged, text, type Parser } from './parse.js'

const page = integer(0, 1_000_000)
const id = integer(0)
const path = text(4096)
const query = record(text(1 << 20), 1000)
const free = plain({ depth: 24, values: 200_000, size: 64 << 20 })

export const parseBootToWorker: Parser<BootToWorker> = tagged<BootToWorker>({
  host: object({ kind: oneOf('host') }),
  view: object({ kind: oneOf('view'), page }),
})

const launchOptions: Parser<LaunchOptions> = object<LaunchOptions>({
  path,
  query,
  scene: integer(0, 100_000),
  referrerInfo: record(free, 20),
  apiCategory: optional(oneOf('embedded')),
})

const systemInfo: Parser<SystemInfo> = object<SystemInfo>({
  brand: path,
  model: path,
  system: path,
  platform: path,
  pixelRatio: finite,
  screenWidth: finite,
  screenHeight: finite,
  windowWidth: finite,
  windowHeight: finite,
  statusBarHeight: finite,
  safeArea: object({ left: finite, right: finite, top: finite, bottom: finite, width: finite, height: finite }),
  language: path,
  theme: oneOf('light', 'dark'),
  version: path,
  SDKVersion: path,
  fontSizeSetting: finite,
  menuButton: object({ width: finite, height: finite, top: finite, right: finite, bottom: finite, left: finite }),
  appId: path,
})

export const parseHostToWorker: Parser<HostToWorker> = tagged<HostToWorker>({
  start: object({
    kind: oneOf('start'),
    app: parseAppManifest,
    system: systemInfo,
    storage: record(text(1 << 20), 100_000),
    launch: launchOptions,
    dev: bool,
    files: optional(list(object({ path, blob: blob(256 << 20), changed: finite }), 100_000)),
  }),
  openPage: object({ kind: oneOf('openPage'), page, route: path, query, openerCall: optional(id) }),
  showPage: object({ kind: oneOf('showPage'), page }),
  hidePage: object({ kind: oneOf('hidePage'), page }),
  closePage: object({ kind: oneOf('closePage'), page }),
  appShow: object({ kind: oneOf('appShow'), launch: launchOptions }),
  appHide: object({ kind: oneOf('appHide') }),
  chunk: object({ kind: oneOf('chunk'), name: path, text: text(64 << 20) }),
  result: object({ kind: oneOf('result'), id, ok: bool, value: free, message: text(1 << 20) }),
  happened: object({ kind: oneOf('happened'), page, name: text(120), detail: free }),
  share: object({ kind: oneOf('share'), id, page, from: oneOf('menu', 'button'), targetNode: optional(id) }),
  ping: object({ kind: oneOf('ping'), n: id }),
})

const touchPoint: Parser<TouchPoint> = object<TouchPoint>({
  identifier: finite,
  pageX: finite,
  pageY: finite,
  clientX: finite,
  clientY: finite,
  x: optional(finite),
  y: optional(finite),
})
const touches = optional(list(touchPoint, 32))

const viewEvent: Parser<ViewEvent> = object<ViewEvent>({
  kind: oneOf('event'),
  node: id,
  type: text(120),
  detail: free,
  timeStamp: finite,
  offsets: optional(list(list(finite, 3), 1000)),
  touches,
  changedTouches: touches,
  extra: optional(record(free, 20)),
})

export const parseViewToWorker: Parser<ViewToWorker> = tagged<ViewToWorker>({
  ready: object({ kind: oneOf('ready'), version: id }),
  ack: object({ kind: oneOf('ack'), seq: id }),
  event: viewEvent,
  queryResult: object({ kind: oneOf('queryResult'), id, results: list(list(record(free, 1000), 100_000), 1000) }),
  callResult: object({ kind: oneOf('callResult'), callId: id, ok: bool, value: free }),
  observed: object({ kind: oneOf('observed'), id, entry: record(free, 100) }),
})
