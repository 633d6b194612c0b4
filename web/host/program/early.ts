/**
 * What the first program starts with, asked for while the host still finds out who is there: when the page was opened by a
 * link or a code of a program, nothing of it has to wait for the other. All of it is taken once; what failed is asked for again.
 */
import { openPackage, type Package } from './package.js'
import { chunksOf } from './pages.js'
import { loadRuntime, type RuntimeTexts } from './runtime.js'
import { parsePageUrl } from './url.js'

let texts: Promise<RuntimeTexts> | undefined

/** The runtime's texts, fetched once per host page. */
export function runtimeTexts(): Promise<RuntimeTexts> {
  if (texts !== undefined) return texts
  const coming = loadRuntime()
  texts = coming
  coming.catch(() => {
    texts = undefined // a lost connection may be tried again
  })
  return coming
}

const earlyFrame = 'early'

/**
 * Fetches the runtime, and makes a frame like a program's, for which browsers start a process of its own: the first program finds
 * both. page.html has such a frame from the start where the page is opened at a program.
 */
export function prepareRuntime(dev: boolean): void {
  if (started) return
  runtimeTexts()
    .then((got) => got.worker({ dialect: 'wechat', apis: [] }, dev))
    .catch(() => undefined)
  if (document.getElementById(earlyFrame) !== null) return
  const frame = document.createElement('iframe')
  frame.id = earlyFrame
  frame.title = 'Superette'
  frame.hidden = true
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.srcdoc = ''
  document.body.append(frame)
}

let started = false
/** The first program has a frame of its own. */
export function dropEarlyFrame(): void {
  started = true
  document.getElementById(earlyFrame)?.remove()
}

/** null: there is none, or it did not come. */
let early: Promise<Package | null> | undefined

/** `program` is what is opened, null if there is no such program; `path` is as in its address. */
export function startEarly(program: Promise<{ readonly package: string } | null>, path: string): void {
  prepareRuntime(false)
  early = program.then((found) => (found === null ? null : openWhole(found.package, path))).catch(() => null)
}

async function openWhole(sha: string, path: string): Promise<Package> {
  const held = await openPackage(sha)
  const { route } = parsePageUrl(path === '' ? held.app.entry : path, '')
  for (const name of chunksOf(held.app, Object.hasOwn(held.app.pages, route) ? route : held.app.entry)) {
    const chunk = held.app.chunks[name]
    if (chunk !== undefined) Promise.all([held.text(chunk.js), held.styles(name)]).catch(() => undefined) // the start says why
  }
  return held
}

/** The package, checked. Rejects with PackageFailure. */
export async function takePackage(sha: string): Promise<Package> {
  const asked = early
  early = undefined
  const held = await asked
  return held?.sha === sha ? held : openPackage(sha)
}
