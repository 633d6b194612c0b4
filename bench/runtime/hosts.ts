/** The three hosts of the list program: ours as people have it (published, opened from the instance), glass-easel, and the DOM by hand. */
import { createServer, type Server } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { TmplGroup } from 'glass-easel-template-compiler'
import type { Browser, Frame, Page } from 'playwright-core'
import { visit } from '../../e2e/harness/browser.js'
import { type Author, createAuthor, password } from '../../e2e/harness/author.js'
import { type Instance, root, startInstance } from '../../e2e/harness/instance.js'
import { programFrame } from '../../e2e/harness/program.js'
import { bundle } from '../../web/runtime/view/testing/frame.js'
import { type Expected, install } from './inside.js'

/** An open list page. */
export interface Open {
  readonly page: Page
  /** The document with the rows. */
  readonly frame: Frame
  /** Navigation → its buttons are there, in ms. */
  readonly took: number
  /** When a handler began. */
  began(name: string): Promise<number>
  /** Taps the button that opens the other page; resolves with when its first row is right. */
  opened(tap: () => Promise<void>): Promise<number>
  close(): Promise<void>
}
export interface Host {
  readonly name: string
  /** JavaScript that comes before the program's own, in bytes, gzipped. */
  readonly bytes: number
  open(browser: Browser): Promise<Open>
}
export interface Hosts {
  readonly all: readonly Host[]
  /** Navigation → a text, in ms, in a document that does nothing but what isolation needs: what of our cold figure is the browser's own. */
  isolation(browser: Browser): Promise<number>
  dispose(): Promise<void>
}

