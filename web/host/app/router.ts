/**
 * The place that is shown, kept in step with the browser's address and history. A program is drawn over (phone) or beside
 * a page, so its address is the program's and the page below lies in history.state: both survive a reload.
 */
import { signal } from '@preact/signals'
import { isCovered, leaveUppermost } from '../../kit/ui/uppermost.js'
import type { Page, Place, ProgramPlace } from './places.js'
import { asWritten, pagePath, parsePage, parsePlace, placePath } from './places.js'

interface Entry {
  readonly n: number // how many entries of ours lie below
  readonly under?: string
  /** The program's page as the program wrote it (asWritten). */
  readonly path?: string
  /** The program was opened by this entry, so that closing it is going back. */
  readonly opened?: boolean
}

export const place = signal<Place>({ page: { tab: 'chats', detail: '' }, program: null })

/** The last page of each tab, so that a tab is where it was left (wide layouts). */
const lastOf = new Map<string, Page>()

function entry(): Entry {
  const s: unknown = history.state
  if (typeof s !== 'object' || s === null || !('n' in s) || typeof s.n !== 'number') return { n: 0 }
  const under = 'under' in s && typeof s.under === 'string' ? s.under : undefined
  const path = 'path' in s && typeof s.path === 'string' ? s.path : undefined
  return { n: s.n, opened: 'opened' in s && s.opened === true, ...(under === undefined ? {} : { under }), ...(path === undefined ? {} : { path }) }
}

function read(): void {
  const { under, path } = entry()
  const p = asWritten(parsePlace(location.pathname + location.search, under), path)
  lastOf.set(p.page.tab, p.page)
  place.value = p
}

/** What the program in view makes of the browser's "back": whether it has a page to go back to, and how. */
export interface InnerBack {
  can(): boolean
  go(): void
}
let inner: InnerBack | null = null
let returning = false
let closing = false
let uncovering = false

export function setInnerBack(back: InnerBack | null): void {
  inner = back
}

/**
 * Back out of a program with pages of its own below: the entry is gone forward to again, and one page inside is left
 * instead. What came after that entry in the history is kept.
 */
function popped(): void {
  if (uncovering) {
    uncovering = false
    leaveUppermost()
    return
  }
  // A sheet takes it: the entry is gone forward to again, and the sheet closes instead (unless it waits for an answer).
  if (!returning && !closing && isCovered()) {
    uncovering = true
    history.forward()
    return
  }
  if (returning) {
    returning = false
    read()
    inner?.go()
    return
  }
  const out = place.value.program !== null && parsePlace(location.pathname + location.search, entry().under).program === null
  if (out && !closing && inner?.can()) {
    returning = true
    history.forward()
    return
  }
  closing = false
  read()
}

export function startRouter(): void {
  if (location.pathname === '/') history.replaceState({ n: 0 } satisfies Entry, '', '/chats')
  else if (history.state === null) arrive()
  addEventListener('popstate', popped)
  read()
}

/** From outside by an address. A program gets its page below it in the history, so that "back" stays in the host. */
function arrive(): void {
  const to = parsePlace(location.pathname + location.search, undefined)
  const under = pagePath(to.page)
  history.replaceState({ n: 0 } satisfies Entry, '', to.program ? under : undefined)
  if (to.program) history.pushState({ n: 1, under, opened: true } satisfies Entry, '', placePath(to))
}

function move(to: Place, replace: boolean, opened = false): void {
  const n = replace ? entry().n : entry().n + 1
  const state: Entry = to.program ? { n, under: pagePath(to.page), opened, path: to.program.path } : { n }
  if (replace) history.replaceState(state, '', placePath(to))
  else history.pushState(state, '', placePath(to))
  read()
}

/** Goes to a page. A program beside it stays where it is when `keep` is set (wide layouts). */
export function go(to: Page | string, options: { readonly replace?: boolean; readonly keep?: boolean } = {}): void {
  const page = typeof to === 'string' ? parsePage(to) : to
  const now = place.value
  if (pagePath(page) === pagePath(now.page) && (options.keep || !now.program)) return
  move({ page, program: options.keep ? now.program : null }, options.replace ?? false)
}

export function lastPage(tab: Page['tab']): Page {
  return lastOf.get(tab) ?? { tab, detail: '' }
}

/** Back to the list of the tab: the browser's back when we came from there, else in place. */
export function up(): void {
  const { page, program } = place.value
  if (page.detail === '') return
  if (entry().n > 0 && !program) history.back()
  else move({ page: { tab: page.tab, detail: '' }, program }, true)
}

export function openProgram(program: ProgramPlace): void {
  const now = place.value
  if (now.program?.appId === program.appId && now.program.path === program.path) return
  move({ page: now.page, program }, now.program !== null, now.program === null || entry().opened === true)
}

/** The program went to another page of its own: the address follows, without a new entry. */
export function programMoved(program: ProgramPlace): void {
  const now = place.value
  if (now.program && now.program.path !== program.path && now.program.appId === program.appId) move({ page: now.page, program }, true, entry().opened === true)
}

export function closeProgram(): void {
  const now = place.value
  if (!now.program) return
  if (entry().opened && entry().n > 0) {
    closing = true
    history.back()
  } else move({ page: now.page, program: null }, true)
}
