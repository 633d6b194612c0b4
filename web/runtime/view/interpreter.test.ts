import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createInlineStyles } from './inlinestyles.js'
import { createInterpreter } from './interpreter.js'
import { Ops } from './testing/ops.js'

/** As much of a document as the interpreter touches. */
class FakeNode {
  parentNode: FakeNode | null = null
  children: FakeNode[] = []
  className = ''
  data = ''
  readonly attributes = new Map<string, string>()
  readonly style = { cssText: '' }
  readonly calls: unknown[][] = []
  constructor(readonly nodeName: string) {}
  get firstChild(): FakeNode | null {
    return this.children[0] ?? null
  }
  get nextSibling(): FakeNode | null {
    const all = this.parentNode?.children ?? []
    return all[all.indexOf(this) + 1] ?? null
  }
  contains(other: FakeNode): boolean {
    return this === other || this.children.some((child) => child.contains(other))
  }
  insertBefore(child: FakeNode, before: FakeNode | null): void {
    child.remove()
    const at = before === null ? this.children.length : this.children.indexOf(before)
    this.children.splice(at, 0, child)
    child.parentNode = this
  }
  remove(): void {
    if (this.parentNode !== null) this.parentNode.children = this.parentNode.children.filter((child) => child !== this)
    this.parentNode = null
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value)
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name)
  }
  toString(): string {
    if (this.nodeName === '#text') return this.data
    const own = [
      ...(this.className === '' ? [] : [['class', this.className] as const]),
      ...(this.style.cssText === '' ? [] : [['style', this.style.cssText] as const]),
      ...this.attributes,
    ]
    return `<${this.nodeName}${own.map(([name, value]) => ` ${name}="${value}"`).join('')}>${this.children.join('')}</${this.nodeName}>`
  }
}

function setUp() {
  const root = new FakeNode('body')
  const listened: unknown[][] = []
  const called: unknown[][] = []
  const made: FakeNode[] = []
  const interpreter = createInterpreter({
    createElement: (tag) => {
      const node = new FakeNode(tag)
      made.push(node)
      return node as unknown as HTMLElement
    },
    createTextNode: (text) => {
      const node = new FakeNode('#text')
      node.data = text
      return node as unknown as Text
    },
    root: root as unknown as HTMLElement,
    listen: (node, type, flags) => {
      node.$on ??= new Map()
      if (flags < 0) node.$on.delete(type)
      else node.$on.set(type, flags)
      listened.push([node.$id, type, flags])
    },
    called: (...result) => called.push(result),
    styles: createInlineStyles({ acquire: () => Promise.reject(new Error('there is none')), release: () => {} }),
    animate: (node, animation) => (node as unknown as FakeNode).calls.push(['animate', animation]),
  })
  return { root, listened, called, made, interpreter, run: (ops: Ops) => interpreter.run(ops.batch()) }
}

test('operations build, move and remove nodes', () => {
  const { root, run, interpreter } = setUp()
  run(new Ops().add(1, 2, 'wx-view', { class: 'a', style: 'width:75rpx' }).add(1, 3, 'wx-view', { text: 'three' }).add(1, 4, 'wx-view', { text: 'four' }))
  assert.equal(String(root), '<body><wx-view class="a" style="width:10vw"></wx-view><wx-view>three</wx-view><wx-view>four</wx-view></body>')
  run(new Ops().insert(1, 4, 2).insert(2, 3).setText(100_003, 'moved').attribute(2, 'data-x', '1').attribute(2, 'aria-role', 'img'))
  assert.equal(
    String(root),
    '<body><wx-view>four</wx-view><wx-view class="a" style="width:10vw" data-x="1" role="img"><wx-view>moved</wx-view></wx-view></body>',
  )
  run(new Ops().attribute(2, 'data-x', null).property(2, 'hidden', true).remove(4))
  assert.equal(String(root), '<body><wx-view class="a" style="width:10vw" role="img" hidden=""><wx-view>moved</wx-view></wx-view></body>')
  assert.equal(interpreter.node(4), undefined)
})

