/** wx.getFileSystemManager: files of the program's own folder, saved and temporary ones; the older members saveFile and the like. */
import { digests } from './digest.js'
import { createDescriptors } from './descriptors.js'
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'
import { createFileTree, denied, failed, FileError, type FileEntry, type FileTree, missing, own, parentOf, pathOf, readNow, root, sizeOf } from './filetree.js'
import { zipped } from './zip.js'

type Bytes = Uint8Array<ArrayBuffer>
type Options = Readonly<Record<string, unknown>>

const latin = (bytes: Bytes): string => {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
const fromLatin = (text: string): Bytes => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

const decoders: Readonly<Record<string, (bytes: Bytes) => string>> = {
  utf8: (bytes) => new TextDecoder().decode(bytes),
  ascii: (bytes) => latin(bytes.map((byte) => byte & 127)),
  latin1: latin,
  base64: (bytes) => btoa(latin(bytes)),
  hex: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  utf16le: (bytes) => new TextDecoder('utf-16le').decode(bytes),
}
const encoders: Readonly<Record<string, (text: string) => Bytes>> = {
  utf8: (text) => new TextEncoder().encode(text),
  ascii: fromLatin,
  latin1: fromLatin,
  base64: (text) => fromLatin(atob(text)),
  hex: (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  utf16le: (text) => new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer),
}
const spellings: Readonly<Record<string, string>> = { 'utf-8': 'utf8', binary: 'latin1', ucs2: 'utf16le', 'ucs-2': 'utf16le', 'utf-16le': 'utf16le' }

function coder<T>(table: Readonly<Record<string, T>>, encoding: unknown): T {
  const name = String(encoding).toLowerCase()
  const found = table[spellings[name] ?? name]
  if (found === undefined) throw failed('invalid', `invalid encoding "${String(encoding).slice(0, 40)}"`)
  return found
}

function bytesOf(data: unknown, encoding: unknown): Bytes {
  if (typeof data === 'string') return coder(encoders, encoding ?? 'utf8')(data)
  if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0))
  if (ArrayBuffer.isView(data)) return Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  throw failed('invalid', 'data must be a string or ArrayBuffer')
}

function read({ content }: FileEntry): Bytes {
  return content instanceof Blob ? new Uint8Array(readNow(content)) : content.slice()
}

/** What readFile gives: a part if one is asked for, text if an encoding is. */
function shown(bytes: Bytes, encoding: unknown, position: unknown, length: unknown): string | ArrayBuffer {
  const from = position == null ? 0 : Number(position)
  const to = length == null ? bytes.length : from + Number(length)
  if (!(from >= 0 && from <= bytes.length)) throw failed('invalid', 'the value of "position" is out of range')
  if (!(to >= from && to <= bytes.length)) throw failed('invalid', 'the value of "length" is out of range')
  const part = bytes.slice(from, to)
  return encoding == null || encoding === '' ? part.buffer : coder(decoders, encoding)(part)
}

class Stats {
  readonly #folder: boolean
  constructor(
    readonly mode: number,
    readonly size: number,
    readonly lastAccessedTime: number,
    readonly lastModifiedTime: number,
    folder: boolean,
  ) {
    this.#folder = folder
  }
  isDirectory(): boolean {
    return this.#folder
  }
  isFile(): boolean {
    return !this.#folder
  }
}

