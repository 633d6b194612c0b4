/**
 * The Worker's end of `superette dev`. The host sends a port of its own over the program's port; nothing of the program can
 * reach it. See renew.ts for what happens when source changes, watch.ts for what the panel hears.
 */
import { parseHostToDev, type DevToHost, type HostToDev } from '../../protocol/dev.js'
import { onMessage, type Receiver } from '../../protocol/parse.js'
import type { Fields } from '../core/paths.js'
import { isFields } from '../core/paths.js'
import type { Development, Logic } from '../logic.js'
import type { ProgramPort, RunningProgram } from '../program/program.js'
import { renew } from './renew.js'
import { createTeller, treeOf, watchConsole, watchSetData } from './watch.js'

type Say = (message: DevToHost) => void

// Taken before the program's first line: one that replaces it must not get hold of the port.
const { postMessage } = MessagePort.prototype
const { apply } = Reflect

/** `native` is the browser's console, which the program loses. */
export function develop(native: Console): (logic: Logic) => Development {
  return (logic) => {
    let say: Say = () => undefined
    let running: RunningProgram | undefined
    let wx: Fields = {}
    const teller = createTeller((news) => say({ kind: 'told', ...news }))
    watchSetData(teller.update)

    let turn: Promise<unknown> = Promise.resolve()
    const hear = (message: HostToDev): void => {
      const program = running
      if (program === undefined) return
      switch (message.kind) {
        case 'apply':
          // One after the other: each patch stands on the one before.
          turn = turn
            .then(() => renew(message, { program: logic.program, runtime: program.runtime, pages: program.pages, runChunk: logic.runChunk }))
            .then(
              (done) => say({ kind: 'applied', id: message.id, ...done }),
              (error: unknown) => {
                program.uncaught(error)
                say({ kind: 'applied', id: message.id, remade: [], failed: [...message.remake] })
              },
            )
          return
        case 'inspect': {
          const page = program.pages.get(message.page)
          return say({ kind: 'inspected', id: message.id, tree: page === undefined ? null : treeOf(page) })
        }
        case 'store':
          return store(wx, message.key, message.value)
      }
    }
    return {
      port: (port) =>
        withoutDev(port, (dev) => {
          say = (message) => void apply(postMessage, dev, [message])
          onMessage(dev, parseHostToDev, hear, (violation) => native.error(`the host's development port: ${violation.message}`))
        }),
      prepared(program, made) {
        running = program
        wx = made
        const scope = globalThis as unknown as Fields
        const given = scope['console']
        if (isFields(given)) scope['console'] = watchConsole(given, native, teller.log, () => program.current)
      },
    }
  }
}

/** The program's port without the one message that brings the port of development. */
function withoutDev(port: ProgramPort, found: (dev: MessagePort) => void): ProgramPort {
  const inner: Receiver = { onmessage: null }
  port.onmessage = (event) => {
    const data: unknown = event.data
    const dev = event.ports?.[0]
    if (isFields(data) && data['kind'] === 'dev' && dev !== undefined) found(dev)
    else inner.onmessage?.(event)
  }
  return Object.assign(inner, { postMessage: (message: unknown, transfer?: Transferable[]) => port.postMessage(message, transfer) })
}

/** The author changes the storage: through wx, so that the program's own mirror has it too. */
function store(wx: Fields, key: string, value: string | null): void {
  const call = (name: string, ...args: unknown[]): void => {
    const member = wx[name]
    if (typeof member === 'function') (member as (...given: unknown[]) => void)(...args)
  }
  if (key === '') call('clearStorageSync')
  else if (value === null) call('removeStorageSync', key)
  else call('setStorageSync', key, JSON.parse(value))
}
