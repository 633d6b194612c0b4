/**
 * The globals of a WeChat program: App, Page, Component, Behavior, getApp, getCurrentPages, wx. They are writable, since programs
 * replace them for all their files.
 */
import { createWx } from '../api/wx.js'
import type { Core } from '../core/component.js'
import { Behavior } from '../core/definition.js'
import { Instance } from '../core/instance.js'
import type { Page } from '../core/page.js'
import { copy, isFields, type Fields } from '../core/paths.js'
import type { Runtime } from '../core/runtime.js'
import type { Application } from '../program/app.js'
import type { FrontEnd } from '../program/program.js'

/** Members of Page({…}) that are no fields of the page object. */
const pageParts = new Set(['data', 'behaviors', 'observers', 'options', 'externalClasses', 'properties', 'methods', 'lifetimes', 'pageLifetimes', 'relations'])

export interface Globals {
  readonly App: (source: unknown) => void
  readonly Page: (source: unknown) => void
  readonly Component: (source: unknown) => string
  readonly Behavior: (source: unknown) => Behavior
  readonly getApp: (options?: unknown) => Fields
  readonly getCurrentPages: () => object[]
}

export const wechat: FrontEnd = {
  globals: createGlobals,
  wx: createWx,
  api: (wx, env) => ({
    wx,
    // WeChat documents it nowhere, and programs of every age choose their server by it.
    __wxConfig: { envVersion: env.dev ? 'develop' : 'release', accountInfo: { appId: env.system.appId }, pages: Object.keys(env.app.pages) },
  }),
}

function createGlobals(runtime: Runtime, app: Application, pages: () => readonly Page[]): Globals {
  let behaviors = 0
  return {
    App: (source) => app.make(source),
    Page: (source) => {
      const path = runtime.program.current
      runtime.register(path, pageSource(isFields(source) ? source : {}), true, pageClass(isFields(source) ? source : {}))
    },
    Component: (source) => {
      const path = runtime.program.current
      runtime.register(path, isFields(source) ? source : {}, false)
      return path
    },
    Behavior: (source) => {
      behaviors += 1
      return new Behavior(`${runtime.program.current}#${behaviors}`, isFields(source) ? source : {}, (text) => runtime.warn(text))
    },
    getApp: () => app.instance,
    getCurrentPages: () => pages().map((page) => page.instance),
  }
}

/** Page({…}) as a component: its functions are methods. */
function pageSource(source: Fields): Fields {
  const methods: Fields = isFields(source['methods']) ? { ...source['methods'] } : {}
  const out: Fields = {}
  for (const name of Object.keys(source)) {
    if (pageParts.has(name)) out[name] = source[name]
    else if (typeof source[name] === 'function') methods[name] = source[name]
  }
  out['methods'] = methods
  return out
}

/** Other fields of Page({…}) are copied to each page object. */
function pageClass(source: Fields): new (core: Core) => object {
  const names = Object.keys(source).filter((name) => !pageParts.has(name) && typeof source[name] !== 'function')
  return class extends Instance {
    constructor(core: Core) {
      super(core)
      for (const name of names) Object.defineProperty(this, name, { value: copy(source[name]), writable: true, enumerable: true, configurable: true })
    }
  }
}
