/** Every call that the host carries out for a program, by family. A name that is not here is answered "name:fail not supported". */
import { closeCameras } from './asks-camera.js'
import type { CallTable } from './broker.js'
import { alipayCalls } from './calls-alipay.js'
import { audioCalls, stopAudio } from './calls-audio.js'
import { consentCalls } from './calls-consent.js'
import { deviceCalls } from './calls-device.js'
import { fileCalls } from './calls-files.js'
import { mediaCalls } from './calls-media.js'
import { openCalls } from './calls-open.js'
import { networkCalls } from './calls-network.js'
import { pageCalls } from './calls-page.js'
import { permissionCalls } from './calls-permission.js'
import { personCalls } from './calls-person.js'
import { placeCalls } from './calls-place.js'
import { reportCalls } from './calls-report.js'
import { endRecording, recordCalls } from './calls-record.js'
import { sensorCalls, stopSensors } from './calls-sensors.js'
import { paymentCalls } from './calls-payment.js'
import { feedbackCalls } from './calls-feedback.js'
import { closeSockets, socketCalls } from './calls-socket.js'
import { endSide, workerCalls } from './calls-worker.js'
import type { Session } from './session.js'

export const callTable: CallTable<Session> = {
  ...pageCalls,
  ...feedbackCalls,
  ...deviceCalls,
  ...mediaCalls,
  ...networkCalls,
  ...paymentCalls,
  ...openCalls,
  ...socketCalls,
  ...fileCalls,
  ...permissionCalls,
  ...audioCalls,
  ...personCalls,
  ...placeCalls,
  ...reportCalls,
  ...consentCalls,
  ...sensorCalls,
  ...recordCalls,
  ...alipayCalls,
  ...workerCalls,
}

/** Whether a call may bring a page or take one away. */
export function movesPages(name: string): boolean {
  return Object.hasOwn(pageCalls, name) || Object.hasOwn(openCalls, name)
}

/** What calls hold open for a run goes with it. */
export function release(session: Session): void {
  closeSockets(session)
  stopAudio(session)
  closeCameras(session)
  stopSensors(session)
  endRecording(session)
  endSide(session)
}
