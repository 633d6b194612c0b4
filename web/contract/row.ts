/** A row of the contract: what a member documents, and the proof of it. */
import type { Dialog } from '../host/program/overlays.js'
import type { Result, Stage } from './stage.js'

export type Proof = (t: Stage) => void | Promise<void>
/** what: "option title", "answer data", "method abort", "fail …", or any other sentence. */
export type Row = readonly [member: string, what: string, proof: Proof]

export const call = (t: Stage, name: string, options?: unknown): Promise<Result> => t.wx[name]!(options) as Promise<Result>

/** What it failed with. */
export function failure(t: Stage, name: string, options?: unknown): Promise<Result> {
  const failed = call(t, name, options).then(
    () => {
      throw new Error(`${name} did not fail`)
    },
    (error: unknown) => error as Result,
  )
  // A row may be over for another reason before it looks at this one.
  failed.catch(() => undefined)
  return failed
}

/** By callbacks, for members that give a task. */
export function outcome(
  t: Stage,
  name: string,
  options: object,
  heard: (task: Record<string, (listener?: unknown) => void>) => void = () => undefined,
): Promise<Result> {
  return new Promise((resolve) => heard(t.wx[name]!({ ...options, success: resolve, fail: resolve }) as never))
}

/** turns: of the loop of events; what is loaded from a disk first takes many. */
export async function until(holds: () => boolean, turns = 100): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    if (holds()) return
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('it did not come about')
}

/** For what the host loads when it is first asked for. A turn loads something too, which comes after what was asked for before. */
export async function untilLoaded(holds: () => boolean, turns = 50): Promise<void> {
  for (let turn = 0; turn < turns && !holds(); turn++) {
    await import('../host/program/regionnames.js')
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (!holds()) throw new Error('it was not loaded')
}

export async function dialog<K extends Dialog['kind']>(t: Stage, kind: K): Promise<Extract<Dialog, { kind: K }>> {
  await until(() => t.overlays.dialog.value !== null)
  const open = t.overlays.dialog.value
  if (open?.kind !== kind) throw new Error(`a ${open?.kind} is open, not a ${kind}`)
  return open as Extract<Dialog, { kind: K }>
}

/** A screen of the host's, which comes when it is first asked for. */
export async function comingScreen(t: Stage): Promise<Extract<Dialog, { kind: 'screen' }>> {
  await untilLoaded(() => t.overlays.dialog.value !== null)
  return dialog(t, 'screen')
}