/** The operations themselves; each fails with FileError. */
function operations(tree: FileTree, random: () => string) {
  const text = (value: unknown): string => pathOf(String(value))
  const need = (given: unknown, where = ` ${String(given)}`): FileEntry => {
    const found = tree.file(text(given))
    if (found === undefined) throw missing(where)
    return found
  }
  /** A path that may be written: in the program's own folder, below a folder that is there. */
  const writable = (given: unknown): string => {
    const path = text(given)
    if (!own(path) || path === root) throw denied(`open ${String(given)}`)
    if (tree.folder(path)) throw failed('isFolder', `illegal operation on a directory, open "${String(given)}"`)
    if (!tree.folder(parentOf(path))) throw missing(`, open ${String(given)}`)
    return path
  }
  const stat = (path: string): Stats => {
    const entry = tree.file(path)
    const seconds = Math.floor((entry?.changed ?? 0) / 1000)
    return entry === undefined ? new Stats(0o40755, 0, 0, 0, true) : new Stats(0o100644, sizeOf(entry), seconds, seconds, false)
  }
  return {
    access(path: unknown): void {
      if (!tree.folder(text(path))) need(path)
    },
    readFile(path: unknown, encoding: unknown, position: unknown, length: unknown): string | ArrayBuffer {
      if (tree.folder(text(path))) throw failed('isFolder', `illegal operation on a directory, open "${String(path)}"`)
      return shown(read(need(path, `, open ${String(path)}`)), encoding, position, length)
    },
    writeFile(path: unknown, data: unknown, encoding: unknown): void {
      tree.put(writable(path), bytesOf(data, encoding))
    },
    appendFile(path: unknown, data: unknown, encoding: unknown): void {
      const target = writable(path)
      const before = read(need(path, `, open ${String(path)}`))
      const more = bytesOf(data, encoding)
      const whole = new Uint8Array(before.length + more.length)
      whole.set(before)
      whole.set(more, before.length)
      tree.put(target, whole)
    },
    truncate(path: unknown, length: unknown): void {
      const target = writable(path)
      const before = read(need(path, `, open ${String(path)}`))
      const whole = new Uint8Array(Math.max(0, Math.trunc(Number(length ?? 0))))
      whole.set(before.subarray(0, whole.length))
      tree.put(target, whole)
    },
    copyFile(from: unknown, to: unknown): void {
      const source = tree.file(text(from))
      if (source === undefined) throw missing(`, copyFile ${String(from)} -> ${String(to)}`)
      if (!own(text(to))) throw denied(`copyFile ${String(from)} -> ${String(to)}`)
      tree.put(writable(to), source.content)
    },
    rename(from: unknown, to: unknown): void {
      const [before, after] = [text(from), text(to)]
      const both = `rename ${String(from)} -> ${String(to)}`
      if (!own(before) || !own(after) || before === root || after === root || after.startsWith(`${before}/`)) throw denied(both)
      if (!tree.folder(parentOf(after))) throw missing(`, ${both}`)
      if (!tree.folder(before)) {
        const source = tree.file(before)
        if (source === undefined) throw missing(`, ${both}`)
        if (tree.folder(after)) throw failed('isFolder', `illegal operation on a directory, ${both}`)
        if (before === after) return
        tree.remove(before)
        tree.put(after, source.content)
        return
      }
      if (tree.folder(after) || tree.file(after) !== undefined) throw failed('exists', `file already exists ${String(to)}`)
      const inside = tree.below(before)
      tree.makeFolder(after)
      for (const each of inside) {
        const moved = after + each.slice(before.length)
        const file = tree.file(each)
        if (file === undefined) tree.makeFolder(moved)
        else tree.put(moved, file.content)
      }
      for (const each of [...inside, before]) tree.remove(each)
    },
    unlink(path: unknown): void {
      const target = text(path)
      if (tree.folder(target)) throw failed('denied', `operation not permitted, unlink ${String(path)}`)
      if (target.startsWith('/')) throw denied(`open ${String(path)}`)
      need(path)
      tree.remove(target)
    },
    mkdir(path: unknown, recursive: unknown): void {
      const target = text(path)
      if (!own(target)) throw denied(`open ${String(path)}`)
      if (tree.folder(target) || tree.file(target) !== undefined) throw failed('exists', `file already exists ${String(path)}`)
      const lacking: string[] = []
      for (let at = target; !tree.folder(at); at = parentOf(at)) lacking.unshift(at)
      if (lacking.length > 1 && recursive !== true) throw missing(` ${String(path)}`)
      for (const each of lacking) tree.makeFolder(each)
    },
    rmdir(path: unknown, recursive: unknown): void {
      const target = text(path)
      if (!own(target) || target === root) throw denied(`open ${String(path)}`)
      if (!tree.folder(target)) throw missing(` ${String(path)}`)
      const inside = tree.below(target)
      if (inside.length > 0 && recursive !== true) throw failed('notEmpty', 'directory not empty')
      for (const each of [...inside, target]) tree.remove(each)
    },
    readdir(path: unknown): readonly string[] {
      const target = text(path)
      if (tree.folder(target)) return tree.names(target)
      if (tree.file(target) !== undefined) throw failed('notFolder', `not a directory ${String(path)}`)
      throw missing(` ${String(path)}`)
    },
    stat(path: unknown, recursive: unknown): Stats | Record<string, Stats> {
      const target = text(path)
      if (!tree.folder(target)) {
        need(path)
        return stat(target)
      }
      if (recursive !== true) return stat(target)
      return Object.fromEntries([target, ...tree.below(target)].map((each) => [each.slice(target.length) || '/', stat(each)]))
    },
    /** Gives the path where it is kept now. A temporary file is moved: its old path is no more. */
    saveFile(from: unknown, to: unknown): string {
      const temporary = text(from)
      const source = tree.file(temporary)
      if (source === undefined || temporary.startsWith('/')) throw failed('missing', 'tempFilePath file not exist')
      const extension = /\.\w{1,10}$/.exec(temporary)?.[0] ?? ''
      const target = to == null || to === '' ? `wxfile://store_${random()}${extension}` : writable(to)
      tree.put(target, source.content)
      if (temporary !== target) tree.remove(temporary)
      return target
    },
    saved: () => tree.saved().map(([filePath, entry]) => ({ filePath, size: sizeOf(entry), createTime: Math.floor(entry.changed / 1000) })),
    removeSaved(path: unknown): void {
      const target = text(path)
      if (!target.startsWith('wxfile://store') || tree.file(target) === undefined) throw failed('missing', 'file not exist')
      tree.remove(target)
    },
    need,
    writable,
    exists: (path: unknown): boolean => tree.file(text(path)) !== undefined,
    read: (path: unknown): Bytes => read(need(path)),
  }
}

