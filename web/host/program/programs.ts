/**
 * The programs that are alive in this browser tab: at most five, the one in view and those that were left and wait to be
 * come back to (30 minutes). The host around it decides where the layer stands; this decides what is in it.
 *
 * One closure holds the list, its timers and its listeners, so that nothing else can change them: hence the long function.
 *
 * Start here: `createPrograms(ports)` once after sign-in, `<ProgramLayer programs={…}>` mounted once, `programs.open(…)`.
 */
import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { ProgramPorts } from './ports.js'
import { networkMoves, networkStatus } from './calls-device.js'
import { createSession, type OpenRequest, type Session } from './session.js'
import type { Surroundings } from './system.js'
import { formatPageUrl } from './url.js'

export const maxAlive = 5
export const endAfterMs = 30 * 60_000
/** Of the box, for a program that lies over another. */
const embeddedPart = 0.8
/** WeChat's scene. */
const openedByOther = 1037

export interface Programs {
  /** The run in view, or null. */
  readonly current: ReadonlySignal<Session | null>
  /** Over the lower part of which the run in view lies, or null. */
  readonly behind: ReadonlySignal<Session | null>
  /** In the order in which they were opened. */
  readonly alive: ReadonlySignal<readonly Session[]>
  /** Brings a program to the front: come back to where it was, unless the request names a page. */
  open(request: OpenRequest): Promise<void>
  /** Leaves what is in view; it stays alive. */
  leave(): void
  /** Whether `back` would stay inside what is in view. */
  hasBack(): boolean
  /** Ends a program. */
  close(appId: string): void
  /** Starts a run anew where it was asked for. Its place in the host stays. */
  again(session: Session): void
  /** One step back inside the program in view, or out of it. False if none is in view. */
  back(): boolean
  /** A new version is out (or was rebuilt): in dev the run starts anew, else the program is told. */
  changed(appId: string, packageSha: string): void
  /** The size of the box, told by the layer. */
  resized(box: { readonly width: number; readonly height: number; readonly safeTop: number; readonly safeBottom: number }): void
  /** Starts a run anew with the pages that are open, in view or not. */
  restart(session: Session): void
  /** Theme or language changed. */
  themeChanged(): void
  dispose(): Promise<void>
}

