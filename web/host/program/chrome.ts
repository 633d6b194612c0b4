/** What the host draws around a page: its bar and the tab bar, as values. */
import type { AppManifest, TabBar, WindowConfig } from '../../protocol/manifest.js'

export interface BarState {
  readonly title: string
  readonly background: string
  readonly text: 'black' | 'white'
  /** navigationStyle custom: no bar, only the capsule floats. */
  readonly custom: boolean
  readonly loading: boolean
  readonly homeHidden: boolean
  /** How its colour changes: a duration and a timing function of CSS. */
  readonly transition: string
  /** The line below it: a colour, or none. */
  readonly border: string
  /** Where a picture's bytes are that stands in the place of the title, and those of the button of the page's own; "" for none. */
  readonly image: string
  readonly option: string
}

/** sRGB luminance of #rgb or #rrggbb, 0 to 1; 0 for what it cannot read. */
export function luminance(color: string): number {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(color)
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(color)
  const digits = long?.slice(1, 4) ?? short?.slice(1, 4).map((each) => each + each)
  if (digits === undefined) return 0
  const [r, g, b] = digits.map((each) => {
    const part = Number.parseInt(each, 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** The text colour with the better contrast on a background. */
export function textOn(background: string): 'black' | 'white' {
  return luminance(background) > 0.179 ? 'black' : 'white'
}

/** A CSS colour as programs write them (hex, rgb(), a name), or the fallback: nothing else gets into a style. */
export function safeColor(color: string | undefined, fallback: string): string {
  return color !== undefined && /^(#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%/]{1,60}\))$/i.test(color.trim()) ? color.trim() : fallback
}

const timings: ReadonlyMap<string, string> = new Map([
  ['easeIn', 'ease-in'],
  ['easeOut', 'ease-out'],
  ['easeInOut', 'ease-in-out'],
])

/** What a program says of a change of colour, for CSS: evenly unless it is told otherwise, within ten seconds. */
export function transitionOf(durationMs: number = 0, timing: string = ''): string {
  return `${Math.min(10_000, Math.max(0, durationMs))}ms ${timings.get(timing) ?? 'linear'}`
}

const base64Kinds: readonly (readonly [begin: string, type: string])[] = [
  ['iVBOR', 'png'],
  ['/9j/', 'jpeg'],
  ['R0lGOD', 'gif'],
  ['UklGR', 'webp'],
]

/** The address of an icon as Alipay's programs give it: its base64 says nothing of its kind, and http addresses are passed over. */
export function optionIcon(given: string): string {
  const icon = given.trim()
  if (/^http:/i.test(icon)) return ''
  if (icon.length < 32 || !/^[a-z0-9+/\s]+=*$/i.test(icon)) return icon
  return `data:image/${base64Kinds.find(([begin]) => icon.startsWith(begin))?.[1] ?? 'svg+xml'};base64,${icon}`
}

export function barOf(app: AppManifest, window: WindowConfig): BarState {
  // Documented of WeChat's: black with white text where a program names neither. Others have their own colour.
  const { navigationBarBackgroundColor: given, navigationBarTextStyle: text } = window
  const unnamed = app.dialect === 'wechat' ? '#000000' : app.color
  const background = safeColor(given, unnamed)
  return {
    title: window.navigationBarTitleText ?? '',
    background,
    text: text ?? (given === undefined ? textOn(background) : 'white'),
    custom: window.navigationStyle === 'custom',
    loading: false,
    homeHidden: false,
    transition: '0s',
    border: '',
    image: '',
    option: optionIcon(window.optionIcon ?? ''),
  }
}

export interface TabState {
  readonly route: string
  readonly text: string
  readonly icon: string | undefined // package paths
  readonly selectedIcon: string | undefined
  readonly badge: string
  readonly dot: boolean
}
export interface TabBarState {
  readonly color: string
  readonly selectedColor: string
  readonly background: string
  readonly border: 'black' | 'white'
  readonly hidden: boolean
  /** It comes and goes by moving. */
  readonly moves: boolean
  readonly tabs: readonly TabState[]
}

/** null: no tab bar, or the program draws its own. */
export function tabBarOf(bar: TabBar | undefined): TabBarState | null {
  if (bar === undefined || bar.custom === true) return null
  return {
    color: safeColor(bar.color, '#7a7e83'),
    selectedColor: safeColor(bar.selectedColor, '#1c1917'),
    background: safeColor(bar.backgroundColor, '#ffffff'),
    border: bar.borderStyle ?? 'black',
    hidden: false,
    moves: false,
    tabs: bar.list.map((each) => ({ route: each.pagePath, text: each.text, icon: each.iconPath, selectedIcon: each.selectedIconPath, badge: '', dot: false })),
  }
}

/** The form that theme.json has for a dark phone, in a program that follows one. */
export function windowOf(app: AppManifest, route: string, theme: 'light' | 'dark'): WindowConfig {
  const page = app.pages[route]
  return { ...app.window, ...(app.darkmode === true && theme === 'dark' ? (page?.dark ?? page?.window) : page?.window) }
}

export const themedTabBar = (app: AppManifest, theme: 'light' | 'dark'): TabBarState | null =>
  tabBarOf(app.darkmode === true && theme === 'dark' && app.tabBar?.dark !== undefined ? app.tabBar.dark : app.tabBar)

/** What a program has not set itself follows the theme. */
export function followed<State extends object>(now: State, was: State, becomes: State): State {
  const next = { ...now }
  for (const name of Object.keys(becomes) as (keyof State)[]) if (now[name] === was[name]) next[name] = becomes[name]
  return next
}

/** Tabs keep their badges, texts and icons where the program gave them. */
export function followedTabBar(now: TabBarState, was: TabBarState, becomes: TabBarState): TabBarState {
  const tabs = now.tabs.map((each, at) => {
    const [from, to] = [was.tabs[at], becomes.tabs[at]]
    return from === undefined || to === undefined ? each : followed(each, from, to)
  })
  return { ...followed({ ...now, tabs: was.tabs }, was, { ...becomes, tabs: was.tabs }), tabs }
}