test('what is made with its parent stands there as the last child', () => {
  const { run, root } = setUp()
  run(new Ops().create(2, 'wx-view').text(3, 'a', 2).create(4, 'wx-text', 2).text(5, 'b', 4).text(6, 'c', 2))
  assert.equal(String(root), '<body></body>', 'nothing stands in the document before it is complete')
  run(new Ops().insert(1, 2))
  assert.equal(String(root), '<body><wx-view>a<wx-text>b</wx-text>c</wx-view></body>')
  assert.throws(() => run(new Ops().create(7, 'wx-view', 99)))
})

test('a pause comes while nodes are made, and not for being late alone while they are put into their places', () => {
  const { root, interpreter } = setUp()
  const ops = new Ops()
  const count = 200
  for (let id = 2; id < count + 2; id++) ops.create(id, 'view')
  for (let id = 2; id < count + 2; id++) ops.insert(1, id)
  const batch = ops.batch()
  const late = (placing: boolean): boolean => !placing
  let pauses = 0
  for (let at = interpreter.run(batch, 0, late); at < batch.ops.length; at = interpreter.run(batch, at, late)) {
    pauses += 1
    assert.equal(root.children.length, 0)
  }
  assert.ok(pauses > 0)
  assert.equal(root.children.length, count)
})

test('a removed subtree is forgotten, with all that listened in it', () => {
  const { run, interpreter, listened } = setUp()
  run(
    new Ops()
      .add(1, 2, 'wx-view')
      .add(2, 3, 'wx-view', { on: ['tap'], text: 'x' })
      .remove(2),
  )
  assert.deepEqual(
    [2, 3, 100_003].map((id) => interpreter.node(id)),
    [undefined, undefined, undefined],
  )
  assert.deepEqual(listened, [
    [3, 'tap', 0],
    [3, 'tap', -1],
  ])
})

test('a hover class outlives a new class from the worker', () => {
  const { run, interpreter, root } = setUp()
  run(new Ops().add(1, 2, 'wx-view', { class: 'a' }))
  const node = interpreter.node(2)
  assert.ok(node)
  node.$hover = 'pressed'
  run(new Ops().class(2, 'b'))
  assert.equal(root.children[0]?.className, 'b pressed')
})

test('properties and calls reach a built-in with behaviour, plain ones keep their properties', async () => {
  const { run, made, interpreter, called } = setUp()
  run(new Ops().create(2, 'wx-slider').create(3, 'wx-view'))
  const seen: unknown[][] = []
  Object.assign(made[0] as object, {
    setProperty: (...args: unknown[]) => seen.push(args),
    invoke: (method: string) => {
      if (method === 'bad') throw new Error('no such method')
      return Promise.resolve(method)
    },
  })
  run(
    new Ops()
      .property(2, 'value', 4)
      .property(2, 'animation', false)
      .property(3, 'hoverClass', 'h')
      .call(2, 'seek', null, 1)
      .call(2, 'bad', null, 2)
      .call(3, 'seek', null, 3),
  )
  await Promise.resolve()
  assert.deepEqual(seen, [
    ['value', 4],
    ['animation', false],
  ])
  assert.deepEqual(interpreter.node(3)?.$props, { hoverClass: 'h' })
  assert.deepEqual(
    called.sort(([a], [b]) => Number(a) - Number(b)),
    [
      [1, true, 'seek'],
      [2, false, 'no such method'],
      [3, false, 'wx-view has no methods'],
    ],
  )
})

test('children go where a built-in wants them, and its texts are shown as it says', () => {
  const { run, made, root } = setUp()
  run(new Ops().create(2, 'wx-portal').insert(1, 2))
  const away = new FakeNode('away')
  Object.assign(made[0] as object, { content: away, shownText: (raw: string) => raw.toUpperCase() })
  run(new Ops().text(3, 'hi').insert(2, 3))
  assert.equal(String(root), '<body><wx-portal></wx-portal></body>')
  assert.equal(String(away), '<away>HI</away>')
})

test('an operation on a node that is not here fails with its number', () => {
  const { run } = setUp()
  assert.throws(() => run(new Ops().class(9, 'x')), /node 9/)
  assert.throws(() => run(new Ops().remove(9)), /node 9/)
})

test('an animation reaches its element', () => {
  const { run, made } = setUp()
  run(
    new Ops()
      .create(2, 'wx-view')
      .animate(2, { actions: [] })
      .property(2, 'animation', { actions: [1] }),
  )
  assert.deepEqual(made[0]?.calls, [
    ['animate', { actions: [] }],
    ['animate', { actions: [1] }],
  ])
})
