/**
 * The compiled form of templates, styles and scripts: what `internal/mini/compile` emits and `web/runtime/core` runs.
 *
 * A chunk (`$/main.js`, `$/<sub-package>.js`) is a script that only registers things on the global `$superette`
 * (see Registry). Everything static is plain data; everything dynamic is an Expr: a function and the data paths it
 * reads, so that an expression is evaluated again only if one of its paths changed.
 */

/** The fields of a component's data and properties, as the template sees them. */
export type Data = Readonly<Record<string, unknown>>
/**
 * Loop variables by slot: the outermost wx:for has slots 0 (item) and 1 (index), the next 2 and 3, and so on. Alipay's slot-scope
 * takes one.
 */
export type Slots = readonly unknown[]
/** WXS modules by the name the template gives them. */
export type Modules = Readonly<Record<string, unknown>>

/** A key that is known only when the template runs. */
export type ComputedKey = (d: Data, s: Slots, m: Modules) => unknown
/** A path to data: a data field's name or the number of a loop slot, then static keys. */
export type Path = readonly (string | number)[]
/**
 * A path that an expression reads, its keys static or computed: `list[i].name` reads ["list", d => d.i, "name"] and the path
 * of `i`. It stops before a call.
 */
export type ReadPath = readonly (string | number | ComputedKey)[]
/** What `test ? a : b` reads beside the test: the side that is taken. */
export interface ReadChoice {
  readonly c: ComputedKey
  readonly t: Reads
  readonly e: Reads
}
export type Reads = readonly (ReadPath | ReadChoice)[]

export interface Expr {
  /** Never throws on missing members: member access is compiled to `?.`. */
  readonly f: (d: Data, s: Slots, m: Modules) => unknown
  readonly p: Reads
  /** Of a loop's list: its value is what the first path leads to, so that a change below the path is one of that item. */
  readonly w?: 1
}
/** A static value as it is in the source (a valueless attribute is `true`), or an expression. */
export type Value = string | boolean | Expr

export type TemplateNode = string | TextNode | ElementNode | IfNode | ForNode | SlotNode | UseNode
/** What Alipay's templates have beside. */
export type AnyNode = TemplateNode | ScopedNode

/** Dynamic text. Static text is a bare string. */
export interface TextNode {
  readonly k: 't'
  readonly t: Expr
}
export interface ElementNode {
  readonly k: 'e'
  /** The tag as written. The owner's `usingComponents` and `generics` decide whether it is a component. */
  readonly n: string
  readonly c?: Value // class
  readonly y?: Value // style
  readonly i?: Value // id
  readonly l?: Value // the slot it goes into ("slot" attribute)
  /** All other attributes, names camelCased (`hover-class` → hoverClass), except those that begin with `aria-`. */
  readonly a?: Readonly<Record<string, Value>>
  /** dataset, keys as WeChat gives them: data-item-id → itemId. Alipay's keep their capitals: data-itemId → itemId. */
  readonly d?: Readonly<Record<string, Value>>
  /** mark:name */
  readonly m?: Readonly<Record<string, Value>>
  readonly e?: readonly EventBinding[]
  /** model:name → the single data field (or path) that is written back. */
  readonly o?: Readonly<Record<string, Path>>
  /** generic:name → tag */
  readonly g?: Readonly<Record<string, string>>
  /** change:prop → WXS function */
  readonly w?: Readonly<Record<string, Expr>>
  readonly x?: readonly TemplateNode[]
}
/**
 * [event type, flags, handler name or an expression that gives a name or a WXS function]. In Alipay's dialect the type on a component
 * is its property's name without "on": onCardTap="f" is ["cardTap", 0, "f"].
 */
export type EventBinding = readonly [type: string, flags: number, handler: string | Expr]
export const eventFlags = { bind: 0, catch: 1, mut: 2, capture: 4 } as const

/** wx:if / wx:elif / wx:else: the first branch whose condition holds; the last may have null for "else". */
export interface IfNode {
  readonly k: 'i'
  readonly b: readonly (readonly [Expr | null, readonly TemplateNode[]])[]
  /** Data fields and outer slots read anywhere inside, conditions included. */
  readonly r: readonly (string | number)[]
}
export interface ForNode {
  readonly k: 'f'
  /** An array, an object, a number or a string. */
  readonly t: Expr
  /** Of a list with keys that is written in the template: what each member reads, as in UseNode. */
  readonly v?: readonly (readonly [member: string | number, reads: Reads, whole?: 1])[]
  /** wx:key: a field's name, "*this", or absent. */
  readonly y?: string
  /** The item's slot; the index has the next one. */
  readonly s: number
  readonly x: readonly TemplateNode[]
  /** Data fields and outer slots read inside the body, own slots excluded. */
  readonly r: readonly (string | number)[]
}
export interface SlotNode {
  readonly k: 's'
  readonly n?: Value
  /** The slot of the surrounding component into which this one's content goes (`<slot slot="icon" name="icon">`). */
  readonly l?: Value
  /** Alipay's: what the slot gives to what is put into it (`<slot item="{{row}}">`), names camelCased. */
  readonly v?: Readonly<Record<string, Value>>
  /** Fallback children. */
  readonly x?: readonly TemplateNode[]
}
/**
 * Alipay's slot-scope: an element that is made once for each slot it goes into, and sees in loop slot `s` the object of what that
 * slot gives. WeChat's runtime has none, so it is no TemplateNode.
 */
