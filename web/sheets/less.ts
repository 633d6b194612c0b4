/** Less for the compiler of programs: `translate` is called by internal/mini/compile/preprocess. */
import './globals.js'
import createLess from 'less/lib/less/index.js'
import AbstractFileManager from 'less/lib/less/environment/abstract-file-manager.js'
import type { Answer, Find } from './globals.js'

interface LessFailure {
  readonly message: string
  readonly filename?: string
  readonly line?: number | null
  readonly column?: number | null
}

let find: Find = () => null

class Files extends AbstractFileManager {
  override supports(): boolean {
    return true
  }
  override supportsSync(): boolean {
    return true
  }
  override loadFileSync(name: string, folder: string): object {
    const found = find(`${folder}.`, name)
    if (found === null) return { type: 'File', message: `'${name}' wasn't found` }
    return { filename: found.path, contents: found.text }
  }
  override loadFile(name: string, folder: string): Promise<object> {
    return Promise.resolve(this.loadFileSync(name, folder))
  }
}

/** `@plugin` would run a program's code while it is compiled. */
class NoPlugins {
  loadPlugin(): Promise<never> {
    return Promise.reject(new Error('@plugin is not supported'))
  }
  loadPluginSync(): object {
    return { message: '@plugin is not supported' }
  }
}

const less = createLess({ encodeBase64: (text: string) => text, mimeLookup: () => 'application/octet-stream', charsetLookup: () => 'utf-8' }, [new Files()])
less.PluginLoader = NoPlugins

function translate(text: string, path: string, finder: Find): Answer {
  find = finder
  let answer: Answer = { error: 'the sheet was not translated', file: path, line: 1, column: 0 }
  const options = { filename: path, syncImport: true, javascriptEnabled: false }
  less.render(text, options, (failure: LessFailure | null, output?: { readonly css: string }) => {
    if (failure == null) answer = { css: output?.css ?? '' }
    else answer = { error: failure.message, file: failure.filename ?? path, line: failure.line ?? 1, column: failure.column ?? 0 }
  })
  return answer
}

;(globalThis as unknown as { translate: typeof translate }).translate = translate
