/**
 * A page frame on which one built-in after the other is put to the test. The element under test has the id "t"; expressions
 * that are evaluated in the page know it as `t`.
 */
import type { Browser, CDPSession } from 'playwright-core'
import type { WorkerToView } from '../../../protocol/ops.js'
import { type Frame, type FrameOptions, openFrame } from './frame.js'
import { Ops } from './ops.js'

export interface Spec {
  readonly tag: string
  readonly id?: string
  readonly props?: Readonly<Record<string, unknown>>
  readonly on?: readonly string[]
  readonly style?: string
  readonly class?: string
  readonly text?: string
  readonly children?: readonly Spec[]
}

export interface Stage {
  readonly frame: Frame
  /** From now on a built-in's property is not set ("button.size"; "everywhere.class": of none), its event not listened to ("form@submit"), its method not called ("video#play"). */
  leaveOut(name: string, mostMs: number): void
  /** In place of what was shown before. */
  show(spec: Omit<Spec, 'id'>): Promise<void>
  /** The Worker may say more in the same moment. */
  set(props: Readonly<Record<string, unknown>>, id?: string, ...more: readonly WorkerToView[]): Promise<void>
  /** A method of the built-in; its answer, or what it says of its failure. */
  call(method: string, args?: unknown): Promise<unknown>
  /** What the host says from now on when a built-in asks for this. */
  answer(name: string, value: unknown): Promise<void>
  /** The n-th event of a type since show. */
  heard(type: string, n?: number): Promise<unknown>
  /** Details of all events of a type since show. */
  all(type: string): Promise<unknown[]>
  /** The value of an expression. */
  get<T>(expression: string): Promise<T>
  /** Resolves when an expression is true. */
  until(expression: string): Promise<void>
  css(property: string, selector?: string): Promise<string>
  tap(selector?: string): Promise<void>
  /** A finger from place to place, in CSS pixels. */
  drag(...places: readonly (readonly [number, number])[]): Promise<void>
  close(): Promise<void>
}
/** What is to be true of one property, event or method. */
export type Case = (stage: Stage) => Promise<void>

/** What a form says, without the button that was tapped. */
export function sent(detail: unknown): unknown {
  const { target: _, ...rest } = detail as { readonly target?: unknown }
  return rest
}

const red = 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAYAAAB/qH1jAAAAEUlEQVR4nGP4z8DwHxkzoAsAAFkvB/mFGNNKAAAAAElFTkSuQmCC'
/** How long what is left out is waited for at most, in milliseconds: whoever is slower is not found to be hollow, and nothing fails. */
const notComingMs = 400
/** Media come to what they do outside of their page: nobody sees whether it is at rest. */
const neverAtRest = ['video', 'audio', 'camera', 'map', 'canvas', 'web-view', 'image', 'cover-image', 'everywhere']

/**
 * Stands before the view's script where something is left out. `$rests` gives true once a condition holds, and false once the page has come to
 * rest without it: no timer and no frame that anybody waits for, no motion, and nothing that happened, inside of built-ins too, for eight frames.
 */
