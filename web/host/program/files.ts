/**
 * The files that one run of a program may name: those of its package, and the temporary ones that the host made for it
 * (a chosen picture, a picture drawn on a canvas). One table, path → Blob, per run: another program's paths mean nothing here.
 * Pictures of the network come through the instance.
 */
import { ApiFailure } from './broker.js'
import type { Package } from './package.js'

/** Why a file cannot be had, in a sentence for the program's author. */
export class FileFailure extends Error {
  constructor(
    message: string,
    /** There is no such file. */
    readonly missing = false,
  ) {
    super(message)
    this.name = 'FileFailure'
  }
}

const tempLimitBytes = 256 << 20

export interface Files {
  /** Keeps a Blob for this run and gives its path, "wxfile://tmp_<random>.<extension>"; the extension is that of the name, if it has one. */
  keep(blob: Blob, name?: string): string
  /** A path of the program's own: from now on it stands for this, or for nothing. */
  put(path: string, blob: Blob | null): void
  /** `base` is the route of the page that asks. Fails with FileFailure. */
  find(url: string, base: string): Promise<Blob>
  /** The path in the package that this address stands for; "" if it is an address of another kind or the package has no such file. */
  pathOf(url: string, base: string): string
}

const extensions: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'video/mp4': 'mp4',
  'audio/mpeg': 'mp3',
}

/** What the run needs of the world outside. */
export interface FileSources {
  /** A picture of the network, from anywhere. */
  picture(url: string): Promise<Blob>
  /** Sound and film of the network, from the program's own servers. */
  media(url: string): Promise<Blob>
  /** A temporary file is there now. */
  kept(path: string, blob: Blob): void
}

const mediaName = /\.(mp3|m4a|aac|wav|ogg|oga|mp4|m4v|webm|mov)$/i

export function createFiles(program: () => Package | null, { picture, media, kept }: FileSources): Files {
  const temporary = new Map<string, Blob>()
  let bytes = 0
  return {
    keep(blob, name = '') {
      if (bytes + blob.size > tempLimitBytes) throw new FileFailure('the limit of temporary files is exceeded')
      bytes += blob.size
      const path = `wxfile://tmp_${crypto.randomUUID().replaceAll('-', '')}.${/\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? extensions[blob.type] ?? 'dat'}`
      temporary.set(path, blob)
      kept(path, blob)
      return path
    },
    put(path, blob) {
      const before = temporary.get(path)
      // Temporary files count; what the program keeps has a limit of its own.
      if (before !== undefined && path.startsWith('wxfile://tmp_')) bytes -= before.size
      if (blob === null) temporary.delete(path)
      else temporary.set(path, blob)
    },
    async find(url, base) {
      if (/^(wxfile|http):\/\/(tmp|usr|store)/.test(url)) {
        const found = temporary.get(url.replace(/^http:/, 'wxfile:'))
        if (found === undefined) throw new FileFailure(`no such file: ${url.slice(0, 200)}`, true)
        return found
      }
      if (/^data:/i.test(url)) return decodeDataUrl(url)
      if (/^https?:/i.test(url) || url.startsWith('//')) {
        const full = url.startsWith('//') ? `https:${url}` : url
        return (mediaName.test(full.split(/[?#]/, 1)[0]!) ? media(full) : picture(full)).catch((error: unknown) => {
          throw error instanceof ApiFailure ? new FileFailure(error.message) : error
        })
      }
      if (/^[a-z][a-z0-9+.-]*:/i.test(url)) throw new FileFailure(`addresses of this kind are not supported: ${url.slice(0, 40)}`)
      const held = program()
      if (held === null) throw new FileFailure('the package is not open')
      const path = packagePath(url, base)
      if (!held.has(path)) throw new FileFailure(`the package has no file ${path.slice(0, 200)}`, true)
      return held.blob(path)
    },
    pathOf(url, base) {
      const path = /^[a-z][a-z0-9+.-]*:|^\/\//i.test(url) ? '' : packagePath(url, base)
      return program()?.has(path) === true ? path : ''
    },
  }
}

/** The path inside the package, without query; relative ones against the folder of `base`. */
export function packagePath(url: string, base: string): string {
  const clean = url.split(/[?#]/, 1)[0]!
  const parts = clean.startsWith('/') ? [] : base.split('/').slice(0, -1)
  for (const part of clean.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(decoded(part))
  }
  return parts.join('/')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a lone % stands for itself
  }
}

/** The host's policy forbids fetching data: URLs, so their bytes are read here. */
export function decodeDataUrl(url: string): Blob {
  const comma = url.indexOf(',')
  const head = url.slice(5, Math.max(5, comma)).split(';')
  const type = head[0] === '' ? 'text/plain' : head[0]!
  if (comma < 0) throw new FileFailure('a data: URL has no comma')
  try {
    const body = decodeURIComponent(url.slice(comma + 1))
    if (!head.includes('base64')) return new Blob([body], { type })
    return new Blob([Uint8Array.from(atob(body.replace(/\s/g, '')), (each) => each.charCodeAt(0))], { type })
  } catch {
    throw new FileFailure('a data: URL cannot be decoded')
  }
}

/** What a file is called for the person. */
export const nameOf = (path: string): string => path.split('/').at(-1)?.slice(-100) || 'file'
