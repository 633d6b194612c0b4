/** Parsers of what a package says of itself: its manifest and the styles of a chunk. */
import type { AppManifest, Chunk, PackageFile, PackageManifest, PageManifest, Preload, TabBar, TabItem, WindowConfig, WorkerCode } from './manifest.js'
import { bool, finite, integer, list, object, oneOf, optional, record, text, Violation, type Parser } from './parse.js'
import type { StyleSheet, StyleSheets } from './template.js'

const path = text(1024)
const short = text(200)

/** 64 lower-case hexadecimal digits. */
export const sha256: Parser<string> = (value, at) => {
  const digits = text(64)(value, at)
  if (!/^[0-9a-f]{64}$/.test(digits)) throw new Violation(at, 'not a SHA-256 in hex')
  return digits
}

/** #rrggbb */
export const hexColor: Parser<string> = (value, at) => {
  const color = text(7)(value, at)
  if (!/^#[0-9a-fA-F]{6}$/.test(color)) throw new Violation(at, 'not a colour like #c2410c')
  return color
}

const windowConfig: Parser<WindowConfig> = object<WindowConfig>({
  navigationBarTitleText: optional(text(2000)),
  navigationBarBackgroundColor: optional(short),
  navigationBarTextStyle: optional(oneOf('black', 'white')),
  navigationStyle: optional(oneOf('default', 'custom')),
  backgroundColor: optional(short),
  backgroundTextStyle: optional(oneOf('dark', 'light')),
  enablePullDownRefresh: optional(bool),
  onReachBottomDistance: optional(finite),
  disableScroll: optional(bool),
  pageOrientation: optional(short),
  optionIcon: optional(text(8192)),
})

const tabItem: Parser<TabItem> = object<TabItem>({
  pagePath: path,
  text: short,
  iconPath: optional(path),
  selectedIconPath: optional(path),
})

const tabBarLook = {
  color: short,
  selectedColor: short,
  backgroundColor: short,
  borderStyle: optional(oneOf('black', 'white')),
  custom: optional(bool),
  list: list(tabItem, 5),
}
const tabBar: Parser<TabBar> = object<TabBar>({ ...tabBarLook, dark: optional(object<Omit<TabBar, 'dark'>>(tabBarLook)) })

const pageManifest: Parser<PageManifest> = object<PageManifest>({
  chunk: path,
  styles: list(path, 2000),
  window: windowConfig,
  needs: optional(list(path, 200)),
  dark: optional(windowConfig),
})

const preload: Parser<Preload> = object<Preload>({ chunks: list(path, 200), network: oneOf('all', 'wifi') })

const chunk: Parser<Chunk> = object<Chunk>({
  js: path,
  map: optional(path),
  styles: path,
  root: text(1024),
  independent: optional(bool),
})

const workerCode: Parser<WorkerCode> = object<WorkerCode>({ root: path, js: path, map: optional(path) })

export const parseAppManifest: Parser<AppManifest> = object<AppManifest>({
  dialect: oneOf('wechat', 'alipay'),
  name: short,
  color: hexColor,
  logo: optional(path),
  description: optional(text(4000)),
  version: optional(short),
  entry: path,
  pages: record(pageManifest, 5000),
  window: windowConfig,
  tabBar: optional(tabBar),
  chunks: record(chunk, 200),
  preload: optional(record(preload, 5000)),
  worker: optional(workerCode),
  darkmode: optional(bool),
  style: optional(oneOf('v2')),
  component2: optional(bool),
  elements: list(short, 1000),
  apis: list(short, 5000),
  domains: optional(list(text(400), 200)),
  businessDomains: optional(list(text(400), 200)),
})

const packageFile: Parser<PackageFile> = object<PackageFile>({
  path,
  sha256,
  size: integer(0, 64 << 20),
  type: short,
})

/** Also checks that the first page, the pages' chunks and the chunks' files are there. */
export const parsePackageManifest: Parser<PackageManifest> = (value, at) => {
  const manifest = object<PackageManifest>({ format: oneOf(1), app: parseAppManifest, files: list(packageFile, 50_000) })(value, at)
  const { app } = manifest
  const files = new Set(manifest.files.map((each) => each.path))
  if (!Object.hasOwn(app.pages, app.entry)) throw new Violation('app.entry', `there is no page ${app.entry}`)
  for (const [route, each] of Object.entries(app.pages)) {
    for (const name of [each.chunk, ...(each.needs ?? []), ...(Object.hasOwn(app.preload ?? {}, route) ? app.preload![route]!.chunks : [])]) {
      if (!Object.hasOwn(app.chunks, name)) throw new Violation(`app.pages.${route}`, `there is no chunk ${name}`)
    }
  }
  for (const [name, each] of Object.entries(app.chunks)) {
    for (const file of [each.js, each.styles]) {
      if (!files.has(file)) throw new Violation(`app.chunks.${name}`, `the package has no file ${file}`)
    }
  }
  if (app.worker !== undefined && !files.has(app.worker.js)) throw new Violation('app.worker', `the package has no file ${app.worker.js}`)
  return manifest
}

const styleSheet: Parser<StyleSheet> = object<StyleSheet>({ css: text(8 << 20), urls: optional(list(text(4 << 20), 10_000)) })

export const parseStyleSheets: Parser<StyleSheets> = record(styleSheet, 20_000)
