/** A generated tree as the sources of a case. */
import type { Case, Part as CasePart } from './case.js'
import type { Action, Definition, Expression, Field, Json, Lifetime, ListChange, Node, Part, Step, TagNode, Tree, Value } from './tree.js'

/** JavaScript of a value. JSON has no undefined. */
export function literal(value: Json): string {
  if (value === undefined) return 'undefined'
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${JSON.stringify(key)}: ${literal(each)}`)
      .join(', ')} }`
  }
  return Number.isNaN(value) ? 'NaN' : JSON.stringify(value)
}

const precedences: Readonly<Record<string, number>> = {
  '??': 1,
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '===': 6,
  '!==': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '>>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
}
const unary = 11
const postfix = 12

/** An expression with the parentheses that it needs, and no others: precedences are part of what is compared. */
export function expression(x: Expression, least = 0): string {
  const within = (own: number, text: string): string => (own < least ? `(${text})` : text)
  switch (x.k) {
    case 'literal':
      return typeof x.value === 'string'
        ? `'${x.value.replace(/['\\]/g, '\\$&')}'`
        : within(typeof x.value === 'number' && x.value < 0 ? unary : 99, String(x.value))
    case 'name':
      return x.name
    case 'member':
      return `${base(x.x)}.${x.name}`
    case 'index':
      return `${base(x.x)}[${expression(x.at)}]`
    case 'unary': {
      const inner = expression(x.x, unary)
      return within(unary, /^[a-z]/.test(x.op) || inner.startsWith(x.op) ? `${x.op} ${inner}` : x.op + inner)
    }
    case 'binary': {
      const own = precedences[x.op] ?? 1
      const mixed = (side: Expression): boolean =>
        side.k === 'binary' && ((x.op === '??' && (side.op === '||' || side.op === '&&')) || (side.op === '??' && (x.op === '||' || x.op === '&&')))
      const left = mixed(x.x) ? `(${expression(x.x)})` : expression(x.x, own)
      const right = mixed(x.y) ? `(${expression(x.y)})` : expression(x.y, own + 1)
      return within(own, `${left} ${x.op} ${right}`)
    }
    case 'choice':
      return within(0.5, `${expression(x.test, 1)} ? ${expression(x.x, 0.5)} : ${expression(x.y, 0.5)}`)
    case 'list':
      return `[${x.items.map((each) => expression(each, 0.5)).join(', ')}]`
    case 'fields':
      return `{ ${fields(x.items)} }`
    case 'call':
      return `${x.module}.${x.fn}(${x.items.map((each) => expression(each, 0.5)).join(', ')})`
  }
}

function base(x: Expression): string {
  const text = expression(x, postfix)
  return x.k === 'literal' && typeof x.value === 'number' ? `(${text})` : text
}

export function fields(items: readonly Field[]): string {
  return items
    .map((each) => {
      if (each.spread === true) return `...${each.x === undefined ? each.key : expression(each.x, 0.5)}`
      return each.x === undefined ? each.key : `${each.key}: ${expression(each.x, 0.5)}`
    })
    .join(', ')
}

function value(parts: Value): string {
  return parts.map((part) => (typeof part === 'string' ? part : `{{ ${expression(part)} }}`)).join('')
}

function node(given: Node): string {
  if (given.k === 'text') return value(given.value)
  const tag = given.tag
  let out = `<${tag}`
  if (given.loop !== undefined) {
    out += ` wx:for="${value(given.loop.list)}"`
    if (given.loop.item !== undefined) out += ` wx:for-item="${given.loop.item}"`
    if (given.loop.index !== undefined) out += ` wx:for-index="${given.loop.index}"`
    if (given.loop.key !== undefined) out += ` wx:key="${given.loop.key}"`
  }
  if (given.branch !== undefined) {
    out += given.branch.test === undefined ? ` wx:${given.branch.kind}` : ` wx:${given.branch.kind}="${value(given.branch.test)}"`
  }
  for (const attribute of given.attributes) out += attribute.value === undefined ? ` ${attribute.name}` : ` ${attribute.name}="${value(attribute.value)}"`
  if (given.data !== undefined && given.data.length > 0) out += ` data="{{ ${fields(given.data)} }}"`
  return given.children.length === 0 ? `${out} />` : `${out}>${nodes(given.children)}</${tag}>`
}

/** Chains of if, elif and else must not be torn: what the shrinker left without its beginning becomes a beginning. */
function nodes(list: readonly Node[]): string {
  let open = false
  return list
    .map((each) => {
      if (each.k === 'text') {
        open = false
        return node(each)
      }
      const kind = each.branch?.kind
      if ((kind === 'elif' || kind === 'else') && !open) {
        const whole: TagNode = { ...each, branch: { kind: 'if', test: each.branch?.test ?? [{ k: 'literal', value: true }] } }
        open = whole.loop === undefined
        return node(whole)
      }
      open = (kind === 'if' && each.loop === undefined) || kind === 'elif'
      return node(each)
    })
    .join('')
}

class ScriptPrinter {
  #guards = 0
  constructor(readonly part: string) {}

