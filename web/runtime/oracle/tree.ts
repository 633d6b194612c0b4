/**
 * A generated case as a tree of plain data. The shrinker takes away whatever it likes, so the printer must make a valid case of
 * any tree: a tag whose component is gone is an unknown tag, a handler that is gone is a handler that is missing.
 */
export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json }

export type Expression =
  | { readonly k: 'literal'; readonly value: string | number | boolean | null | undefined }
  | { readonly k: 'name'; readonly name: string }
  | { readonly k: 'member'; readonly x: Expression; readonly name: string; readonly optional?: boolean }
  | { readonly k: 'index'; readonly x: Expression; readonly at: Expression }
  | { readonly k: 'unary'; readonly op: string; readonly x: Expression }
  | { readonly k: 'binary'; readonly op: string; readonly x: Expression; readonly y: Expression }
  | { readonly k: 'choice'; readonly test: Expression; readonly x: Expression; readonly y: Expression }
  | { readonly k: 'list'; readonly items: readonly Expression[] }
  | { readonly k: 'fields'; readonly items: readonly Field[] }
  | { readonly k: 'call'; readonly module: string; readonly fn: string; readonly items: readonly Expression[] }
/** A field of an object: `key: x`, `name` alone, or `...x`. */
export interface Field {
  readonly key: string
  readonly x?: Expression
  readonly spread?: boolean
}

/** Static text and expressions in turn. */
export type Value = readonly (string | Expression)[]

export interface Attribute {
  readonly name: string
  /** Absent: an attribute without a value. */
  readonly value?: Value
}

export interface Loop {
  readonly list: Value
  readonly item?: string
  readonly index?: string
  readonly key?: string
}

export type Node = TextNode | TagNode
export interface TextNode {
  readonly k: 'text'
  readonly value: Value
}
/** Every tag: elements, components, block, slot, template with `is`, include. */
export interface TagNode {
  readonly k: 'tag'
  readonly tag: string
  readonly attributes: readonly Attribute[]
  readonly children: readonly Node[]
  readonly loop?: Loop
  /** "else" has no test. */
  readonly branch?: { readonly kind: 'if' | 'elif' | 'else'; readonly test?: Value }
  /** `data` of a template: the inside of an object. */
  readonly data?: readonly Field[]
}

/** Something that a script does. A number keeps it from running for ever: it is done so often for one instance. */
export type Action =
  | { readonly k: 'set'; readonly fields: readonly (readonly [path: string, value: Json])[]; readonly most?: number }
  | { readonly k: 'add'; readonly field: string; readonly most?: number }
  | { readonly k: 'trigger'; readonly event: string; readonly detail: Json; readonly options: Json; readonly most?: number }
  | { readonly k: 'throw'; readonly text: string }
  | { readonly k: 'select'; readonly selector: string; readonly all: boolean }
  | { readonly k: 'stop' }
  | { readonly k: 'links'; readonly path: string }

export interface Property {
  readonly name: string
  readonly type: string
  readonly optional?: readonly string[]
  readonly value?: Json
  readonly hasValue?: boolean
  readonly observer?: 'function' | 'name'
  /** `name: Type` instead of an object. */
  readonly short?: boolean
}
export interface Observer {
  readonly paths: readonly string[]
  readonly does: readonly Action[]
}
export interface Lifetime {
  readonly name: string
  /** In `lifetimes`, or beside it. */
  readonly inside: boolean
  readonly does: readonly Action[]
}
export interface Method {
  readonly name: string
  readonly does: readonly Action[]
}
export interface Relation {
  readonly path: string
  readonly type: string
  /** The number of a shared behavior as the target. */
  readonly target?: number
}

/** What Component() and Behavior() take. */
export interface Definition {
  readonly data: readonly (readonly [name: string, value: Json])[]
  readonly properties: readonly Property[]
  readonly observers: readonly Observer[]
  readonly lifetimes: readonly Lifetime[]
  readonly methods: readonly Method[]
  /** By the places of behaviors in the part. */
  readonly behaviors: readonly number[]
  readonly externalClasses: readonly string[]
}

export interface Template {
  readonly name: string
  readonly children: readonly Node[]
}

export interface Part {
  readonly name: string
  readonly options: readonly (readonly [name: string, value: string])[]
  readonly definition: Definition
  /** Behaviors of this part: a later one may use earlier ones. */
  readonly behaviors: readonly Definition[]
  readonly relations: readonly Relation[]
  readonly templates: readonly Template[]
  /** Files of templates that are imported. */
  readonly imports: readonly string[]
  readonly generics: readonly (readonly [tag: string, standard: string])[]
  readonly wxs: readonly (readonly [name: string, file: string])[]
  readonly children: readonly Node[]
}

export interface File {
  readonly name: string
  readonly templates: readonly Template[]
  readonly children: readonly Node[]
}

export type Step =
  | { readonly k: 'set'; readonly on: string; readonly fields: readonly (readonly [path: string, value: Json])[] }
  | { readonly k: 'fire'; readonly id: string; readonly type: string; readonly detail: Json }
  | { readonly k: 'call'; readonly on: string; readonly method: string }
  | { readonly k: 'trigger'; readonly on: string; readonly event: string; readonly detail: Json; readonly options: Json }
  | { readonly k: 'list'; readonly field: string; readonly change: ListChange }
  | { readonly k: 'select'; readonly on: string; readonly selector: string; readonly all: boolean }
  | { readonly k: 'links'; readonly on: string; readonly path: string }
  | { readonly k: 'mutate'; readonly path: string; readonly value: Json; readonly after: string }
  | { readonly k: 'data'; readonly on: string }
  | { readonly k: 'both' | 'group'; readonly steps: readonly Step[] }

export type ListChange =
  | { readonly k: 'insert'; readonly at: number; readonly values: readonly Json[] }
  | { readonly k: 'remove'; readonly at: number; readonly count: number }
  | { readonly k: 'swap'; readonly at: number; readonly with: number }
  | { readonly k: 'move'; readonly at: number; readonly to: number }
  | { readonly k: 'order'; readonly by: number }
  | { readonly k: 'reverse' }

export interface Tree {
  readonly seed: number
  /** Components stand before what uses them; the last is the page. */
  readonly parts: readonly Part[]
  readonly files: readonly File[]
  readonly steps: readonly Step[]
}
