/**
 * What frames accept: boot from the host, a page frame from the host and from its Worker. Worker and frame belong to the
 * same program, so this is no boundary of trust; it keeps a broken batch from leaving half a page, and stays cheap: a
 * batch's operands are checked by the interpreter as it reads them.
 */
import type { BootInit, BootToView, HostToBoot, HostToView } from './bridge.js'
import type { QueryAsk, WorkerToView } from './ops.js'
import { blob, bool, finite, integer, list, nullable, object, oneOf, optional, tagged, text, Violation, type Parser } from './parse.js'
import type { StyleSheet } from './template.js'

const page = integer(0, 1_000_000)
const id = integer(0)
const anything: Parser<unknown> = (value) => value

export const parseBootInit: Parser<BootInit> = object<BootInit>({ kind: oneOf('boot'), worker: list(text(64 << 20), 100) })

export const parseBootToView: Parser<BootToView> = object<BootToView>({ kind: oneOf('ports') })

export const parseHostToBoot: Parser<HostToBoot> = tagged<HostToBoot>({
  openPage: object({ kind: oneOf('openPage'), page, srcdoc: text(4 << 20), top: optional(finite), bottom: optional(finite) }),
  layoutPage: object({ kind: oneOf('layoutPage'), page, top: finite, bottom: finite }),
  showPage: object({ kind: oneOf('showPage'), page, motion: oneOf('push', 'pop', 'none') }),
  closePage: object({ kind: oneOf('closePage'), page }),
  openSide: object({ kind: oneOf('openSide'), texts: list(text(64 << 20), 10) }),
  closeSide: object({ kind: oneOf('closeSide') }),
  stop: object({ kind: oneOf('stop') }),
})

const styleSheet: Parser<StyleSheet> = object<StyleSheet>({ css: text(8 << 20), urls: optional(list(text(4 << 20), 10_000)) })

export const parseHostToView: Parser<HostToView> = tagged<HostToView>({
  setup: object({
    kind: oneOf('setup'),
    page,
    sheets: list(styleSheet, 2000),
    theme: oneOf('light', 'dark'),
    locale: oneOf('en', 'zh'),
    background: optional(text(200)),
    dots: optional(oneOf('dark', 'light')),
    disableScroll: optional(bool),
    pullDown: optional(bool),
    reachBottomDistance: optional(finite),
    base: text(4096),
    v2: optional(bool),
  }),
  resource: object({ kind: oneOf('resource'), id, blob: nullable(blob(256 << 20)), message: optional(text(8192)) }),
  pullDown: object({ kind: oneOf('pullDown'), on: bool }),
  pullByHand: object({ kind: oneOf('pullByHand'), on: bool }),
  background: object({ kind: oneOf('background'), color: text(200) }),
  pullDownDots: object({ kind: oneOf('pullDownDots'), style: oneOf('dark', 'light') }),
  theme: object({ kind: oneOf('theme'), theme: oneOf('light', 'dark') }),
  restyle: object({ kind: oneOf('restyle'), sheets: list(styleSheet, 2000) }),
  back: object({ kind: oneOf('back') }),
  answer: object({ kind: oneOf('answer'), id, ok: bool, value: anything }),
  ping: object({ kind: oneOf('ping'), n: id }),
  rest: object({ kind: oneOf('rest'), on: bool }),
})

const operations: Parser<Int32Array> = (value, at) => {
  if (!(value instanceof Int32Array)) throw new Violation(at, 'operations are an Int32Array')
  if (value.length > 16 << 20) throw new Violation(at, `${value.length} operands are too many`)
  return value
}
const strings: Parser<readonly string[]> = (value, at) => {
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) throw new Violation(at, 'a list of strings is expected')
  return value
}
const values: Parser<readonly unknown[]> = (value, at) => {
  if (!Array.isArray(value)) throw new Violation(at, 'a list is expected')
  return value
}

const queryAsk: Parser<QueryAsk> = object<QueryAsk>({
  nodes: list(id, 100_000),
  fields: object({
    rect: optional(bool),
    size: optional(bool),
    scrollOffset: optional(bool),
    properties: optional(list(text(200), 200)),
    computedStyle: optional(list(text(200), 200)),
  }),
})

export const parseWorkerToView: Parser<WorkerToView> = tagged<WorkerToView>({
  batch: object({ kind: oneOf('batch'), seq: id, ops: operations, strings, values, more: optional(oneOf(true)) }),
  query: object({ kind: oneOf('query'), id, asks: list(queryAsk, 1000) }),
  scrollTo: object({ kind: oneOf('scrollTo'), top: optional(finite), node: optional(id), offsetTop: optional(finite), duration: finite }),
  observe: object({
    kind: oneOf('observe'),
    id,
    nodes: list(id, 100_000),
    thresholds: list(finite, 1000),
    root: optional(id),
    margins: optional(list(finite, 4)),
    initialRatio: optional(finite),
  }),
  unobserve: object({ kind: oneOf('unobserve'), id }),
  shown: object({ kind: oneOf('shown'), on: bool }),
  back: object({ kind: oneOf('back') }),
})
