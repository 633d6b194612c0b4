/**
 * The runtime's texts (Worker, page frame, boot frame) and the documents that are made of them. Documents are srcdoc
 * with the script inline, named by its hash in a policy that leaves no network.
 */
import { chunksFor } from '../../protocol/apichunks.js'
import { elementChunksFor } from '../../protocol/elementchunks.js'
import type { AppManifest } from '../../protocol/manifest.js'
import { list, object, optional, parse, record, text, type Parser } from '../../protocol/parse.js'
import { PackageFailure } from './package.js'

/** The part of the build's list that a program needs; names are relative to /assets/. */
interface BuildList {
  readonly runtime: {
    readonly worker: string
    readonly workerDev?: string | undefined
    /** The same for programs of Alipay's dialect. */
    readonly workerAlipay?: string | undefined
    readonly workerAlipayDev?: string | undefined
    /** The Worker that a program makes beside its own. */
    readonly workerSide?: string | undefined
    readonly view: string
    readonly boot: string
    /** 'sha256-…' of boot and view, as they go into the policy. */
    readonly hashes?: readonly string[] | undefined
    /** Chunks of wx, by name. */
    readonly apis?: Readonly<Record<string, string>> | undefined
    /** Chunks of the built-ins, by name. */
    readonly elements?: Readonly<Record<string, string>> | undefined
  }
}
const parseBuildList: Parser<BuildList> = object<BuildList>({
  runtime: object({
    worker: text(400),
    workerDev: optional(text(400)),
    workerAlipay: optional(text(400)),
    workerAlipayDev: optional(text(400)),
    workerSide: optional(text(400)),
    view: text(400),
    boot: text(400),
    hashes: optional(list(text(200), 60)),
    apis: optional(record(text(400), 50)),
    elements: optional(record(text(400), 50)),
  }),
})

export interface RuntimeTexts {
  /** The Worker's text with the chunks of the API that a program with these members needs; `dev`: that of a program under development. Fails with PackageFailure. */
  worker(app: Pick<AppManifest, 'dialect' | 'apis'>, dev: boolean): Promise<string>
  /** The text of the Worker that a program makes beside its own. Fails with PackageFailure. */
  side(): Promise<string>
  bootDocument(): string
  /** The document of a page frame, with the chunks of built-ins that a program with these tags needs. Fails with PackageFailure. */
  pageDocument(tags: readonly string[]): Promise<string>
}

async function getText(url: string): Promise<string> {
  const answer = await fetch(url).catch((error: unknown) => {
    throw new PackageFailure('unreachable', `${url}: ${String(error)}`)
  })
  if (!answer.ok) throw new PackageFailure('unreachable', `${url}: status ${answer.status}`)
  return answer.text()
}

async function hashOf(script: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script)))
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`
}

/** `allowed`: hashes of all scripts that may stand in this document or in one below it, which inherits its policy. */
function frameDocument(scripts: readonly string[], style: string, allowed: readonly string[]): string {
  // Inside an inline script only these two sequences could end it or change how it is read.
  if (scripts.some((script) => /<\/script|<!--/i.test(script))) throw new PackageFailure('malformed', 'a runtime text cannot stand inside a document')
  const policy = `default-src 'none'; script-src ${allowed.join(' ')} blob:; worker-src blob:; img-src blob: data:; media-src blob: data:; font-src data: blob:; style-src 'unsafe-inline'; frame-src 'none'`
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width,initial-scale=1"><style>${style}</style></head><body>${scripts.map((script) => `<script>${script}</script>`).join('')}</body></html>`
}

export async function loadRuntime(base: string = '/assets/'): Promise<RuntimeTexts> {
  const got = parse(parseBuildList, JSON.parse(await getText(`${base}build.json?build=${document.documentElement.dataset.build ?? ''}`)) as unknown)
  if (!got.ok) throw new PackageFailure('malformed', `${base}build.json: ${got.violation.message}`)
  const names = got.value.runtime
  const [view, boot] = await Promise.all([names.view, names.boot].map((name) => getText(base + name)))
  const allowed = [...new Set([...(names.hashes ?? []), ...(await Promise.all([hashOf(boot!), hashOf(view!)]))])]
  const bootText = frameDocument([boot!], 'html,body{margin:0;height:100%;overflow:hidden}', allowed)
  const plainPage = frameDocument([view!], '', allowed)
  const texts = new Map<string, Promise<string>>()
  const textOf = (file: string): Promise<string> => {
    const known = texts.get(file)
    if (known !== undefined) return known
    const coming = getText(base + file)
    texts.set(file, coming)
    coming.catch(() => texts.delete(file)) // asked for again
    return coming
  }
  const chunks = (names: readonly string[], files: Readonly<Record<string, string>> | undefined): Promise<readonly string[]> =>
    Promise.all(
      names.map((name) => {
        const file = files?.[name]
        if (file === undefined) throw new PackageFailure('malformed', `${base}build.json names no chunk ${name}`)
        return textOf(file)
      }),
    )
  return {
    async worker({ dialect, apis }, dev) {
      const [plain, developed] = dialect === 'alipay' ? [names.workerAlipay, names.workerAlipayDev] : [names.worker, names.workerDev]
      const logic = (dev ? developed : undefined) ?? plain
      if (logic === undefined) throw new PackageFailure('malformed', `${base}build.json names no runtime for ${dialect}`)
      const [runtime, more] = await Promise.all([textOf(logic), chunks(chunksFor(apis, dialect), names.apis)])
      return [runtime, ...more].join('\n;\n')
    },
    side() {
      if (names.workerSide === undefined) throw new PackageFailure('malformed', `${base}build.json names no second Worker`)
      return textOf(names.workerSide)
    },
    bootDocument: () => bootText,
    async pageDocument(tags) {
      const needed = elementChunksFor(tags)
      return needed.length === 0 ? plainPage : frameDocument([view!, ...(await chunks(needed, names.elements))], '', allowed)
    },
  }
}
