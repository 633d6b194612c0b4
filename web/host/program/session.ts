/**
 * One run of one program: its frame, its Worker's port, its pages, storage, files and watch. The run knows who it is by
 * construction; nothing that arrives over its ports can make it act for another program.
 *
 * Life: loading (splash) → running → ended, or failed (with the reason on the splash), or stopped (it flooded the host).
 * While running it is shown or hidden; hidden runs keep their frame and are told to sleep after 5 s.
 *
 * One closure holds a run's ports and state, so that no other module can reach another run's: hence the long function.
 */
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { BootToHost, HostFile, HostToBoot, HostToWorker, LaunchOptions, ShareContent, SystemInfo, WorkerToHost } from '../../protocol/bridge.js'
import { chunksFor } from '../../protocol/apichunks.js'
import { onMessage } from '../../protocol/parse.js'
import { parseBootToHost, parseWorkerToHost } from '../../protocol/parse-host.js'
import { answerTo, leavePage } from './asks.js'
import { perform } from './broker.js'
import { networkStatus } from './calls-device.js'
import { pauseAudio } from './calls-audio.js'
import { endRecording } from './calls-record.js'
import { restSensors } from './calls-sensors.js'
import { restSide } from './calls-worker.js'
import { callTable, movesPages, release } from './calls.js'
import { dropEarlyFrame, runtimeTexts, takePackage } from './early.js'
import { openFileDisk } from './filedisk.js'
import { createFiles, type Files } from './files.js'
import { createFrameWatch } from './framewatch.js'
import { createGateway, fetchMedia, type Gateway } from './gateway.js'
import { mayLeave } from './leaving.js'
import { createMeasures, downloadOf, type Measure } from './measures.js'
import { createOwnFiles, isOwnPath, type OwnFiles } from './ownfiles.js'
import { createOverlays, type Overlays } from './overlays.js'
import { PackageFailure, type Package } from './package.js'
import { chunksOf, createPages, type Pages } from './pages.js'
import type { DevRun, ProgramInfo, ProgramPorts } from './ports.js'
import type { RuntimeTexts } from './runtime.js'
import { type AddressBook, openAddresses } from './addresses.js'
import { type ConsentBook, openConsents } from './consents.js'
import { openScopes, type ScopeBook } from './scopes.js'
import { createStorage, openDisk, type ProgramStorage } from './storage.js'
import { pageRoom, systemInfo, type Surroundings } from './system.js'
import { formatPageUrl, parsePageUrl } from './url.js'
import { createCatchUp } from './catchup.js'
import { createBudget, createWatchdog, lateAfterMs, type Trouble } from './watchdog.js'

export interface OpenRequest {
  readonly appId: string
  /** A page with query; absent: the program's first page. */
  readonly path?: string
  /** WeChat's scene: 1001 from the shelf, 1007 a card in a direct chat, 1008 in a group. */
  readonly scene: number
  readonly cardId?: string
  readonly conv?: string
  /** Pages to be opened over the first one. */
  readonly above?: readonly string[]
  readonly referrerInfo?: Readonly<Record<string, unknown>>
  /** embedded: over the lower part of the program in view. */
  readonly apiCategory?: 'embedded'
}

export type Phase =
  | { readonly kind: 'loading' }
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly reason: PackageFailure['code'] | 'crashed'; readonly detail: string }
  /** Ended by the host since it sent more messages, or made more nodes on a page, than it may, or did not come to rest after it was left. */
  | { readonly kind: 'stopped'; readonly reason: 'messages' | 'nodes' | 'restless'; readonly where: string }
  | { readonly kind: 'ended' }

export interface ConsoleLine {
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug'
  readonly text: string
  readonly page: string
  readonly stack: string
}

const messagesPerSecond = 300
const messagesBurst = 3000
const sleepAfterMs = 5000
/** A program that was told to sleep, and has not even heard it by then, computes without end. */
const restlessAfterMs = 10_000
/** Time for the last drawing of a page that is left. */
const restAfterMs = 500
/** A first page that has drawn nothing by then is an empty page: it is shown as one, with the bars around it. */
const emptyAfterMs = 3000

