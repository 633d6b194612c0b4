/** What a program's two Workers accept of each other, and the second one of boot and of the host. What the program itself says is its own: it is no boundary of trust. */
import type { BootToSide, HostToSide, LogicToSide, SideToLogic } from './bridge.js'
import { finite, integer, list, object, oneOf, tagged, text, type Parser } from './parse.js'

const anything: Parser<unknown> = (value) => value
const message: Parser<Extract<LogicToSide, { kind: 'message' }>> = object<Extract<LogicToSide, { kind: 'message' }>>({
  kind: oneOf('message'),
  data: anything,
  weight: finite,
})
const taken: Parser<Extract<LogicToSide, { kind: 'taken' }>> = object<Extract<LogicToSide, { kind: 'taken' }>>({ kind: oneOf('taken'), messages: integer(1) })

export const parseLogicToSide: Parser<LogicToSide> = tagged<LogicToSide>({ message, taken })

export const parseSideToLogic: Parser<SideToLogic> = tagged<SideToLogic>({
  message,
  taken,
  up: object({ kind: oneOf('up'), id: integer(1) }),
  log: object({ kind: oneOf('log'), level: oneOf('log', 'info', 'warn', 'error', 'debug'), args: list(text(1 << 20), 100) }),
  error: object({ kind: oneOf('error'), message: text(1 << 20), stack: text(1 << 20) }),
})

export const parseBootToSide: Parser<BootToSide> = object<BootToSide>({ kind: oneOf('side') })

export const parseHostToSide: Parser<HostToSide> = tagged<HostToSide>({
  run: object({ kind: oneOf('run'), id: integer(1), script: text(4096) }),
  sleep: object({ kind: oneOf('sleep') }),
  wake: object({ kind: oneOf('wake') }),
})
