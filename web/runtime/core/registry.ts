/**
 * `$superette`: what chunks register, and the modules that are made of it. Scripts run once, when they are first required; a
 * cycle sees what the other has exported so far, as in CommonJS.
 */
import type { ComponentConfig, Registry, ScriptFactory, Template, WxsFactory } from '../../protocol/template.js'
import { isFields, type Fields } from './paths.js'

interface Loaded {
  readonly module: { exports: unknown }
}

export interface Scripts {
  /** One value for each of `scriptGlobals`. */
  readonly shadowed: readonly unknown[]
  /** Asks the host for the chunk that has the first of these scripts that is in one, for `require.async`. */
  loadAsync(ids: readonly string[]): Promise<void>
}

export class ModuleMissing extends Error {
  constructor(path: string, from: string) {
    super(`module '${path}' is not defined, require args is '${path}' (in ${from})`)
    this.name = 'ModuleMissing'
  }
}

export class Program implements Registry {
  readonly #scripts = new Map<string, ScriptFactory>()
  readonly #wxs = new Map<string, WxsFactory>()
  readonly #templates = new Map<string, Template>()
  readonly #components = new Map<string, ComponentConfig>()
  readonly loaded = new Map<string, Loaded>()
  readonly loadedWxs = new Map<string, Loaded>()
  #running: string[] = []
  scripts: Scripts = { shadowed: [], loadAsync: () => Promise.reject(new Error('no host')) }

  script(id: string, factory: ScriptFactory): void {
    this.#scripts.set(id, factory)
  }

  wxs(id: string, factory: WxsFactory): void {
    this.#wxs.set(id, factory)
  }

  template(path: string, template: Template): void {
    this.#templates.set(path, template)
  }

  component(path: string, config: ComponentConfig): void {
    this.#components.set(path, config)
  }

  templateOf(path: string): Template | undefined {
    return this.#templates.get(path)
  }

  configOf(path: string): ComponentConfig | undefined {
    return this.#components.get(path)
  }

  hasScript(id: string): boolean {
    return this.#scripts.has(id)
  }

  /** Every script of the program that was registered so far. */
  scriptIds(): string[] {
    return [...this.#scripts.keys()]
  }

  /** The path without extension of the script that is running now, "" for none: what Page() and Component() belong to. */
  get current(): string {
    return withoutExtension(this.#running[this.#running.length - 1] ?? '')
  }

  /** Runs a script if it has not run, and gives what it exports. */
  run(id: string): unknown {
    const known = this.loaded.get(id)
    if (known !== undefined) return known.module.exports
    const factory = this.#scripts.get(id)
    if (factory === undefined) throw new ModuleMissing(id, id)
    const loaded: Loaded = { module: { exports: {} } }
    this.loaded.set(id, loaded)
    this.#running.push(id)
    try {
      factory.call(undefined, this.#requireFrom(id), loaded.module, loaded.module.exports, ...this.scripts.shadowed)
    } catch (error) {
      // A module that threw is tried again the next time, as in CommonJS.
      this.loaded.delete(id)
      throw error
    } finally {
      this.#running.pop()
    }
    return loaded.module.exports
  }

  #requireFrom(id: string): (path: string) => unknown {
    const find = (path: unknown): string => {
      if (typeof path !== 'string') throw new TypeError(`require args is not a string (in ${id})`)
      const found = this.find(id, path)
      if (found === undefined) throw new ModuleMissing(path, id)
      return found
    }
    const require = (path: unknown, done?: unknown, failed?: unknown): unknown => {
      if (typeof done !== 'function') return this.run(find(path))
      requireAsync(path).then(done as (value: unknown) => void, typeof failed === 'function' ? (failed as (error: unknown) => void) : () => {})
      return undefined
    }
    const requireAsync = async (path: unknown): Promise<unknown> => {
      try {
        const here = typeof path === 'string' ? this.find(id, path) : undefined
        // The compiler resolves what it can to paths from the root; what it cannot is relative to the script.
        if (here === undefined) await this.scripts.loadAsync([String(path).replace(/^\/+/, ''), joinPath(id, String(path))])
        return this.run(find(path))
      } catch (error) {
        throw asyncFailure(path, error)
      }
    }
    return Object.assign(require, { async: requireAsync })
  }

  /** The script that `path` means in the script `from`: relative with or without `./`, from the root, or in a miniprogram_npm on the way up. */
  find(from: string, path: string): string | undefined {
    const relative = this.#exact(joinPath(from, path))
    if (relative !== undefined) return relative
    if (path.startsWith('.')) return undefined
    if (!path.startsWith('/')) {
      const folders = from.split('/').slice(0, -1)
      for (let depth = folders.length; depth >= 0; depth--) {
        const inside = [...folders.slice(0, depth), 'miniprogram_npm', path].join('/')
        const found = this.#exact(inside)
        if (found !== undefined) return found
      }
    }
    return this.#exact(path.replace(/^\/+/, ''))
  }

  #exact(path: string): string | undefined {
    for (const id of [path, `${path}.js`, `${path}.ts`, `${path}/index.js`, `${path}/index.ts`, `${path}.json`]) if (this.#scripts.has(id)) return id
    return undefined
  }

  runWxs(id: string): unknown {
    const known = this.loadedWxs.get(id)
    if (known !== undefined) return known.module.exports
    const factory = this.#wxs.get(id)
    if (factory === undefined) return {}
    const loaded: Loaded = { module: { exports: {} } }
    this.loadedWxs.set(id, loaded)
    factory.call(undefined, (path) => this.runWxs(this.#findWxs(id, path) ?? path), loaded.module, loaded.module.exports)
    return loaded.module.exports
  }

  #findWxs(from: string, path: string): string | undefined {
    const full = joinPath(from, path)
    for (const id of [path, full, `${full}.wxs`, `${full}.sjs`, `${path}.wxs`]) if (this.#wxs.has(id)) return id
    return undefined
  }

  /** The modules of a template: names → exports. */
  modules(names: Readonly<Record<string, string>> | undefined, failed: (error: unknown, id: string) => void): Fields {
    const out: Fields = {}
    if (names === undefined) return out
    for (const name of Object.keys(names)) {
      const id = names[name] ?? ''
      try {
        const exports = this.runWxs(id)
        out[name] = isFields(exports) || typeof exports === 'function' ? exports : {}
      } catch (error) {
        failed(error, id)
        out[name] = {}
      }
    }
    return out
  }
}

/** WeChat's handlers read `mod` and `errMsg` of what a require.async fails with. */
function asyncFailure(path: unknown, error: unknown): Error {
  const failure = error instanceof Error ? error : new Error(String(error))
  return Object.assign(failure, { mod: path, errMsg: `require.async:fail ${failure.message}` })
}

function withoutExtension(id: string): string {
  return id.replace(/\.[^./]+$/, '')
}

/** `path` as seen from the file `from`; one that begins with a slash is from the root. */
export function joinPath(from: string, path: string): string {
  const out = path.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') out.pop()
    else if (part !== '.' && part !== '') out.push(part)
  }
  return out.join('/')
}