  #action(given: Action): string {
    switch (given.k) {
      case 'set':
        return this.#guarded(given.most, `this.setData({ ${given.fields.map(([path, to]) => `${JSON.stringify(path)}: ${literal(to)}`).join(', ')} })`)
      case 'add':
        return this.#guarded(given.most, `this.setData({ ${given.field}: (Number(this.data.${given.field}) || 0) + 1 })`)
      case 'trigger':
        return this.#guarded(given.most, `this.triggerEvent(${literal(given.event)}, ${literal(given.detail)}, ${literal(given.options)})`)
      case 'throw':
        return `throw new Error(${literal(given.text)})`
      case 'select':
        return given.all
          ? `log('all', this.selectAllComponents(${literal(given.selector)}).map((each) => each.id))`
          : `log('one', this.selectComponent(${literal(given.selector)})?.id)`
      case 'links':
        return `log('links', this.getRelationNodes(${literal(given.path)}).map((each) => each.id))`
      case 'stop':
        return 'return false'
    }
  }

  #guarded(most: number | undefined, text: string): string {
    if (most === undefined) return text
    const name = `$g${this.#guards++}`
    return `if ((this.${name} = (this.${name} || 0) + 1) <= ${most}) ${text}`
  }

  #body(does: readonly Action[]): string {
    return does.map((each) => `; ${this.#action(each)}`).join('')
  }

  definition(given: Definition, own: string, behaviors: readonly string[], extra: readonly string[]): string {
    const out = [...extra]
    const name = `${this.part}${own}`
    if (behaviors.length > 0) out.push(`behaviors: [${behaviors.join(', ')}]`)
    if (given.externalClasses.length > 0) out.push(`externalClasses: ${literal(given.externalClasses)}`)
    if (given.data.length > 0) out.push(`data: { ${given.data.map(([key, each]) => `${key}: ${literal(each)}`).join(', ')} }`)
    const methods: string[] = given.methods.map((each) => `${each.name}(e) { log('${name} ${each.name}', this.id, e && describe(e))${this.#body(each.does)} }`)
    const properties = given.properties.map((each) => {
      if (each.short === true) return `${each.name}: ${each.type}`
      const parts = [`type: ${each.type}`]
      if (each.optional !== undefined) parts.push(`optionalTypes: [${each.optional.join(', ')}]`)
      if (each.hasValue === true) parts.push(`value: ${literal(each.value)}`)
      const run = `(n, o) { log('${name} prop ${each.name}', this.id, n, o) }`
      if (each.observer === 'function') parts.push(`observer${run}`)
      else if (each.observer === 'name') {
        parts.push(`observer: 'on_${each.name}'`)
        methods.push(`on_${each.name}${run}`)
      }
      return `${each.name}: { ${parts.join(', ')} }`
    })
    if (properties.length > 0) out.push(`properties: { ${properties.join(', ')} }`)
    const observers = given.observers.filter((each) => each.paths.length > 0)
    if (observers.length > 0) {
      const all = observers.map(
        (each) => `${JSON.stringify(each.paths.join(', '))}(...all) { log('${name} saw ${each.paths.join(', ')}', this.id, ...all)${this.#body(each.does)} }`,
      )
      out.push(`observers: { ${all.join(', ')} }`)
    }
    const lifetime = (each: Lifetime): string => `${each.name}() { log('${name} ${each.name}', this.id)${this.#body(each.does)} }`
    const inside = given.lifetimes.filter((each) => each.inside)
    if (inside.length > 0) out.push(`lifetimes: { ${inside.map(lifetime).join(', ')} }`)
    for (const each of given.lifetimes) if (!each.inside) out.push(lifetime(each))
    if (methods.length > 0) out.push(`methods: { ${methods.join(', ')} }`)
    return `{ ${out.join(', ')} }`
  }
}

const describe =
  'function at(x) { return [x.id, x.dataset] }; function describe(e) { return [e.type, e.detail, at(e.target), at(e.currentTarget), Object.entries(e.mark || {}).sort()] }'

function script(part: Part): string {
  const printer = new ScriptPrinter(part.name)
  const lines = [describe]
  part.behaviors.forEach((each, at) => {
    const used = each.behaviors.filter((other) => other < at).map((other) => `b${other}`)
    lines.push(`const b${at} = Behavior(${printer.definition(each, `.b${at}`, used, [])})`)
  })
  const extra: string[] = []
  if (part.options.length > 0) extra.push(`options: { ${part.options.map(([name, text]) => `${name}: ${text}`).join(', ')} }`)
  if (part.relations.length > 0) {
    const all = part.relations.map((each) => {
      const say = (name: string): string => `${name}(other) { log('${part.name} ${each.path} ${name}', this.id, other.id) }`
      const target = each.target === undefined ? '' : `, target: shared(Behavior, ${each.target})`
      return `${literal(each.path)}: { type: '${each.type}'${target}, ${['linked', 'linkChanged', 'unlinked'].map(say).join(', ')} }`
    })
    extra.push(`relations: { ${all.join(', ')} }`)
  }
  const used = part.definition.behaviors.map((each) =>
    each < 0 ? `shared(Behavior, ${-1 - each})` : each < part.behaviors.length ? `b${each}` : 'Behavior({})',
  )
  lines.push(`Component(${printer.definition(part.definition, '', used, extra)})`)
  return lines.join(';\n')
}

