/** `wx` and the timers for the Worker of a program. */
export type { Extension } from './extension.js'
export { suspendTimers, type TimerScope } from './timers.js'
