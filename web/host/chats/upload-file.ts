/**
 * A file's way to the server, in parts: how much of it is there is asked for first, so that after a cut or a reload it goes on where it
 * was. Only then it is sent as a message.
 */
import { noteAnswer } from '../../kit/api/server.js'
import type { Pending } from './thread.js'
import type { Lane, Uploaded } from './uploads.js'
import { uploaded } from './uploads.js'

const LOST = 'chat.file-lost'

export const FILES: Lane = { takes: (p) => p.file !== undefined, name: (clientId) => `file-${clientId}`, lost: () => LOST }

/** Of one part: proxies let through what they are told to, which is less than a file. */
export const PART_BYTES = 4 << 20
/** How often the server may say that it has another part than was thought, before it is left for later. */
const SURPRISES = 3

export interface FileAnswer {
  readonly status: number
  readonly text: string
  readonly header: (name: string) => string | null
}
export interface FileRequest {
  readonly method: 'HEAD' | 'PATCH' | 'POST' | 'DELETE'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Blob
}
/** Asks the server; null: nobody answered. `loaded` hears how many bytes of the body are up. */
export type FileAsk = (r: FileRequest, stop: AbortSignal, loaded: (bytes: number) => void) => Promise<FileAnswer | null>

function addressOf(p: Pending): string {
  return `/api/chat/upload/${p.conv}/${p.clientId}`
}

function offsetOf(a: FileAnswer): number | null {
  const text = a.header('upload-offset')
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** Brings a file to the server by `ask`, and has it sent. */
export async function uploadBy(ask: FileAsk, p: Pending, content: Blob, progress: (part: number) => void, stop: AbortSignal): Promise<Uploaded> {
  const { size } = content
  const length = { 'Upload-Length': String(size) }
  const refusal = (a: FileAnswer): Uploaded => uploaded(a.status === 200 || a.status === 204 ? 0 : a.status, a.text, a.header, 'chat.file-size')
  const found = await ask({ method: 'HEAD', path: addressOf(p), headers: length }, stop, () => undefined)
  if (!found) return { kind: 'lost' }
  let at = offsetOf(found)
  if (found.status !== 200 || at === null || at > size) return refusal(found)
  for (let surprises = 0; at < size; ) {
    const from: number = at
    progress(from / size)
    const part = content.slice(from, Math.min(size, from + PART_BYTES))
    if (!(await isReadable(part))) return { kind: 'refused', fault: { code: LOST, said: '' } }
    const answer: FileAnswer | null = await ask(
      {
        method: 'PATCH',
        path: addressOf(p),
        headers: { ...length, 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' },
        body: part,
      },
      stop,
      (bytes) => progress(Math.min(1, (from + bytes) / size)),
    )
    if (!answer) return { kind: 'lost' }
    const now: number | null = offsetOf(answer)
    const other = answer.status === 409 && now !== null && now <= size && ++surprises <= SURPRISES
    if (now === null || (answer.status !== 204 && !other)) return refusal(answer)
    at = now
  }
  progress(1)
  const query = new URLSearchParams({ conv: p.conv, client_id: p.clientId, name: p.file?.name ?? '', size: String(size) })
  if (p.quote) query.set('reply_to', String(p.quote.seq))
  const sent = await ask({ method: 'POST', path: `/api/chat/file?${query}`, headers: {} }, stop, () => undefined)
  if (!sent) return { kind: 'lost' }
  const end = uploaded(sent.status, sent.text, sent.header, 'chat.file-size')
  // The server has swept what was there: it goes up anew.
  return end.kind === 'refused' && end.fault.code === 'chat.file-unfinished' ? { kind: 'lost' } : end
}

/** A file on a disk may be gone by now; then no request with it ever ends well. */
async function isReadable(part: Blob): Promise<boolean> {
  try {
    await part.slice(0, 1).arrayBuffer()
    return true
  } catch {
    return false
  }
}

/** XMLHttpRequest, since fetch tells of no progress. */
const askByRequest: FileAsk = (r, stop, loaded) =>
  new Promise((resolve) => {
    if (stop.aborted) return resolve(null)
    const x = new XMLHttpRequest()
    x.open(r.method, r.path)
    for (const [name, value] of Object.entries(r.headers)) x.setRequestHeader(name, value)
    x.upload.onprogress = (e) => loaded(e.loaded)
    x.onload = () => {
      const header = (name: string) => x.getResponseHeader(name)
      noteAnswer({ status: x.status, headers: { get: header } as Headers })
      resolve({ status: x.status, text: x.responseText, header })
    }
    x.onerror = () => resolve(null)
    x.onabort = () => resolve(null)
    stop.addEventListener('abort', () => x.abort())
    x.send(r.body ?? null)
  })

export function uploadFile(p: Pending, content: Blob, progress: (part: number) => void, stop: AbortSignal): Promise<Uploaded> {
  return uploadBy(askByRequest, p, content, progress, stop)
}

/** What nobody hears of is swept after a day. */
export function giveUp(p: Pending): void {
  void askByRequest({ method: 'DELETE', path: addressOf(p), headers: {} }, new AbortController().signal, () => undefined)
}
