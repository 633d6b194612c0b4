/** The same cases by this runtime: compiled in one run of the compiler, then run page by page. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { AppManifest } from '../../protocol/manifest.js'
import type { FakeNode, FakeView } from '../core/testing/dom.js'
import { settled, TestProgram } from '../core/testing/program.js'
import type { Case, Outcome } from './case.js'
import { logged, shown } from './reference.js'

const repository = join(import.meta.dirname, '../../..')

/** Compiles all cases as one program; case N is in the folder cN. */
export function compileCases(cases: readonly Case[]): { readonly app: AppManifest; readonly chunk: string } {
  const folder = mkdtempSync(join(tmpdir(), 'superette-oracle-'))
  try {
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, 'in', path)), { recursive: true })
      writeFileSync(join(folder, 'in', path), text)
    }
    write('app.json', JSON.stringify({ pages: cases.map((_, at) => `c${at}/page`), window: {} }))
    write('app.js', 'App({})')
    cases.forEach((each, at) => {
      for (const [name, part] of Object.entries(each.parts)) {
        const using = Object.fromEntries(Object.entries(part.using ?? {}).map(([tag, target]) => [tag, `./${target}`]))
        const generics = Object.fromEntries(
          Object.entries(part.generics ?? {}).map(([tag, standard]) => [tag, standard === true ? true : { default: `./${standard}` }]),
        )
        write(`c${at}/${name}.json`, JSON.stringify({ component: true, usingComponents: using, componentGenerics: generics }))
        write(`c${at}/${name}.wxml`, part.wxml)
        write(`c${at}/${name}.js`, part.js ?? 'Component({})')
      }
      for (const [name, text] of Object.entries(each.scripts ?? {})) write(`c${at}/${name}.wxs`, text)
    })
    const binary = process.env['SUPERETTE']
    const out = join(folder, 'out')
    const [command, first] = binary === undefined ? ['go', ['run', './cmd/superette']] : [binary, []]
    execFileSync(command, [...first, 'build', join(folder, 'in'), '-o', out], { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] })
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as { readonly app: AppManifest }
    return { app: manifest.app, chunk: readFileSync(join(out, manifest.app.chunks['main']?.js ?? ''), 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export async function runOurs(given: Case, at: number, compiled: ReturnType<typeof compileCases>): Promise<Outcome> {
  const logs: string[] = []
  const out: Outcome = { shows: [], logs: [] }
  const test = new TestProgram()
  const log = (...args: unknown[]): void => {
    logs.push(args.map(logged).join(' '))
  }
  test.globals['log'] = log
  test.run(compiled.chunk)
  test.start(compiled.app)
  const view = await test.open(`c${at}/page`)
  const page = (test.globals['getCurrentPages'] as () => object[])()[0]
  const record = (): void => {
    out.shows.push(view.root.children.map(show).join(''))
    for (const error of test.errors.splice(0)) logs.push(`error: ${error}`)
    out.logs.push(logs.splice(0))
  }
  record()
  const fire = (id: string, type: string, detail: unknown = {}): void => {
    view.emit(byId(view, id), type, detail)
  }
  for (const step of given.steps) {
    new Function('page', 'fire', 'log', step)(page, fire, log)
    await settled()
    await test.draw(view)
    record()
  }
  return out
}

function byId(view: FakeView, id: string): FakeNode {
  return view.find((node) => node.attributes.get('id') === id)
}

function show(node: FakeNode): string {
  if (node.tag === '') return node.text
  const tag = node.tag.replace(/^(wx|c)-/, '')
  const classes = node.className
    .split(/\s+/)
    .map((name) => name.replace(/^[a-z0-9]+--/, ''))
    .filter((name) => name !== 'host')
  return `<${tag}${shown(node.attributes.get('id') ?? '', classes.join(' '), node.style)}>${node.children.map(show).join('')}</${tag}>`
}
