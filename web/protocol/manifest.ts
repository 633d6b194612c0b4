/** What a package says of itself. Written by `internal/mini/compile` and `internal/mini/pack`, read by host and runtime. */

/** `/pkg/<sha256>/manifest.json`; the package's hash is the SHA-256 of these bytes. The instance's Ed25519 signature over the hash is in `manifest.sig` beside it. */
export interface PackageManifest {
  readonly format: 1
  readonly app: AppManifest
  readonly files: readonly PackageFile[] // sorted by path
}
export interface PackageFile {
  readonly path: string // "$/main.js", "images/tea.png"
  readonly sha256: string // hex
  readonly size: number // bytes
  readonly type: string // media type, from a closed list
}

export interface AppManifest {
  readonly dialect: 'wechat' | 'alipay'
  readonly name: string
  readonly color: string // #rrggbb
  readonly logo?: string // package path
  readonly description?: string
  readonly version?: string
  readonly entry: string // route of the first page
  readonly pages: Readonly<Record<string, PageManifest>> // by route, without a leading slash, in the order of app.json
  readonly window: WindowConfig
  readonly tabBar?: TabBar
  readonly chunks: Readonly<Record<string, Chunk>> // "main" and the roots of sub-packages
  /** By route: sub-packages that are fetched while the page is looked at. */
  readonly preload?: Readonly<Record<string, Preload>>
  /** What wx.createWorker runs. */
  readonly worker?: WorkerCode
  readonly darkmode?: boolean
  /** app.json's `style`: the newer look of the built-ins. */
  readonly style?: 'v2'
  /** False of a program of Alipay's whose components have no onInit and no deriveDataFromProps. */
  readonly component2?: boolean
  /** Built-in tags used anywhere, so that the host can load their code. */
  readonly elements: readonly string[]
  /** Members of wx used anywhere. */
  readonly apis: readonly string[]
  /** Origins that the program may ask over the network, "https://api.example.org"; superette.json lists them. */
  readonly domains?: readonly string[]
  /** Origins whose pages a web-view may show; superette.json lists them. */
  readonly businessDomains?: readonly string[]
}
export interface PageManifest {
  readonly chunk: string
  /** Keys of style sheets in the order in which they apply: app, components, the page itself. */
  readonly styles: readonly string[]
  readonly window: WindowConfig // app's and page's merged
  /** Other sub-packages whose components it shows. */
  readonly needs?: readonly string[]
  /** In place of `window` on a dark phone. */
  readonly dark?: WindowConfig
}
export interface Preload {
  readonly chunks: readonly string[]
  /** wifi: not where every byte is paid for. */
  readonly network: 'all' | 'wifi'
}
export interface Chunk {
  readonly js: string // path in the package
  readonly map?: string
  readonly styles: string // path of its StyleSheets JSON
  readonly root: string // "" for main
  readonly independent?: boolean
}
/** The scripts of the folder that app.json names as `workers`. */
export interface WorkerCode {
  readonly root: string // the folder, with a slash at its end
  readonly js: string // path in the package
  readonly map?: string
}
/** The members of `window` and of page JSON that we know; names are WeChat's. */
export interface WindowConfig {
  readonly navigationBarTitleText?: string
  readonly navigationBarBackgroundColor?: string
  readonly navigationBarTextStyle?: 'black' | 'white'
  readonly navigationStyle?: 'default' | 'custom'
  readonly backgroundColor?: string
  readonly backgroundTextStyle?: 'dark' | 'light'
  readonly enablePullDownRefresh?: boolean
  readonly onReachBottomDistance?: number
  readonly disableScroll?: boolean
  readonly pageOrientation?: string
  /** The picture of a button of the page's own in its bar: an address, a file of the package or base64. */
  readonly optionIcon?: string
}
export interface TabBar {
  readonly color: string
  readonly selectedColor: string
  readonly backgroundColor: string
  readonly borderStyle?: 'black' | 'white'
  readonly custom?: boolean
  readonly list: readonly TabItem[]
  /** In its place on a dark phone. */
  readonly dark?: Omit<TabBar, 'dark'>
}
export interface TabItem {
  readonly pagePath: string
  readonly text: string
  readonly iconPath?: string // package paths
  readonly selectedIconPath?: string
}
