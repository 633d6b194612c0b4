/**
 * Whether WeChat's is the only front end in this script. The bundler puts the answer in place of the name (tools/webbuild), so that a
 * WeChat program loads nothing of what other dialects need of the core. Where both are, as in tests, the name stands for nothing.
 */
declare global {
  var weChatAlone: boolean | undefined
}

import type { Core } from './component.js'
import type { Definition } from './definition.js'
import type { PageFrame } from './frame.js'
import type { Elem } from './nodes.js'
import type { Fields } from './paths.js'
import type { Binding, Change, Prepared } from './plan.js'

/** How a front end has components that are made of what their owner gave: props, before there is a tree. */
export interface Model {
  make(definition: Definition, frame: PageFrame, host: Elem | null, prepared: Prepared): Core
  /** Data as it is declared. */
  data(): Fields
  /** All that stands on the tag, when it is made; the tree comes after it. */
  begin(comp: Core, node: Elem): void
  /** An attribute has another value; what follows comes with `apply`. */
  give(comp: Core, node: Elem, binding: Binding, value: unknown): void
  /** All attributes are given; handlers that are expressions may be others. */
  changed(comp: Core, node: Elem, change: Change): void
  /** A page is told of something, before its handler of that name. */
  told(page: Core, name: string, args: readonly unknown[]): void
}
