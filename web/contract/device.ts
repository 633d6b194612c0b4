import { type KeyObject, createHash, generateKeyPairSync, sign } from 'node:crypto'

/** The person's browser, as far as wx reaches it: what node does not have is played and written down. */
export interface Device {
  clipboard: string | null
  readonly dialled: string[]
  readonly windows: string[]
  readonly locks: string[]
  /** How long it shook, in milliseconds. */
  readonly shaken: number[]
  readonly downloads: string[]
  /** What was downloaded, or would be. */
  readonly saved: Blob[]
  readonly chooser: { accept: string; multiple: boolean; capture: string }
  /** What the person chooses next; null: nothing. */
  chosen: readonly File[] | null
  place: { readonly latitude: number; readonly longitude: number } | number
  readonly placeAsked: PositionOptions[]
  /** Tells where the person went to, or a number of a failure; null: nobody follows it. */
  moved: ((place: GeolocationCoordinates | number) => void) | null
  paid: { readonly kind: string }
  /** The microphone, or why there is none. */
  microphone: Microphone | string
  /** The device's own authenticator, which signs for whoever it knows; null: it has none. */
  authenticator: Authenticator | null
}

export interface Authenticator {
  /** Whether the person lets it. */
  willing: boolean
  /** Whether it has seen who it is. */
  verifies: boolean
  /** As Windows has it. */
  rsa: boolean
  readonly asked: string[]
  keys: { readonly id: string; readonly key: KeyObject }[]
}

export interface Microphone {
  /** As it is encoded, or as samples of each channel. */
  hear(sound: Blob | readonly Float32Array[]): void
  /** What was asked of it, in its order. */
  readonly asked: string[]
  /** A call takes it, or gives it back. */
  take(on: boolean): void
}

interface Track {
  onmute?: () => void
  onunmute?: () => void
  stop(): void
}
interface Stream {
  readonly track: Track
  getTracks(): readonly Track[]
  getAudioTracks(): readonly Track[]
  hear: (sound: Blob | readonly Float32Array[]) => void
}
function microphone(): Microphone & { readonly stream: Stream } {
  const asked: string[] = []
  const track: Track = { stop: () => void asked.push('off') }
  const stream: Stream = { track, getTracks: () => [track], getAudioTracks: () => [track], hear: () => undefined }
  return { asked, stream, hear: (sound) => stream.hear(sound), take: (on) => (on ? track.onmute : track.onunmute)?.() }
}
const asks = (what: string): unknown => typeof now.microphone !== 'string' && now.microphone.asked.push(what)

/** Encodes nothing, and says that it is WebM, as Firefox does. */
class Recorder {
  static isTypeSupported = (type: string): boolean => type === 'audio/webm'
  ondataavailable: (event: { readonly data: Blob }) => void = () => undefined
  onstop: () => void = () => undefined
  readonly mimeType: string
  constructor(stream: Stream, { mimeType, audioBitsPerSecond }: MediaRecorderOptions) {
    this.mimeType = `${mimeType};codecs=opus`
    asks(`encode ${audioBitsPerSecond}`)
    stream.hear = (sound) => this.ondataavailable({ data: sound as Blob })
  }
  start = (): unknown => asks('start')
  pause = (): unknown => asks('pause')
  resume = (): unknown => asks('resume')
  stop(): void {
    asks('stop')
    queueMicrotask(() => this.onstop())
  }
}

/** Samples go as they come to what listens in the audio thread. */
class Context {
  readonly audioWorklet = { addModule: async () => undefined }
  constructor({ sampleRate }: AudioContextOptions) {
    asks(`rate ${sampleRate}`)
  }
  createMediaStreamSource = (stream: Stream) => ({
    connect: (node: Node) => {
      stream.hear = (data) => node.port.onmessage({ data })
    },
  })
  async resume(): Promise<void> {}
  async close(): Promise<void> {
    asks('close')
  }
}
class Node {
  readonly port: { onmessage: (event: { readonly data: unknown }) => void } = { onmessage: () => undefined }
  constructor(_: Context, __: string, { channelCount }: AudioWorkletNodeOptions) {
    asks(`channels ${channelCount}`)
  }
}

