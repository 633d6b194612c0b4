/** Open files: what FileSystemManager.open gives, and what is read and written through it. */
import { failed } from './filetree.js'

type Bytes = Uint8Array<ArrayBuffer>
type Options = Readonly<Record<string, unknown>>

/** The files as they are; each fails with FileError. */
export interface Content {
  exists(path: unknown): boolean
  read(path: unknown): Bytes
  /** Fails where the program may not write. */
  write(path: unknown, content: Bytes): void
  bytesOf(data: unknown, encoding: unknown): Bytes
}

interface Open {
  readonly path: unknown
  readonly reads: boolean
  readonly writes: boolean
  readonly appends: boolean
  /** Where the next read or write without a position goes. */
  at: number
}

// "s" (in synchronous mode) is what everything here is; "x": there must be none yet.
const flags = /^(r|w|a)(x|s)?(\+)?$/
const bad = (): Error => failed('descriptor', 'bad file descriptor')
const count = (value: unknown, otherwise: number): number => (value == null ? otherwise : Math.max(0, Math.trunc(Number(value)) || 0))

export function createDescriptors(content: Content) {
  const open = new Map<string, Open>()
  let last = 0
  const need = (fd: unknown): Open => {
    const found = open.get(String(fd))
    if (found === undefined) throw bad()
    return found
  }
  return {
    open({ filePath, flag }: Options): string {
      const [, kind, mode, plus] = flags.exec(String(flag ?? 'r')) ?? []
      if (kind === undefined || (kind === 'r' && mode !== undefined) || (kind === 'w' && mode === 's')) throw failed('invalid', 'invalid flag')
      const there = content.exists(filePath)
      if (mode === 'x' && there) throw failed('exists', `file already exists ${String(filePath)}`)
      if (kind === 'w' || (kind === 'a' && !there)) content.write(filePath, new Uint8Array())
      else {
        const before = content.read(filePath)
        if (kind === 'a' || plus !== undefined) content.write(filePath, before)
      }
      last += 1
      open.set(String(last), {
        path: filePath,
        reads: kind === 'r' || plus !== undefined,
        writes: kind !== 'r' || plus !== undefined,
        appends: kind === 'a',
        at: 0,
      })
      return String(last)
    },
    close({ fd }: Options): void {
      need(fd)
      open.delete(String(fd))
    },
    path: (fd: unknown): unknown => need(fd).path,
    read({ fd, arrayBuffer, offset, length, position }: Options): { readonly bytesRead: number; readonly arrayBuffer: ArrayBuffer } {
      const file = need(fd)
      if (!file.reads) throw bad()
      if (!(arrayBuffer instanceof ArrayBuffer)) throw failed('invalid', 'arrayBuffer must be an ArrayBuffer')
      const into = new Uint8Array(arrayBuffer)
      const start = count(offset, 0)
      if (start > into.length) throw failed('invalid', 'the value of "offset" is out of range')
      const from = count(position, file.at)
      const part = content.read(file.path).subarray(from, from + Math.min(count(length, 0), into.length - start))
      into.set(part, start)
      if (position == null) file.at += part.length
      return { bytesRead: part.length, arrayBuffer }
    },
    write({ fd, data, offset, length, encoding, position }: Options): { readonly bytesWritten: number } {
      const file = need(fd)
      if (!file.writes) throw bad()
      const given = content.bytesOf(data, encoding)
      const from = typeof data === 'string' ? 0 : count(offset, 0)
      const part = typeof data === 'string' ? given : given.subarray(from, from + count(length, given.length))
      const before = content.read(file.path)
      const at = file.appends ? before.length : count(position, file.at)
      const whole = new Uint8Array(Math.max(before.length, at + part.length))
      whole.set(before)
      whole.set(part, at)
      content.write(file.path, whole)
      if (position == null) file.at = at + part.length
      return { bytesWritten: part.length }
    },
    /** The path of a file that may be written through this descriptor. */
    writable(fd: unknown): unknown {
      const file = need(fd)
      if (!file.writes) throw bad()
      return file.path
    },
  }
}
