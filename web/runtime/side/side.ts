/** What the scripts of wx.createWorker find: `worker`, their console and timers, and `require` within their folder. No page, and no wx. */
import type { HostToSide, LogicToSide, SideToLogic } from '../../protocol/bridge.js'
import { parseHostToSide, parseLogicToSide } from '../../protocol/parse-side.js'
import { onMessage } from '../../protocol/parse.js'
import { scriptGlobals } from '../../protocol/template.js'
import { suspendTimers, type TimerScope } from '../api/timers.js'
import type { Fields } from '../core/paths.js'
import { ModuleMissing, type Program } from '../core/registry.js'
import { guarded } from '../core/report.js'
import { createConsole, described, printable } from '../program/console.js'
import type { ProgramPort } from '../program/program.js'
import { createLink } from './link.js'

export interface Side {
  /** What nobody caught: in a timer, in a promise. */
  uncaught(error: unknown): void
}

export interface SideNeeds {
  readonly program: Program
  /** The global object, on which `worker` and `console` are put. */
  readonly globals: Fields
  readonly timers: TimerScope
  readonly logic: ProgramPort
  readonly host: ProgramPort
}

export function createSide({ program, globals, timers, logic, host }: SideNeeds): Side {
  const tell = (message: SideToLogic): void => logic.postMessage(message)
  const link = createLink(tell)
  const heard: unknown[] = []
  const troubled: unknown[] = []
  const rests = new Map<string, () => void>()

  let failing = false
  const uncaught = (error: unknown): void => {
    const { message, stack } = described(error)
    tell({ kind: 'error', message, stack })
    if (failing) return
    failing = true
    for (const listener of troubled) run(listener, [{ error: { errMsg: message, message, stack } }])
    failing = false
  }
  const run = (callback: unknown, args: readonly unknown[]): unknown =>
    typeof callback === 'function' ? guarded({ error: uncaught }, '', callback as (...given: never[]) => unknown, undefined, args) : undefined
  const refuse = (name: string) => (): never => {
    throw new Error(`${name}:fail not supported`)
  }

  suspendTimers(timers, {
    run,
    at: () => 'the Worker',
    onHostEvent: (name, listener) => {
      rests.set(name, () => listener({}, 0))
      return () => void rests.delete(name)
    },
  })
  Object.assign(
    globals,
    createConsole((level, args) => tell({ kind: 'log', level, args: args.map(printable) })),
  )
  globals['worker'] = {
    env: { USER_DATA_PATH: 'wxfile://usr' },
    postMessage: (message: unknown) => link.send(message),
    onMessage: (listener: unknown) => void heard.push(listener),
    onError: (listener: unknown) => void troubled.push(listener),
    testOnProcessKilled: () => host.postMessage({ kind: 'kill' }),
    getCameraFrameData: refuse('getCameraFrameData'),
    // No page of an instance shares memory with another.
    createSharedArrayBuffer: refuse('createSharedArrayBuffer'),
  }
  // Of other names of the global object a script finds none, as in the program itself.
  program.scripts = { shadowed: scriptGlobals.map(() => undefined), loadAsync: () => Promise.reject(new Error('a Worker has one package')) }

  const start = (id: number, script: string): void => {
    // First of all: what the program said meanwhile comes once the script has run.
    tell({ kind: 'up', id })
    try {
      const found = program.find('', script)
      if (found === undefined) throw new ModuleMissing(script, 'wx.createWorker')
      program.run(found)
    } catch (error) {
      uncaught(error)
    }
  }
  const hearHost = (message: HostToSide): void => {
    switch (message.kind) {
      case 'run':
        return start(message.id, message.script)
      case 'sleep':
        rests.get('sleep')?.()
        return host.postMessage({ kind: 'asleep' })
      case 'wake':
        return rests.get('wake')?.()
    }
  }
  const hearLogic = (message: LogicToSide): void => {
    if (message.kind === 'taken') return link.freed(message.messages)
    link.took(message.weight)
    for (const listener of [...heard]) run(listener, [message.data])
  }
  const broken = (): void => uncaught(new Error('a message of the program was not understood'))
  onMessage(logic, parseLogicToSide, hearLogic, broken)
  onMessage(host, parseHostToSide, hearHost, broken)
  return { uncaught }
}
