/**
 * wx.getRecorderManager: the microphone of the device, one recording of a program at a time. What a browser encodes by itself ('aac', 'mp3')
 * is as it encodes it: MPEG-4 where it can, else WebM, and the file's name says so. 'wav' and 'PCM' are written here out of the samples, so
 * that they have the rate and the channels that were asked for, and come in frames too.
 */
import { ApiFailure } from './broker.js'
import { askScope } from './calls-permission.js'
import type { Session } from './session.js'

export interface Wish {
  readonly format: 'aac' | 'mp3' | 'wav' | 'PCM'
  readonly sampleRate: number
  readonly channels: 1 | 2
  readonly bitRate: number
  readonly durationMs: number
  /** 0: not in frames. */
  readonly frameBytes: number
}

interface Source {
  pause(): void
  resume(): void
  /** The whole recording, and its name's ending. */
  stop(): Promise<{ readonly file: Blob; readonly ending: string }>
}

interface Recording {
  readonly stream: MediaStream
  readonly source: Source
  readonly wish: Wish
  /** Recorded before the last pause. */
  doneMs: number
  /** undefined: it is paused. */
  since: number | undefined
  timer: ReturnType<typeof setTimeout> | undefined
}
const recordings = new WeakMap<Session, Recording | 'starting'>()

const tell = (session: Session, what: string, more: object = {}): void => session.happened('recorder', { what, ...more })

