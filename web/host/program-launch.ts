/** Opening a program: where it was opened from goes with it, its address into the router, its id into the recent ones. */
import { signal } from '@preact/signals'
import { openProgram } from './app/router.js'
import { session } from './session.js'

export interface LaunchFrom {
  readonly conv: string
  readonly kind: 'direct' | 'group'
  readonly cardId: string
}
export interface Launch {
  readonly appId: string
  readonly path: string
  readonly from: LaunchFrom | undefined
}

/** The launch that the open program came by. After a reload it is the one that was kept; see keepLaunch. */
export const lastLaunch = signal<Launch | null>(null)

const KEPT = 'superette.launch'

/**
 * Remembers in this tab where the run in view was opened from and which page it is at, so that after a reload what is bought
 * still belongs to its card; null forgets it.
 */
export function keepLaunch(userId: string, l: Launch | null): void {
  if (l?.from) sessionStorage.setItem(KEPT, JSON.stringify({ userId, ...l }))
  else sessionStorage.removeItem(KEPT)
}

/** What was kept for this person, or null. */
export function keptLaunch(userId: string): Launch | null {
  let kept: unknown
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null')
  } catch {
    return null
  }
  if (!isRecord(kept) || kept['userId'] !== userId || !isRecord(kept['from'])) return null
  const { appId, path } = kept
  const { conv, kind, cardId } = kept['from']
  if (typeof appId !== 'string' || typeof path !== 'string' || typeof conv !== 'string' || typeof cardId !== 'string') return null
  return kind === 'direct' || kind === 'group' ? { appId, path, from: { conv, kind, cardId } } : null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

export function launch(l: Launch): void {
  lastLaunch.value = l
  session().shelf.opened(l.appId)
  openProgram({ appId: l.appId, path: l.path })
}