const rests = `(() => {
  const { setTimeout: later, clearTimeout: forget, setInterval: repeat, requestAnimationFrame: frame, cancelAnimationFrame: drop } = window
  const waits = new Set()
  let happened = false
  const counted = (make, kind) => (run, ...more) => {
    const id = make((...given) => { waits.delete(kind + id); happened = true; return run(...given) }, ...more)
    waits.add(kind + id)
    return id
  }
  window.setTimeout = counted(later, 't')
  window.clearTimeout = (id) => { waits.delete('t' + id); forget(id) }
  window.requestAnimationFrame = counted(frame, 'f')
  window.cancelAnimationFrame = (id) => { waits.delete('f' + id); drop(id) }
  window.setInterval = (...given) => {
    const id = repeat(...given)
    waits.add('t' + id) // ids of both kinds of timers are one row
    return id
  }
  window.clearInterval = window.clearTimeout
  for (const type of ['scroll', 'touchstart', 'touchmove', 'touchend', 'pointerdown', 'pointerup', 'click', 'input', 'change', 'focusin', 'focusout', 'transitionrun', 'animationstart', 'load', 'error', 'scrollend'])
    window.addEventListener(type, () => { happened = true }, true)
  const changes = new MutationObserver(() => { happened = true })
  const roots = []
  const watch = (root) => {
    roots.push(root)
    changes.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })
    return root
  }
  watch(document)
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (how) { return watch(attach.call(this, how)) }
  const ends = (each) => each.playState === 'running' && Number.isFinite(each.effect?.getComputedTiming().endTime)
  const moves = () => roots.some((root) => root.isConnected && root.getAnimations().some(ends))
  window.$rests = async (holds, most) => {
    const until = performance.now() + most
    for (let calm = 0; calm < 8 && performance.now() < until; ) {
      if (holds()) return true
      happened = false
      await new Promise((resolve) => frame(() => later(resolve, 0)))
      calm = happened || waits.size > 0 || moves() ? 0 : calm + 1
    }
    return holds()
  }
})()
`
/** Both are 4 by 2; the second is one that no case has shown before. */
export const files: FrameOptions['files'] = { '/red.png': ['image/png', red], '/late.png': ['image/png', red] }

