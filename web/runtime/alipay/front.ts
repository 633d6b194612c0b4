/** The globals of an Alipay program: App, Page, Component, Mixin, getApp, getCurrentPages, my. */
import { createOwn } from '../api/own.js'
import type { Page } from '../core/page.js'
import { isFields, type Fields } from '../core/paths.js'
import type { Runtime } from '../core/runtime.js'
import type { Application } from '../program/app.js'
import type { FrontEnd } from '../program/program.js'
import { modelOf, type Surroundings } from './component.js'
import { dress } from './events.js'
import { instanceClass } from './instance.js'
import { createMy } from './my.js'
import { Mixin, Parts } from './parts.js'

export interface Globals {
  readonly App: (source: unknown) => void
  readonly Page: (source: unknown) => void
  readonly Component: (source: unknown) => void
  readonly Mixin: (source: unknown) => Mixin
  readonly getApp: () => Fields
  readonly getCurrentPages: () => object[]
}

export const alipay: FrontEnd = {
  globals: createGlobals,
  // No program sees it: what is not in it fails as a member of my.
  wx: createOwn,
  api: (wx, env) => ({ my: createMy(wx, env) }),
  happened(page, name, detail) {
    const given = isFields(detail) ? detail : {}
    // A method of such a name may be what the page's own button calls: of these `events` alone are told.
    const inEvents = (handler: string, args: readonly unknown[] = []): void => {
      if (page.core !== null) page.core.definition.model?.told(page.core, handler, args)
    }
    switch (name) {
      case 'titleClick':
        page.tell('onTitleClick', [])
        return true
      case 'optionMenuClick':
        page.tell('onOptionMenuClick', [])
        return true
      case 'pullDownRefresh':
        page.tell('onPullDownRefresh', [{ from: given['from'] === 'code' ? 'code' : 'manual' }])
        return true
      case 'tabItemTap':
        page.tell('onTabItemTap', [{ from: 'user', ...given }])
        return true
      case 'selectedTabItemTap':
        inEvents('onSelectedTabItemTap', [given])
        return true
      case 'beforeTabItemTap':
        inEvents('beforeTabItemTap')
        return true
      case 'back':
        inEvents('onBack')
        return true
      case 'keyboardHeightChange':
        inEvents('onKeyboardHeight', [{ height: given['height'] }])
        return true
    }
    return false
  },
}

function createGlobals(runtime: Runtime, app: Application, pages: () => readonly Page[]): Globals {
  const around: Surroundings = {
    pageOf: (frame) => pages().find((page) => page.frame === frame)?.instance ?? {},
    component2: () => runtime.manifest?.component2 !== false,
  }
  const register = (path: string, source: unknown, page: boolean): void => {
    const parts = new Parts(isFields(source) ? source : {}, page)
    runtime.register(path, parts.source(), page, instanceClass(parts.fields), modelOf(parts, around))
  }
  runtime.dress = dress
  runtime.undeclared = (path) => register(path, {}, false)
  return {
    App: (source) => app.make(source),
    Page: (source) => register(runtime.program.current, source, true),
    Component: (source) => register(runtime.program.current, source, false),
    Mixin: (source) => new Mixin(isFields(source) ? source : {}),
    getApp: () => app.instance,
    getCurrentPages: () => pages().map((page) => page.instance),
  }
}
