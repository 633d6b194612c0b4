/** Changed source in a running program: what goes on, and what is told of it. */
import assert from 'node:assert/strict'
import { after, before, mock, test } from 'node:test'
import type { FakeView } from '../core/testing/dom.js'
import { settled, TestProgram } from '../core/testing/program.js'
import type { Case, Part } from '../oracle/case.js'
import { Compiler } from '../oracle/compiler.js'
import { renew } from './renew.js'

let compiler: Compiler
before(() => {
  compiler = new Compiler()
})
after(() => compiler?.close())

/** Tabs that keep a list of their own of the tabs that were linked, as libraries do. */
const tabs = {
  wxml: '<text>{{all}}</text><slot />',
  js: `Component({
    data: { all: '' },
    relations: { './tab': {
      type: 'child',
      linked(tab) { this.list = [...(this.list ?? []), tab]; this.show() },
      unlinked(tab) { this.list = this.list.filter((each) => each !== tab); this.show() },
      linkChanged() { this.setData({ all: 'moved' }) },
    } },
    methods: { show() { this.setData({ all: this.list.map((each) => each.data.name).join(' ') }) } },
  })`,
} satisfies Part
const tab = {
  wxml: '<slot />',
  js: `Component({ properties: { name: String }, relations: { './tabs': { type: 'parent' } } })`,
} satisfies Part
const page = {
  using: { tabs: 'tabs', tab: 'tab' },
  wxml: '<tabs><tab name="tea" /><tab name="cake" /></tabs>',
  js: 'Component({})',
} satisfies Part

/** The frame says what it keeps of a person's: nothing, or what each of its elements has. */
function answer(view: FakeView, had: readonly Readonly<Record<string, unknown>>[] = []): void {
  const asked = view.messages.findLast((each) => each.kind === 'query')
  assert.ok(asked?.kind === 'query')
  view.answerQuery(asked.id, [[{ scrollTop: 0 }], ...had.map((each) => [each])])
}

type Opened = (next: Readonly<Record<string, Part>>, remake?: readonly string[], answered?: (view: FakeView) => void) => Promise<string>

/** Opens the page, and gives a function that changes its parts and says what is shown then. */
async function open(parts: Readonly<Record<string, Part>>): Promise<Opened> {
  const compiled = async (each: Readonly<Record<string, Part>>) => {
    const made: Case = { name: 'relations', parts: each, steps: [] }
    const got = await compiler.compile([made])
    assert.deepEqual(got.diagnostics, [])
    return got
  }
  const first = await compiled(parts)
  const program = new TestProgram()
  program.run(first.chunk)
  program.start(first.app)
  const view = await program.open('c0/page')
  assert.equal(view.text, 'tea cake')
  return async (next, remake = [], answered = answer) => {
    const { chunk } = await compiled(next)
    const forget = remake.map((path) => `${path}.js`)
    const change = { kind: 'apply', id: 1, code: chunk, forget, wxs: false, remake, redraw: ['c0/page'] } as const
    const { runtime, pages } = program.running
    const renewed = renew(change, { program: program.program, runtime, pages, runChunk: (text) => program.run(text) })
    await settled()
    answered(view)
    await renewed
    await program.draw(view)
    assert.deepEqual([program.errors, program.warnings], [[], []])
    return view.text
  }
}

test('a page that is drawn anew tells no relation again', async () => {
  const shown = await open({ tabs, tab, page })
  assert.equal(await shown({ tabs, tab, page: { ...page, wxml: `${page.wxml}<view>below</view>` } }), 'tea cakebelow')
})

test('what is new in it is linked, what is gone is not any more', async () => {
  const shown = await open({ tabs, tab, page })
  assert.equal(await shown({ tabs, tab, page: { ...page, wxml: page.wxml.replace('</tabs>', '<tab name="rice" /></tabs>') } }), 'tea cake rice')
  assert.equal(await shown({ tabs, tab, page: { ...page, wxml: '<tabs><tab name="tea" /></tabs>' } }), 'tea')
})

test('a relation ends with the component whose script changed, and begins with the one in its place', async () => {
  const shown = await open({ tabs, tab, page })
  assert.equal(await shown({ tabs, tab: { ...tab, js: `${tab.js}\n` }, page }, ['c0/tab']), 'tea cake')
  assert.equal(await shown({ tabs: { ...tabs, js: `${tabs.js}\n` }, tab, page }, ['c0/tabs']), 'tea cake')
})

test('what was typed comes back, however late the frame of a busy machine says what it was', async () => {
  const withField = { ...page, wxml: `${page.wxml}<input />` }
  const shown = await open({ tabs, tab, page: withField })
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    let seen: FakeView | undefined
    await shown({ tabs, tab, page: { ...withField, wxml: `<view>above</view>${withField.wxml}` } }, [], (view) => {
      seen = view
      mock.timers.tick(1000)
      answer(view, [{ value: 'Ling' }])
    })
    const field = seen?.find((node) => node.tag === 'wx-input')
    assert.equal(field?.properties.get('value'), 'Ling')
  } finally {
    mock.timers.reset()
  }
})
