/** Members that the page's frame itself carries out: its fonts and its keyboard. */
import { rootNode } from '../../protocol/ops.js'
import type { AddFont, Font } from '../core/fonts.js'
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'
import type { Options, Parameters, Result } from './forms.js'

const parameters: Parameters = { global: 'Boolean?', family: 'String', source: 'String', desc: 'Object?', scopes: 'Array?' }

/** The address in `url("…")`, which is how programs write it; a bare one stands for itself. */
function addressIn(source: string): string {
  const [, , inside] = /url\(\s*(["']?)(.*?)\1\s*\)/s.exec(source) ?? []
  return (inside ?? source).trim()
}

async function bytesOf(env: Env, address: string): Promise<ArrayBuffer> {
  const [, base64, body = ''] = /^data:[^,]*?(;base64)?,(.*)$/s.exec(address) ?? []
  if (address.startsWith('data:')) {
    const text = base64 === undefined ? decodeURIComponent(body) : atob(body)
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer
  }
  const { blob } = (await env.call('readFile', { path: address })) as { readonly blob: Blob }
  return blob.arrayBuffer()
}

/** What FontFace knows of WeChat's desc: small capitals are a feature of the font there. */
function descriptors(given: unknown): FontFaceDescriptors {
  const { style, weight, variant } = (given ?? {}) as Readonly<Record<string, unknown>>
  return {
    ...(style == null ? {} : { style: String(style) }),
    ...(weight == null ? {} : { weight: String(weight) }),
    ...(variant === 'small-caps' ? { featureSettings: '"smcp"' } : {}),
  }
}

function fontLoader(env: Env): (options: Options) => Promise<Result> {
  const everywhere: Font[] = []
  const toPage = (page: number, font: Font): Promise<unknown> => env.callNode({ page, node: rootNode, tag: 'page' }, 'font', font)
  env.onHostEvent('opening', (_, page) => {
    for (const font of everywhere) toPage(page, font).catch(() => undefined)
  })
  const toCanvases: AddFont = (font) => env.addFont?.(font) ?? Promise.reject(new Error('no fonts in a Worker here'))
  return async ({ global, family, source, desc, scopes }) => {
    const font: Font = { family: String(family), bytes: await bytesOf(env, addressIn(String(source))), desc: descriptors(desc) }
    const scoped = (name: string): boolean => !Array.isArray(scopes) || scopes.length === 0 || (scopes as readonly unknown[]).includes(name)
    const top = env.currentPage()
    // Without a page there is none to keep it to: it is asked for in app.js.
    const wide = global === true || top === undefined
    const pages = !scoped('webview') ? [] : wide ? env.pages() : [top]
    const drawn = pages.map(({ page }) => toPage(page, font))
    // That a browser has no fonts for canvases is no failure of a page that shows its own.
    if (scoped('native')) drawn.push(toCanvases(font).catch((error: unknown) => (pages.length === 0 ? Promise.reject(error) : undefined)))
    await Promise.all(drawn)
    if (wide && scoped('webview')) everywhere.push(font)
    return { status: 'loaded' }
  }
}

/** Beside errMsg the failure says its status, as the answer does. */
function withStatus(loadFontFace: (options: unknown) => unknown, env: Env): (options?: unknown) => unknown {
  const status = 'error'
  return (options) => {
    if (typeof options !== 'object' || options === null) return loadFontFace(options)
    const { fail, complete } = options as Options
    const told = (callback: unknown, name: string): unknown =>
      typeof callback !== 'function'
        ? callback
        : (result: Result) => env.run(callback, [String(result['errMsg']).endsWith(':ok') ? result : { ...result, status }], `${name} of wx.loadFontFace`)
    const answer = loadFontFace({ ...options, fail: told(fail, 'fail'), complete: told(complete, 'complete') })
    if (!(answer instanceof Promise)) return answer
    const promise = answer.catch((result: Result) => Promise.reject({ ...result, status }))
    promise.catch(() => undefined)
    return promise
  }
}

export const pageExtension: Extension = (env: Env, { member, CallFailure }: Kit) => {
  const load = fontLoader(env)
  const ofTop = async (method: string): Promise<unknown> => {
    const top = env.currentPage()
    return top === undefined ? null : env.callNode({ page: top.page, node: rootNode, tag: 'page' }, method, {})
  }
  const hide = async (): Promise<undefined> => void (await ofTop('blur'))
  const range = async (): Promise<Result> => {
    const found = await ofTop('selection')
    if (found == null) throw new CallFailure('focus is not on an input or a textarea')
    return found as Result
  }
  const described = {
    loadFontFace: [parameters, load, 'status'],
    hideKeyboard: [{}, hide],
    getSelectedTextRange: [{}, range, 'start end'],
  } as const satisfies Readonly<Record<string, Described>>
  return {
    own: {
      loadFontFace: withStatus(member(env, 'loadFontFace', parameters, load), env),
      hideKeyboard: member(env, 'hideKeyboard', {}, hide),
      getSelectedTextRange: member(env, 'getSelectedTextRange', {}, range),
    },
    described,
  }
}
extend(pageExtension)
