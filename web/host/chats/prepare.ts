/**
 * A file as it is sent: a photograph as a phone takes it is made smaller here, so that it goes up in a second and not in twenty. What is
 * small already, and long screenshots, which would be read by nobody any more, go as they are.
 */
import type { PendingPicture } from './thread.js'

const SENT_PIXELS = 6_000_000
const SENT_BYTES = 3 << 20
/** What the server takes: internal/chat/picture.go. */
const MOST_BYTES = 10 << 20
const MOST_PIXELS = 4096 * 4096
const MOST_SIDE = 16_384
/** From this on it is a screenshot of something long, not a photograph. */
const LONG = 3
const QUALITY = 0.86
const TAKEN: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])

export interface Prepared {
  readonly content: Blob
  readonly picture: PendingPicture
}

/** The pictures among what was dropped, pasted or chosen. */
export function picturesIn(list: Iterable<File> | null | undefined): readonly File[] {
  return [...(list ?? [])].filter((f) => f.type.startsWith('image/') && f.type !== 'image/svg+xml')
}

/** How large it is sent, or null: as it is. */
export function sentSize(f: { readonly width: number; readonly height: number; readonly bytes: number; readonly type: string }): PendingPicture | null {
  const pixels = f.width * f.height
  const long = Math.max(f.width, f.height) > LONG * Math.min(f.width, f.height)
  const fits = f.bytes <= MOST_BYTES && pixels <= MOST_PIXELS && Math.max(f.width, f.height) <= MOST_SIDE && TAKEN.has(f.type)
  if (fits && (long || (pixels <= SENT_PIXELS && f.bytes <= SENT_BYTES))) return null
  const most = long ? MOST_PIXELS : SENT_PIXELS
  const scale = Math.min(1, Math.sqrt(most / pixels), MOST_SIDE / Math.max(f.width, f.height))
  return { width: Math.max(1, Math.floor(f.width * scale)), height: Math.max(1, Math.floor(f.height * scale)) }
}

/** Makes a file ready to be sent. Fails if this browser cannot read it as a picture. */
export async function prepare(file: Blob): Promise<Prepared> {
  const shown = await createImageBitmap(file)
  try {
    const { width, height } = shown
    const size = sentSize({ width, height, bytes: file.size, type: file.type })
    if (!size) return { content: file, picture: { width, height } }
    const canvas = document.createElement('canvas')
    canvas.width = size.width
    canvas.height = size.height
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('no canvas')
    pen.imageSmoothingQuality = 'high'
    // A JPEG has nothing to see through.
    pen.fillStyle = '#ffffff'
    pen.fillRect(0, 0, size.width, size.height)
    pen.drawImage(shown, 0, 0, size.width, size.height)
    const content = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
    if (!content) throw new Error('the picture could not be written')
    return { content, picture: size }
  } finally {
    shown.close()
  }
}
