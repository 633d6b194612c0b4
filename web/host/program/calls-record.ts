/** wx.getRecorderManager's calls; what carries them out comes with the first. */
import { integer, object, oneOf, type Parser } from '../../protocol/parse.js'
import { call, type CallTable } from './broker.js'
import type { Wish } from './recorder.js'
import type { Session } from './session.js'

const wish: Parser<Wish> = object<Wish>({
  format: oneOf('aac', 'mp3', 'wav', 'PCM'),
  sampleRate: integer(8000, 48_000),
  channels: oneOf(1, 2),
  bitRate: integer(8000, 512_000),
  durationMs: integer(1, 600_000),
  frameBytes: integer(0, 10 << 20),
})
const nothing: Parser<object> = object<object>({})

type Recorder = typeof import('./recorder.js')
let loaded: Promise<Recorder> | undefined
function recorder(): Promise<Recorder> {
  loaded ??= import('./recorder.js')
  return loaded
}

/** A program that is left hears nobody. */
export function endRecording(session: Session): void {
  void loaded?.then(({ leaveRecording }) => leaveRecording(session))
}

export const recordCalls: CallTable<Session> = {
  recorderStart: call<Session, Wish>(wish, async (args, { host }) => (await recorder()).startRecording(host, args)),
  recorderPause: call<Session, object>(nothing, async (_, { host }) => (await recorder()).pauseRecording(host)),
  recorderResume: call<Session, object>(nothing, async (_, { host }) => (await recorder()).resumeRecording(host)),
  recorderStop: call<Session, object>(nothing, async (_, { host }) => (await recorder()).stopRecording(host)),
}