export async function openStage(browser: Browser, script: string, options: FrameOptions = {}): Promise<Stage> {
  const frame = await openFrame(browser, script, { files, touch: true, ...options })
  const { page } = frame
  const session: CDPSession = await page.context().newCDPSession(page)
  let last = 1
  let ids = new Map<string, number>()
  let container = 0
  let calls = 0
  let before = 0
  const tags = new Map<number, string>()
  let most = notComingMs
  let left: { readonly tag: string; readonly sign: string; readonly name: string } | null = null
  const kept = <T extends object>(tag: string | undefined, given: T): T =>
    left?.sign !== '.' || (left.tag !== tag && left.tag !== 'everywhere')
      ? given
      : (Object.fromEntries(Object.entries(given).filter(([name]) => name !== left?.name)) as T)
  const build = (ops: Ops, parent: number, spec: Spec): void => {
    last += 1
    const at = last
    if (spec.id !== undefined) ids.set(spec.id, at)
    const { tag, children = [], ...given } = spec
    // By its id the element under test is found.
    const more = spec.id === 't' ? { ...kept(tag, given), id: 't' } : kept(tag, given)
    tags.set(at, tag)
    ops.add(parent, at, `wx-${tag}`, { ...more, props: kept(tag, more.props ?? {}) })
    for (const child of children) build(ops, at, child)
  }
  const idOf = (name: string): number => ids.get(name) ?? 0
  const since = async (type: string) => (await frame.events()).slice(before).filter((event) => event.type === type)
  const get = <T>(expression: string): Promise<T> => page.evaluate(`(() => { const t = document.getElementById('t'); return (${expression}) })()`) as Promise<T>
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly { x: number; y: number }[], secondsAgo: number) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: [...points], timestamp: Date.now() / 1000 - secondsAgo })
  /** What is left out does not come: nobody waits for it as long as for what is slow, nor once the page is at rest. */
  const comes = async (condition: string): Promise<void> => {
    if (left === null) await page.waitForFunction(`(${condition})()`)
    else if (neverAtRest.includes(left.tag)) await page.waitForFunction(`(${condition})()`, undefined, { timeout: most })
    else if (!(await page.evaluate(`$rests(${condition}, ${most})`))) throw new Error('it did not come')
  }
  return {
    frame,
    leaveOut(given, mostMs) {
      const [tag = '', name = ''] = given.split(/[.@#]/)
      left = { tag, sign: given[tag.length] ?? '', name: name.replace(/-[a-z]/g, (pair) => pair.slice(1).toUpperCase()) }
      most = mostMs
      page.setDefaultTimeout(4 * most)
    },
    async show(spec) {
      const ops = new Ops()
      if (container !== 0) ops.remove(container)
      ids = new Map()
      last += 1
      container = last
      ops.add(1, container, 'wx-view', { style: 'padding:10px' })
      await frame.run(ops)
      await page.evaluate(() => window.scrollTo(0, 0))
      before = (await frame.events()).length
      const shown = new Ops()
      build(shown, container, { ...spec, id: 't' })
      await frame.run(shown)
    },
    async set(props, id = 't', ...more) {
      const ops = new Ops()
      for (const [name, value] of Object.entries(kept(tags.get(idOf(id)), props))) ops.property(idOf(id), name, value)
      await frame.run(ops, ...more)
    },
    async call(method, args = {}) {
      if (left?.sign === '#' && left.name === method) return {}
      calls += 1
      await frame.run(new Ops().call(idOf('t'), method, args, calls))
      const answer = await page.waitForFunction((id) => {
        const { fromView } = (window as unknown as { inside: { fromView: { kind: string; callId?: number; value?: unknown }[] } }).inside
        return fromView.find((message) => message.kind === 'callResult' && message.callId === id)
      }, calls)
      return ((await answer.jsonValue()) as { readonly value?: unknown }).value
    },
    answer: (name, value) =>
      page.evaluate(
        ([name, value]) => {
          ;(window as unknown as { inside: { answers: Record<string, unknown> } }).inside.answers[name] = value
        },
        [name, value] as const,
      ),
    async heard(type, n = 0) {
      if (left?.sign === '@' && left.name === type) throw new Error(`${type} is left out`)
      await comes(
        `() => window.inside.fromView.filter((each) => each.kind === 'event').slice(${before}).filter((each) => each.type === ${JSON.stringify(type)}).length > ${n}`,
      )
      return (await since(type))[n]?.detail
    },
    all: async (type) => (left?.sign === '@' && left.name === type ? [] : (await since(type)).map((event) => event.detail)),
    get,
    until: async (expression) => {
      await comes(`() => { const t = document.getElementById('t'); return (${expression}) }`)
    },
    css: (property, selector = '#t') =>
      page
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property),
    tap: (selector = '#t') => page.locator(selector).first().tap({ force: true }),
    async drag(...places) {
      const [first, ...rest] = places.map(([x, y]) => ({ x, y }))
      if (first === undefined) return
      // The finger rests before it goes up: else the browser throws what it dragged, and takes the next tap for what stops it.
      await touch('touchStart', [first], 1)
      for (const place of rest) await touch('touchMove', [place], 0.5)
      await touch('touchEnd', [], 0)
    },
    close: () => page.context().close(),
  }
}

/**
 * Runs each case with what it is about left out, on pages of its own; gives the names of those that pass all the same: they prove
 * nothing. Several at once, since most of it is waiting for what does not come, so many milliseconds at most.
 */
export async function hollowOf(browser: Browser, script: string, cases: Readonly<Record<string, Case>>, mostMs = notComingMs): Promise<string[]> {
  const byTag = new Map<string, [string, Case][]>()
  for (const [name, run] of Object.entries(cases)) {
    const tag = name.split(/[.@#]/)[0] ?? ''
    byTag.set(tag, [...(byTag.get(tag) ?? []), [name, run]])
  }
  const waiting = [...byTag.values()]
  const hollow: string[] = []
  const lane = async (): Promise<void> => {
    for (let own = waiting.pop(); own !== undefined; own = waiting.pop()) {
      const stage = await openStage(browser, rests + script)
      for (const [name, run] of own) {
        stage.leaveOut(name, mostMs)
        await run(stage).then(
          () => hollow.push(name),
          () => undefined,
        )
        await stage.frame.page.mouse.up()
      }
      await stage.close()
    }
  }
  await Promise.all([lane(), lane()])
  return hollow.sort()
}
