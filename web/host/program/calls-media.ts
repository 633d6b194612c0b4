/** Pictures and films: chosen by the person, measured, shown large, kept for the run. */
import { blob, bool, integer, list, object, oneOf, optional, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { orientationOf } from './exif.js'
import { FileFailure } from './files.js'
import { agreed } from './question.js'
import type { Session } from './session.js'
import { word } from './words.js'

const pictureKinds = 'image/png,image/jpeg,image/gif,image/webp'
const videoKinds = 'video/mp4,video/webm,video/quicktime'

interface ChooseArgs {
  readonly count?: number | undefined
  readonly kind?: 'image' | 'video' | 'mix' | undefined
  readonly camera?: 'user' | 'environment' | undefined
  readonly compressed?: boolean | undefined
}
const chooseArgs: Parser<ChooseArgs> = object<ChooseArgs>({
  count: optional(integer(1, 20)),
  kind: optional(oneOf('image', 'video', 'mix')),
  camera: optional(oneOf('user', 'environment')),
  compressed: optional(bool),
})

/** Fields whose choosers are open. One that nothing holds the browser may clean up, and with it what the person then chooses. */
const choosing = new Set<HTMLInputElement>()

const mediaKinds = { image: pictureKinds, video: videoKinds, mix: `${pictureKinds},${videoKinds}` } as const

export interface Choice {
  /** As the attribute of that name. */
  readonly accept: string
  readonly count?: number | undefined
  readonly camera?: 'user' | 'environment' | undefined
}

/** The browser's own chooser: the program sees what was chosen and nothing else. */
export function choose(args: Choice): Promise<readonly File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = (args.count ?? 1) > 1
  input.accept = args.accept
  if (args.camera !== undefined) input.capture = args.camera
  choosing.add(input)
  return new Promise<readonly File[]>((resolve, reject) => {
    input.onchange = () => resolve([...(input.files ?? [])].slice(0, args.count ?? 1))
    input.oncancel = () => reject(new ApiFailure('cancel'))
    input.click()
  }).finally(() => choosing.delete(input))
}

/**
 * A browser opens its chooser in the seconds after a touch only, and says nothing otherwise. A program may have asked its server in
 * between, or begin with a choice; then the person is asked for a touch.
 */
export async function whenTouched({ overlays }: Session, title: string): Promise<void> {
  if (navigator.userActivation?.isActive !== false) return
  const yes = await agreed(overlays, { title, yes: word('choose') })
  if (!yes) throw new ApiFailure('cancel')
}

async function pictureSize(picture: Blob): Promise<{ readonly width: number; readonly height: number }> {
  const bitmap = await createImageBitmap(picture).catch(() => {
    throw new ApiFailure('the file is not a picture that can be read')
  })
  const size = { width: bitmap.width, height: bitmap.height }
  bitmap.close()
  return size
}

interface Film {
  readonly width: number
  readonly height: number
  /** Seconds. */
  readonly duration: number
  /** Its first picture. */
  readonly thumb: Blob | null
}

const thumbSide = 400
/** What a film shows at the moment, small; null where it shows nothing. */
async function thumbOf(video: HTMLVideoElement): Promise<Blob | null> {
  const scale = Math.min(1, thumbSide / Math.max(video.videoWidth, video.videoHeight))
  try {
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(video.videoWidth * scale)), Math.max(1, Math.round(video.videoHeight * scale)))
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height)
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })
  } catch {
    return null
  }
}

/** A browser may never decode what it knows the size of. */
const seekLimitMs = 3000

