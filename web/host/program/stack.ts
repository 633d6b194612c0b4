/**
 * The rules of the page stack, without any effect: a request is either refused with WeChat's text or gives the next
 * stack and what has to be made, closed, shown and hidden on the way to it.
 *
 * Tab pages live on when another tab is shown; all other pages end when they leave the stack.
 */
import type { AppManifest } from '../../protocol/manifest.js'
import { parsePageUrl, type PageUrl } from './url.js'

export const maxPages = 10

export interface StackPage extends PageUrl {
  readonly id: number
  readonly tab: boolean
  /** The call (its id at the Worker) that opened it: the ends of its event channel meet there. */
  readonly openerCall?: number
}

export interface Stack {
  /** Bottom first; the last one is shown. */
  readonly pages: readonly StackPage[]
  /** Tab pages that are alive, in the stack or not. */
  readonly tabs: readonly StackPage[]
  readonly nextId: number
}

export const emptyStack: Stack = { pages: [], tabs: [], nextId: 1 }

export type Motion = 'push' | 'pop' | 'none'

export interface Step {
  readonly stack: Stack
  readonly made: StackPage | null
  readonly hidden: StackPage | null
  readonly shown: StackPage
  readonly closed: readonly StackPage[]
  readonly motion: Motion
}
/** message is what follows "navigateTo:fail ". */
export interface Refusal {
  readonly message: string
}
export function isRefusal(result: Step | Refusal): result is Refusal {
  return 'message' in result
}

export type Route = 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch'

function isTab(app: AppManifest, route: string): boolean {
  return app.tabBar?.list.some((each) => each.pagePath === route) ?? false
}

export interface Request {
  readonly name: Route
  readonly url: string
  readonly openerCall?: number
  /** It stands there without having come. */
  readonly still?: boolean
}

/** Goes to a URL. A relative one is resolved against the page on top. */
export function go(app: AppManifest, stack: Stack, request: Request): Step | Refusal {
  const top = stack.pages.at(-1)
  const url = parsePageUrl(request.url, top?.route ?? '')
  if (!Object.hasOwn(app.pages, url.route)) return { message: `page "${url.route}" is not found` }
  const tab = isTab(app, url.route)
  switch (request.name) {
    case 'navigateTo':
      if (tab) return { message: 'can not navigateTo a tabbar page' }
      if (stack.pages.length >= maxPages) return { message: 'webview count limit exceed' }
      return open(stack, url, { tab, keep: stack.pages, motion: 'push', openerCall: request.openerCall })
    case 'redirectTo':
      if (tab) return { message: 'can not redirectTo a tabbar page' }
      return open(stack, url, { tab, keep: stack.pages.slice(0, -1), motion: 'none' })
    case 'reLaunch':
      return open({ ...stack, tabs: [] }, url, { tab, keep: [], motion: 'none', alive: stack.tabs })
    case 'switchTab':
      if (!tab) return { message: 'can not switch to no-tabBar page' }
      return switchTab(stack, url)
  }
}

interface Opening {
  readonly tab: boolean
  readonly keep: readonly StackPage[]
  readonly motion: Motion
  readonly openerCall?: number | undefined
  /** Pages alive before, beside the stack: closed too. */
  readonly alive?: readonly StackPage[]
}

function open(stack: Stack, url: PageUrl, opening: Opening): Step {
  const made: StackPage = {
    id: stack.nextId,
    route: url.route,
    query: url.query,
    tab: opening.tab,
    ...(opening.openerCall === undefined ? {} : { openerCall: opening.openerCall }),
  }
  const gone = [...stack.pages, ...(opening.alive ?? [])].filter((each, i, all) => !opening.keep.includes(each) && all.indexOf(each) === i)
  return {
    stack: {
      pages: [...opening.keep, made],
      tabs: [...stack.tabs.filter((each) => !gone.includes(each)), ...(opening.tab ? [made] : [])],
      nextId: stack.nextId + 1,
    },
    made,
    shown: made,
    hidden: stack.pages.at(-1) ?? null,
    closed: gone.reverse(),
    motion: opening.motion,
  }
}

/** A tab's URL has no query, as in WeChat. */
function switchTab(stack: Stack, url: PageUrl): Step {
  const top = stack.pages.at(-1) ?? null
  const alive = stack.tabs.find((each) => each.route === url.route)
  const page = alive ?? { id: stack.nextId, route: url.route, query: {}, tab: true }
  return {
    stack: {
      pages: [page],
      tabs: alive === undefined ? [...stack.tabs, page] : stack.tabs,
      nextId: alive === undefined ? stack.nextId + 1 : stack.nextId,
    },
    made: alive === undefined ? page : null,
    shown: page,
    hidden: top === page ? null : top,
    closed: stack.pages.filter((each) => !each.tab).reverse(),
    motion: 'none',
  }
}

/** Goes back by `delta` pages, at most to the first. */
export function back(stack: Stack, delta: number): Step | Refusal {
  if (stack.pages.length <= 1) return { message: 'cannot navigate back at first page.' }
  const keep = stack.pages.slice(0, Math.max(1, stack.pages.length - Math.max(1, Math.trunc(delta))))
  return {
    stack: { ...stack, pages: keep },
    made: null,
    shown: keep.at(-1)!,
    hidden: stack.pages.at(-1)!,
    closed: stack.pages.slice(keep.length).reverse(),
    motion: 'pop',
  }
}

/** The first page of a run: a tab page with its query as well. */
export function launch(app: AppManifest, stack: Stack, url: PageUrl): Step | Refusal {
  if (!Object.hasOwn(app.pages, url.route)) return { message: `page "${url.route}" is not found` }
  return open({ ...stack, tabs: [] }, url, { tab: isTab(app, url.route), keep: [], motion: 'none', alive: stack.tabs })
}
