/**
 * The camera of a page (camera): opened with the person's yes, seen by the page as pictures that it asks for one by one, so that a page
 * which is not drawn gets none. A camera that nobody asks for pictures of is off after a moment, and on again when one does.
 */
import { bool, finite, object, oneOf, optional, type Parser, text } from '../../protocol/parse.js'
import type { Asker } from './asks.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { askScope } from './calls-permission.js'
import type { Session } from './session.js'

const idleMs = 3000
/** Of a picture for the screen; photographs have all that the camera gives. */
const shownPixels = 720
const mostRecordMs = 5 * 60_000
const widths = { low: 640, medium: 1280, high: 1920 } as const

interface Wish {
  readonly position: 'front' | 'back'
  readonly resolution: keyof typeof widths
}
interface Camera {
  readonly wish: Wish
  readonly video: HTMLVideoElement
  stream: MediaStream | null
  opening: Promise<void> | null
  idle: ReturnType<typeof setTimeout> | undefined
  recorder: MediaRecorder | null
}
const cameras = new WeakMap<Session, Map<number, Camera>>()

function stop(camera: Camera): void {
  clearTimeout(camera.idle)
  if (camera.recorder?.state === 'recording') camera.recorder.stop()
  camera.recorder = null
  for (const track of camera.stream?.getTracks() ?? []) track.stop()
  camera.stream = null
  camera.opening = null
  camera.video.srcObject = null
}

export function closeCamera(session: Session, page: number): void {
  const camera = cameras.get(session)?.get(page)
  if (camera === undefined) return
  cameras.get(session)?.delete(page)
  stop(camera)
}
export function closeCameras(session: Session): void {
  for (const page of [...(cameras.get(session)?.keys() ?? [])]) closeCamera(session, page)
}

/** WeChat's words for what a browser says. */
function refusalOf(error: unknown): ApiFailure {
  const name = error instanceof Error ? error.name : ''
  return new ApiFailure(name === 'NotAllowedError' ? 'system permission denied' : name === 'NotFoundError' ? 'no camera' : 'the camera cannot be opened')
}

async function turnOn(camera: Camera): Promise<void> {
  const { position, resolution } = camera.wish
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { facingMode: position === 'front' ? 'user' : 'environment', width: { ideal: widths[resolution] } } })
    .catch((error: unknown) => {
      throw refusalOf(error)
    })
  camera.stream = stream
  camera.video.srcObject = stream
  await camera.video.play()
}

/** On, and not to be turned off for a moment. */
async function awake(camera: Camera): Promise<void> {
  clearTimeout(camera.idle)
  camera.idle = setTimeout(() => {
    if (camera.recorder === null) stop(camera)
  }, idleMs)
  camera.opening ??= turnOn(camera)
  try {
    await camera.opening
  } catch (error) {
    camera.opening = null
    throw error
  }
}

function cameraOf({ session, page }: Asker): Camera {
  const camera = cameras.get(session)?.get(page)
  if (camera === undefined) throw new ApiFailure('no camera is open')
  return camera
}

async function open(asker: Asker, wish: Wish): Promise<object> {
  const { session, page } = asker
  await askScope(session, 'scope.camera')
  closeCamera(session, page)
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  const camera: Camera = { wish, video, stream: null, opening: null, idle: undefined, recorder: null }
  const all = cameras.get(session) ?? new Map<number, Camera>()
  cameras.set(session, all.set(page, camera))
  await awake(camera)
  const [track] = camera.stream?.getVideoTracks() ?? []
  const abilities = (track?.getCapabilities?.() ?? {}) as { readonly zoom?: { readonly max: number } }
  return { width: video.videoWidth, height: video.videoHeight, maxZoom: abilities.zoom?.max ?? 1 }
}

/** The whole picture as a file. */
async function photograph(video: HTMLVideoElement, quality: number, mirrored: boolean): Promise<Blob> {
  const canvas = new OffscreenCanvas(Math.max(1, video.videoWidth), Math.max(1, video.videoHeight))
  const context = canvas.getContext('2d')
  if (context === null) throw new ApiFailure('no picture can be taken')
  if (mirrored) {
    context.translate(canvas.width, 0)
    context.scale(-1, 1)
  }
  context.drawImage(video, 0, 0)
  return canvas.convertToBlob({ type: 'image/jpeg', quality })
}

