/** Every call that the host carries out for a program, by family. A name that is not here is answered "name:fail not supported". */
import type { CallTable } from './broker.js'
import { deviceCalls } from './calls-device.js'
import { mediaCalls } from './calls-media.js'
import { openCalls } from './calls-open.js'
import { networkCalls } from './calls-network.js'
import { pageCalls } from './calls-page.js'
import { paymentCalls } from './calls-payment.js'
import { feedbackCalls } from './calls-feedback.js'
import type { Session } from './session.js'

export const callTable: CallTable<Session> = { ...pageCalls, ...feedbackCalls, ...deviceCalls, ...mediaCalls, ...networkCalls, ...paymentCalls, ...openCalls }

/** Whether a call may bring a page or take one away. */
export function movesPages(name: string): boolean {
  return Object.hasOwn(pageCalls, name) || Object.hasOwn(openCalls, name)
}
