/** Cases: text, conditions, lists, templates, slots. */
import type { Case } from './case.js'

const page = (wxml: string, data = '{}'): Case['parts'] => ({ page: { wxml, js: `Component({ data: ${data} })` } })
const row = {
  wxml: '<text>{{label}}</text>',
  js: `Component({ properties: { label: String }, lifetimes: { created() { log('created') }, attached() { log('attached ' + this.data.label) }, moved() { log('moved ' + this.data.label) }, detached() { log('detached ' + this.data.label) } } })`,
}

export const treeCases: readonly Case[] = [
  {
    name: 'text shows numbers, booleans, and nothing for null',
    parts: page('<view>{{a}}|{{b}}|{{c}}|{{d}}|x{{a}}y</view>', '{ a: 1, b: true, c: null, d: undefined }'),
    steps: ['page.setData({ a: 0, b: false, c: "s" })'],
  },
  {
    name: 'class, style and id follow data',
    parts: page('<view id="{{i}}" class="a {{b}}" style="color: {{c}}">t</view>', '{ i: "n", b: "b", c: "red" }'),
    steps: ['page.setData({ b: "c d", c: "blue" })', 'page.setData({ i: "m" })'],
  },
  {
    name: 'if, elif, else exchange their nodes',
    parts: page('<view wx:if="{{n > 2}}">big</view><view wx:elif="{{n > 1}}">two</view><block wx:else><text>{{n}}</text>small</block>', '{ n: 0 }'),
    steps: ['page.setData({ n: 2 })', 'page.setData({ n: 3 })', 'page.setData({ n: 1 })', 'page.setData({ n: 0 })'],
  },
  {
    name: 'an if without else between neighbours keeps its place',
    parts: page('<text>a</text><view wx:if="{{on}}">b</view><text>c</text>', '{ on: false }'),
    steps: ['page.setData({ on: true })', 'page.setData({ on: false })', 'page.setData({ on: true })'],
  },
  {
    name: 'ifs side by side at the end',
    parts: page('<view wx:if="{{a}}">a</view><view wx:if="{{b}}">b</view><view wx:if="{{c}}">c</view>', '{}'),
    steps: ['page.setData({ c: true })', 'page.setData({ a: true })', 'page.setData({ b: true })', 'page.setData({ a: false, c: false })'],
  },
  {
    name: 'a list without a key by index',
    parts: page('<view wx:for="{{list}}">{{index}}:{{item}}</view>!', '{ list: ["a", "b"] }'),
    steps: ['page.setData({ list: ["b", "c", "d"] })', 'page.setData({ list: [] })', 'page.setData({ list: ["z"] })', 'page.setData({ "list[1]": "y" })'],
  },
  {
    name: 'lists of objects, numbers and strings',
    parts: page(
      '<text wx:for="{{o}}">{{index}}={{item}};</text><text wx:for="{{3}}">{{item}}</text><text wx:for="ab">{{item}}</text>',
      '{ o: { x: 1, y: 2 } }',
    ),
    steps: ['page.setData({ o: { x: 3, z: 4 } })', 'page.setData({ "o.x": 9 })'],
  },
  {
    name: 'nested loops see the outer variables',
    parts: page(
      '<view wx:for="{{rows}}" wx:for-item="r" wx:for-index="i"><text wx:for="{{r.cells}}" wx:for-item="c">{{i}}{{r.n}}{{c}}{{index}} </text></view>',
      '{ rows: [{ n: "a", cells: [1, 2] }, { n: "b", cells: [3] }] }',
    ),
    steps: [
      'page.setData({ "rows[1].cells": [3, 4, 5] })',
      'page.setData({ "rows[0].n": "A" })',
      'page.setData({ "rows[0].cells[1]": 7 })',
      'page.setData({ rows: [{ n: "c", cells: [] }] })',
    ],
  },
  {
    name: 'keyed components move, come and go',
    unordered: 'items that go are detached before new ones are made; the reference does both in the order of the list',
    parts: {
      row,
      page: {
        wxml: '<row wx:for="{{list}}" wx:key="id" label="{{item.id}}" /><text>end</text>',
        using: { row: 'row' },
        js: 'Component({ data: { list: [{ id: "a" }, { id: "b" }, { id: "c" }, { id: "d" }] } })',
      },
    },
    steps: [
      'page.setData({ list: [{ id: "d" }, { id: "a" }, { id: "b" }, { id: "c" }] })',
      'page.setData({ list: [{ id: "d" }, { id: "x" }, { id: "b" }] })',
      'page.setData({ list: [{ id: "b" }, { id: "d" }, { id: "y" }, { id: "x" }] })',
      'page.setData({ list: [] })',
    ],
  },
  {
    name: 'keys by the item itself',
    parts: page('<view wx:for="{{list}}" wx:key="*this" id="{{item}}">{{item}}{{index}}</view>', '{ list: ["a", "b", "c"] }'),
    steps: ['page.setData({ list: ["c", "b", "a"] })', 'page.setData({ list: ["b", "q", "c"] })'],
  },
  {
    name: 'one field of one row',
    parts: page(
      '<view wx:for="{{list}}" wx:key="id">{{item.id}} {{item.name}} {{sel === item.id ? "*" : ""}}</view>',
      '{ sel: 2, list: [{ id: 1, name: "x" }, { id: 2, name: "y" }] }',
    ),
    steps: ['page.setData({ "list[1].name": "Y" })', 'page.setData({ sel: 1 })', 'page.setData({ sel: 2, "list[0].name": "X" })'],
  },
  {
    name: 'a row appended by path',
    parts: page('<view wx:for="{{list}}" wx:key="id">{{item.id}}/{{list.length}}</view>', '{ list: [{ id: 1 }] }'),
    steps: ['page.setData({ "list[1]": { id: 2 } })', 'page.setData({ "list[3]": { id: 4 } })'],
    warns: true,
  },
  {
    name: 'templates by name with data',
    parts: page(
      '<template name="t"><view>{{a}}-{{b}}</view></template><template is="t" data="{{a, b: c}}" /><template is="t" data="{{...o}}" />',
      '{ a: 1, c: 2, o: { a: 3, b: 4 } }',
    ),
    steps: ['page.setData({ c: 5 })', 'page.setData({ "o.b": 6 })', 'page.setData({ o: { a: 7 } })'],
  },
  {
    name: 'a template chosen by data',
    parts: page(
      '<template name="x"><text>x{{v}}</text></template><template name="y"><view>y{{v}}</view></template><template is="{{n}}" data="{{v}}" />',
      '{ n: "x", v: 1 }',
    ),
    steps: ['page.setData({ v: 2 })', 'page.setData({ n: "y" })', 'page.setData({ n: "x", v: 3 })'],
  },
  {
    name: 'a template with loops inside',
    parts: page(
      '<template name="t"><view wx:for="{{l}}" wx:key="k">{{item.k}}{{p}}</view></template><template is="t" data="{{l: list, p}}" />',
      '{ p: "!", list: [{ k: 1 }, { k: 2 }] }',
    ),
    steps: ['page.setData({ p: "?" })', 'page.setData({ "list[0].k": 9 })', 'page.setData({ list: [{ k: 2 }] })'],
  },
  {
    name: 'wxs functions in text, class and lists',
    parts: page(
      '<wxs module="m">module.exports = { up: function (s) { return s.toUpperCase() }, odd: function (l) { return l.filter(function (x) { return x % 2 }) } }</wxs><view class="{{m.up(c)}}">{{m.up(c)}}</view><text wx:for="{{m.odd(l)}}">{{item}}</text>',
      '{ c: "ab", l: [1, 2, 3] }',
    ),
    steps: ['page.setData({ c: "x" })', 'page.setData({ l: [4, 5, 6, 7] })', 'page.setData({ "l[1]": 8 })'],
  },
  {
    name: 'one slot takes all content',
    parts: {
      box: { wxml: '<view class="in"><slot /></view>' },
      page: { wxml: '<box><text>{{a}}</text><view wx:if="{{on}}">b</view></box>', using: { box: 'box' }, js: 'Component({ data: { a: 1, on: false } })' },
    },
    steps: ['page.setData({ on: true })', 'page.setData({ a: 2, on: false })'],
  },
  {
    name: 'named slots take what names them',
    parts: {
      box: {
        wxml: '<view class="h"><slot name="head" /></view><slot /><view class="f"><slot name="foot" /></view>',
        js: 'Component({ options: { multipleSlots: true } })',
      },
      page: {
        wxml: '<box><text slot="foot">f{{n}}</text><text>d</text><text slot="head">h</text><text slot="none">x</text><text wx:for="{{n}}" slot="{{item % 2 ? \'head\' : \'foot\'}}">{{item}}</text></box>',
        using: { box: 'box' },
        js: 'Component({ data: { n: 2 } })',
      },
    },
    steps: ['page.setData({ n: 4 })', 'page.setData({ n: 1 })', 'page.setData({ n: 0 })'],
  },
  {
    name: 'a slot that comes and goes keeps its content',
    parts: {
      box: { wxml: '<view wx:if="{{on}}" class="w"><slot /></view><text>t</text>', js: 'Component({ properties: { on: Boolean } })' },
      row,
      page: { wxml: '<box on="{{on}}"><row label="{{l}}" /></box>', using: { box: 'box', row: 'row' }, js: 'Component({ data: { on: false, l: "a" } })' },
    },
    steps: ['page.setData({ on: true })', 'page.setData({ l: "b" })', 'page.setData({ on: false })', 'page.setData({ l: "c" })', 'page.setData({ on: true })'],
  },
  {
    name: 'a slot with a name from data',
    parts: {
      box: {
        wxml: '<view class="a"><slot name="{{first}}" /></view><view class="b"><slot name="{{second}}" /></view>',
        js: 'Component({ options: { multipleSlots: true }, properties: { first: String, second: String } })',
      },
      page: {
        wxml: '<box first="{{x}}" second="{{y}}"><text slot="p">P</text><text slot="q">Q</text></box>',
        using: { box: 'box' },
        js: 'Component({ data: { x: "p", y: "q" } })',
      },
    },
    steps: ['page.setData({ x: "q", y: "p" })', 'page.setData({ x: "", y: "q" })'],
  },
  {
    name: 'a slot inside the content of another component',
    parts: {
      inner: { wxml: '<view class="inner"><slot /></view>' },
      outer: { wxml: '<inner><text>before</text><slot /><text>after</text></inner>', using: { inner: 'inner' } },
      page: { wxml: '<outer><text wx:for="{{l}}" wx:key="*this">{{item}}</text></outer>', using: { outer: 'outer' }, js: 'Component({ data: { l: ["a"] } })' },
    },
    steps: ['page.setData({ l: ["b", "a"] })', 'page.setData({ l: [] })', 'page.setData({ l: ["z"] })'],
  },
  {
    name: 'a virtual host has no element of its own',
    parts: {
      v: {
        wxml: '<text>{{l}}</text><view wx:if="{{l > 1}}">more</view><slot />',
        js: 'Component({ options: { virtualHost: true }, properties: { l: Number } })',
      },
      page: {
        wxml: '<text>a</text><v wx:for="{{n}}" l="{{item}}"><text>s{{item}}</text></v><text>z</text>',
        using: { v: 'v' },
        js: 'Component({ data: { n: 2 } })',
      },
    },
    steps: ['page.setData({ n: 4 })', 'page.setData({ n: 1 })'],
  },
  {
    name: 'a generic is what the owner names',
    parts: {
      a: { wxml: '<text>A{{v}}</text>', js: 'Component({ properties: { v: Number } })' },
      b: { wxml: '<view>B{{v}}</view>', js: 'Component({ properties: { v: Number } })' },
      list: { wxml: '<item wx:for="{{n}}" v="{{item}}" />', generics: { item: 'a' }, js: 'Component({ properties: { n: Number } })' },
      page: { wxml: '<list n="{{n}}" generic:item="b" /><list n="{{n}}" />', using: { list: 'list', b: 'b' }, js: 'Component({ data: { n: 1 } })' },
    },
    steps: ['page.setData({ n: 2 })'],
  },
  {
    name: 'changes in place show only after setData of the path',
    parts: page('<text>{{o.a}}{{o.b}}{{n}}</text>', '{ n: 0, o: { a: 1, b: 1 } }'),
    steps: ['page.data.o.a = 2; page.setData({ n: 1 })', 'page.setData({ "o.b": 3 })', 'page.setData({ o: page.data.o })'],
  },
  {
    name: 'a list grown in place and set again',
    parts: page('<view wx:for="{{l}}" wx:key="id">{{item.id}}</view>', '{ l: [{ id: 1 }] }'),
    steps: [
      'page.data.l.push({ id: 2 }); page.setData({ l: page.data.l })',
      'page.data.l.unshift({ id: 0 }); page.setData({ l: page.data.l })',
      'page.data.l.splice(1, 1); page.setData({ l: page.data.l })',
    ],
  },
  {
    name: 'an element with if and for',
    parts: page('<view wx:for="{{l}}" wx:if="{{item.on}}">{{item.n}}</view>', '{ l: [{ n: 1, on: true }, { n: 2 }] }'),
    steps: ['page.setData({ "l[1].on": true })', 'page.setData({ "l[0].on": false })'],
  },
  {
    name: 'operators, ternaries, members and computed keys',
    parts: page(
      '<text>{{a + b * 2}} {{a > 1 && b}} {{o[k]}} {{o[k].length}} {{[a, b][1]}} {{ {x: a}.x }} {{!a}} {{a === 1 ? "one" : "other"}} {{u.v.w}}</text>',
      '{ a: 1, b: 2, k: "p", o: { p: "pp", q: "q" } }',
    ),
    steps: ['page.setData({ k: "q" })', 'page.setData({ a: 2, "o.q": "long" })', 'page.setData({ "u.v.w": 3 })'],
  },
]