const program = join(root, 'bench', 'programs', 'rows')
const parts = ['components/row/row', 'pages/list/list', 'pages/detail/detail']
// The transpiler names functions by a helper that is not there in the page.
const installation = `{const __name=(it)=>it;(${install.toString()})()}`
/** What the other page shows. */
const detail: Expected = {
  rows: 20,
  at: [
    [0, 'Detail 0', 0, false],
    [19, 'Detail 19', 19, false],
  ],
}
const weigh = (text: string): number => gzipSync(text, { level: 9 }).length
const script = async (name: string): Promise<string> => {
  const result = await build({
    entryPoints: [join(root, 'bench', 'runtime', name)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  })
  return result.outputFiles[0]?.text ?? ''
}

async function stylesheet(): Promise<string> {
  const texts = await Promise.all(parts.map((part) => readFile(join(program, `${part}.wxss`), 'utf8').catch(() => '')))
  return `body{margin:0;font:16px sans-serif}view,tea-row{display:block}${texts.join('\n')}`
}

const documentOf = (css: string, js: string): string =>
  `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>${css}</style><body><script>${js.replaceAll('</script', '<\\/script')}</script>`

async function easelScript(): Promise<string> {
  const group = new TmplGroup()
  for (const part of parts) group.addTmpl(part, await readFile(join(program, `${part}.wxml`), 'utf8'))
  const templates = group.getTmplGenObjectGroups()
  group.free()
  const scripts = await Promise.all(
    parts.map(async (part) => `${JSON.stringify(part)}:function(Component,wx){${await readFile(join(program, `${part}.js`), 'utf8')}}`),
  )
  return `const given={templates:${templates},scripts:{${scripts.join(',')}}}\n`
}

/** A host whose whole program is one served document. */
function served(name: string, bytes: number, url: string): Host {
  return {
    name,
    bytes,
    async open(browser) {
      const { page, context } = await visit(browser, { shape: 'phone' })
      await page.addInitScript({ content: installation })
      const broken = new Promise<never>((_, reject) => page.on('pageerror', reject))
      await page.goto(url)
      const frame = page.mainFrame()
      const came = await Promise.race([broken, frame.evaluate(() => inside.came('content').then((at) => at - performance.timeOrigin))])
      return {
        page,
        frame,
        took: came,
        began: (handler) => frame.evaluate((of) => (globalThis as unknown as { began: Record<string, number> }).began[of] ?? Number.NaN, handler),
        async opened(tap) {
          const seen = frame.evaluate((given) => inside.watch(given), detail)
          await frame.evaluate(() => undefined)
          await tap()
          return (await seen).right
        },
        close: () => context.close(),
      }
    },
  }
}

function ours(instance: Instance, author: Author, app: string, bytes: number): Host {
  return {
    name: 'Superette',
    bytes,
    async open(browser) {
      const { page, context } = await visit(browser, { shape: 'phone' })
      const signedIn = await context.request.post(`${instance.url}/api/superette.v1.AccountService/SignIn`, {
        data: { handle: author.handle, password },
        headers: { 'content-type': 'application/json', origin: instance.url },
      })
      if (!signedIn.ok()) throw new Error(await signedIn.text())
      await page.addInitScript({ content: installation })
      await page.goto(`${instance.url}/p/${app}/`)
      const frame = await programFrame(page)
      const began = await page.evaluate(() => performance.timeOrigin)
      const came = await frame.evaluate(() => inside.came('content'))
      return {
        page,
        frame,
        took: came - began,
        // Nothing can be asked of a program's Worker from outside: the program shows what it noted.
        async began(handler) {
          await frame.locator('.do', { hasText: /^report$/ }).tap()
          const report = frame.locator('.report', { hasText: `"${handler}":` })
          return Number((JSON.parse((await report.textContent()) ?? '') as Record<string, number>)[handler])
        },
        async opened(tap) {
          await tap()
          for (;;) {
            const shown = await programFrame(page)
            if (shown !== frame) return shown.evaluate(() => inside.came('row'))
          }
        },
        close: () => context.close(),
      }
    },
  }
}

const inline = (js: string): string => `<!doctype html><body><script>${js.replaceAll('</script', '<\\/script')}</script>`
const framed = (document: string): string =>
  `const frame=window.document.createElement('iframe');frame.setAttribute('sandbox','allow-scripts');frame.srcdoc=${JSON.stringify(document)};`

/**
 * The document with a frame of another origin, which has a Worker and a page frame as ours has: the Worker says a text, the page
 * frame shows it.
 */
function isolated(): string {
  const text = JSON.stringify('<div class="pings">0</div>')
  const page = inline(`onmessage=({ports})=>{ports[0].onmessage=({data})=>{document.body.innerHTML=data}}`)
  const worker = JSON.stringify(`onmessage=({ports})=>ports[0].postMessage(${text})`)
  const program = inline(`const pipe=new MessageChannel();const worker=new Worker(URL.createObjectURL(new Blob([${worker}])));
worker.postMessage(null,[pipe.port1]);${framed(page)}frame.onload=()=>frame.contentWindow.postMessage(null,'*',[pipe.port2]);document.body.append(frame)`)
  return inline(`${framed(program)}document.body.append(frame)`)
}

async function timeIsolated(browser: Browser, url: string): Promise<number> {
  const { page, context } = await visit(browser, { shape: 'phone' })
  await page.addInitScript({ content: installation })
  await page.goto(url)
  const frame = page.frameLocator('iframe').frameLocator('iframe')
  const handle = await frame.locator('.pings').elementHandle()
  const came = await (await handle?.ownerFrame())?.evaluate(() => inside.came('content'))
  const began = await page.evaluate(() => performance.timeOrigin)
  await context.close()
  return (came ?? Number.NaN) - began
}

export async function startHosts(): Promise<Hosts> {
  const css = await stylesheet()
  const pages: Record<string, string> = {
    '/plain': documentOf(css, await script('plain.ts')),
    '/isolated': isolated(),
    '/easel': documentOf(css, `${await easelScript()}${await script('easel.ts')}`),
  }
  const server: Server = createServer((request, response) => {
    const text = pages[request.url ?? '']
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const instance = await startInstance('serve')
  const author = await createAuthor(instance, 'bench')
  const app = await author.publish(program)
  const web = (path: string): Promise<string> => bundle(new URL(`../../web/runtime/${path}`, import.meta.url))
  const runtime = [await web('worker.ts'), await web('view/main.ts'), await web('boot.ts')]
  return {
    all: [
      served('DOM by hand', 0, `${url}/plain`),
      served('glass-easel', weigh(await script('easel.ts')), `${url}/easel`),
      ours(
        instance,
        author,
        app,
        runtime.reduce((sum, text) => sum + weigh(text), 0),
      ),
    ],
    isolation: (browser) => timeIsolated(browser, `${url}/isolated`),
    async dispose() {
      server.close()
      await author.dispose()
      await instance.dispose()
    },
  }
}
