/** The Worker that wx.createWorker makes; the program's scripts for it follow in the same blob. It is as locked down as the program's own. */
import { parseBootToSide } from '../protocol/parse-side.js'
import { parse } from '../protocol/parse.js'
import type { TimerScope } from './api/timers.js'
import { lockDown } from './core/lockdown.js'
import type { Fields } from './core/paths.js'
import { keepToOneself, messageOf, ownPort } from './core/ports.js'
import { Program } from './core/registry.js'
import { createSide, type Side } from './side/side.js'

const scope = globalThis
const program = new Program()
Object.defineProperty(scope, '$superette', { value: program })
let side: Side | undefined

const hear = (event: MessageEvent<unknown>): void => {
  if (!event.isTrusted) return
  keepToOneself(event)
  const { data, ports } = messageOf(event)
  const [logic, host] = ports
  if (side !== undefined || !parse(parseBootToSide, data).ok || logic === undefined || host === undefined) return
  side = createSide({
    program,
    globals: scope as unknown as Fields,
    timers: scope as unknown as TimerScope,
    logic: ownPort(logic),
    host: ownPort(host),
  })
}
scope.addEventListener('message', hear, true)
scope.addEventListener('error', (event) => {
  event.preventDefault()
  side?.uncaught(event.error ?? event.message)
})
scope.addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  side?.uncaught(event.reason)
})
lockDown(scope)
