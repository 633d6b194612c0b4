/**
 * A program's files, fetched by their immutable URLs and checked before use: the manifest against the package's name,
 * every file against the manifest. A wrong byte is a failure with the file's name, never a half-trusted program.
 */
import type { AppManifest, PackageFile, PackageManifest } from '../../protocol/manifest.js'
import { parse } from '../../protocol/parse.js'
import { parsePackageManifest, parseStyleSheets } from '../../protocol/parse-package.js'
import type { StyleSheets } from '../../protocol/template.js'

/** Why a package cannot be used; `code` is for the details, the text for people comes from the words of this room. */
export class PackageFailure extends Error {
  readonly code: 'unreachable' | 'missing' | 'altered' | 'malformed'
  constructor(code: PackageFailure['code'], message: string) {
    super(message)
    this.name = 'PackageFailure'
    this.code = code
  }
}

/** GET of an address of the instance; null if there is nothing. `anew`: past the browser's cache, which it renews. */
export type Fetch = (url: string, anew?: boolean) => Promise<ArrayBuffer | null>

export const fetchBytes: Fetch = async (url, anew = false) => {
  const answer = await fetch(url, { credentials: 'omit', cache: anew ? 'reload' : 'default' }).catch((error: unknown) => {
    throw new PackageFailure('unreachable', `${url}: ${String(error)}`)
  })
  if (answer.status === 404) return null
  if (!answer.ok) throw new PackageFailure('unreachable', `${url}: status ${answer.status}`)
  return answer.arrayBuffer()
}

export async function sha256Hex(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (each) => each.toString(16).padStart(2, '0')).join('')
}

export interface Package {
  readonly sha: string
  readonly manifest: PackageManifest
  readonly app: AppManifest
  has(path: string): boolean
  /** Fails with PackageFailure. Each file is fetched once while the package is held. */
  blob(path: string): Promise<Blob>
  text(path: string): Promise<string>
  styles(chunk: string): Promise<StyleSheets>
}

/** Fetches and checks the manifest; files come when they are asked for. Fails with PackageFailure. */
export async function openPackage(sha: string, get: Fetch = fetchBytes): Promise<Package> {
  const manifest = await fetchManifest(sha, get)
  const files = new Map<string, PackageFile>(manifest.files.map((each) => [each.path, each]))
  const bytes = new Map<string, Promise<ArrayBuffer>>()
  const sheets = new Map<string, Promise<StyleSheets>>()
  const load = (path: string): Promise<ArrayBuffer> => {
    const file = files.get(path)
    if (file === undefined) return Promise.reject(new PackageFailure('missing', `the package has no file ${path}`))
    const held = bytes.get(path)
    if (held !== undefined) return held
    const fresh = fetchFile(sha, file, get)
    bytes.set(path, fresh)
    fresh.catch(() => bytes.delete(path)) // a lost connection may be tried again
    return fresh
  }
  const text = async (path: string): Promise<string> => new TextDecoder().decode(await load(path))
  return {
    sha,
    manifest,
    app: manifest.app,
    has: (path) => files.has(path),
    blob: async (path) => new Blob([await load(path)], { type: files.get(path)?.type ?? '' }),
    text,
    styles(chunk) {
      const found = manifest.app.chunks[chunk]
      if (found === undefined) return Promise.reject(new PackageFailure('missing', `the package has no chunk ${chunk}`))
      const held = sheets.get(chunk)
      if (held !== undefined) return held
      const fresh = text(found.styles).then((source) => parseJson(source, found.styles))
      sheets.set(chunk, fresh)
      fresh.catch(() => sheets.delete(chunk))
      return fresh
    },
  }
}

function parseJson(source: string, path: string): StyleSheets {
  const got = parse(parseStyleSheets, readJson(source, path))
  if (!got.ok) throw new PackageFailure('malformed', `${path}: ${got.violation.message}`)
  return got.value
}

function readJson(source: string, path: string): unknown {
  try {
    return JSON.parse(source) as unknown
  } catch (error) {
    throw new PackageFailure('malformed', `${path}: ${String(error)}`)
  }
}

/**
 * Immutable addresses are kept by the browser for good: what is damaged in its cache would stay so. So bytes that are not
 * the right ones are asked for once more, past the cache.
 */
async function fetchRight(get: Fetch, url: string, sha256: string, missing: string, altered: string): Promise<ArrayBuffer> {
  for (const anew of [false, true]) {
    const bytes = await get(url, anew)
    if (bytes === null) throw new PackageFailure('missing', missing)
    if ((await sha256Hex(bytes)) === sha256) return bytes
  }
  throw new PackageFailure('altered', altered)
}

async function fetchManifest(sha: string, get: Fetch): Promise<PackageManifest> {
  const url = `/pkg/${sha}/manifest.json`
  const bytes = await fetchRight(get, url, sha, `there is no package ${sha}`, `${url} is not what its name says`)
  const got = parse(parsePackageManifest, readJson(new TextDecoder().decode(bytes), url))
  if (!got.ok) throw new PackageFailure('malformed', `${url}: ${got.violation.message}`)
  return got.value
}

async function fetchFile(sha: string, file: PackageFile, get: Fetch): Promise<ArrayBuffer> {
  const url = `/pkg/${sha}/${file.path.split('/').map(encodeURIComponent).join('/')}`
  return fetchRight(get, url, file.sha256, `there is no file ${url}`, `${url} is not what the manifest says`)
}
