/** Cases that generated ones were shrunk to: each was a difference once. */
import type { Case } from './case.js'

const page = (wxml: string, data = '{}'): Case['parts'] => ({ page: { wxml, js: `Component({ data: ${data} })` } })
const loud = `Component({ properties: { v: { type: null, observer(n, o) { log('prop', n, o) } } }, observers: { v(v) { log('saw', v) } },
  lifetimes: { created() { log('created') }, attached() { log('attached', this.data.v) }, moved() { log('moved', this.data.v) }, detached() { log('detached', this.data.v) } } })`
const with1 = (wxml: string, data: string, c = loud, cWxml = '{{v}}'): Case['parts'] => ({
  c: { wxml: cWxml, js: c },
  page: { wxml, using: { c: 'c' }, js: `Component({ data: ${data} })` },
})

export const foundCases: readonly Case[] = [
  { name: 'class, style, id and slot without a value are empty', parts: page('<view class style id slot>x</view>'), steps: [] },
  {
    name: 'a value of the wrong type gives the type’s own default, not the declared one',
    quiet: true,
    parts: with1(
      '<c s="{{x}}" n="{{x}}" o="{{y}}" />',
      '{ x: undefined, y: 1 }',
      `Component({ properties: { s: { type: String, value: 'own' }, n: { type: Number, value: 7 }, o: { type: Object, value: { a: 1 } } }, observers: { 's, n, o'(...all) { log(all) } } })`,
    ),
    steps: [],
  },
  {
    name: 'without a type the first of optionalTypes is the type',
    quiet: true,
    parts: with1(
      '<c p="{{x}}" />',
      '{ x: "12" }',
      `Component({ properties: { p: { type: null, optionalTypes: [Number, Array] } }, attached() { log(this.data.p) } })`,
    ),
    steps: [],
  },
  {
    name: 'nobody hears what a component triggers in created, and its tag alone what an observer triggers while it is made',
    quiet: true,
    parts: {
      c: {
        wxml: 'c',
        js: `Component({ properties: { v: { type: Number, observer() { this.triggerEvent('ping', 1, { bubbles: true, composed: true }) } } }, created() { this.triggerEvent('ping', 0, { bubbles: true }) } })`,
      },
      page: {
        wxml: '<view bind:ping="outer"><c v="{{n}}" bind:ping="own" /></view>',
        using: { c: 'c' },
        js: `Component({ data: { n: 1 }, methods: { own(e) { log('own', e.detail) }, outer(e) { log('outer', e.detail) } } })`,
      },
    },
    steps: ['page.setData({ n: 2 })'],
  },
  {
    name: 'new members of a list are made, old ones go, and what stays is updated, from its beginning to its end',
    parts: with1('<c wx:for="{{l}}" wx:key="id" v="{{item.id}}" />', '{ l: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }] }'),
    steps: [
      'page.setData({ l: [{ id: 9 }, { id: 4 }, { id: 2 }, { id: 8 }, { id: 3 }] })',
      'page.setData({ l: [{ id: 3 }] })',
      'page.setData({ "l[0].id": 5, "l[1]": { id: 6 } })',
    ],
  },
  {
    name: 'without keys members are updated before the rest goes or comes',
    parts: with1('<c wx:for="{{l}}" v="{{item}}" />', '{ l: [1, 2, 3] }'),
    steps: ['page.setData({ l: [4] })', 'page.setData({ l: [5, 6] })', 'page.setData({ "l[1]": 7 })'],
  },
  {
    name: 'members that share a key are told apart by their order',
    quiet: true,
    parts: with1('<c wx:for="{{l}}" wx:key="id" v="{{item.v}}" />', '{ l: [{ id: 1, v: "a" }, { id: 1, v: "b" }, { v: "c" }] }'),
    steps: [
      'page.setData({ l: [{ id: "1", v: "d" }, { v: "e" }, { id: 1, v: "f" }] })',
      'page.setData({ l: [{ id: 1, v: "g" }] })',
      'page.setData({ "l[3].v": "h" })',
    ],
  },
  {
    name: 'of a list with keys that is written in the template only the members that changed are set again',
    parts: {
      c: { wxml: '{{v}}', js: `Component({ properties: { v: { type: null, observer(v) { log('v', v) } } } })` },
      page: {
        wxml: '<c wx:for="{{ [a, b, o.x] }}" v="{{item}}" /><c wx:for="{{ [a, b, o.x] }}" wx:key="*this" v="{{item}}" /><c wx:for="{{ { a, b: o } }}" wx:key="*this" v="{{item}}" />',
        using: { c: 'c' },
        js: 'Component({ data: { a: 1, b: 2, o: { x: 3 } } })',
      },
    },
    steps: ['page.setData({ a: 5 })', 'page.setData({ "o.x": 4 })', 'page.setData({ b: 2 })', 'page.setData({ z: 1 })'],
  },
  {
    name: 'members that share a key are drawn anew when one of them gets another key',
    quiet: true,
    parts: page(
      '<block wx:for="{{l}}" wx:key="id"><text wx:for="{{item.k}}">x</text></block>',
      '{ l: [{ id: 1, k: [1] }, { id: 1, k: [2] }, { id: 1, k: [] }] }',
    ),
    steps: ['page.setData({ "l[0].id": 0 })', 'page.setData({ l: [{ id: 1, k: [4] }, { id: 2, k: [5, 6] }] })'],
  },
  {
    name: 'of several slots of one name the first in the tree takes the content, whichever came first',
    parts: {
      box: { wxml: '<view wx:if="{{on}}" class="a"><slot /></view><view class="b"><slot /></view>', js: 'Component({ properties: { on: Boolean } })' },
      page: {
        wxml: '<box on="{{on}}"><text>{{n}}</text></box><box on><text>x</text></box>',
        using: { box: 'box' },
        js: 'Component({ data: { on: false, n: 1 } })',
      },
    },
    steps: ['page.setData({ on: true })', 'page.setData({ on: false, n: 2 })', 'page.setData({ on: true })'],
  },
  {
    name: 'what groupSetData sets is set at once',
    parts: page('{{n}}', `{ n: 1 }, observers: { n(v) { log('saw', v) } }`),
    steps: [
      'page.groupSetData(() => { page.setData({ n: 2 }); log(page.data.n); page.setData({ n: 3 }) })',
      'page.groupSetData(() => { throw new Error("out") })',
    ],
  },
  {
    name: 'a number that is not whole repeats nothing',
    parts: page('<text wx:for="{{n}}">{{item}}</text>', '{ n: 1.5 }'),
    steps: ['page.setData({ n: 2 })', 'page.setData({ n: NaN })', 'page.setData({ n: 1 })', 'page.setData({ n: -1 })'],
  },
  {
    name: 'the marks of an event are those of when it came into the tree',
    parts: page(
      '<view mark:n="{{n}}" capture-bind:tap="up"><view id="v" bind:tap="up" capture-bind:tap="up" /></view>',
      `{ n: 1 }, methods: { up(e) { log(e.mark.n); this.setData({ n: this.data.n + 1 }) } }`,
    ),
    steps: ['fire("v", "tap")'],
  },
  {
    name: 'a branch that comes is made before the one that was there goes',
    parts: with1('<c wx:if="{{n}}" v="a" /><c wx:else v="b" />', '{ n: 1 }'),
    steps: ['page.setData({ n: 0 })'],
  },
  {
    name: 'of a ? : only the side that is taken counts as changed',
    parts: with1('<c v="{{ b ? x : y }}" /><c v="{{ b ? [x] : y }}" />', '{ b: true, x: 1, y: 2 }'),
    steps: ['page.setData({ y: 3, z: 1 })', 'page.setData({ b: false, z: 2 })', 'page.setData({ x: 4, z: 3 })'],
  },
  {
    name: 'a member by a computed key changes with that member',
    parts: with1('<c v="{{ l[i].x }}" /><c v="{{ o[k] }}" /><c v="{{ l.length }}" />', '{ i: 1, k: "p", l: [{ x: 1 }, { x: 2 }], o: { p: 1, q: 2 } }'),
    steps: [
      'page.setData({ "l[0].x": 9, "o.q": 9 })',
      'page.setData({ "l[1].x": 8, "o.p": 8 })',
      'page.setData({ i: 0, k: "q" })',
      'page.setData({ "l[2]": { x: 1 }, z: 1 })',
    ],
  },
  {
    name: 'of a template’s data the fields that did not change are left alone',
    parts: with1(
      '<template name="t"><c v="{{a}}" /><c v="{{b.x}}" /><c wx:for="{{l}}" v="{{item.x}}" /></template><template is="t" data="{{a, b, l: list}}" /><template is="t" data="{{...o, a}}" />',
      '{ a: 1, b: { x: 2 }, list: [{ x: 3 }, { x: 4 }], o: { b: { x: 5 }, l: [] } }',
    ),
    steps: [
      'page.setData({ "b.y": 1, z: 1 })',
      'page.setData({ "list[1].x": 5, z: 2 })',
      'page.setData({ a: 6, z: 3 })',
      'page.setData({ "o.b": { x: 7 }, z: 4 })',
    ],
  },
  {
    name: 'properties are taken in the order of the tag’s attributes',
    quiet: true,
    parts: with1(
      '<c b="{{n}}" a="1" c="{{n}}" />',
      '{ n: 2 }',
      `const say = (name) => ({ type: Number, observer(v) { log(name, v) } }); Component({ properties: { a: say('a'), b: say('b'), c: say('c') } })`,
    ),
    steps: [],
  },
  {
    name: 'a slot in the content of a component goes into the slot that it names',
    parts: {
      box: { wxml: '<view class="p"><slot name="p" /></view><slot />', js: 'Component({ options: { multipleSlots: true } })' },
      wrap: { wxml: '<box><slot slot="{{s}}" /></box>', using: { box: 'box' }, js: 'Component({ properties: { s: String } })' },
      page: { wxml: '<wrap s="{{s}}"><text>{{n}}</text></wrap>', using: { wrap: 'wrap' }, js: 'Component({ data: { s: "p", n: 1 } })' },
    },
    steps: ['page.setData({ s: "", n: 2 })', 'page.setData({ s: "none" })', 'page.setData({ s: "p", n: 3 })'],
  },
  {
    name: 'a slot that comes in the content of a component takes what waits for it',
    parts: {
      box: { wxml: '<slot />' },
      wrap: { wxml: '<text wx:if="{{on}}"><box><slot /></box></text>', using: { box: 'box' }, js: 'Component({ properties: { on: Boolean } })' },
      page: { wxml: '<wrap on="{{on}}">{{n}}</wrap>', using: { wrap: 'wrap' }, js: 'Component({ data: { on: false, n: 1 } })' },
    },
    steps: ['page.setData({ on: true })', 'page.setData({ on: false, n: 2 })', 'page.setData({ on: true })'],
  },
  {
    name: 'a slot that is a branch by itself keeps its content',
    parts: {
      box: { wxml: '<block wx:if="{{on}}"><slot /></block>', js: 'Component({ properties: { on: Boolean } })' },
      page: { wxml: '<box on="{{on}}"><box on="{{on}}"><text>{{n}}</text></box></box>', using: { box: 'box' }, js: 'Component({ data: { on: true, n: 1 } })' },
    },
    steps: ['page.setData({ on: false })', 'page.setData({ n: 2 })', 'page.setData({ on: true })'],
  },
  {
    name: 'content without a slot goes with a component that has no element',
    parts: {
      bare: { wxml: '<slot />', js: 'Component({ options: { virtualHost: true } })' },
      none: { wxml: 'none' },
      page: {
        wxml: '<none><block wx:for="{{l}}"><bare><none><text>{{item}}</text></none></bare></block></none>',
        using: { bare: 'bare', none: 'none' },
        js: 'Component({ data: { l: [1, 2, 3] } })',
      },
    },
    steps: ['page.setData({ l: [1] })', 'page.setData({ l: [] })'],
  },
  {
    name: 'signs that follow each other stay apart',
    parts: page('{{ a - -b / c }} {{ a + +b * c }} {{ typeof ~a }} {{ typeof -a }} {{ - -a }}', '{ a: 5, b: 4, c: 2 }'),
    steps: [],
  },
  {
    name: 'a list by a function of WXS is not taken for the list that it was made of',
    parts: page(
      '<wxs module="m">module.exports = { back: function (l) { return [].concat(l).reverse() } }</wxs><text wx:for="{{m.back(l)}}">{{item.x}}</text>',
      '{ l: [{ x: 1 }, { x: 2 }, { x: 3 }] }',
    ),
    steps: ['page.setData({ "l[0].x": 9 })', 'page.setData({ "l[2].x": 8 })'],
  },
  {
    name: 'an event goes no further than a handler left the way up',
    parts: {
      c: { wxml: 'c', js: `Component({ methods: { up() { this.triggerEvent('ping', 1, { bubbles: true }) } } })` },
      page: {
        wxml: '<view bind:ping="outer"><view wx:if="{{on}}" bind:ping="inner"><c id="c" /></view></view>',
        using: { c: 'c' },
        js: `Component({ data: { on: true }, methods: { inner() { log('inner'); this.setData({ on: false }) }, outer() { log('outer') } } })`,
      },
    },
    steps: ['page.selectComponent("#c").up()'],
  },
  {
    name: 'an event goes no further than content that a handler left',
    parts: {
      c: { wxml: '<slot />', js: `Component({ methods: { up() { this.triggerEvent('ping', 1, { bubbles: true, composed: true }) } } })` },
      page: {
        wxml: '<c bind:ping="outer"><c wx:for="{{l}}"><c id="c" bind:ping="inner" /></c></c>',
        using: { c: 'c' },
        js: `Component({ data: { l: [1] }, methods: { inner() { log('inner'); this.setData({ l: [] }) }, outer() { log('outer') } } })`,
      },
    },
    steps: ['page.selectComponent("#c").up()'],
  },
  {
    name: 'an observer of a member sees nothing in a text',
    quiet: true,
    parts: with1(
      '<c />',
      '{}',
      `Component({ properties: { n: { type: Number, value: undefined } }, data: { s: 'ab' }, observers: { 's[0], s.length, n'(...all) { log(all) }, 's[1]'(v) { log('one', v) } }, attached() { this.setData({ n: 1 }); this.setData({ s: 'cd' }) } })`,
    ),
    steps: [],
  },
  {
    name: 'a slot in the content of a component that goes gives its content back, which lives on without a place',
    parts: {
      none: { wxml: '' },
      box: {
        wxml: '<none wx:if="{{on}}"><slot /></none><block wx:else>off</block>',
        using: { none: 'none' },
        js: 'Component({ properties: { on: Boolean } })',
      },
      page: {
        wxml: '<box on="{{on}}"><box id="in" on="{{on}}">{{n}}</box></box>',
        using: { box: 'box' },
        js: 'Component({ data: { on: true, n: 1 } })',
      },
    },
    steps: ['page.setData({ on: false, n: 2 })', 'page.setData({ on: true })', 'page.setData({ n: 3 })'],
  },
  {
    name: 'two properties are never the same object',
    parts: {
      c: {
        wxml: '{{ a === b }} {{ a.x === b }} {{ a === a }} {{ b.x }}',
        js: 'Component({ properties: { a: Object, b: { type: null } } })',
      },
      page: {
        wxml: '<c a="{{o}}" b="{{o}}" /><c a="{{o}}" b="{{o.x}}" /><c b="{{o}}" a="{{o}}" />',
        using: { c: 'c' },
        js: 'Component({ data: { o: { x: { y: 1 } } } })',
      },
    },
    steps: ['page.setData({ "o.x": { y: 2 } })', 'page.setData({ o: { x: 3 } })'],
  },
  {
    name: 'of the slots of a list that moved the one that is first now takes the content',
    parts: {
      box: {
        wxml: '<view wx:for="{{l}}" wx:key="*this" class="i{{item}}"><slot /></view><slot />',
        js: 'Component({ options: { multipleSlots: true }, properties: { l: Array } })',
      },
      page: {
        wxml: '<box l="{{l}}"><text>{{n}}</text><text wx:for="{{l}}" wx:key="*this">{{item}}</text></box>',
        using: { box: 'box' },
        js: 'Component({ data: { l: [1, 2, 3], n: 1 } })',
      },
    },
    steps: [
      'page.setData({ l: [3, 1, 2] })',
      'page.setData({ l: [2, 3, 1], n: 2 })',
      'page.setData({ l: [4, 1, 3] })',
      'page.setData({ l: [5] })',
      'page.setData({ l: [] })',
      'page.setData({ l: [6, 7] })',
    ],
  },
  {
    name: 'a list of classes is as many classes, on a built-in, a component and for an external one',
    parts: {
      c: { wxml: '<view class="own e">{{v}}</view>', js: `Component({ externalClasses: ['e'] })` },
      page: {
        wxml: `<view class="{{l}}">t</view><view class="{{['a', on ? 'b' : '']}} c">t</view><view class="s,t">t</view><c class="{{l}}" e="{{l}}" />`,
        using: { c: 'c' },
        js: 'Component({ data: { on: true, l: ["x", "y"] } })',
      },
    },
    steps: ['page.setData({ on: false })', 'page.setData({ l: ["z", "", "w"] })'],
  },
  {
    name: 'a branch that goes with a slot inside an element leaves the content to the slot of the branch that comes',
    parts: {
      c: {
        wxml: '<block wx:if="{{on}}"><slot /></block><view wx:elif="{{n > 1}}"><text><slot /></text></view><text wx:else><slot /></text>',
        js: 'Component({ properties: { on: Boolean, n: Number } })',
      },
      page: {
        wxml: '<c on="{{on}}" n="{{n}}"><button id="in">{{n}}</button>{{n}}</c>',
        using: { c: 'c' },
        js: 'Component({ data: { on: false, n: 1 } })',
      },
    },
    steps: ['page.setData({ on: true })', 'page.setData({ on: false, n: 2 })', 'page.setData({ n: 1 })', 'page.setData({ on: true, n: 3 })'],
  },
  {
    name: 'a member of a list read by a text that names its place',
    parts: {
      page: {
        wxml: `<view class="{{l['0']}}">{{l['0']}}{{l[k]}}{{o[1]}}</view>`,
        js: 'Component({ data: { l: [1, 2], k: "1", o: { 1: "a" } } })',
      },
    },
    steps: ['page.setData({ "l[0]": 3 })', 'page.setData({ "l[1]": 4 })', 'page.setData({ "o.1": "b" })', 'page.setData({ "o[1]": "c", "l[0]": 5 })'],
  },
  {
    name: 'what a component that was taken out sets goes on making its tree, which its methods find, and nothing of it is attached',
    parts: {
      d: { wxml: '{{v}}', js: loud },
      c: { wxml: '<d class="d" wx:for="{{l}}" wx:key="*this" v="{{item}}" />', using: { d: 'd' }, js: 'Component({ data: { l: [] } })' },
      page: {
        wxml: '<c class="c" wx:if="{{on}}" />{{n}}',
        using: { c: 'c' },
        js: `Component({ data: { on: true, n: 0 }, methods: {
          keep() { this.c = this.selectComponent('.c') },
          late(l) { this.c.setData({ l }); log(this.c.selectAllComponents('.d').length) },
          within(v) { this.c.selectAllComponents('.d')[0].setData({ v }) },
        } })`,
      },
    },
    steps: [
      'page.keep()',
      'page.setData({ on: false })',
      'page.late([1, 2])',
      'page.within(7)',
      'page.late([2])',
      'page.setData({ on: true, n: 1 })',
      'page.late([3])',
    ],
  },
]