/** By the browser's own encoder. */
function encoded(stream: MediaStream, bitRate: number): Source {
  const type = ['audio/mp4', 'audio/webm', 'audio/ogg'].find((each) => MediaRecorder.isTypeSupported(each)) ?? ''
  const recorder = new MediaRecorder(stream, { ...(type === '' ? {} : { mimeType: type }), audioBitsPerSecond: bitRate })
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => void parts.push(data)
  recorder.start()
  return {
    pause: () => recorder.pause(),
    resume: () => recorder.resume(),
    stop: () =>
      new Promise((resolve) => {
        recorder.onstop = () => {
          const [plain = 'audio/webm'] = (recorder.mimeType || type).split(';')
          resolve({ file: new Blob(parts, { type: plain }), ending: plain === 'audio/mp4' ? 'm4a' : plain.replace(/^.*\//, '') })
        }
        recorder.stop()
      }),
  }
}

/** In the audio thread: hands each block of samples over. */
const tap = `registerProcessor('tap', class extends AudioWorkletProcessor {
  process([input]) {
    if (input.length > 0) this.port.postMessage(input.map((channel) => channel.slice()))
    return true
  }
})`

/** Samples of each channel as little-endian 16 bits, side by side. */
export function pcm(channels: readonly Float32Array[], wanted: number): Uint8Array<ArrayBuffer> {
  const [first = new Float32Array()] = channels
  const out = new DataView(new ArrayBuffer(first.length * wanted * 2))
  for (let i = 0; i < first.length; i++) {
    for (let channel = 0; channel < wanted; channel++) {
      const sample = Math.max(-1, Math.min(1, (channels[channel] ?? first)[i] ?? 0))
      out.setInt16((i * wanted + channel) * 2, Math.round(sample * 0x7fff), true)
    }
  }
  return new Uint8Array(out.buffer)
}

/** RIFF's head of so many bytes of samples. */
export function waveHead(bytes: number, { sampleRate, channels }: Pick<Wish, 'sampleRate' | 'channels'>): Uint8Array<ArrayBuffer> {
  const head = new DataView(new ArrayBuffer(44))
  const word = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) head.setUint8(at + i, text.charCodeAt(i))
  }
  word(0, 'RIFF')
  head.setUint32(4, 36 + bytes, true)
  word(8, 'WAVEfmt ')
  head.setUint32(16, 16, true)
  head.setUint16(20, 1, true)
  head.setUint16(22, channels, true)
  head.setUint32(24, sampleRate, true)
  head.setUint32(28, sampleRate * channels * 2, true)
  head.setUint16(32, channels * 2, true)
  head.setUint16(34, 16, true)
  word(36, 'data')
  head.setUint32(40, bytes, true)
  return new Uint8Array(head.buffer)
}

/** Cuts what comes into frames of one size. */
function framer(size: number, give: (frame: ArrayBuffer, last: boolean) => void) {
  let left = new Uint8Array()
  return {
    add(more: Uint8Array): void {
      const all = new Uint8Array(left.length + more.length)
      all.set(left)
      all.set(more, left.length)
      let at = 0
      // One is held back, which may be the last.
      for (; all.length - at > size; at += size) give(all.slice(at, at + size).buffer, false)
      left = all.slice(at)
    },
    end: (): void => give(left.buffer, true),
  }
}

async function sampled(stream: MediaStream, wish: Wish, frame: (buffer: ArrayBuffer, last: boolean) => void): Promise<Source> {
  const context = new AudioContext({ sampleRate: wish.sampleRate })
  const url = URL.createObjectURL(new Blob([tap], { type: 'text/javascript' }))
  try {
    await context.audioWorklet.addModule(url)
  } finally {
    URL.revokeObjectURL(url)
  }
  const node = new AudioWorkletNode(context, 'tap', { channelCount: wish.channels, channelCountMode: 'explicit' })
  const parts: Uint8Array<ArrayBuffer>[] = []
  const frames = wish.frameBytes > 0 ? framer(wish.frameBytes, frame) : undefined
  let on = true
  node.port.onmessage = ({ data }: MessageEvent<readonly Float32Array[]>) => {
    if (!on) return
    const bytes = pcm(data, wish.channels)
    parts.push(bytes)
    frames?.add(bytes)
  }
  context.createMediaStreamSource(stream).connect(node)
  await context.resume()
  return {
    pause() {
      on = false
    },
    resume() {
      on = true
    },
    async stop() {
      on = false
      await context.close()
      frames?.end()
      const bytes = parts.reduce((sum, each) => sum + each.length, 0)
      if (wish.format === 'PCM') return { file: new Blob(parts, { type: 'audio/pcm' }), ending: 'pcm' }
      return { file: new Blob([waveHead(bytes, wish), ...parts], { type: 'audio/wav' }), ending: 'wav' }
    },
  }
}

function refusalOf(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error
  const name = error instanceof Error ? error.name : ''
  return new ApiFailure(
    name === 'NotAllowedError' ? 'system permission denied' : name === 'NotFoundError' ? 'no microphone' : 'the microphone cannot be opened',
  )
}

function running(session: Session): Recording {
  const found = recordings.get(session)
  if (found === undefined || found === 'starting') throw new ApiFailure('recorder not start')
  return found
}

const lasted = ({ doneMs, since }: Recording): number => doneMs + (since === undefined ? 0 : performance.now() - since)

/** From now on it counts, and ends by itself when it is as long as was asked for. */
function count(session: Session, recording: Recording): void {
  recording.since = performance.now()
  recording.timer = setTimeout(() => void stopRecording(session).catch(() => undefined), recording.wish.durationMs - recording.doneMs)
}

export async function startRecording(session: Session, wish: Wish): Promise<void> {
  if (recordings.has(session)) throw new ApiFailure("audio is recording, don't start record again")
  recordings.set(session, 'starting')
  let stream: MediaStream | undefined
  try {
    await askScope(session, 'scope.record')
    stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    const compressed = wish.format === 'aac' || wish.format === 'mp3'
    const source = compressed
      ? encoded(stream, wish.bitRate)
      : await sampled(stream, wish, (frameBuffer, isLastFrame) => tell(session, 'frame', { frameBuffer, isLastFrame }))
    const recording: Recording = { stream, source, wish, doneMs: 0, since: undefined, timer: undefined }
    recordings.set(session, recording)
    listenForOthers(session, stream)
    count(session, recording)
    tell(session, 'start')
  } catch (error) {
    recordings.delete(session)
    for (const track of stream?.getTracks() ?? []) track.stop()
    throw refusalOf(error)
  }
}

/** A call takes the microphone for itself, and gives it back. */
function listenForOthers(session: Session, stream: MediaStream): void {
  const [track] = stream.getAudioTracks()
  if (track === undefined) return
  track.onmute = () => {
    tell(session, 'interruptionBegin')
    pauseRecording(session)
  }
  track.onunmute = () => tell(session, 'interruptionEnd')
}

export function pauseRecording(session: Session): void {
  const recording = running(session)
  if (recording.since === undefined) return
  clearTimeout(recording.timer)
  recording.doneMs = lasted(recording)
  recording.since = undefined
  recording.source.pause()
  tell(session, 'pause')
}

export function resumeRecording(session: Session): void {
  const recording = running(session)
  if (recording.since !== undefined) return
  recording.source.resume()
  count(session, recording)
  tell(session, 'resume')
}

export async function stopRecording(session: Session): Promise<void> {
  const recording = running(session)
  recordings.delete(session)
  clearTimeout(recording.timer)
  const duration = Math.round(lasted(recording))
  const { file, ending } = await recording.source.stop()
  for (const track of recording.stream.getTracks()) track.stop()
  tell(session, 'stop', { tempFilePath: session.files.keep(file, `sound.${ending}`), duration, fileSize: file.size })
}

/** A program that is left hears nobody. */
export function leaveRecording(session: Session): void {
  const found = recordings.get(session)
  if (found !== undefined && found !== 'starting') stopRecording(session).catch(() => undefined)
}
