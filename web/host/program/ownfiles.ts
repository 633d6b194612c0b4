/**
 * The files that a run's program keeps: its folder wxfile://usr and what it saved. The Worker decides what they are (its file
 * system is synchronous); here they are bounded, written to the disk, and found again by pictures and the next run.
 */
import type { HostFile } from '../../protocol/bridge.js'
import { ApiFailure } from './broker.js'
import type { FileDisk } from './filedisk.js'
import type { Files } from './files.js'
import type { Package } from './package.js'

/** WeChat's limit for one program. */
export const ownLimitBytes = 200 << 20
const maxFiles = 20_000
/** The type of an empty Blob that stands for a folder. */
const folderType = 'application/x-folder'
/** What of a package is handed to its Worker at the start, so that it can be read synchronously. */
const packageShareBytes = 2 << 20

const ownPath = /^wxfile:\/\/(usr\/.|store_.)/
export const isOwnPath = (path: string): boolean => path.length <= 1024 && ownPath.test(path) && !/(^|\/)\.\.?(\/|$)/.test(path)

export interface FileChange {
  readonly path: string
  readonly blob: Blob | null
  readonly folder?: boolean | undefined
}

export interface OwnFiles {
  /** What was kept, and the small files of the package. */
  start(held: Package): Promise<readonly HostFile[]>
  /** Resolves once what earlier runs kept is known: changes wait for that. */
  whenRead(): Promise<void>
  /** Fails with ApiFailure. */
  change(change: FileChange): Promise<void>
}

export function createOwnFiles(files: Files, disk: FileDisk, now: () => number = Date.now): OwnFiles {
  const sizes = new Map<string, number>()
  let bytes = 0
  const count = (path: string, size: number | null): void => {
    bytes += (size ?? 0) - (sizes.get(path) ?? 0)
    if (size === null) sizes.delete(path)
    else sizes.set(path, size)
  }
  const ofPackage = async (held: Package): Promise<HostFile[]> => {
    let room = packageShareBytes
    const small = held.manifest.files.filter(({ path, size }) => {
      if (path.startsWith('$/') || size > room) return false
      room -= size
      return true
    })
    const all = await Promise.allSettled(small.map(async ({ path }) => ({ path: `/${path}`, blob: await held.blob(path), changed: 0 })))
    return all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])) // what is not here is asked for when it is read
  }
  let counted: Promise<readonly HostFile[]> | undefined
  const load = async (): Promise<readonly HostFile[]> => {
    const kept = await disk.load()
    for (const { path, blob } of kept) {
      count(path, blob.size)
      files.put(path, blob)
    }
    return kept
  }
  return {
    async start(held) {
      counted = load()
      const [kept, packed] = await Promise.all([counted, ofPackage(held)])
      return [...kept, ...packed]
    },
    async whenRead() {
      await counted
    },
    async change({ path, blob, folder }) {
      if (blob === null && folder !== true) {
        files.put(path, null)
        if (!isOwnPath(path)) return
        count(path, null)
        return disk.write(path, null)
      }
      if (!isOwnPath(path)) throw new ApiFailure(`permission denied, open ${path.slice(0, 200)}`)
      // A program without a file system of its own is not told at its start what it kept; the limit is for all runs together.
      counted ??= load()
      await counted
      const content = folder === true ? new Blob([], { type: folderType }) : blob!
      if (bytes + content.size - (sizes.get(path) ?? 0) > ownLimitBytes || (sizes.size >= maxFiles && !sizes.has(path)))
        throw new ApiFailure('the maximum size of the file storage limit is exceeded')
      count(path, content.size)
      files.put(path, content)
      return disk.write(path, { path, blob: content, changed: now() })
    },
  }
}