export interface ScopedNode {
  readonly k: 'p'
  readonly s: number
  readonly x: readonly TemplateNode[]
  /** Data fields and outer slots read inside, its own excluded. */
  readonly r: readonly (string | number)[]
}
/** <template is data>. The data expression gives an object: the fields the named template sees. */
export interface UseNode {
  readonly k: 'u'
  readonly is: string | Expr
  readonly t?: Expr
  /** Of each field of `t` what it reads (null: of a spread); 1 = its value is what the first path leads to. Absent: not known. */
  readonly v?: readonly (readonly [field: string | null, reads: Reads, whole?: 1])[]
}

export interface Template {
  readonly main: readonly TemplateNode[]
  /** Named templates, the file's own and the imported ones (already resolved by the compiler). */
  readonly named?: Readonly<Record<string, readonly TemplateNode[]>>
  /** The name of each <wxs module> → the id under which it was registered. */
  readonly wxs?: Readonly<Record<string, string>>
  /**
   * Modules of imported files' named templates: a named template of another file sees that file's wxs.
   * name of the named template → module names → ids. Absent: the file's own.
   */
  readonly namedWxs?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The JSON of a page or a component, paths resolved (absolute, no leading slash, no extension). */
export interface ComponentConfig {
  readonly component: boolean
  /** tag → path of a component; app-level ones are merged in. */
  readonly using: Readonly<Record<string, string>>
  /** generic name → default component's path, or true */
  readonly generics?: Readonly<Record<string, string | true>>
  readonly placeholders?: Readonly<Record<string, string>>
  readonly styleIsolation?: string
  /** The prefix its classes got (`<scope>--name`); absent: classes are as written (pages, app). */
  readonly scope?: string
  /** The class that the component's own element carries, for `:host`: `<scope>--host`, or a name of its own without a scope. Absent: its sheet has no `:host`. */
  readonly host?: string
}

type Require = (path: string) => unknown
interface ModuleObject {
  exports: unknown
}
export type ScriptFactory = (
  require: Require,
  module: ModuleObject,
  exports: unknown,
  /** One value (mostly undefined) for each name of `scriptGlobals`, in this order. */
  ...shadowed: unknown[]
) => void
export type WxsFactory = (require: Require, module: ModuleObject, exports: unknown) => void

/**
 * The parameters of a script's wrapper after `exports`: names that hide what a Worker has and WeChat has not. The module's text
 * stands in a function nested in the wrapper, since programs write `const App = getApp()`.
 *
 * App, Page, Component, Behavior, getApp, getCurrentPages and wx are NOT parameters: they are writable globals of the Worker
 * (one Worker per program), since programs replace them for all their files (`Page = function (options) {…}`, WeUI's mixins).
 */
export const scriptGlobals = ['window', 'self', 'document', 'requirePlugin', 'requireMiniProgram'] as const

/** `$superette`, the global on which chunks register. Ids of scripts are paths with extension ("pages/index/index.js"). */
export interface Registry {
  script(id: string, factory: ScriptFactory): void
  wxs(id: string, factory: WxsFactory): void
  /** path: of the page or component, without extension. */
  template(path: string, template: Template): void
  component(path: string, config: ComponentConfig): void
}

/**
 * The element in a page's frame for a tag. The compiler renames tag selectors in styles by the same rule
 * (`page` becomes `body`).
 * builtIn: the tag is one of the built-ins and the owner does not use a component of that name.
 */
export function domTag(tag: string, builtIn: boolean): string {
  if (builtIn) return `wx-${tag}`
  return tag.includes('-') ? tag.toLowerCase() : `c-${tag.toLowerCase()}`
}

/** `$/<chunk>.styles.json`: compiled sheets by path ("app", "pages/index/index", "components/x/x"). */
export type StyleSheets = Readonly<Record<string, StyleSheet>>
export interface StyleSheet {
  /** rpx are vw; `url("asset:N")` stands for urls[N]. */
  readonly css: string
  /** Package paths ("images/a.png") or https URLs. */
  readonly urls?: readonly string[]
}
