/**
 * A port as the runtime uses it: by what stood in the browser's prototypes before the program's first line, so that a program that puts
 * its own there gets no port into its hands, and hears nothing that is said on one.
 */
import type { ProgramPort } from '../program/program.js'

const { apply } = Reflect
const accessor = (of: object, name: string): PropertyDescriptor => Object.getOwnPropertyDescriptor(of, name) ?? {}
const getter = (of: object, name: string): (() => unknown) => accessor(of, name).get ?? (() => undefined)

const { postMessage } = MessagePort.prototype
const setHeard = accessor(MessagePort.prototype, 'onmessage').set ?? (() => undefined)
const dataOf = getter(MessageEvent.prototype, 'data')
const portsOf = getter(MessageEvent.prototype, 'ports')
const stop = Event.prototype.stopImmediatePropagation

/** What came with a message, read past the program's own prototypes. */
export function messageOf(event: MessageEvent): { readonly data: unknown; readonly ports: readonly MessagePort[] } {
  return { data: apply(dataOf, event, []), ports: apply(portsOf, event, []) as readonly MessagePort[] }
}

/** Nobody else hears this event. */
export function keepToOneself(event: Event): void {
  apply(stop, event, [])
}

export function ownPort(port: MessagePort): ProgramPort {
  let heard: ProgramPort['onmessage'] = null
  return {
    postMessage: (message, transfer) => void apply(postMessage, port, transfer === undefined ? [message] : [message, transfer]),
    get onmessage() {
      return heard
    },
    set onmessage(hear) {
      heard = hear
      apply(setHeard, port, [hear === null ? null : (event: MessageEvent) => hear(messageOf(event) as MessageEvent)])
    },
  }
}