interface PhotoArgs {
  readonly quality?: string | undefined
  readonly selfieMirror?: boolean | undefined
}
const qualities: Readonly<Record<string, number>> = { low: 0.5, normal: 0.8, high: 0.92, original: 1 }
const nothing: Parser<object> = object<object>({})

async function record(camera: Camera, session: Session): Promise<object> {
  if (camera.recorder !== null || camera.stream === null) throw new ApiFailure('is recording')
  const recorder = new MediaRecorder(camera.stream)
  const parts: Blob[] = []
  recorder.ondataavailable = (event) => parts.push(event.data)
  camera.recorder = recorder
  const thumb = photograph(camera.video, 0.8, false)
  // As in WeChat: what is not ended ends by itself.
  const limit = setTimeout(() => recorder.state === 'recording' && recorder.stop(), mostRecordMs)
  recorder.onstop = () => clearTimeout(limit)
  recorder.start()
  films.set(recorder, async () => {
    const ended = recorder.state === 'inactive' ? Promise.resolve() : new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()))
    if (recorder.state !== 'inactive') recorder.stop()
    await ended
    return {
      tempThumbPath: session.files.keep(await thumb),
      tempVideoPath: session.files.keep(new Blob(parts, { type: recorder.mimeType.split(';')[0] ?? 'video/webm' })),
    }
  })
  return {}
}
const films = new WeakMap<MediaRecorder, () => Promise<object>>()

export const cameraAsks: CallTable<Asker> = {
  cameraOpen: call<Asker, Wish>(object({ position: oneOf('front', 'back'), resolution: oneOf('low', 'medium', 'high') }), (wish, { host }) => open(host, wish)),
  cameraClose: call<Asker, object>(nothing, (_, { host }) => closeCamera(host.session, host.page)),
  /** The picture of this moment, handed over. */
  cameraFrame: call<Asker, object>(nothing, async (_, { host }) => {
    const camera = cameraOf(host)
    await awake(camera)
    const { videoWidth: width, videoHeight: height } = camera.video
    if (width === 0) throw new ApiFailure('no picture')
    const scale = Math.min(1, shownPixels / Math.min(width, height))
    return createImageBitmap(camera.video, { resizeWidth: Math.round(width * scale), resizeHeight: Math.round(height * scale) })
  }),
  cameraPhoto: call<Asker, PhotoArgs>(object({ quality: optional(text(20)), selfieMirror: optional(bool) }), async ({ quality, selfieMirror }, { host }) => {
    const camera = cameraOf(host)
    await awake(camera)
    const mirrored = camera.wish.position === 'front' && selfieMirror !== false
    const photo = await photograph(camera.video, qualities[quality ?? 'normal'] ?? 0.8, mirrored)
    return { tempImagePath: host.session.files.keep(photo), width: camera.video.videoWidth, height: camera.video.videoHeight }
  }),
  cameraRecord: call<Asker, { on: boolean }>(object({ on: bool }), async ({ on }, { host }) => {
    const camera = cameraOf(host)
    await awake(camera)
    if (on) return record(camera, host.session)
    const film = camera.recorder === null ? undefined : films.get(camera.recorder)
    if (film === undefined) throw new ApiFailure('not recording')
    camera.recorder = null
    return film()
  }),
  /** What the camera has no switch for stays as it is. */
  cameraSet: call<Asker, { zoom?: number | undefined; torch?: boolean | undefined }>(
    object({ zoom: optional(finite), torch: optional(bool) }),
    async (wanted, { host }) => {
      const camera = cameraOf(host)
      await awake(camera)
      const [track] = camera.stream?.getVideoTracks() ?? []
      const abilities = (track?.getCapabilities?.() ?? {}) as { readonly zoom?: { readonly min: number; readonly max: number } }
      const zoom =
        wanted.zoom === undefined || abilities.zoom === undefined ? undefined : Math.min(abilities.zoom.max, Math.max(abilities.zoom.min, wanted.zoom))
      const set = { ...(zoom === undefined ? {} : { zoom }), ...(wanted.torch === undefined ? {} : { torch: wanted.torch }) } as MediaTrackConstraintSet
      await track?.applyConstraints({ advanced: [set] }).catch(() => undefined)
      return { zoom: zoom ?? 1 }
    },
  ),
}
