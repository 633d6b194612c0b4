/** Records a voice with the browser's own recorder, and measures it meanwhile. */
import { signal } from '@preact/signals'
import { levelsOf, loudness } from './levels.js'
import { recordable } from './recordable.js'

export const LONGEST_MS = 60_000
export const SHORTEST_MS = 800
const MEASURE_MS = 50
const BITS = 32_000

export interface Recorded {
  readonly content: Blob
  readonly durationMs: number
  readonly levels: readonly number[]
}
export type WhyNot = 'refused' | 'none' | 'insecure'

export class Recorder {
  /** How loud it is now, 0 to 1. */
  readonly level = signal(0)
  readonly elapsedMs = signal(0)
  readonly #stream: MediaStream
  readonly #recorder: MediaRecorder
  readonly #sound = new AudioContext()
  readonly #parts: Blob[] = []
  readonly #measured: number[] = []
  readonly #timer: ReturnType<typeof setInterval>
  readonly #started = performance.now()
  readonly #ended: Promise<void>

  private constructor(stream: MediaStream, type: string, tooLong: () => void) {
    this.#stream = stream
    this.#recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS })
    this.#recorder.ondataavailable = (e) => this.#parts.push(e.data)
    this.#ended = new Promise((resolve) => {
      this.#recorder.onstop = () => resolve()
    })
    // It was made after the question for the microphone: a browser may have forgotten by then that somebody pressed something.
    void this.#sound.resume().catch(() => undefined)
    const ear = this.#sound.createAnalyser()
    ear.fftSize = 2048
    this.#sound.createMediaStreamSource(stream).connect(ear)
    const samples = new Float32Array(ear.fftSize)
    this.#recorder.start()
    this.#timer = setInterval(() => {
      ear.getFloatTimeDomainData(samples)
      const now = loudness(samples)
      this.#measured.push(now)
      this.level.value = Math.min(1, Math.sqrt(now * 4))
      this.elapsedMs.value = performance.now() - this.#started
      if (this.elapsedMs.value >= LONGEST_MS) tooLong()
    }, MEASURE_MS)
  }

  /** Asks for the microphone, and begins. tooLong is called once after a minute, and then expects an end. */
  static async begin(tooLong: () => void): Promise<Recorder | WhyNot> {
    const type = recordable()
    // Without https there is none of it; TypeScript does not know.
    const devices = navigator.mediaDevices as MediaDevices | undefined
    if (!devices || !isSecureContext) return 'insecure'
    if (type === undefined) return 'none'
    try {
      const stream = await devices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } })
      try {
        return new Recorder(stream, type, tooLong)
      } catch {
        for (const track of stream.getTracks()) track.stop()
        return 'none'
      }
    } catch (err) {
      return err instanceof DOMException && (err.name === 'NotAllowedError' || err.name === 'SecurityError') ? 'refused' : 'none'
    }
  }

  /** Ends it, and gives the microphone back. */
  async end(): Promise<Recorded> {
    const durationMs = Math.round(Math.min(LONGEST_MS, performance.now() - this.#started))
    this.#stop()
    await this.#ended
    const content = new Blob(this.#parts, { type: this.#recorder.mimeType })
    return { content, durationMs, levels: levelsOf(this.#measured) }
  }

  /** Ends it for nothing. */
  cancel(): void {
    this.#stop()
  }

  #stop(): void {
    clearInterval(this.#timer)
    if (this.#recorder.state !== 'inactive') this.#recorder.stop()
    for (const track of this.#stream.getTracks()) track.stop()
    void this.#sound.close().catch(() => undefined)
  }
}