export interface Session {
  readonly id: number
  readonly appId: string
  readonly info: Signal<ProgramInfo | null>
  readonly phase: Signal<Phase>
  /** The first page has painted. */
  readonly painted: Signal<boolean>
  /** The program does not come up, does not answer, or draws without end. */
  readonly trouble: ReadonlySignal<Trouble | null>
  /** Where it is then, as far as it is known: what runs ("pages/a/a onLoad", in development its file and line), or what it waits for. */
  readonly where: Signal<string>
  /** Taken out of the picture, which it kept from moving. */
  readonly veiled: Signal<boolean>
  /** The person waits on. */
  wait(): void
  readonly overlays: Overlays
  readonly pages: Signal<Pages | null>
  readonly canBack: ReadonlySignal<boolean>
  readonly request: Signal<OpenRequest>
  readonly launch: () => LaunchOptions
  readonly files: Files
  /** What the program keeps. */
  readonly ownFiles: OwnFiles
  /** The person's own, of which it may be given one. */
  readonly addresses: AddressBook
  /** What the person allows it. */
  readonly scopes: ScopeBook
  /** What they agreed to beside that: its privacy contract, its messages. */
  readonly consents: ConsentBook
  /** What this program may reach outside. */
  readonly gateway: Gateway
  readonly held: () => Package | null
  /** The picture-less root: the host page keeps it where it is, since a moved frame would start anew. */
  readonly frame: HTMLIFrameElement
  readonly shareHidden: Signal<boolean>
  readonly surroundings: () => Surroundings
  readonly ports: ProgramPorts
  worker(message: HostToWorker): void
  /** To the program's frame; moved: the ports that go with it. */
  boot(message: HostToBoot, moved?: readonly MessagePort[]): void
  /** The text of the Worker that a program makes beside its own. Rejects with PackageFailure. */
  sideRuntime(): Promise<string>
  happened(name: string, detail: unknown, page?: number): void
  system(): SystemInfo
  report(level: ConsoleLine['level'], text: string, page?: string, stack?: string): void
  /** Asks the program what it shares of its page on top; null if it says nothing within 3 s. */
  askShare(from: 'menu' | 'button', targetNode?: number): Promise<ShareContent | null>
  /** Comes to the front: again, with a request of its own, or as it was left. */
  show(request?: OpenRequest): void
  hide(): void
  /** Whether `back` would do something. */
  hasBack(): boolean
  /** The user asks to go back: an overlay, else one page. False: there is nothing to go back to. */
  back(): boolean
  resize(): void
  flush(): Promise<void>
  /** Everything that is kept: key → JSON. */
  kept(): Promise<Readonly<Record<string, string>>>
  readonly dev: DevRun | null
  /** Goes on with another package of the same program; the routes whose sheets or bars are others. */
  adopt(next: Package, changed: { readonly sheets: readonly string[]; readonly windows: readonly string[] }): Promise<void>
  end(): void
  /** Leaves the program (the capsule's ◉). Set by the layer that owns the runs. */
  leave(): void
  openOther(request: OpenRequest): Promise<void>
}

export interface SessionNeeds {
  readonly id: number
  readonly request: OpenRequest
  readonly ports: ProgramPorts
  readonly surroundings: () => Surroundings
  leave(): void
  openOther(request: OpenRequest): Promise<void>
}

/** What a start waits for: the program's entry, its files, its frame with the Worker, its storage. */
type StartStep = 'program' | 'files' | 'frame' | 'storage'

/** What the program kept: its storage, and its files if it uses any. */
type Stored = readonly [Readonly<Record<string, string>>, readonly HostFile[] | undefined]

