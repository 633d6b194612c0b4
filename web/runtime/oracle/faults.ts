/**
 * What the reference does wrong, or otherwise than WeChat documents it. A generated case that differs is laid to one of these
 * only if the difference is gone when the fault's trigger alone is taken out of it, or if the reference itself warned.
 */
import type { Case } from './case.js'
import type { Expression, Tree } from './tree.js'
import { changed } from './walk.js'

export interface Fault {
  readonly name: string
  readonly reason: string
  /** The tree without what triggers the fault, else unchanged. */
  readonly without?: (tree: Tree) => Tree
  /** The reference's own warning of it. */
  readonly warning?: string
  /** A case in which the fault still shows. */
  readonly example: Case
}

function page(wxml: string, js: string, steps: readonly string[]): Case {
  return { name: 'page', parts: { page: { wxml, js } }, steps, quiet: true }
}

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'k' in value
}

export const faults: readonly Fault[] = [
  {
    name: '?? is ||',
    reason: 'its compiler prints a ?? b as a ? a : b, so that 0, "" and false give b; JavaScript and WeChat give a',
    without: (tree) => changed(tree, (value) => (isExpression(value) && value.k === 'binary' && value.op === '??' ? { ...value, op: '||' } : value)),
    example: page('{{n ?? 5}}', 'Component({ data: { n: 0 } })', []),
  },
  {
    name: 'recursive updates',
    reason: 'data that is set while the same component is drawn disorders its tree, as it warns itself; here it waits until the drawing is over',
    warning: 'recursive update detected',
    example: {
      name: 'recursive',
      quiet: true,
      parts: {
        c: { wxml: '<text>c</text>', js: `Component({ lifetimes: { attached() { this.triggerEvent('up') } } })` },
        page: {
          wxml: '<block wx:for="{{l}}"><text>{{sum}}</text><c bind:up="add" /></block>',
          using: { c: 'c' },
          js: 'Component({ data: { sum: 0, l: [1] }, methods: { add() { if (this.data.sum < 2) this.setData({ sum: this.data.sum + 1, l: [1, 2, 3, 4] }) } } })',
        },
      },
      steps: ['page.setData({ l: [1, 2] })'],
    },
  },
]