export function createPrograms(ports: ProgramPorts): Programs {
  const current = signal<Session | null>(null)
  const behind = signal<Session | null>(null)
  const alive: Signal<readonly Session[]> = signal([])
  const timers = new Map<Session, ReturnType<typeof setTimeout>>()
  const lastUsed = new Map<Session, number>()
  let box = { width: 390, height: 844, safeTop: 0, safeBottom: 0 }
  let lastId = 0
  let uses = 0

  const surroundings = (): Surroundings => ({
    ...box,
    pixelRatio: devicePixelRatio,
    theme: ports.theme(),
    locale: ports.locale(),
    userAgent: navigator.userAgent,
  })
  /** Who opened whom, until it was come back to. */
  const openers = new Map<Session, Session>()
  const noteOpener = (session: Session, opener: Session | null): void => {
    if (opener !== null && openers.get(opener) === session)
      openers.delete(opener) // a way back
    else if (opener === null || opener === session) openers.delete(session)
    else openers.set(session, opener)
  }
  const isEmbedded = (session: Session | null): boolean => session !== null && session === current.value && behind.value !== null
  /** Brings one into view, over the lower part of `under` if that is given: both change at once. */
  const place = (session: Session | null, under: Session | null): void => {
    const before = [current.value, session].map((each) => [each, isEmbedded(each)] as const)
    batch(() => {
      current.value = session
      behind.value = under
    })
    for (const [each, was] of before) if (each !== null && isEmbedded(each) !== was) each.resize()
  }

  const end = (session: Session): void => {
    clearTimeout(timers.get(session))
    timers.delete(session)
    lastUsed.delete(session)
    openers.delete(session)
    batch(() => {
      alive.value = alive.value.filter((each) => each !== session)
      if (current.value === session) place(null, null)
      else if (behind.value === session) place(current.value, null)
    })
    session.end()
  }
  const park = (session: Session): void => {
    session.hide()
    clearTimeout(timers.get(session))
    timers.set(
      session,
      setTimeout(() => end(session), endAfterMs),
    )
  }
  const touch = (session: Session): void => {
    clearTimeout(timers.get(session))
    timers.delete(session)
    uses += 1
    lastUsed.set(session, uses)
  }
  const isOver = (session: Session): boolean => session.phase.value.kind !== 'loading' && session.phase.value.kind !== 'running'

  const leave = (): void => {
    const session = current.value
    if (session === null) return
    const { appId } = behind.value ?? session
    place(null, null)
    if (isOver(session)) end(session)
    else park(session)
    ports.left(appId)
  }
  const front = (session: Session, request: OpenRequest | undefined, under: Session | null = null): void => {
    const before = current.value
    if (before !== null && before !== session) {
      if (isOver(before)) end(before)
      else park(before)
    }
    touch(session)
    session.show(request)
    place(session, under)
  }
  /** Out of one program: back to the one that opened it, else out of all. */
  const stepOut = (session: Session): void => {
    const opener = openerOf(session)
    openers.delete(session)
    if (opener === null) leave()
    else front(opener, undefined)
  }
  /** What a program that is left gives way to; null if nothing waits below it. */
  const openerOf = (session: Session): Session | null => {
    if (isEmbedded(session)) return behind.value
    const opener = openers.get(session)
    return opener === undefined || !alive.value.includes(opener) || isOver(opener) ? null : opener
  }
  const make = (request: OpenRequest): Session => {
    lastId += 1
    const session: Session = createSession({
      id: lastId,
      request,
      ports,
      surroundings: () => {
        const all = surroundings()
        return isEmbedded(session) ? { ...all, height: Math.round(all.height * embeddedPart), safeTop: 0 } : all
      },
      leave: () => {
        if (current.value === session) stepOut(session)
        else end(session)
      },
      openOther: open,
    })
    return session
  }
  const open = async ({ apiCategory, ...plain }: OpenRequest): Promise<void> => {
    // Over one program, not over two: then it opens as any other, as in WeChat.
    const under = apiCategory !== undefined && behind.value === null && current.value?.appId !== plain.appId ? current.value : null
    const request: OpenRequest = under === null ? plain : { ...plain, apiCategory: 'embedded' }
    const running = alive.value.find((each) => each.appId === request.appId)
    const opener = request.scene === openedByOther ? current.value : null
    if (running !== undefined && !isOver(running)) {
      noteOpener(running, opener)
      return front(running, request, under)
    }
    if (running !== undefined) end(running)
    const session = make(request)
    noteOpener(session, opener)
    touch(session)
    alive.value = [...alive.value, session]
    front(session, undefined, under)
    const oldest = [...alive.value].filter((each) => each !== session).sort((a, b) => (lastUsed.get(a) ?? 0) - (lastUsed.get(b) ?? 0))
    for (const each of oldest.slice(0, Math.max(0, alive.value.length - maxAlive))) end(each)
  }

  const listeners = new AbortController()
  const { signal: until } = listeners
  const flushAll = (): void => {
    for (const each of alive.value) void each.flush()
  }
  addEventListener('pagehide', flushAll, { signal: until })
  document.addEventListener(
    'visibilitychange',
    () => {
      const hidden = document.visibilityState === 'hidden'
      if (hidden) {
        flushAll()
        current.value?.hide()
      } else current.value?.show()
    },
    { signal: until },
  )
  let network = networkStatus()
  const networkChanged = (): void => {
    const before = network
    network = networkStatus()
    if (network.isConnected === before.isConnected && network.networkType === before.networkType) return
    for (const each of alive.value) each.happened('networkStatusChange', network)
  }
  for (const name of ['online', 'offline'] as const) addEventListener(name, networkChanged, { signal: until })
  networkMoves()?.addEventListener('change', networkChanged, { signal: until })

  const programs: Programs = {
    current,
    behind,
    alive,
    open,
    leave,
    close(appId) {
      const session = alive.value.find((each) => each.appId === appId)
      if (session === undefined) return
      if (current.value === session) ports.left(appId)
      end(session)
    },
    again(session) {
      const { above: _, ...request } = session.request.value
      const under = isEmbedded(session) ? behind.value : null
      end(session)
      if (under !== null) front(under, undefined)
      void open(request)
    },
    back() {
      const session = current.value
      if (session === null) return false
      if (!session.back()) stepOut(session)
      return true
    },
    hasBack() {
      const session = current.value
      return session !== null && (session.hasBack() || openerOf(session) !== null)
    },
    changed(appId, packageSha) {
      if (ports.dev !== null) return ports.dev.changed(programs, appId, packageSha)
      const session = alive.value.find((each) => each.appId === appId)
      if (session !== undefined && session.info.value?.package !== packageSha) session.happened('updateReady', {})
    },
    restart(session) {
      const inView = current.value === session
      const [path, ...above] = session.pages.value?.stack.value.pages.map(formatPageUrl) ?? []
      end(session)
      if (inView) void open({ ...session.request.value, ...(path === undefined ? {} : { path, above }) })
    },
    resized(next) {
      if (next.width === box.width && next.height === box.height && next.safeTop === box.safeTop && next.safeBottom === box.safeBottom) return
      box = next
      for (const each of alive.value) each.resize()
    },
    themeChanged() {
      const theme = ports.theme()
      for (const each of alive.value) {
        if (each.held()?.app.darkmode !== true) continue
        each.happened('themeChange', { theme })
        const pages = each.pages.value
        if (pages === null) continue
        pages.follow(theme)
        for (const page of pages.all()) pages.say(page.page.id, { kind: 'theme', theme })
      }
    },
    async dispose() {
      listeners.abort()
      const sessions = alive.value
      await Promise.all(sessions.map((each) => each.flush()))
      for (const each of sessions) end(each)
    },
  }
  return programs
}
