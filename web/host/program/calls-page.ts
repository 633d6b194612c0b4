/** Pages and what the host draws around them: routes, bar, tab bar, pull-down. */
import type { Signal } from '@preact/signals'
import { bool, finite, integer, object, oneOf, optional, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { safeColor, transitionOf, type BarState, type TabBarState, type TabState } from './chrome.js'
import { askBeforeLeaving, mayLeave } from './leaving.js'
import type { LivePage, Pages } from './pages.js'
import type { Session } from './session.js'
import type { Route } from './stack.js'

export function pagesOf(session: Session): Pages {
  const pages = session.pages.value
  if (pages === null) throw new ApiFailure('the program is not running')
  return pages
}

export function topOf(session: Session): LivePage {
  const pages = pagesOf(session)
  // The stack's page, not the one in view: a page's onLoad changes its own bar before its first frame is shown.
  const newest = pages.stack.value.pages.at(-1)
  const top = (newest && pages.find(newest.id)) ?? pages.top.value
  if (top === null) throw new ApiFailure('there is no page')
  return top
}

export function changeBar(session: Session, change: Partial<BarState>): void {
  const { bar } = topOf(session)
  bar.value = { ...bar.value, ...change }
}

const nothing: Parser<object> = object<object>({})
const byUrl = object<{ url: string }>({ url: text(1 << 20) })

function route(name: Route) {
  return call<Session, { url: string }>(byUrl, async ({ url }, { host, id }) => {
    await pagesOf(host).go(name === 'navigateTo' ? { name, url, openerCall: id } : { name, url })
  })
}

function tabBarOf(session: Session): { readonly signal: Signal<TabBarState | null>; readonly bar: TabBarState } {
  const { tabBar } = pagesOf(session)
  if (tabBar.value === null || !topOf(session).page.tab) throw new ApiFailure('not TabBar page')
  return { signal: tabBar, bar: tabBar.value }
}

function changeTab(session: Session, index: number, change: Partial<TabState>): void {
  const { signal, bar } = tabBarOf(session)
  if (bar.tabs[index] === undefined) throw new ApiFailure('tabbar item not found')
  signal.value = { ...bar, tabs: bar.tabs.map((each, i) => (i === index ? { ...each, ...change } : each)) }
}

function hideTabBar(session: Session, hidden: boolean, moves: boolean): void {
  const { signal, bar } = tabBarOf(session)
  signal.value = { ...bar, hidden, moves }
  session.resize()
}

interface MoveArgs {
  readonly animation?: boolean | undefined
}
const moveArgs: Parser<MoveArgs> = object<MoveArgs>({ animation: optional(bool) })
const index = integer(0, 100)
const color = optional(text(100))

export const pageCalls: CallTable<Session> = {
  navigateTo: route('navigateTo'),
  redirectTo: route('redirectTo'),
  switchTab: route('switchTab'),
  reLaunch: route('reLaunch'),
  navigateBack: call<Session, { delta?: number | undefined }>(object({ delta: optional(finite) }), async ({ delta = 1 }, { host }) => {
    const pages = pagesOf(host)
    if (delta === 1 && pages.closeHeld('program')) return
    // Where a page draws its own bar, this is its back button.
    if (pages.top.value?.bar.value.custom === true && !(await mayLeave(host))) throw new ApiFailure('cancel')
    await pages.back(delta)
  }),
  /** wx.enableAlertBeforeUnload; without a message, wx.disableAlertBeforeUnload. */
  alertBeforeUnload: call<Session, { message?: string | undefined }>(object({ message: optional(text(10_000)) }), ({ message }, { host }) =>
    askBeforeLeaving(topOf(host), message?.slice(0, 500) ?? null),
  ),

  /** For require.async: answered after the code has been sent, so it is there when the answer is. */
  loadSubpackage: call<Session, { name: string }>(object({ name: text(1024) }), ({ name }, { host }) => pagesOf(host).load(name)),

  setNavigationBarTitle: call<Session, { title: string }>(object({ title: text(10_000) }), ({ title }, { host }) =>
    changeBar(host, { title: title.slice(0, 200) }),
  ),
  setNavigationBarColor: call<Session, { frontColor: '#ffffff' | '#000000'; backgroundColor: string; durationMs?: number | undefined; timing: string }>(
    object({ frontColor: oneOf('#ffffff', '#000000'), backgroundColor: text(100), durationMs: optional(finite), timing: text(100) }),
    (args, { host }) =>
      changeBar(host, {
        text: args.frontColor === '#ffffff' ? 'white' : 'black',
        background: safeColor(args.backgroundColor, topOf(host).bar.value.background),
        transition: transitionOf(args.durationMs, args.timing),
      }),
  ),
  showNavigationBarLoading: call<Session, object>(nothing, (_, { host }) => changeBar(host, { loading: true })),
  hideNavigationBarLoading: call<Session, object>(nothing, (_, { host }) => changeBar(host, { loading: false })),
  hideHomeButton: call<Session, object>(nothing, (_, { host }) => changeBar(host, { homeHidden: true })),

  setBackgroundColor: call<Session, { backgroundColor: string }>(object({ backgroundColor: text(100) }), ({ backgroundColor }, { host }) => {
    const top = topOf(host)
    pagesOf(host).say(top.page.id, { kind: 'background', color: safeColor(backgroundColor, '#ffffff') })
  }),

  setBackgroundTextStyle: call<Session, { textStyle: 'dark' | 'light' }>(object({ textStyle: oneOf('dark', 'light') }), ({ textStyle }, { host }) =>
    pagesOf(host).say(topOf(host).page.id, { kind: 'pullDownDots', style: textStyle }),
  ),

  startPullDownRefresh: call<Session, object>(nothing, (_, { host }) => {
    const top = topOf(host)
    pagesOf(host).say(top.page.id, { kind: 'pullDown', on: true })
    host.happened('pullDownRefresh', { from: 'code' }, top.page.id)
  }),
  stopPullDownRefresh: call<Session, object>(nothing, (_, { host }) => pagesOf(host).say(topOf(host).page.id, { kind: 'pullDown', on: false })),

  setTabBarBadge: call<Session, { index: number; text: string }>(object({ index, text: text(1000) }), (args, { host }) =>
    changeTab(host, args.index, { badge: args.text.slice(0, 4), dot: false }),
  ),
  removeTabBarBadge: call<Session, { index: number }>(object({ index }), (args, { host }) => changeTab(host, args.index, { badge: '' })),
  showTabBarRedDot: call<Session, { index: number }>(object({ index }), (args, { host }) => changeTab(host, args.index, { dot: true, badge: '' })),
  hideTabBarRedDot: call<Session, { index: number }>(object({ index }), (args, { host }) => changeTab(host, args.index, { dot: false })),
  setTabBarItem: call<Session, { index: number; text?: string | undefined; iconPath?: string | undefined; selectedIconPath?: string | undefined }>(
    object({ index, text: optional(text(200)), iconPath: optional(text(4096)), selectedIconPath: optional(text(4096)) }),
    (args, { host }) =>
      changeTab(host, args.index, {
        ...(args.text === undefined ? {} : { text: args.text }),
        ...(args.iconPath === undefined ? {} : { icon: args.iconPath }),
        ...(args.selectedIconPath === undefined ? {} : { selectedIcon: args.selectedIconPath }),
      }),
  ),
  setTabBarStyle: call<
    Session,
    { color?: string | undefined; selectedColor?: string | undefined; backgroundColor?: string | undefined; borderStyle?: 'black' | 'white' | undefined }
  >(object({ color, selectedColor: color, backgroundColor: color, borderStyle: optional(oneOf('black', 'white')) }), (args, { host }) => {
    const { signal, bar } = tabBarOf(host)
    signal.value = {
      ...bar,
      color: safeColor(args.color, bar.color),
      selectedColor: safeColor(args.selectedColor, bar.selectedColor),
      background: safeColor(args.backgroundColor, bar.background),
      border: args.borderStyle ?? bar.border,
    }
  }),
  showTabBar: call<Session, MoveArgs>(moveArgs, ({ animation }, { host }) => hideTabBar(host, false, animation === true)),
  hideTabBar: call<Session, MoveArgs>(moveArgs, ({ animation }, { host }) => hideTabBar(host, true, animation === true)),

  setShareMenu: call<Session, { hidden: boolean }>(object({ hidden: bool }), ({ hidden }, { host }) => {
    host.shareHidden.value = hidden
  }),
}
