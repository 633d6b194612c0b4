/**
 * What an update may cost the page's frame: operands of the operation protocol, which no machine makes faster or slower. A list of
 * 1,000 rows, one component with an observer per row, five nodes a row.
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
  const cost = async (update: () => void): Promise<number> => {
    update()
    await program.draw(view)
    asked += 1
    program.tell({ kind: 'ping', n: asked })
    const pong = program.said.find((message) => message.kind === 'pong' && message.n === asked)
    assert.ok(pong?.kind === 'pong')
    return pong.sent ?? 0
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
  const budgets: typeof costs = { create: 60_000, nothing: 0, change: 3, append: 60, removeFirst: 2, swap: 8, thousand: 3, clear: 2000 }
  for (const name of Object.keys(budgets) as (keyof typeof budgets)[]) {
    assert.ok(costs[name] <= budgets[name], `${name} costs ${costs[name]} operands, at most ${budgets[name]} are allowed`)
  }
})