type Work = (options: Options) => unknown
type Method = readonly [parameters: Described[0], work: Work, sync?: (...args: unknown[]) => unknown]

const filePath = { filePath: 'String' } as const

/** Methods that are there and refused: a browser unpacks no brotli for a program. */
export const refusedMethods = 'readCompressedFile readCompressedFileSync'

function fileMembers(env: Env, { member, CallFailure }: Kit): Readonly<Record<string, unknown>> {
  const tree = createFileTree(Date.now, (change) => void env.call('fileChange', change).catch(() => undefined))
  for (const each of env.files) tree.arrived(pathOf(each.path), each.blob, each.changed)
  env.onHostEvent('fileKept', (detail) => {
    const { path, blob } = detail as { readonly path: string; readonly blob: Blob }
    tree.arrived(pathOf(path), blob)
  })
  const does = operations(tree, () => crypto.getRandomValues(new Uint32Array(4)).join(''))
  const failing = (work: Work): Work => {
    return async (options) => {
      try {
        return await work(options)
      } catch (error) {
        throw error instanceof FileError ? new CallFailure(error.message, error.errno) : error
      }
    }
  }
  /** A file that is not held here (one of the package, a large one) comes from the host. */
  const contentOf = async (given: unknown): Promise<Bytes | undefined> => {
    const path = pathOf(String(given))
    if (tree.file(path) === undefined && path.startsWith('/')) {
      const got = (await env.call('readFile', { path }).catch(() => undefined)) as { readonly blob: Blob } | undefined
      if (got !== undefined) return new Uint8Array(await got.blob.arrayBuffer())
    }
    const entry = tree.file(path)
    return entry?.content instanceof Blob ? new Uint8Array(await entry.content.arrayBuffer()) : undefined
  }
  const fetched: Work = async ({ filePath: path, encoding, position, length }) => {
    const content = await contentOf(path)
    return { data: content === undefined ? does.readFile(path, encoding, position, length) : shown(content, encoding, position, length) }
  }
  const unpacked = async (path: unknown) => zipped((await contentOf(path)) ?? does.read(path))
  const unzip: Work = async ({ zipFilePath, targetPath }) => {
    const target = pathOf(String(targetPath))
    const entries = await unpacked(zipFilePath)
    // A path that leads out of the target would lie beside it.
    if (entries.some(({ path }) => /^[/\\]|(^|[/\\])\.\.([/\\]|$)/.test(path))) throw failed('invalid', 'a path in the zip leads out of it')
    const folder = (path: string): void => {
      if (!tree.folder(path)) does.mkdir(path, true)
    }
    folder(target)
    for (const { path, content } of entries) {
      const at = pathOf(`${target}/${path}`)
      if (path.endsWith('/')) folder(at)
      else {
        folder(parentOf(at))
        tree.put(does.writable(at), await content())
      }
    }
  }
  const readZipEntry: Work = async ({ filePath: path, entries, encoding }) => {
    const all = await unpacked(path)
    const asked: readonly unknown[] = Array.isArray(entries)
      ? entries
      : all.filter((each) => !each.path.endsWith('/')).map((each) => ({ path: each.path, encoding }))
    const found: Record<string, unknown> = Object.create(null)
    for (const each of asked as readonly Options[]) {
      const name = String(each['path'])
      try {
        const content = await all.find((one) => one.path === name)?.content()
        if (content === undefined) throw missing(`, open ${name}`)
        found[name] = { errMsg: 'readZipEntry:ok', data: shown(content, each['encoding'], each['position'], each['length']) }
      } catch (error) {
        found[name] = { errMsg: `readZipEntry:fail ${error instanceof Error ? error.message : String(error)}` }
      }
    }
    return { entries: found }
  }
  const opened = createDescriptors({
    exists: does.exists,
    read: (path) => does.read(path),
    write: (path, content) => tree.put(does.writable(path), content),
    bytesOf,
  })
  const noBrotli = (): never => {
    throw new CallFailure('not supported')
  }
  const info: Work = async (options) => {
    if (tree.file(pathOf(String(options['filePath']))) === undefined) throw new CallFailure('file not exist')
    const bytes = does.read(options['filePath'])
    const digest = digests.get(String(options['digestAlgorithm'] ?? 'md5'))
    if (digest === undefined) throw new CallFailure('invalid digestAlgorithm')
    return { size: bytes.length, digest: digest(bytes) }
  }
  const save: Work = ({ tempFilePath, filePath: to }) => ({ savedFilePath: does.saveFile(tempFilePath, to) })
  const methods: Readonly<Record<string, Method>> = {
    access: [{ path: 'String' }, ({ path }) => does.access(path), does.access],
    readFile: [{ ...filePath, encoding: 'String?', position: 'Number?', length: 'Number?' }, fetched, does.readFile],
    writeFile: [
      { ...filePath, data: 'Any', encoding: 'String?' },
      ({ filePath: path, data, encoding }) => does.writeFile(path, data, encoding),
      does.writeFile,
    ],
    appendFile: [
      { ...filePath, data: 'Any', encoding: 'String?' },
      ({ filePath: path, data, encoding }) => does.appendFile(path, data, encoding),
      does.appendFile,
    ],
    truncate: [{ ...filePath, length: 'Number?' }, ({ filePath: path, length }) => does.truncate(path, length), does.truncate],
    open: [{ ...filePath, flag: 'String?' }, (options) => ({ fd: opened.open(options) }), (options) => opened.open(options as Options)],
    close: [{ fd: 'String' }, opened.close, (options) => opened.close(options as Options)],
    read: [
      { fd: 'String', arrayBuffer: 'Any', offset: 'Number?', length: 'Number?', position: 'Number?' },
      opened.read,
      (options) => opened.read(options as Options),
    ],
    write: [
      { fd: 'String', data: 'Any', offset: 'Number?', length: 'Number?', encoding: 'String?', position: 'Number?' },
      opened.write,
      (options) => opened.write(options as Options),
    ],
    fstat: [
      { fd: 'String' },
      ({ fd }) => ({ stats: does.stat(opened.path(fd), false) }),
      (options) => does.stat(opened.path((options as Options)['fd']), false),
    ],
    ftruncate: [
      { fd: 'String', length: 'Number?' },
      ({ fd, length }) => does.truncate(opened.writable(fd), length),
      (options) => does.truncate(opened.writable((options as Options)['fd']), (options as Options)['length']),
    ],
    unzip: [{ zipFilePath: 'String', targetPath: 'String' }, unzip],
    readZipEntry: [{ ...filePath, entries: 'Any', encoding: 'String?' }, readZipEntry],
    readCompressedFile: [{ ...filePath, compressionAlgorithm: 'String' }, noBrotli, noBrotli],
    copyFile: [{ srcPath: 'String', destPath: 'String' }, ({ srcPath, destPath }) => does.copyFile(srcPath, destPath), does.copyFile],
    rename: [{ oldPath: 'String', newPath: 'String' }, ({ oldPath, newPath }) => does.rename(oldPath, newPath), does.rename],
    unlink: [filePath, ({ filePath: path }) => does.unlink(path), does.unlink],
    mkdir: [{ dirPath: 'String', recursive: 'Boolean?' }, ({ dirPath, recursive }) => does.mkdir(dirPath, recursive), does.mkdir],
    rmdir: [{ dirPath: 'String', recursive: 'Boolean?' }, ({ dirPath, recursive }) => does.rmdir(dirPath, recursive), does.rmdir],
    readdir: [{ dirPath: 'String' }, ({ dirPath }) => ({ files: does.readdir(dirPath) }), does.readdir],
    stat: [{ path: 'String', recursive: 'Boolean?' }, ({ path, recursive }) => ({ stats: does.stat(path, recursive) }), does.stat],
    saveFile: [{ tempFilePath: 'String', filePath: 'String?' }, save, does.saveFile],
    getFileInfo: [{ ...filePath, digestAlgorithm: 'String?' }, info],
    getSavedFileList: [{}, () => ({ fileList: does.saved() })],
    removeSavedFile: [filePath, ({ filePath: path }) => does.removeSaved(path)],
  }
  const manager: Record<string, unknown> = {}
  for (const [name, [parameters, work, sync]] of Object.entries(methods)) {
    manager[name] = member(env, name, parameters, failing(work))
    if (sync === undefined) continue
    manager[`${name}Sync`] = (...args: unknown[]) => {
      try {
        return sync(...args)
      } catch (error) {
        throw Object.assign(new Error(`${name}Sync:fail ${error instanceof Error ? error.message : String(error)}`), { errno: (error as FileError).errno })
      }
    }
  }
  const own_ = (name: string): unknown => member(env, name, described[name]?.[0] ?? {}, failing(methods[name]?.[1] ?? (() => undefined)))
  return {
    getFileSystemManager: () => manager,
    saveFile: own_('saveFile'),
    getFileInfo: own_('getFileInfo'),
    getSavedFileList: own_('getSavedFileList'),
    removeSavedFile: own_('removeSavedFile'),
    getSavedFileInfo: member(
      env,
      'getSavedFileInfo',
      filePath,
      failing(({ filePath: path }) => {
        const found = does.saved().find((each) => each.filePath === pathOf(String(path)))
        if (found === undefined) throw new CallFailure('file not exist')
        return { size: found.size, createTime: found.createTime }
      }),
    ),
    saveImageToPhotosAlbum: member(env, 'saveImageToPhotosAlbum', filePath, ({ filePath: path }) => env.call('saveToAlbum', { filePath: path, kind: 'image' })),
    saveVideoToPhotosAlbum: member(env, 'saveVideoToPhotosAlbum', filePath, ({ filePath: path }) => env.call('saveToAlbum', { filePath: path, kind: 'video' })),
    compressImage: member(env, 'compressImage', described['compressImage']?.[0] ?? {}, ({ src, quality, compressedWidth, compressedHeight }) =>
      env.call('compressImage', { src, quality: quality ?? 80, width: compressedWidth ?? undefined, height: compressedHeight ?? undefined }),
    ),
    openDocument: member(env, 'openDocument', described['openDocument']?.[0] ?? {}, ({ filePath: path, fileType }) =>
      env.call('openDocument', { filePath: path, fileType: fileType ?? undefined }),
    ),
  }
}

const described: Readonly<Record<string, Described>> = {
  saveFile: [{ tempFilePath: 'String', filePath: 'String?' }, null, 'savedFilePath'],
  getFileInfo: [{ ...filePath, digestAlgorithm: 'String?' }, null, 'size digest'],
  getSavedFileList: [{}, null, 'fileList'],
  removeSavedFile: [filePath, null],
  getSavedFileInfo: [filePath, null, 'size createTime'],
  saveImageToPhotosAlbum: [filePath, null],
  saveVideoToPhotosAlbum: [filePath, null],
  compressImage: [{ src: 'String', quality: 'Number?', compressedWidth: 'Number?', compressedHeight: 'Number?' }, null, 'tempFilePath'],
  openDocument: [{ ...filePath, fileType: 'String?' }, null],
}

export const filesExtension: Extension = (env, tools) => ({ own: fileMembers(env, tools), described })
extend(filesExtension)