function on(path: string): string {
  return path === '' ? 'page' : path.split('/').reduce((from, id, at) => `${from}${at === 0 ? '' : '?'}.selectComponent(${literal(id)})`, 'page')
}

function listChange(change: ListChange): string {
  switch (change.k) {
    case 'insert':
      return `l.splice(${change.at}, 0, ${change.values.map(literal).join(', ')})`
    case 'remove':
      return `l.splice(${change.at}, ${change.count})`
    case 'swap':
      return `if (l.length > 1) { const a = ${change.at} % l.length, b = ${change.with} % l.length; [l[a], l[b]] = [l[b], l[a]] }`
    case 'move':
      return `if (l.length > 1) l.splice(${change.to} % l.length, 0, l.splice(${change.at} % l.length, 1)[0])`
    case 'order':
      return `{ let s = ${change.by}; for (let i = l.length - 1; i > 0; i--) { s = (s * 1103515245 + 12345) % 2147483648; const j = s % (i + 1); [l[i], l[j]] = [l[j], l[i]] } }`
    case 'reverse':
      return 'l.reverse()'
  }
}

export function step(given: Step): string {
  switch (given.k) {
    case 'set':
      return `${on(given.on)}${given.on === '' ? '' : '?'}.setData({ ${given.fields.map(([path, to]) => `${JSON.stringify(path)}: ${literal(to)}`).join(', ')} })`
    case 'fire':
      return `fire(${literal(given.id)}, ${literal(given.type)}, ${literal(given.detail)})`
    case 'call':
      return `${on(given.on)}${given.on === '' ? '' : '?'}.${given.method}?.()`
    case 'trigger':
      return `${on(given.on)}${given.on === '' ? '' : '?'}.triggerEvent(${literal(given.event)}, ${literal(given.detail)}, ${literal(given.options)})`
    case 'list':
      return `{ const l = Array.isArray(page.data.${given.field}) ? [...page.data.${given.field}] : []; ${listChange(given.change)}; page.setData({ ${given.field}: l }) }`
    case 'select':
      return given.all
        ? `log('all', ${on(given.on)}${given.on === '' ? '' : '?'}.selectAllComponents(${literal(given.selector)}).map((each) => each.id))`
        : `log('one', ${on(given.on)}${given.on === '' ? '' : '?'}.selectComponent(${literal(given.selector)})?.id)`
    case 'links':
      return `log('links', ${on(given.on)}${given.on === '' ? '' : '?'}.getRelationNodes(${literal(given.path)}).map((each) => each.id))`
    case 'mutate':
      return `try { page.data.${given.path} = ${literal(given.value)} } catch {} page.setData({ ${given.after}: page.data.${given.after} })`
    case 'data':
      return `log('data', ${on(given.on)}${given.on === '' ? '' : '?'}.data)`
    case 'both':
      return given.steps.map(step).join('; ')
    case 'group':
      return `page.groupSetData(() => { ${given.steps.map(step).join('; ')} })`
  }
}

/** What every case may require in its templates. */
const tools = `var more = require('./more')
function up(s) { return String(s).toUpperCase() }
function size(x) { return x && x.length || 0 }
function field(o, k) { return o ? o[k] : 'none' }
function odd(l) { if (!l || !l.length) return []; var out = []; for (var i = 0; i < l.length; i += 2) out.push(l[i]); return out }
module.exports = { up: up, size: size, field: field, odd: odd, pair: more.pair, text: 'tool' }`
const more = `module.exports = { pair: function (a, b) { return { a: a, b: b } } }`

export function print(tree: Tree): Case {
  const names = new Set(tree.parts.map((part) => part.name))
  const parts: Record<string, CasePart> = {}
  for (const part of tree.parts) {
    const before = [...Object.keys(parts)]
    const using = Object.fromEntries(before.map((name) => [name, name]))
    const generics = Object.fromEntries(part.generics.map(([tag, standard]) => [tag, before.includes(standard) ? standard : true] as const))
    const wxs = part.wxs.map(([name, file]) => `<wxs module="${name}" src="./${file}.wxs" />`).join('')
    const imports = part.imports.map((file) => (tree.files.some((each) => each.name === file) ? `<import src="./${file}" />` : '')).join('')
    const templates = part.templates.map((each) => `<template name="${each.name}">${nodes(each.children)}</template>`).join('')
    parts[part.name] = { wxml: wxs + imports + templates + nodes(part.children), js: script(part), using, generics }
  }
  if (!names.has('page')) parts['page'] = { wxml: '' }
  const files = Object.fromEntries(
    tree.files.map((file) => [
      file.name,
      file.templates.map((each) => `<template name="${each.name}">${nodes(each.children)}</template>`).join('') + nodes(file.children),
    ]),
  )
  return { name: `seed ${tree.seed}`, parts, files, scripts: { tools, more }, steps: tree.steps.map(step), quiet: true }
}
