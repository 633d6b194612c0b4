/** Files: what the Worker's file system writes through, what it reads of the package, and files handed to the person. */
import { blob, bool, finite, integer, object, oneOf, optional, text, type Parser } from '../../protocol/parse.js'
import { download } from '../../kit/ui/download.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { fileOf } from './calls-media.js'
import { nameOf } from './files.js'
import { askScope } from './calls-permission.js'
import type { FileChange } from './ownfiles.js'
import type { Session } from './session.js'

const maxFile = 200 << 20
const aBlob = blob(maxFile)
const changeArgs: Parser<FileChange> = object<FileChange>({
  path: text(1024),
  blob: (value, at) => (value === null ? null : aBlob(value, at)),
  folder: optional(bool),
})

interface DocumentArgs {
  readonly filePath: string
  readonly fileType?: string | undefined
}
interface CompressArgs {
  readonly src: string
  readonly quality: number
  readonly width?: number | undefined
  readonly height?: number | undefined
}

const documents = ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf']

async function compressed(source: Blob, { quality, width, height }: CompressArgs): Promise<Blob> {
  const bitmap = await createImageBitmap(source).catch(() => {
    throw new ApiFailure('the file is not a picture that can be read')
  })
  const ratio = bitmap.width / bitmap.height
  const w = width ?? (height === undefined ? bitmap.width : Math.round(height * ratio))
  const h = height ?? Math.round(w / ratio)
  const canvas = new OffscreenCanvas(Math.max(1, w), Math.max(1, h))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 })
}

export const fileCalls: CallTable<Session> = {
  fileChange: call<Session, FileChange>(changeArgs, (change, { host }) => host.ownFiles.change(change)),
  /** A file of the package. */
  readFile: call<Session, { path: string }>(object({ path: text(4096) }), async ({ path }, { host }) => ({ blob: await fileOf(host, path) })),
  saveToAlbum: call<Session, { filePath: string; kind: 'image' | 'video' }>(
    object({ filePath: text(4096), kind: oneOf('image', 'video') }),
    async ({ filePath, kind }, { host }) => {
      const content = await fileOf(host, filePath)
      if (!content.type.startsWith(`${kind}/`)) throw new ApiFailure(`invalid file type`)
      await askScope(host, 'scope.writePhotosAlbum')
      download(content, nameOf(filePath))
    },
  ),
  openDocument: call<Session, DocumentArgs>(object({ filePath: text(4096), fileType: optional(text(20)) }), async ({ filePath, fileType }, { host }) => {
    const content = await fileOf(host, filePath)
    const name = nameOf(filePath)
    const type = fileType ?? name.split('.').at(-1) ?? ''
    if (!documents.includes(type)) throw new ApiFailure('filetype not supported')
    download(content, name.endsWith(`.${type}`) ? name : `${name}.${type}`)
  }),
  compressImage: call<Session, CompressArgs>(
    object({ src: text(4 << 20), quality: finite, width: optional(integer(1, 10_000)), height: optional(integer(1, 10_000)) }),
    async (args, { host }) => ({
      tempFilePath: host.files.keep(await compressed(await fileOf(host, args.src), { ...args, quality: Math.min(100, Math.max(0, args.quality)) })),
    }),
  ),
}
