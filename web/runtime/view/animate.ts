/**
 * Animations that a program asks for: `createAnimation().export()` ({actions}) becomes CSS transitions one after another;
 * `this.animate` ({keyframes, duration}) becomes a Web Animation that keeps its last state, or, with a timeline, one that a scroll-view
 * drives.
 */
import type { WxScrollView } from '../elements/scrollview.js'
import { rpx } from './styles.js'

interface Action {
  readonly animates: readonly { readonly type: string; readonly args: readonly unknown[] }[]
  readonly option?: {
    readonly transformOrigin?: string
    readonly transition?: { readonly duration?: number; readonly timingFunction?: string; readonly delay?: number }
  }
}

const angles = new Set(['rotate', 'rotateX', 'rotateY', 'rotateZ', 'skew', 'skewX', 'skewY'])
const lengths = new Set(['translate', 'translateX', 'translateY', 'translateZ', 'translate3d'])

/** One function of a transform, with WeChat's units: degrees and px for bare numbers. Pure. */
export function transformOf(type: string, args: readonly unknown[]): string {
  const unit = (value: unknown, index: number): string => {
    if (typeof value !== 'number') return rpx(String(value))
    if (angles.has(type) || (type === 'rotate3d' && index === 3)) return `${value}deg`
    return lengths.has(type) ? `${value}px` : String(value)
  }
  return `${type}(${args.map(unit).join(',')})`
}

const transformName = /^(rotate|scale|translate|skew|matrix)/

/** The inline styles of one action. Pure. */
export function actionStyle(action: Action): Record<string, string> {
  const style: Record<string, string> = {}
  const transforms: string[] = []
  for (const { type, args } of action.animates) {
    if (type === 'style') {
      const [name, value] = args
      style[String(name)] = typeof value === 'number' && name !== 'opacity' ? `${value}px` : rpx(String(value))
    } else if (transformName.test(type)) transforms.push(transformOf(type, args))
  }
  if (transforms.length > 0) style['transform'] = transforms.join(' ')
  const { transformOrigin, transition } = action.option ?? {}
  if (transformOrigin !== undefined) style['transform-origin'] = transformOrigin
  const { duration = 400, timingFunction = 'linear', delay = 0 } = transition ?? {}
  const names = Object.keys(style).filter((name) => name !== 'transform-origin')
  style['transition'] = names.map((name) => `${name} ${duration}ms ${timingFunction} ${delay}ms`).join(',')
  return style
}

function runActions(element: HTMLElement, actions: readonly Action[], run: object): void {
  const [action, ...rest] = actions
  if (action === undefined || running.get(element) !== run) return
  const { transition = '', ...style } = actionStyle(action)
  element.style.setProperty('transition', transition)
  void element.offsetWidth // the transition begins from what is shown now
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value)
  const { duration = 400, delay = 0 } = action.option?.transition ?? {}
  setTimeout(() => runActions(element, rest, run), duration + delay)
}
// The latest animation of an element; an older chain of actions stops.
const running = new WeakMap<HTMLElement, object>()

const frameOptions = new Set(['offset', 'ease', 'composite'])
/** Documented: a bare number of these is one of px. */
const boxLengths = new Set(['top', 'right', 'bottom', 'left', 'width', 'height'])

/** A keyframe with WeChat's transform shorthands ({rotate: 90, translateX: 10}) as CSS has it. Pure. */
export function keyframe(frame: Readonly<Record<string, unknown>>): Keyframe {
  const result: Record<string, string | number | null> = {}
  const transforms: string[] = []
  for (const [name, value] of Object.entries(frame)) {
    if (name === 'ease') result['easing'] = String(value)
    else if (transformName.test(name)) transforms.push(transformOf(name, Array.isArray(value) ? value : [value]))
    else if (frameOptions.has(name)) result[name] = value as string | number
    else result[name] = typeof value !== 'number' ? rpx(String(value)) : boxLengths.has(name) ? `${value}px` : value
  }
  if (transforms.length > 0) result['transform'] = transforms.join(' ')
  return result
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

type Frames = readonly Readonly<Record<string, unknown>>[]
/** The keyframes of those that `this.animate` began, as the program wrote them; others are of the program's style sheets. */
const begun = new WeakMap<Animation, Frames>()

/** Ends what `this.animate` did to an element: all of it, or only to what is named (`{opacity: true, rotate: true}`). */
function clear(element: HTMLElement, options: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(options).filter((name) => options[name] !== false)
  for (const one of element.getAnimations()) {
    const frames = begun.get(one)
    if (frames === undefined) continue
    const left = frames.map((frame) => Object.fromEntries(Object.entries(frame).filter(([name]) => !names.includes(name))))
    if (names.length === 0 || left.every((frame) => Object.keys(frame).every((name) => frameOptions.has(name)))) one.cancel()
    else {
      begun.set(one, left)
      ;(one.effect as KeyframeEffect).setKeyframes(left.map(keyframe))
    }
  }
}

/** Where in its timeRange, in ms, an animation is that is driven by a scroll-view which is scrolled by so many pixels. Pure. */
export function drivenMs(timeline: Readonly<Record<string, unknown>>, scrolled: number): number {
  const [start = 0, end = 0, range = 0] = ['startScrollOffset', 'endScrollOffset', 'timeRange'].map((name) => Number(timeline[name]) || 0)
  const part = end === start ? Number(scrolled >= end) : (scrolled - start) / (end - start)
  return range * Math.min(1, Math.max(0, part))
}

/** Has the scrolling of a scroll-view's frame, in place of time, move an animation, until that is cleared or its element gone. */
function drive(animation: Animation, element: HTMLElement, scroller: HTMLElement, timeline: Readonly<Record<string, unknown>>): void {
  animation.pause()
  const follow = (): void => {
    if (animation.playState === 'idle' || !element.isConnected) return scroller.removeEventListener('scroll', follow)
    animation.currentTime = drivenMs(timeline, timeline['orientation'] === 'horizontal' ? scroller.scrollLeft : scroller.scrollTop)
  }
  scroller.addEventListener('scroll', follow, { passive: true })
  follow()
}

/** nodeOf knows the page's nodes by their numbers: a timeline names its scroll-view so. */
export function animate(element: HTMLElement, animation: unknown, nodeOf: (id: number) => unknown): void {
  const given = record(animation)
  if (Array.isArray(given['actions'])) {
    const run = {}
    running.set(element, run)
    runActions(element, given['actions'] as Action[], run)
    return
  }
  if ('clear' in given) return clear(element, record(given['clear']))
  if (!Array.isArray(given['keyframes'])) return
  const options = record(given['options'])
  const duration = Number(given['duration'] ?? options['duration'] ?? 0)
  const frames: Frames = given['keyframes'].map(record)
  const driven = typeof given['timeline'] === 'object'
  const timeline = record(given['timeline'])
  const source = nodeOf(Number(timeline['scroller'])) as Partial<WxScrollView> | undefined
  // Without its scroll-view nothing would ever move it.
  if (driven && source?.scroller === undefined) return
  const moved = element.animate(frames.map(keyframe), { duration: Number.isFinite(duration) ? duration : 0, fill: driven ? 'both' : 'forwards' })
  begun.set(moved, frames)
  if (source?.scroller !== undefined) drive(moved, element, source.scroller, timeline)
}
