/**
 * The logic Worker of a program: one script with the runtime and one dialect's front end, followed in the same blob by the program's main chunk,
 * which registers itself on `$superette`. The program's first line runs after the host's `start`.
 */
import type { BootToWorker } from '../protocol/bridge.js'
import { parseBootToWorker } from '../protocol/parse-worker.js'
import { parse } from '../protocol/parse.js'
import { type Extension, suspendTimers, type TimerScope } from './api/index.js'
import type { CreateWx } from './core/env.js'
import { lockDown } from './core/lockdown.js'
import type { Fields } from './core/paths.js'
import { keepToOneself, messageOf, ownPort } from './core/ports.js'
import { Program } from './core/registry.js'
import { RunningProgram, type FrontEnd, type ProgramPort } from './program/program.js'

export interface Logic {
  readonly program: Program
  /** Runs the text of a chunk. */
  runChunk(text: string): void
}

/** What the Worker of a program under development does beside. */
export interface Development {
  /** The host's port as the program's runtime shall see it. */
  port(port: ProgramPort): ProgramPort
  /** Before the program's first line; wx is what it will get. */
  prepared(running: RunningProgram, wx: Fields): void
}

export function startLogic(front: FrontEnd, develop?: (logic: Logic) => Development): void {
  const scope = globalThis
  const program = new Program()
  Object.defineProperty(scope, '$superette', { value: program })

  let running: RunningProgram | undefined
  const waiting: { readonly message: Extract<BootToWorker, { kind: 'view' }>; readonly port: ProgramPort }[] = []

  const hear = (event: MessageEvent<unknown>): void => {
    // What a program dispatches itself is none of ours, and what boot says none of the program's.
    if (!event.isTrusted) return
    keepToOneself(event)
    const { data, ports } = messageOf(event)
    const got = parse(parseBootToWorker, data)
    if (!got.ok || ports[0] === undefined) return
    const port = ownPort(ports[0])
    if (got.value.kind === 'view') {
      if (running === undefined) waiting.push({ message: got.value, port })
      else running.connect(got.value, port)
      return
    }
    if (running !== undefined) return
    running = new RunningProgram({ front, program, createWx: prepared, globals: scope as unknown as Fields, runChunk }, development?.port(port) ?? port)
    for (const each of waiting.splice(0)) running.connect(each.message, each.port)
    port.postMessage({ kind: 'ready' })
  }
  // Before all others, also where those that capture come first, as the standard has it.
  scope.addEventListener('message', hear, true)
  scope.addEventListener('error', (event) => {
    if (running === undefined) return
    event.preventDefault()
    running.uncaught(event.error ?? event.message)
  })
  scope.addEventListener('unhandledrejection', (event) => {
    event.preventDefault()
    running?.rejected(event.reason, event.promise)
  })

  const kept = lockDown(scope)

  // Chunks of wx follow in the same blob and hand themselves over; the door is shut before the program's first line.
  const extensions: Extension[] = []
  Object.defineProperty(scope, '$extend', { value: (extension: Extension) => void extensions.push(extension), configurable: true })

  const prepared: CreateWx = (env) => {
    Reflect.deleteProperty(scope, '$extend')
    suspendTimers(scope as unknown as TimerScope, env)
    const wx = front.wx({ ...env, addFont: kept.addFont }, extensions)
    development?.prepared(running!, wx as Fields)
    return wx
  }

  /** A sub-package's script: from a blob, since nothing may be evaluated from text. */
  function runChunk(text: string): void {
    const url = kept.createObjectURL(new Blob([text], { type: 'text/javascript' }))
    try {
      kept.importScripts(url)
    } finally {
      kept.revokeObjectURL(url)
    }
  }

  const development = develop?.({ program, runChunk })
}
