/**
 * Renders a page "on paper": from the compiled chunk and the page's initial data alone, without the runtime under test, it says
 * which texts must be on the screen and which handlers a tap can reach. Static text and text of initial data count; what
 * components bring of their own is left out.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import vm from 'node:vm'
import type { ComponentConfig, Expr, ScriptFactory, Template, TemplateNode, Value, WxsFactory } from '../../web/protocol/template.js'

export interface PaperPage {
  /** Static texts of the page's template. */
  readonly texts: readonly string[]
  /** Texts that its initial data gives. */
  readonly initial: readonly string[]
  /** Names of methods bound to tap on elements outside false branches. */
  readonly tapHandlers: readonly string[]
  /** Names of all methods that the page's template binds to whatever event, false branches and slots of components included. */
  readonly handlers: readonly string[]
  readonly tags: readonly string[]
}

export interface Chunk {
  readonly templates: ReadonlyMap<string, Template>
  readonly configs: ReadonlyMap<string, ComponentConfig>
  readonly pageOptions: ReadonlyMap<string, Record<string, unknown>>
  readonly wxs: (id: string) => unknown
  /** Paths, without extensions, of a page and of all components that it reaches. */
  filesOf(page: string): ReadonlySet<string>
}

/** Reads the chunks of a package: "main" and the roots of its sub-packages. */
export async function readChunks(folder: string, names: readonly string[], pages: readonly string[]): Promise<Chunk> {
  const scripts = new Map<string, ScriptFactory>()
  const wxsFactories = new Map<string, WxsFactory>()
  const templates = new Map<string, Template>()
  const configs = new Map<string, ComponentConfig>()
  const pageOptions = new Map<string, Record<string, unknown>>()
  let current = ''
  const inert: unknown = new Proxy(() => inert, { get: (_, key) => (key === Symbol.toPrimitive ? () => '' : inert), apply: () => inert })
  const globals: Record<string, unknown> = {
    $superette: {
      script: (id: string, factory: ScriptFactory) => scripts.set(id, factory),
      wxs: (id: string, factory: WxsFactory) => wxsFactories.set(id, factory),
      template: (path: string, template: Template) => templates.set(path, template),
      component: (path: string, config: ComponentConfig) => configs.set(path, config),
    },
    App: () => undefined,
    Page: (options: Record<string, unknown>) => pageOptions.set(current, options),
    Component: () => undefined,
    Behavior: () => ({}),
    getApp: () => ({ globalData: {} }),
    getCurrentPages: () => [],
    wx: inert,
    my: inert,
    Mixin: () => ({}),
    console,
    setTimeout,
    clearTimeout,
  }
  const context = vm.createContext(globals)
  for (const name of names) {
    const file = `${name}.js`
    vm.runInContext(await readFile(join(folder, '$', file), 'utf8'), context, { filename: file })
  }

  const loaded = new Map<string, { exports: unknown }>()
  const load = (id: string, from: 'script' | 'wxs'): unknown => {
    const known = loaded.get(id)
    if (known) return known.exports
    const module = { exports: {} as unknown }
    loaded.set(id, module)
    const factory = from === 'script' ? scripts.get(id) : wxsFactories.get(id)
    if (!factory) throw new Error(`no ${from} ${id}`)
    try {
      factory((path) => load(path, from), module, module.exports)
    } catch {
      // Its page is judged in the host, where the fault shows.
    }
    return module.exports
  }
  if (scripts.has('app.js')) load('app.js', 'script')
  for (const page of pages) {
    current = page
    if (scripts.has(`${page}.js`)) load(`${page}.js`, 'script')
  }
  const filesOf = (page: string): ReadonlySet<string> => {
    const files = new Set([page])
    for (const file of files) for (const used of Object.values(configs.get(file)?.using ?? {})) files.add(used)
    return files
  }
  return { templates, configs, pageOptions, wxs: (id) => load(id, 'wxs'), filesOf }
}

/** present: the data that the page has, in place of its initial data. */
export function paper(chunk: Chunk, page: string, present?: Record<string, unknown>): PaperPage {
  const template = chunk.templates.get(page)
  if (!template) throw new Error(`no template for ${page}`)
  const declared = chunk.pageOptions.get(page)?.data ?? {}
  const data = present ?? ((typeof declared === 'function' ? declared() : declared) as Record<string, unknown>)
  const using = chunk.configs.get(page)?.using ?? {}
  const modules: Record<string, unknown> = {}
  for (const [name, id] of Object.entries(template.wxs ?? {})) modules[name] = chunk.wxs(id)
  const texts: string[] = []
  const initial: string[] = []
  const handlers = new Set<string>()
  const tags = new Set<string>()

  const value = (of: Value | undefined, d: Record<string, unknown>, s: readonly unknown[]): unknown => (typeof of === 'object' ? of.f(d, s, modules) : of)
  const evaluate = (expr: Expr, d: Record<string, unknown>, s: readonly unknown[]) => expr.f(d, s, modules)

  function walk(nodes: readonly TemplateNode[], d: Record<string, unknown>, s: readonly unknown[]): void {
    for (const node of nodes) {
      if (typeof node === 'string') {
        texts.push(node)
        continue
      }
      switch (node.k) {
        case 't':
          initial.push(String(evaluate(node.t, d, s) ?? ''))
          break
        case 'e': {
          tags.add(node.n)
          if (value(node.a?.hidden, d, s)) break
          for (const [type, , handler] of node.e ?? []) {
            // catchtap without a name stops taps, and runs nothing.
            if (type === 'tap' && typeof handler === 'string' && handler !== '' && !value(node.a?.disabled, d, s)) handlers.add(handler)
          }
          // rich-text shows its nodes, and nothing that stands in it.
          if (!(node.n in using) && node.n !== 'rich-text') walk(node.x ?? [], d, s)
          break
        }
        case 'i':
          for (const [condition, body] of node.b) {
            if (condition !== null && !evaluate(condition, d, s)) continue
            walk(body, d, s)
            break
          }
          break
        case 'f': {
          const list = evaluate(node.t, d, s)
          const entries = typeof list === 'number' ? Array.from({ length: list }, (_, i) => [i, i] as const) : Object.entries((list ?? {}) as object)
          for (const [key, item] of entries) {
            const slots = [...s]
            slots[node.s] = item
            slots[node.s + 1] = Array.isArray(list) ? Number(key) : key
            walk(node.x, d, slots)
          }
          break
        }
        case 's':
          break
        case 'u': {
          const name = typeof node.is === 'string' ? node.is : String(evaluate(node.is, d, s))
          walk(template?.named?.[name] ?? [], (node.t ? evaluate(node.t, d, s) : {}) as Record<string, unknown>, [])
          break
        }
      }
    }
  }
  walk(template.main, data, [])
  const all = new Set<string>()
  everyHandler(template.main, all)
  const said = (list: readonly string[]): string[] => list.map((text) => text.trim()).filter((text) => text !== '')
  return { handlers: [...all], texts: said(texts), initial: said(initial), tapHandlers: [...handlers], tags: [...tags] }
}

function everyHandler(nodes: readonly TemplateNode[], out: Set<string>): void {
  for (const node of nodes) {
    if (typeof node === 'string') continue
    if (node.k === 'e') for (const [, , handler] of node.e ?? []) if (typeof handler === 'string') out.add(handler)
    if (node.k === 'i') for (const [, body] of node.b) everyHandler(body, out)
    else if ('x' in node) everyHandler(node.x ?? [], out)
  }
}
