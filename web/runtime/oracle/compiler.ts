/** The compiler as a process that is kept: many cases are one program, and many programs go to one process. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { AppManifest } from '../../protocol/manifest.js'
import type { Case } from './case.js'

const repository = join(import.meta.dirname, '../../..')

export interface Compiled {
  readonly app: AppManifest
  /** The text of the main chunk; case N is in the folder cN. */
  readonly chunk: string
  /** "error c0/page.wxml:1: …" */
  readonly diagnostics: readonly string[]
}

/** Names a built compiler for the processes of one test, so that it is built once. */
export const builtCompiler = 'ORACLE_COMPILER'

export class Compiler {
  readonly #folder = mkdtempSync(join(tmpdir(), 'superette-oracle-'))
  readonly binary: string
  readonly #process: ChildProcess
  readonly #waiting: ((answer: Compiled | Error) => void)[] = []

  constructor() {
    const built = process.env[builtCompiler]
    this.binary = built ?? join(this.#folder, 'compiler')
    if (built === undefined) {
      execFileSync('go', ['build', '-o', this.binary, './web/runtime/oracle/compiler'], { cwd: repository, stdio: ['ignore', 'inherit', 'inherit'] })
    }
    this.#process = spawn(this.binary, { stdio: ['pipe', 'pipe', 'inherit'] })
    if (this.#process.stdout === null) throw new Error('the compiler has no output')
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#waiting.shift()?.(JSON.parse(line) as Compiled))
    this.#process.on('exit', (code) => {
      for (const each of this.#waiting.splice(0)) each(new Error(`the compiler ended with ${code}`))
    })
  }

  compile(cases: readonly Case[]): Promise<Compiled> {
    return new Promise((resolve, reject) => {
      this.#waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
      this.#process.stdin?.write(`${JSON.stringify(sources(cases))}\n`)
    })
  }

  close(): void {
    this.#process.stdin?.end()
    rmSync(this.#folder, { recursive: true })
  }
}

/** The files of one program that has all cases. */
function sources(cases: readonly Case[]): Record<string, string> {
  const files: Record<string, string> = {
    'app.json': JSON.stringify({ pages: cases.map((_, at) => `c${at}/page`), window: {} }),
    'app.js': 'App({})',
  }
  cases.forEach((each, at) => {
    for (const [name, part] of Object.entries(each.parts)) {
      const using = Object.fromEntries(Object.entries(part.using ?? {}).map(([tag, target]) => [tag, `./${target}`]))
      const generics = Object.fromEntries(
        Object.entries(part.generics ?? {}).map(([tag, standard]) => [tag, standard === true ? true : { default: `./${standard}` }]),
      )
      files[`c${at}/${name}.json`] = JSON.stringify({ component: true, usingComponents: using, componentGenerics: generics })
      files[`c${at}/${name}.wxml`] = part.wxml
      files[`c${at}/${name}.js`] = part.js ?? 'Component({})'
    }
    for (const [name, text] of Object.entries(each.files ?? {})) files[`c${at}/${name}.wxml`] = text
    for (const [name, text] of Object.entries(each.scripts ?? {})) files[`c${at}/${name}.wxs`] = text
  })
  return files
}
