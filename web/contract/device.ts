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
  paid: { readonly kind: string }
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
  paid: { kind: 'paid' },
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
  vibrate: (ms: number) => now.shaken.push(ms) > 0,
  getBattery: async () => ({ level: 0.42, charging: true }),
  geolocation: {
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

const globals: Readonly<Record<string, unknown>> = {
  navigator: fakeNavigator,
  Audio: Sound,
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
  return now
}
