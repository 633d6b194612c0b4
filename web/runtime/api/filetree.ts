/**
 * The files that a program may name, as its Worker holds them: its own folder (wxfile://usr), what it saved (wxfile://store_…),
 * temporary files that the host made for it, and small files of its package. Reading and writing is synchronous here; each
 * change goes on to the host, which keeps it. Failures carry WeChat's texts and numbers.
 */
export class FileError extends Error {
  constructor(
    message: string,
    readonly errno: number,
  ) {
    super(message)
  }
}
const failures = {
  missing: 1_300_002,
  descriptor: 1_300_009,
  denied: 1_300_013,
  exists: 1_300_017,
  notFolder: 1_300_020,
  isFolder: 1_300_021,
  invalid: 1_300_022,
  notEmpty: 1_300_066,
  full: 1_300_202,
} as const
export const failed = (kind: keyof typeof failures, text: string): FileError => new FileError(text, failures[kind])
export const missing = (text: string): FileError => failed('missing', `no such file or directory${text}`)
export const denied = (text: string): FileError => failed('denied', `permission denied, ${text}`)

/** WeChat's limit for a program's own files, in bytes. */
export const folderLimit = 200 << 20
export const full = (): FileError => failed('full', 'the maximum size of the file storage limit is exceeded')

export const root = 'wxfile://usr'

export interface FileEntry {
  /** Bytes where they cannot be read at once otherwise (outside a Worker). */
  readonly content: Blob | Uint8Array<ArrayBuffer>
  /** Unix milliseconds. */
  readonly changed: number
}
export const sizeOf = ({ content }: FileEntry): number => (content instanceof Blob ? content.size : content.byteLength)

/** One spelling for each path: http://usr is wxfile://usr; a package path has a leading slash; no ".", "..", "//". */
export function pathOf(given: string): string {
  const local = /^(?:wxfile|http):\/\/(usr|tmp|store)(.*)$/s.exec(given)
  const rest = local === null ? given : (local[2] ?? '')
  const parts: string[] = []
  for (const part of rest.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  if (local === null) return `/${parts.join('/')}`
  if (local[1] === 'usr') return [root, ...parts].join('/')
  return `wxfile://${local[1]}${rest.startsWith('/') ? '/' : ''}${parts.join('/')}`
}
export const own = (path: string): boolean => path === root || path.startsWith(`${root}/`)
export const parentOf = (path: string): string => path.slice(0, Math.max(root.length, path.lastIndexOf('/')))

export interface FileTree {
  /** Undefined: no such file. */
  file(path: string): FileEntry | undefined
  folder(path: string): boolean
  names(path: string): readonly string[]
  /** Everything below a folder, itself left out; paths. */
  below(path: string): readonly string[]
  put(path: string, content: Uint8Array<ArrayBuffer> | Blob): void
  makeFolder(path: string): void
  remove(path: string): void
  saved(): readonly (readonly [path: string, entry: FileEntry])[]
}

export interface FileChange {
  readonly path: string
  /** null removes; a folder is an entry without content. */
  readonly blob: Blob | null
  readonly folder?: boolean
}

declare const FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer }
/** A Blob's bytes at once, which only a Worker can read. */
export const readNow = (blob: Blob): ArrayBuffer => new FileReaderSync().readAsArrayBuffer(blob)
const canRead = (): boolean => typeof FileReaderSync === 'function'

/** now: Unix ms. tell: each change of what is kept. */
export function createFileTree(
  now: () => number,
  tell: (change: FileChange) => void,
): FileTree & { arrived(path: string, blob: Blob, changed?: number): void } {
  const files = new Map<string, FileEntry>()
  const folders = new Set<string>([root])
  let kept = 0
  const counts = (path: string): boolean => own(path) || path.startsWith('wxfile://store')
  const forget = (path: string): void => {
    const before = files.get(path)
    if (before !== undefined && counts(path)) kept -= sizeOf(before)
    files.delete(path)
  }
  const below = (path: string): string[] => [...folders, ...files.keys()].filter((each) => each.startsWith(`${path}/`))
  return {
    file: (path) => files.get(path),
    folder: (path) => folders.has(path),
    below,
    names: (path) => [...new Set(below(path).map((each) => each.slice(path.length + 1).split('/')[0] ?? ''))].sort(),
    put(path, content) {
      const size = content instanceof Blob ? content.size : content.byteLength
      const before = files.get(path)
      const next = kept + size - (before === undefined || !counts(path) ? 0 : sizeOf(before))
      if (next > folderLimit) throw full()
      kept = next
      const blob = content instanceof Blob ? content : new Blob([content])
      files.set(path, { content: canRead() ? blob : content, changed: now() })
      tell({ path, blob })
    },
    makeFolder(path) {
      folders.add(path)
      tell({ path, blob: null, folder: true })
    },
    remove(path) {
      const folder = folders.delete(path)
      forget(path)
      tell({ path, blob: null, ...(folder ? { folder: false } : {}) })
    },
    saved: () => [...files].filter(([path]) => path.startsWith('wxfile://store')),
    arrived(path, blob, changed = now()) {
      forget(path)
      if (blob.type === folderType) {
        folders.add(path)
        return
      }
      files.set(path, { content: blob, changed })
      if (counts(path)) kept += blob.size
    },
  }
}

/** The type of the empty Blob by which the host keeps a folder. */
export const folderType = 'application/x-folder'