const shelf = new Map<string, string>()
const refuse = (name: string): never => {
  throw new DOMException('no', name)
}
const idOf = (bytes: BufferSource): string => Buffer.from(bytes as ArrayBuffer).toString('hex')
const exactly = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer

/** An authenticator of WebAuthn's, as far as it is asked for here. */
const credentials = {
  async create({ publicKey: { excludeCredentials = [] } }: { readonly publicKey: PublicKeyCredentialCreationOptions }) {
    const own = now.authenticator!
    own.asked.push('create')
    if (!own.willing) refuse('NotAllowedError')
    if (excludeCredentials.some(({ id }) => own.keys.some((each) => each.id === idOf(id)))) refuse('InvalidStateError')
    const { publicKey, privateKey } = own.rsa ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const rawId = new Uint8Array([own.asked.length, 7, 7])
    own.keys.push({ id: idOf(rawId), key: privateKey })
    const given = publicKey.export({ type: 'spki', format: 'der' })
    return { rawId: exactly(rawId), response: { getPublicKey: () => exactly(given), getPublicKeyAlgorithm: () => (own.rsa ? -257 : -7) } }
  },
  async get({ publicKey: { challenge, allowCredentials = [] } }: { readonly publicKey: PublicKeyCredentialRequestOptions }) {
    const own = now.authenticator!
    own.asked.push('get')
    const found = own.keys.find(({ id }) => allowCredentials.some((each) => idOf(each.id) === id))
    if (!own.willing || found === undefined) return refuse('NotAllowedError')
    const said = { type: 'webauthn.get', challenge: Buffer.from(challenge as ArrayBuffer).toString('base64url'), origin: 'https://tea.example' }
    const clientData = Buffer.from(JSON.stringify(said))
    const data = Buffer.concat([createHash('sha256').update('tea.example').digest(), Buffer.from([own.verifies ? 5 : 1, 0, 0, 0, 9])])
    const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(clientData).digest()]), found.key)
    return { response: { clientDataJSON: exactly(clientData), authenticatorData: exactly(data), signature: exactly(signature) } }
  },
}

const first = (): Device => ({
  clipboard: '',
  dialled: [],
  windows: [],
  locks: [],
  shaken: [],
  downloads: [],
  saved: [],
  chooser: { accept: '', multiple: false, capture: '' },
  chosen: null,
  place: { latitude: 31.2, longitude: 121.5 },
  placeAsked: [],
  moved: null,
  paid: { kind: 'paid' },
  microphone: microphone(),
  authenticator: { willing: true, verifies: true, rsa: false, asked: [], keys: [] },
})

let now = first()

const noClipboard = (): never => {
  throw new DOMException('no', 'NotAllowedError')
}
const fakeNavigator = {
  language: 'en',
  onLine: true,
  clipboard: {
    async writeText(text: string) {
      if (now.clipboard === null) noClipboard()
      now.clipboard = text
    },
    readText: async () => now.clipboard ?? noClipboard(),
  },
  wakeLock: {
    request: async (what: string) => {
      now.locks.push(what)
      return { released: false, release: async () => void now.locks.push('released') }
    },
  },
  credentials,
  mediaDevices: {
    async getUserMedia(wanted: MediaStreamConstraints) {
      const { microphone: found } = now
      if (typeof found === 'string') throw new DOMException('no', found)
      found.asked.push(Object.keys(wanted).join())
      return (found as ReturnType<typeof microphone>).stream
    },
  },
  vibrate: (ms: number) => now.shaken.push(ms) > 0,
  getBattery: async () => ({ level: 0.42, charging: true }),
  geolocation: {
    watchPosition(found: (at: unknown) => void, failed: (error: unknown) => void) {
      now.moved = (place) => (typeof place === 'number' ? failed({ code: place, PERMISSION_DENIED: 1 }) : found({ coords: place }))
      return 1
    },
    clearWatch() {
      now.moved = null
    },
    getCurrentPosition(found: (at: unknown) => void, failed: (error: unknown) => void, options: PositionOptions) {
      now.placeAsked.push(options)
      const { place } = now
      if (typeof place === 'number') failed({ code: place, PERMISSION_DENIED: 1, TIMEOUT: 3 })
      else found({ coords: { ...place, accuracy: 12, altitude: 30, altitudeAccuracy: 4, speed: 1.5 } })
    },
  },
}

