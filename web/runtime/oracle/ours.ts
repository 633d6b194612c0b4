/** Cases by this runtime: one program that has them all, run page by page. */
import type { FakeNode, FakeView } from '../core/testing/dom.js'
import { settled, TestProgram } from '../core/testing/program.js'
import type { Case, Outcome } from './case.js'
import type { Compiled } from './compiler.js'
import { logged, noNode, sharedBehaviors, shown } from './reference.js'

/** Makes the view in which a case is drawn; a test of the comparison itself gives one that is broken. */
export type MakeView = () => (view: FakeView) => void

export class Ours {
  readonly #test = new TestProgram()
  readonly #ready: boolean
  #log: (...args: unknown[]) => void = () => {}
  #shared: (...args: never[]) => unknown = () => undefined

  constructor(compiled: Compiled) {
    const { globals } = this.#test
    globals['log'] = (...args: unknown[]): void => this.#log(...args)
    globals['shared'] = (...args: never[]): unknown => this.#shared(...args)
    this.#ready = compiled.chunk !== ''
    if (!this.#ready) return
    this.#test.run(compiled.chunk)
    this.#test.start(compiled.app)
  }

  async run(given: Case, at: number): Promise<Outcome> {
    const out: Outcome = { shows: [], logs: [], warnings: [] }
    if (!this.#ready) return out
    const test = this.#test
    const logs: string[] = []
    this.#log = (...args) => {
      logs.push(args.map(logged).join(' '))
    }
    this.#shared = sharedBehaviors()
    test.hear = (message) => {
      // "Error: text (where)": only the text is the case's own.
      if (message.kind === 'error') logs.push(`error: ${message.message.replace(/^\w*Error: /, '').replace(/ \([^()]*\)$/, '')}`)
    }
    test.said.length = 0
    test.refused = (error) => {
      logs.push(`the frame refuses: ${error instanceof Error ? error.message : String(error)}`)
    }
    const view = await test.open(`c${at}/page`)
    const page = (test.globals['getCurrentPages'] as () => object[])().at(-1)
    const record = (): void => {
      out.shows.push(view.root.children.map(show).join(''))
      test.said.length = 0
      out.logs.push(logs.splice(0))
    }
    record()
    const fire = (id: string, type: string, detail: unknown = {}): void => {
      const target = byId(view, id)
      if (target === undefined) logs.push(noNode(id))
      else view.emit(target, type, detail)
    }
    for (const step of given.steps) {
      try {
        new Function('page', 'fire', 'log', step)(page, fire, this.#log)
      } catch (error) {
        logs.push(`thrown: ${error instanceof Error ? error.message : String(error)}`)
      }
      await settled()
      await test.draw(view)
      record()
    }
    this.#log = () => {}
    test.close(view)
    return out
  }
}

function byId(view: FakeView, id: string): FakeNode | undefined {
  return view.all((node) => node.attributes.get('id') === id)[0]
}

function show(node: FakeNode): string {
  if (node.tag === '') return node.text
  const tag = node.tag.replace(/^(wx|c)-/, '')
  const classes = node.className
    .split(/\s+/)
    .map((name) => name.replace(/^[a-z0-9]+--/, ''))
    .filter((name) => name !== 'host')
  const data = [...node.attributes].filter(([name]) => name.startsWith('data-'))
  // By trees a form knows which fields are its own: the reference has none of its own.
  const attributes = shown({
    id: node.attributes.get('id') ?? '',
    classes,
    style: node.style,
    data,
    properties: [...node.properties].filter(([name]) => name !== 'trees'),
  })
  return `<${tag}${attributes}>${node.children.map(show).join('')}</${tag}>`
}
