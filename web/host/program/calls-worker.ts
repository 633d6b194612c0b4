/**
 * wx.createWorker's calls. The program's second Worker stands beside its first in the program frame, so that one that computes without an
 * end is ended from outside. While the program is in view it may compute as long as it likes, which is what it is for; out of sight it
 * rests with the program, and one that does not come to rest is taken from it (onProcessKilled).
 */
import { integer, object, onMessage, text, type Parser } from '../../protocol/parse.js'
import type { HostToSide, SideToHost } from '../../protocol/bridge.js'
import { parseSideToHost } from '../../protocol/parse-host.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { PackageFailure } from './package.js'
import type { Session } from './session.js'

interface Side {
  readonly id: number
  /** undefined while its texts are fetched. */
  port?: MessagePort
  asleep?: boolean
  timer?: ReturnType<typeof setTimeout>
}

interface RunArgs {
  /** The program's own number of it. */
  readonly id: number
  readonly script: string
}
const runArgs: Parser<RunArgs> = object<RunArgs>({ id: integer(1), script: text(4096) })
const endArgs: Parser<Pick<RunArgs, 'id'>> = object<Pick<RunArgs, 'id'>>({ id: integer(1) })

/** One that was told to rest, and has not even heard it by then, computes without end. */
export const restlessAfterMs = 10_000

const sides = new WeakMap<Session, Side>()

function close(host: Session, side: Side): void {
  sides.delete(host)
  clearTimeout(side.timer)
  if (side.port === undefined) return
  side.port.close()
  host.boot({ kind: 'closeSide' })
}

function kill(host: Session, side: Side): void {
  close(host, side)
  host.happened('sideKilled', { id: side.id })
}

/** Its timers rest while the program sleeps. */
export function restSide(host: Session, rests: boolean): void {
  const side = sides.get(host)
  if (side?.port === undefined) return
  clearTimeout(side.timer)
  side.asleep = false
  side.port.postMessage({ kind: rests ? 'sleep' : 'wake' } satisfies HostToSide)
  // It may stand at a breakpoint of its author's.
  if (!rests || host.dev !== null) return
  const look = (since: number): void => {
    side.timer = setTimeout(() => {
      if (side.asleep === true) return
      // A device that slept itself has left it no time.
      if (performance.now() - since > restlessAfterMs * 1.5) return look(performance.now())
      kill(host, side)
    }, restlessAfterMs)
  }
  look(performance.now())
}

/** It goes with the run. */
export function endSide(host: Session): void {
  const side = sides.get(host)
  if (side !== undefined) close(host, side)
}

async function textsOf(host: Session): Promise<readonly [runtime: string, scripts: string]> {
  const held = host.held()
  const code = held?.app.worker
  if (held === null || code === undefined) throw new ApiFailure('app.json names no folder of scripts as workers')
  try {
    const [runtime, scripts] = await Promise.all([host.sideRuntime(), held.text(code.js)])
    return [runtime, `${scripts}\n//# sourceURL=${encodeURI(code.js)}`]
  } catch (error) {
    throw error instanceof PackageFailure ? new ApiFailure(error.message) : error
  }
}

export const workerCalls: CallTable<Session> = {
  loadWorkers: call<Session, object>(object<object>({}), async (_, { host }) => {
    const [, scripts] = await textsOf(host)
    return { size: new TextEncoder().encode(scripts).length }
  }),
  createWorker: call<Session, RunArgs>(runArgs, async ({ id, script }, { host }) => {
    if (sides.has(host)) throw new ApiFailure('there is a Worker already, terminate it before the next one')
    const side: Side = { id }
    sides.set(host, side)
    const mine = (): boolean => sides.get(host) === side
    try {
      const texts = await textsOf(host)
      if (!mine()) throw new ApiFailure('it was terminated')
      const channel = new MessageChannel()
      side.port = channel.port1
      const hear = (message: SideToHost): void => {
        if (!mine()) return
        if (message.kind === 'kill') return kill(host, side)
        side.asleep = true
      }
      onMessage(channel.port1, parseSideToHost, hear, (violation) => host.report('error', `dropped a message of the program's Worker: ${violation.message}`))
      host.boot({ kind: 'openSide', texts }, [channel.port2])
      channel.port1.postMessage({ kind: 'run', id, script } satisfies HostToSide)
    } catch (error) {
      if (mine()) sides.delete(host)
      throw error
    }
    return {}
  }),
  endWorker: call<Session, Pick<RunArgs, 'id'>>(endArgs, ({ id }, { host }) => {
    const side = sides.get(host)
    if (side?.id === id) close(host, side)
    return {}
  }),
}
