/** What a program hears of its routes: before and after each one, when its slide is over, and of the pages that it makes and closes. */
import { extend, type Extension } from './extension.js'
import { listenersOf } from './listeners.js'

interface Route {
  readonly openType: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly routeEventId: string
}
/** What the host says of a route. */
type Said = Omit<Route, 'routeEventId'>

const componentFramework = 'exparser'

export const routesExtension: Extension = (env) => {
  let routes = 0
  /** The one that is carried out, or was last. */
  let now: Route = { openType: 'appLaunch', path: env.launch.path, query: env.launch.query, routeEventId: '' }
  const shown = new Map<number, Route>()
  const told = {
    BeforeAppRoute: listenersOf(env, 'BeforeAppRoute'),
    AppRoute: listenersOf(env, 'AppRoute'),
    AppRouteDone: listenersOf(env, 'AppRouteDone'),
    BeforePageLoad: listenersOf(env, 'BeforePageLoad'),
    AfterPageLoad: listenersOf(env, 'AfterPageLoad'),
    BeforePageUnload: listenersOf(env, 'BeforePageUnload'),
    AfterPageUnload: listenersOf(env, 'AfterPageUnload'),
  }
  const whole = (route: Route, webviewId: number): object => ({
    ...route,
    webviewId,
    renderer: 'webview',
    notFound: false,
    page: { window: { ...env.app.pages[route.path]?.window } },
  })
  env.onHostEvent('route', (detail, page) => {
    routes += 1
    now = { ...(detail as Said), routeEventId: `${page}_${routes}` }
    shown.set(page, now)
    told.BeforeAppRoute.tell(whole(now, page))
  })
  env.onHostEvent('routed', (_, page) => told.AppRoute.tell({ ...whole(now, page), timeStamp: Date.now() }))
  env.onHostEvent('routeDone', (_, page) => {
    const route = shown.get(page)
    if (route !== undefined) told.AppRouteDone.tell({ ...route, webviewId: page, timeStamp: Date.now() })
  })
  env.onHostEvent('opening', () => told.BeforePageLoad.tell({ ...now, componentFramework }))
  env.onHostEvent('opened', (page) => told.AfterPageLoad.tell({ ...now, componentFramework, page }))
  env.onHostEvent('closing', (page) => {
    const { route } = page as { readonly route?: unknown }
    told.BeforePageUnload.tell({ path: route, page, routeEventId: now.routeEventId })
  })
  env.onHostEvent('closed', (path, page) => {
    shown.delete(page)
    told.AfterPageUnload.tell({ path, routeEventId: now.routeEventId })
  })
  return { own: Object.assign({}, ...Object.values(told).map((each) => each.members)) as Readonly<Record<string, unknown>> }
}
extend(routesExtension)
