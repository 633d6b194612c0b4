/**
 * What an update may cost the page's frame: operations of its protocol and their operands, which no machine makes faster or slower. A
 * list of 1,000 rows, one component with an observer per row, five elements and three texts a row: an operation a node, one more for the row's place and one for a class.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestProgram } from '../core/testing/program.js'
import { Compiler } from './compiler.js'

const list = {
  name: 'the list of the budgets',
  parts: {
    row: {
      js: `Component({
        properties: { item: Object },
        data: { label: '' },
        observers: { 'item.price'(price) { this.setData({ label: '¥' + price }) } },
      })`,
      wxml: "<view class=\"row {{item.on ? 'on' : ''}}\"><text>{{item.name}}</text><text>{{label}}</text><view>{{item.id}}</view></view>",
    },
    page: {
      using: { row: 'row' },
      wxml: '<view>{{n}}</view><row wx:for="{{rows}}" wx:key="id" item="{{item}}" />',
      js: 'Component({ data: { n: 0, rows: [] } })',
    },
  },
  steps: [],
}

const row = (id: number): object => ({ id, name: `Tea ${id}`, price: id % 97, on: false })
const rows = (count: number): object[] => Array.from({ length: count }, (_, id) => row(id))

interface Instance {
  readonly data: { readonly rows: object[] }
  setData(data: object): void
}

test('an update of a list of 1,000 rows costs the operations of what changed and no more', async (t) => {
  const compiler = new Compiler()
  t.after(() => compiler.close())
  const compiled = await compiler.compile([list])
  const program = new TestProgram()
  program.run(compiled.chunk)
  program.start(compiled.app)
  const view = await program.open('c0/page')
  const page = (program.globals['getCurrentPages'] as () => Instance[])()[0]!
  let asked = 0
  const cost = async (update: () => void): Promise<{ readonly operations: number; readonly operands: number }> => {
    view.forget()
    update()
    await program.draw(view)
    asked += 1
    program.tell({ kind: 'ping', n: asked })
    const pong = program.said.find((message) => message.kind === 'pong' && message.n === asked)
    assert.ok(pong?.kind === 'pong')
    return { operations: view.operations.length, operands: pong.sent ?? 0 }
  }
  await cost(() => {})
  const costs = {
    create: await cost(() => page.setData({ rows: rows(1000) })),
    nothing: await cost(() => page.setData({ rows: page.data.rows })),
    change: await cost(() => page.setData({ 'rows[500].price': 1234 })),
    append: await cost(() => page.setData({ 'rows[1000]': row(1000) })),
    removeFirst: await cost(() => page.setData({ rows: page.data.rows.slice(1) })),
    swap: await cost(() => {
      const next = [...page.data.rows]
      ;[next[1], next[998]] = [next[998]!, next[1]!]
      page.setData({ rows: next })
    }),
    thousand: await cost(() => {
      for (let i = 1; i <= 1000; i++) page.setData({ n: i })
    }),
    clear: await cost(() => page.setData({ rows: [] })),
  }
  assert.deepEqual(program.errors, [])
  const budgets: typeof costs = {
    create: { operations: 10_000, operands: 39_000 },
    nothing: { operations: 0, operands: 0 },
    change: { operations: 1, operands: 3 },
    append: { operations: 10, operands: 39 },
    removeFirst: { operations: 1, operands: 2 },
    swap: { operations: 2, operands: 8 },
    thousand: { operations: 1, operands: 3 },
    clear: { operations: 1000, operands: 2000 },
  }
  for (const name of Object.keys(budgets) as (keyof typeof budgets)[]) {
    for (const unit of ['operations', 'operands'] as const) {
      const [spent, allowed] = [costs[name][unit], budgets[name][unit]]
      assert.ok(spent <= allowed, `${name} costs ${spent} ${unit}, at most ${allowed} are allowed`)
    }
  }
})