/** Starts at once; everything that can fail ends in `phase`. */
export function createSession(needs: SessionNeeds): Session {
  const { ports, surroundings } = needs
  const phase = signal<Phase>({ kind: 'loading' })
  const info = signal<ProgramInfo | null>(null)
  const painted = signal(false)
  const late = signal(false)
  const stuck = signal<Trouble | null>(null)
  const frozen = signal(false)
  const heavy = signal(false)
  const veiled = signal(false)
  const trouble = computed<Trouble | null>(() => stuck.value ?? (heavy.value ? 'heavy' : frozen.value ? 'frozen' : null) ?? (late.value ? 'late' : null))
  const where = signal('')
  const pages = signal<Pages | null>(null)
  const request = signal(needs.request)
  const shareHidden = signal(false)
  const overlays = createOverlays()
  const loadedChunks = new Set<string>(['main'])
  const budget = createBudget(messagesPerSecond, messagesBurst)
  const shares = new Map<number, (share: ShareContent | null) => void>()
  const frame = document.createElement('iframe')
  let held: Package | null = null
  let boot: MessagePort | undefined
  let worker: MessagePort | undefined
  let storage: ProgramStorage | undefined
  let shown = true
  let sleepTimer: ReturnType<typeof setTimeout> | undefined
  let emptyTimer: ReturnType<typeof setTimeout> | undefined
  let lateTimer: ReturnType<typeof setTimeout> | undefined
  let at: Extract<WorkerToHost, { kind: 'at' }> = { kind: 'at', where: '' }
  let waitsFor: StartStep = 'program'
  let restTimer: ReturnType<typeof setTimeout> | undefined
  let stopTop: (() => void) | undefined
  let ready = false
  let isReady: () => void = () => undefined
  const untilReady = new Promise<void>((resolve) => {
    isReady = resolve
  })
  let lastShare = 0
  const startedAt = Date.now()
  const measures = createMeasures((entries) => session.happened('measured', entries))

  const dev = ports.dev?.begin(needs.request.appId, () => session) ?? null
  const outside = createGateway(needs.request.appId)
  const gateway = dev?.gateway(outside) ?? outside
  const files = createFiles(() => held, {
    picture: (url) => gateway.picture(url),
    media: (url) => fetchMedia(gateway, url),
    kept: (path, blob) => {
      if (usesFiles()) session.happened('fileKept', { path, blob })
    },
  })
  const ownFiles = createOwnFiles(files, openFileDisk(ports.userId, needs.request.appId))
  const usesFiles = (): boolean => held !== null && chunksFor(held.app.apis, held.app.dialect).includes('files')
  const alive = (): boolean => phase.value.kind === 'loading' || phase.value.kind === 'running'
  const rest = (on: boolean): void => {
    for (const each of pages.peek()?.all() ?? []) pages.peek()?.say(each.page.id, { kind: 'rest', on })
  }
  const toWorker = (message: HostToWorker): void => worker?.postMessage(message)
  const toBootFrame = (message: HostToBoot, moved: readonly MessagePort[] = []): void => boot?.postMessage(message, [...moved])
  const watch = createWatchdog({
    ping: (n) => toWorker({ kind: 'ping', n }),
    trouble: (now) => {
      if (now !== null) sayWhere()
      stuck.value = now
    },
  })
  const caughtUp = createCatchUp((n) => toWorker({ kind: 'ping', n }))
  // The frames' process is another than the Worker's thread: a page too large to be laid out leaves the Worker alive.
  const pageWatch = createWatchdog({
    ping: (n) => {
      const top = pages.value?.top.value
      if (top != null) pages.value?.say(top.page.id, { kind: 'ping', n })
    },
    trouble: (now) => {
      if (now !== null) where.value = pages.value?.top.value?.page.route ?? ''
      frozen.value = now !== null
    },
  })
  const frameWatch = createFrameWatch({
    frame: (run) => requestAnimationFrame(run),
    veil: (on) => {
      veiled.value = on
    },
    heavy: (on) => {
      if (on) where.value = pages.value?.top.value?.page.route ?? ''
      heavy.value = on
    },
  })
  const keepWatch = (): void => {
    watch.start()
    if (!painted.value) return
    pageWatch.start()
    frameWatch.start()
  }
  const lookAway = (): void => {
    watch.stop()
    frameWatch.stop()
    pageWatch.stop()
  }
  const sayWhere = (): void => {
    const { where: named, source = '' } = at
    where.value = named
    const found = source === '' ? null : (dev?.placeOf(source) ?? null)
    if (found !== null) where.value = `${named} (${found})`
  }
  const waitForStart = (): void => {
    clearTimeout(lateTimer)
    late.value = false
    if (ready || !alive()) return
    lateTimer = setTimeout(() => {
      where.value = waitsFor
      late.value = shown
    }, lateAfterMs)
  }

  // Only its author makes something of what a program writes.
  const report: Session['report'] = (level, text, page = '', stack = '') => dev?.line({ level, text, page, stack })
  const launchOptions = (): LaunchOptions => {
    const asked = request.value
    const url = parsePageUrl(asked.path ?? held?.app.entry ?? '', '')
    const { scene, referrerInfo = {}, apiCategory } = asked
    return { path: url.route, query: url.query, scene, referrerInfo, ...(apiCategory === undefined ? {} : { apiCategory }) }
  }
  const system = (): SystemInfo => {
    const around = surroundings()
    const top = pages.value?.top.value
    const entry = held === null ? undefined : { ...held.app.window, ...held.app.pages[launchOptions().path]?.window }
    const room =
      top != null
        ? pages.value!.room(top)
        : pageRoom(around, {
            custom: entry?.navigationStyle === 'custom',
            tabBar: held?.app.tabBar?.list.some((each) => each.pagePath === launchOptions().path) ?? false,
          })
    return systemInfo(around, room, needs.request.appId)
  }

  const stop = (next: Phase): void => {
    if (!alive()) return
    phase.value = next
    late.value = false
    watch.dispose()
    pageWatch.dispose()
    frameWatch.stop()
    clearTimeout(lateTimer)
    stopTop?.()
    clearTimeout(sleepTimer)
    clearTimeout(restTimer)
    clearTimeout(emptyTimer)
    overlays.dispose()
    gateway.dispose()
    release(session)
    for (const resolve of shares.values()) resolve(null)
    shares.clear()
    boot?.postMessage({ kind: 'stop' } satisfies HostToBoot)
    pages.value?.dispose()
    worker?.close()
    boot?.close()
    frame.remove()
    void storage?.flush()
  }
  const fail = (error: unknown): void => {
    if (error instanceof PackageFailure) stop({ kind: 'failed', reason: error.code, detail: error.message })
    else stop({ kind: 'failed', reason: 'crashed', detail: error instanceof Error ? error.message : String(error) })
  }

  /** Nobody looks at it any more, and it would take a core for as long as it is kept. */
  const fallAsleep = (): void => {
    session.happened('sleep', {})
    restSide(session, true)
    if (dev !== null) return // it may stand at a breakpoint of its author's
    let heard = false
    void caughtUp.whenTaken().then(() => {
      heard = true
    })
    const look = (since: number): void => {
      sleepTimer = setTimeout(() => {
        if (heard || !alive()) return
        // A device that slept itself has left the program no time.
        if (performance.now() - since > restlessAfterMs * 1.5) return look(performance.now())
        sayWhere()
        stop({ kind: 'stopped', reason: 'restless', where: where.value })
      }, restlessAfterMs)
    }
    look(performance.now())
  }

  /** The page on top stays as it is if it is the one that is asked for. */
  const openAt = (path: string): void => {
    const url = parsePageUrl(path, '')
    const top = pages.value?.top.value?.page
    if (top !== undefined && formatPageUrl(top) === formatPageUrl(url)) return
    overlays.leave()
    pages.value?.launch(url).catch((error: unknown) => report('error', error instanceof Error ? error.message : String(error)))
  }

  const session: Session = {
    id: needs.id,
    appId: needs.request.appId,
    info,
    phase,
    painted,
    trouble,
    where,
    veiled,
    wait() {
      watch.wait()
      pageWatch.wait()
      frameWatch.wait()
      waitForStart()
    },
    overlays,
    pages,
    canBack: computed(() => (pages.value?.stack.value.pages.length ?? 0) > 1),
    request,
    launch: launchOptions,
    files,
    ownFiles,
    addresses: openAddresses(ports.userId),
    scopes: openScopes(ports.userId, needs.request.appId),
    consents: openConsents(ports.userId, needs.request.appId),
    gateway,
    held: () => held,
    frame,
    shareHidden,
    surroundings,
    ports,
    worker: toWorker,
    boot: toBootFrame,
    sideRuntime: async () => (await runtimeTexts()).side(),
    happened: (name, detail, page = 0) => toWorker({ kind: 'happened', page, name, detail }),
    system,
    report,
    askShare(from, targetNode) {
      const page = pages.value?.top.value?.page.id
      if (page === undefined || phase.value.kind !== 'running') return Promise.resolve(null)
      lastShare += 1
      const id = lastShare
      return new Promise((resolve) => {
        const settle = (share: ShareContent | null): void => {
          shares.delete(id)
          clearTimeout(timer)
          resolve(share)
        }
        const timer = setTimeout(() => settle(null), 3000)
        shares.set(id, settle)
        toWorker({ kind: 'share', id, page, from, ...(targetNode === undefined ? {} : { targetNode }) })
      })
    },
    show(next) {
      const asked = next !== undefined
      if (asked) request.value = next
      if (!shown || asked) {
        shown = true
        clearTimeout(sleepTimer)
        session.happened('wake', {})
        restSide(session, false)
        toWorker({ kind: 'appShow', launch: launchOptions() })
        if (asked && next.path !== undefined) openAt(next.path)
      }
      clearTimeout(restTimer)
      rest(false)
      restSensors(session, false)
      if (ready) keepWatch()
      else waitForStart()
    },
    hide() {
      if (!shown) return
      shown = false
      lookAway()
      clearTimeout(lateTimer)
      late.value = false
      pauseAudio(session)
      restSensors(session, true)
      endRecording(session)
      toWorker({ kind: 'appHide' })
      sleepTimer = setTimeout(fallAsleep, sleepAfterMs)
      // What is in sight shares the frames' process with this: at most a last picture of the page is drawn.
      restTimer = setTimeout(() => rest(true), restAfterMs)
      void storage?.flush()
    },
    hasBack: () =>
      phase.value.kind === 'running' &&
      (session.canBack.value || pages.value?.top.value?.holdsBack.value === true || overlays.dialog.value !== null || overlays.preview.value !== null),
    back() {
      if (phase.value.kind !== 'running') return false
      if (overlays.dismiss()) return true
      if (pages.value?.closeHeld('person') === true) return true
      if (!session.canBack.value) return false
      mayLeave(session)
        .then((may) => {
          if (may && held?.app.dialect === 'alipay') session.happened('back', {}, pages.value?.top.value?.page.id)
          return may ? pages.value?.back(1) : undefined
        })
        .catch(() => undefined)
      return true
    },
    resize() {
      pages.value?.layout()
      const now = system()
      const size = { windowWidth: now.windowWidth, windowHeight: now.windowHeight, screenWidth: now.screenWidth, screenHeight: now.screenHeight }
      session.happened('resize', { size, system: now }, pages.value?.top.value?.page.id ?? 0)
    },
    flush: () => storage?.flush() ?? Promise.resolve(),
    kept: () => storage?.snapshot() ?? Promise.resolve({}),
    dev,
    async adopt(next, changed) {
      if (runtime !== undefined) pageDocument = await runtime.pageDocument(next.app.elements)
      held = next
      if (info.value !== null) info.value = { ...info.value, package: next.sha }
      await pages.value?.adopt(next, changed)
    },
    end: () => stop({ kind: 'ended' }),
    leave: needs.leave,
    openOther: needs.openOther,
  }

  const carryOut = async ({ id, name, args }: Extract<WorkerToHost, { kind: 'call' }>): Promise<void> => {
    // While the host asks for a PIN no page comes or goes: that moves the focus, and with it what is typed.
    const asked = movesPages(name) ? ports.pinAsked() : undefined
    if (asked !== undefined) await asked
    const outcome = await perform(callTable, name, args, { host: session, id }, (error) => report('error', `${name}: ${String(error)}`))
    toWorker({ kind: 'result', id, ok: outcome.ok, value: outcome.ok ? outcome.value : null, message: outcome.ok ? '' : outcome.message })
  }
  const hearWorker = (message: WorkerToHost): void => {
    if (!budget.take()) return stop({ kind: 'stopped', reason: 'messages', where: at.where })
    switch (message.kind) {
      case 'at':
        at = message
        return
      case 'ready':
        return up()
      case 'call':
        void carryOut(message)
        return
      case 'storage':
        storage?.apply(message.changes)
        return dev?.stored(message.changes)
      case 'log':
        return report(message.level, message.args.join(' '), message.page)
      case 'error':
        return report('error', message.message, message.page, message.stack)
      case 'pong':
        if (caughtUp.heard(message.n, message.sent ?? 0)) return
        return watch.pong(message.n, (message.sent ?? 0) + caughtUp.takeSent(), storage?.takeWritten())
      case 'shared':
        return shares.get(message.id)?.(message.share)
    }
  }
  const hearBoot = (message: BootToHost): void => {
    switch (message.kind) {
      case 'booted':
        return
      case 'moved':
        return toWorker({ kind: 'happened', page: message.page, name: 'routeDone', detail: null })
      case 'workerError':
        report('error', message.message)
        if (!painted.value) fail(new Error(message.message))
    }
  }

  /** The Worker listens. From the program's first line on it is watched: it may be stuck before it has drawn anything. */
  const up = (): void => {
    if (ready) return
    ready = true
    isReady()
    clearTimeout(lateTimer)
    late.value = false
    if (shown) watch.start()
  }
  const sinceStart = (launch: Measure): Measure => ({ ...launch, startTime: startedAt, duration: launch.startTime + launch.duration - startedAt })
  /** Says what the program starts with, and opens its first page, whose frame comes up beside the Worker: both read their mail then. */
  const begin = async (first: Package, stored: Promise<Stored>): Promise<void> => {
    waitsFor = 'storage'
    const app = first.app
    const [snapshot, kept] = await stored
    if (!alive()) return
    const launch = launchOptions()
    if (dev !== null) worker?.postMessage({ kind: 'dev' }, [dev.connect()])
    toWorker({ kind: 'start', app, system: system(), storage: snapshot, launch, dev: dev !== null, ...(kept === undefined ? {} : { files: kept }) })
    measures.begin(chunksFor(app.apis, app.dialect).includes('performance'))
    waitsFor = 'frame'
    const shownFirst = (): void => {
      clearTimeout(emptyTimer)
      if (painted.value) return
      painted.value = true
      if (shown && alive()) keepWatch()
      if (phase.value.kind === 'loading') phase.value = { kind: 'running' }
    }
    const made = createPages(first, {
      find: (url, base) =>
        files.find(url, base).catch(async (error: unknown) => {
          if (!isOwnPath(url.replace(/^http:/, 'wxfile:'))) throw error
          await caughtUp.whenTaken()
          await ownFiles.whenRead()
          return files.find(url, base)
        }),
      pageDocument: () => pageDocument,
      boot: toBootFrame,
      worker: toWorker,
      surroundings,
      isMetered: () => networkStatus().networkType !== 'wifi',
      loadedChunks,
      chunkText: async (name, script) => (await dev?.chunk(held!, name, script)) ?? script,
      painted: shownFirst,
      pong: (n) => pageWatch.pong(n, 0),
      // Of the program it begins with the wish to open it.
      measured: (...entries) => measures.note(...entries.map((each) => (each.name === 'appLaunch' ? sinceStart(each) : each))),
      full: (page) => stop({ kind: 'stopped', reason: 'nodes', where: page.route }),
      pulled: (page) => session.happened('pullDownRefresh', { from: 'manual' }, page.id),
      key: (key) => {
        if (key === 'Escape' && !session.back()) session.leave()
      },
      ask: (page, name, args) => answerTo({ session, page: page.id }, name, args),
      leaving: (page) => leavePage(session, page.id),
      report: (text, page) => report('error', text, page),
    })
    pages.value = made
    // Another page is another frame: what the one before did not answer is over.
    stopTop = made.top.subscribe(() => {
      pageWatch.stop()
      if (shown && painted.peek() && alive()) pageWatch.start()
    })
    // A page that this version does not have: the program's first page, and it is told.
    const known = Object.hasOwn(app.pages, launch.path)
    if (!known) session.happened('pageNotFound', { path: launch.path, query: launch.query, isEntryPage: true })
    await made.launch(known ? { route: launch.path, query: launch.query } : { route: app.entry, query: {} })
    for (const url of request.value.above ?? []) await made.go({ name: 'navigateTo', url: `/${url}`, still: true }).catch(() => undefined)
    await untilReady
    if (alive() && !painted.value) emptyTimer = setTimeout(shownFirst, emptyAfterMs)
  }

  let runtime: RuntimeTexts | undefined
  let pageDocument = ''
  const start = async (): Promise<void> => {
    const texts = runtimeTexts().then((got) => {
      runtime = got
      return loadFrame(frame, got.bootDocument())
    })
    texts.catch(() => undefined)
    waitForStart()
    const program = await ports.getProgram(needs.request.appId)
    if (program === null) throw new PackageFailure('missing', `there is no program ${needs.request.appId}`)
    info.value = program
    frame.title = program.name
    waitsFor = 'files'
    const fetchedFrom = Date.now()
    held = await takePackage(program.package)
    storage = createStorage(openDisk(ports.userId, needs.request.appId), {
      refused: (key) => report('error', `setStorage:fail exceed max size: the value of ${JSON.stringify(key.slice(0, 80))} is not kept`),
      failed: (error) => report('error', `the storage could not be written: ${String(error)}`),
    })
    const stored: Promise<Stored> = Promise.all([storage.snapshot(), usesFiles() ? ownFiles.start(held) : undefined])
    stored.catch(() => undefined) // begin says so
    const app = held.app
    const asked = launchOptions().path
    const chunks = chunksOf(app, Object.hasOwn(app.pages, asked) ? asked : app.entry)
    const code = Promise.all(chunks.map((name) => held!.text(held!.app.chunks[name]!.js)))
    const sheets = Promise.all(chunks.map((name) => held!.styles(name)))
    Promise.all([code, sheets]).then(
      () => measures.note(downloadOf(held!.manifest, chunks, fetchedFrom, Date.now())),
      () => undefined, // the next line says why
    )
    const [workerText, documentText, scripts] = await Promise.all([
      texts.then(() => runtime!.worker(app, dev !== null)),
      texts.then(() => runtime!.pageDocument(app.elements)),
      code,
      sheets,
    ])
    if (!alive()) return
    pageDocument = documentText
    waitsFor = 'frame'
    for (const name of chunks) loadedChunks.add(name)
    const named = scripts.map((script, i) => [chunks[i]!, script] as const)
    const run = (await dev?.scripts(held, workerText, named)) ?? [workerText, ...scripts]
    if (!alive()) return
    const toBoot = new MessageChannel()
    const toLogic = new MessageChannel()
    boot = toBoot.port1
    worker = toLogic.port1
    onMessage(toBoot.port1, parseBootToHost, hearBoot, (violation) => report('error', `dropped a message of the program's frame: ${violation.message}`))
    onMessage(toLogic.port1, parseWorkerToHost, hearWorker, (violation) => {
      if (!budget.take()) return stop({ kind: 'stopped', reason: 'messages', where: at.where })
      report('error', `dropped a message of the program: ${violation.message}`)
    })
    frame.contentWindow?.postMessage({ kind: 'boot', worker: run }, '*', [toBoot.port2, toLogic.port2])
    await begin(held, stored)
  }
  start().catch(fail)
  return session
}

/** The frame's box is in the page already; resolves when its document listens. */
function loadFrame(frame: HTMLIFrameElement, document: string): Promise<void> {
  return new Promise((resolve) => {
    frame.addEventListener(
      'load',
      () => {
        dropEarlyFrame()
        resolve()
      },
      { once: true },
    )
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.srcdoc = document
  })
}
