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

/** The launch that the open program came by; a reload has none. */
export const lastLaunch = signal<Launch | null>(null)

export function launch(l: Launch): void {
  lastLaunch.value = l
  session().shelf.opened(l.appId)
  openProgram({ appId: l.appId, path: l.path })
}