/** Zeros for what the browser cannot play. */
export function measureFilm(film: Blob): Promise<Film> {
  const video = document.createElement('video')
  const url = URL.createObjectURL(film)
  let late: ReturnType<typeof setTimeout> | undefined
  return new Promise<Film>((resolve) => {
    const tell = (thumb: Blob | null): void =>
      resolve({ width: video.videoWidth || 0, height: video.videoHeight || 0, duration: Number.isFinite(video.duration) ? video.duration : 0, thumb })
    video.onloadedmetadata = () => {
      late = setTimeout(() => tell(null), seekLimitMs)
      // Nothing is decoded before somebody wants to see it.
      video.currentTime = Math.min(0.1, (video.duration || 0) / 2)
    }
    video.onseeked = () => void thumbOf(video).then(tell)
    video.onerror = () => tell(null)
    video.muted = true
    video.preload = 'auto'
    video.src = url
  }).finally(() => {
    clearTimeout(late)
    URL.revokeObjectURL(url)
  })
}

/** Fails with ApiFailure. */
export async function fileOf(session: Session, path: string): Promise<Blob> {
  try {
    return await session.files.find(path, session.pages.value?.top.value?.page.route ?? '')
  } catch (error) {
    // Programs compare what is said of a file that is gone with WeChat's words.
    if (error instanceof FileFailure) throw new ApiFailure(error.missing ? 'file not found' : error.message)
    throw error
  }
}

const smallSide = 1600
const smallBytes = 200 << 10
/** A photograph as it is sent about; what is small already, moves, or gains nothing stays as it is. */
async function smaller(file: Blob): Promise<Blob> {
  if (file.size <= smallBytes || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file
  try {
    const bitmap = await createImageBitmap(file)
    const scale = Math.min(1, smallSide / Math.max(bitmap.width, bitmap.height))
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)))
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    bitmap.close()
    const made = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })
    return made.size < file.size ? made : file
  } catch {
    return file // what cannot be read is measured next, and refused there
  }
}

interface Detector {
  detect(source: ImageBitmap): Promise<readonly { readonly rawValue: string; readonly format: string }[]>
}

/** WeChat's kinds of codes as a browser has them; a mini program code it cannot read. */
const codeFormats: Readonly<Record<string, string>> = {
  barCode: 'codabar code_39 code_93 code_128 ean_8 ean_13 itf upc_a upc_e',
  qrCode: 'qr_code',
  datamatrix: 'data_matrix',
  pdf417: 'pdf417',
}
interface ScanArgs {
  readonly onlyFromCamera: boolean
  readonly scanType?: readonly string[] | undefined
}
const scanArgs: Parser<ScanArgs> = object<ScanArgs>({ onlyFromCamera: bool, scanType: optional(list(text(20), 20)) })

/** Reads a code from a picture where the browser can, and otherwise as the person types it. */
async function scanCode(session: Session, { onlyFromCamera, scanType }: ScanArgs): Promise<object> {
  const { BarcodeDetector } = globalThis as { readonly BarcodeDetector?: new (options?: { readonly formats: readonly string[] }) => Detector }
  const formats = scanType?.flatMap((kind) => codeFormats[kind]?.split(' ') ?? []) ?? []
  const ways = [...(BarcodeDetector === undefined ? [] : [word('scanPicture')]), word('scanType')]
  const tapped = BarcodeDetector === undefined ? 0 : await session.overlays.sheet({ alertText: word('scanTitle'), items: ways, itemColor: '' })
  if (tapped === null) throw new ApiFailure('cancel')
  if (BarcodeDetector !== undefined && tapped === 0) {
    const [file] = await choose({ accept: mediaKinds.image, camera: onlyFromCamera ? 'environment' : undefined })
    if (file === undefined) throw new ApiFailure('cancel')
    const [found] = await new BarcodeDetector(formats.length === 0 ? undefined : { formats }).detect(await createImageBitmap(file))
    if (found === undefined) throw new ApiFailure('no code in the picture')
    return codeResult(found.rawValue, found.format.toUpperCase().replace('PDF417', 'PDF_417'))
  }
  const answer = await session.overlays.modal({
    title: word('scanTitle'),
    content: '',
    showCancel: true,
    cancelText: word('cancel'),
    confirmText: word('ok'),
    cancelColor: '',
    confirmColor: '',
    editable: true,
    placeholderText: word('scanType'),
  })
  if (!answer.confirm || answer.content === null || answer.content === '') throw new ApiFailure('cancel')
  return codeResult(answer.content, '')
}
function codeResult(result: string, scanType: string): object {
  return { result, scanType, charSet: 'UTF-8', path: '', rawData: btoa(String.fromCharCode(...new TextEncoder().encode(result.slice(0, 4000)))) }
}