/** An element that the host makes for one click: a link or a chooser of files. */
function element(tag: string): object {
  const made = {
    href: '',
    download: '',
    accept: '',
    multiple: false,
    capture: '',
    files: [] as readonly File[],
    videoWidth: 320,
    videoHeight: 240,
    duration: 7.5,
    onloadedmetadata: () => undefined,
    onseeked: () => undefined,
    set src(_: string) {
      queueMicrotask(() => made.onloadedmetadata())
    },
    set currentTime(_: number) {
      queueMicrotask(() => made.onseeked())
    },
    onchange: () => undefined,
    oncancel: () => undefined,
    click() {
      if (tag === 'a') return void (made.download === '' ? now.dialled : now.downloads).push(made.download || made.href)
      Object.assign(now.chooser, { accept: made.accept, multiple: made.multiple, capture: made.capture })
      made.files = now.chosen ?? []
      if (now.chosen === null) made.oncancel()
      else made.onchange()
    },
  }
  return made
}

/** A sound that plays as soon as it may, and lasts a minute. */
class Sound extends EventTarget {
  src = ''
  loop = false
  volume = 1
  playbackRate = 1
  defaultPlaybackRate = 1
  currentTime = 0
  duration = 60
  paused = true
  ended = false
  error = null
  readonly buffered = { length: 1, end: () => 30 }
  async play(): Promise<void> {
    this.paused = false
    this.dispatchEvent(new Event('play'))
  }
  pause(): void {
    if (this.paused) return
    this.paused = true
    this.dispatchEvent(new Event('pause'))
  }
  removeAttribute(): void {
    this.src = ''
  }
}

/** What the window hears, such as of the device's sensors. */
let heard = new EventTarget()
/** Tells the window of something. */
export function tell(type: string, fields: object): void {
  const event = new Event(type)
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(event, name, { value })
  heard.dispatchEvent(event)
}

const globals: Readonly<Record<string, unknown>> = {
  navigator: fakeNavigator,
  addEventListener: (type: string, listener: EventListener) => heard.addEventListener(type, listener),
  removeEventListener: (type: string, listener: EventListener) => heard.removeEventListener(type, listener),
  Audio: Sound,
  MediaRecorder: Recorder,
  PublicKeyCredential: { isUserVerifyingPlatformAuthenticatorAvailable: async () => now.authenticator !== null },
  location: { hostname: 'tea.example' },
  localStorage: { getItem: (name: string) => shelf.get(name) ?? null, setItem: (name: string, value: string) => void shelf.set(name, value) },
  AudioContext: Context,
  AudioWorkletNode: Node,
  document: { createElement: element },
  window: { open: (url: string) => void now.windows.push(url) },
  createImageBitmap: async (blob: Blob) => {
    if (!blob.type.startsWith('image/')) throw new Error('no picture')
    return { width: 40, height: 30, close: () => undefined }
  },
}
for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })

const objectUrl = URL.createObjectURL.bind(URL)
URL.createObjectURL = (blob: Blob): string => {
  now.saved.push(blob)
  return objectUrl(blob)
}

/** A fresh one for each stage. */
export function device(): Device {
  now = first()
  heard = new EventTarget()
  shelf.clear()
  return now
}