interface PreviewArgs {
  readonly urls: readonly string[]
  readonly current: number
}
const previewArgs: Parser<PreviewArgs> = object<PreviewArgs>({ urls: list(text(4 << 20), 200), current: integer(0, 200) })

export const mediaCalls: CallTable<Session> = {
  /** Answers {tempFiles: [{tempFilePath, size, fileType, width, height, duration, thumbTempFilePath}]}; the Worker's side makes chooseImage's and chooseMedia's forms of it. */
  chooseFiles: call<Session, ChooseArgs>(chooseArgs, async (args, { host }) => {
    await whenTouched(host, word('askFile', host.info.value?.name ?? ''))
    const files = await choose({ ...args, accept: mediaKinds[args.kind ?? 'image'] })
    if (files.length === 0) throw new ApiFailure('cancel')
    return {
      tempFiles: await Promise.all(
        files.map(async (chosen) => {
          const file = args.compressed === true ? await smaller(chosen) : chosen
          const picture = file.type.startsWith('image/')
          const kept = { tempFilePath: host.files.keep(file), size: file.size, fileType: picture ? 'image' : 'video', name: chosen.name, thumbTempFilePath: '' }
          if (picture) return { ...kept, ...(await pictureSize(file)), duration: 0 }
          const { thumb, ...size } = await measureFilm(file)
          return { ...kept, ...size, ...(thumb === null ? {} : { thumbTempFilePath: host.files.keep(thumb) }) }
        }),
      ),
    }
  }),
  scanCode: call<Session, ScanArgs>(scanArgs, (args, { host }) => scanCode(host, args)),
  /** Keeps bytes that the Worker made (a drawn canvas) under a temporary path. */
  keepFile: call<Session, { blob: Blob }>(object({ blob: blob(64 << 20) }), (args, { host }) => ({ tempFilePath: host.files.keep(args.blob) })),
  getImageInfo: call<Session, { src: string }>(object({ src: text(4 << 20) }), async ({ src }, { host }) => {
    const found = await fileOf(host, src)
    const [size, { name, turned }] = await Promise.all([pictureSize(found), orientationOf(found)])
    return {
      // As the file has it, whichever way it is shown.
      width: turned ? size.height : size.width,
      height: turned ? size.width : size.height,
      path: /^(data:|https?:|\/\/)/i.test(src) && !/^http:\/\/(tmp|usr|store)/.test(src) ? host.files.keep(found) : src.replace(/^\//, ''),
      orientation: name,
      type: found.type.replace(/^image\//, '').replace('svg+xml', 'unknown'),
    }
  }),
  previewImage: call<Session, PreviewArgs>(previewArgs, async ({ urls, current }, { host }) => {
    if (urls.length === 0) return // nothing to cover the page with
    const films = new Set<string>()
    const pictures = await Promise.all(
      urls.map(async (url) => {
        try {
          const file = await fileOf(host, url)
          const address = URL.createObjectURL(file)
          if (file.type.startsWith('video/')) films.add(address)
          return address
        } catch {
          return null
        }
      }),
    )
    host.overlays.preview.value?.close()
    host.overlays.preview.value = {
      pictures,
      films,
      index: Math.min(current, Math.max(0, pictures.length - 1)),
      close() {
        host.overlays.preview.value = null
        for (const picture of pictures) if (picture !== null) URL.revokeObjectURL(picture)
      },
    }
  }),
}
