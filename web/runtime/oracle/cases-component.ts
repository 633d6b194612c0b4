/** Cases: properties, observers, behaviors, lifetimes, relations, events, two-way bindings. */
import type { Case } from './case.js'

const nested = (inner: string, outer = ''): Case['parts'] => ({
  c: {
    wxml: '<view id="inner" bind:tap="onInner">x</view><slot />',
    js: `Component({ properties: { v: null }, methods: { onInner(e) { log('c.inner', e.target.id, e.currentTarget.id) }, fire(options) { this.triggerEvent('ping', { n: 1 }, options) } } })`,
  },
  page: {
    wxml: inner,
    using: { c: 'c' },
    js: `Component({ data: { n: 1, l: [1, 2] }, methods: { a(e) { log('a', e.type, e.target.id, e.currentTarget.id, e.detail) }, b(e) { log('b', e.currentTarget.id) }, m(e) { log('mark', e.mark) }, d(e) { log('dataset', e.target.dataset, e.currentTarget.dataset) }, stop(e) { log('stop'); return false }, ${outer} } })`,
  },
})

const typed = `Component({ properties: { s: String, n: Number, b: Boolean, o: Object, a: Array, any: null, d: { type: Number, value: 7 }, m: { type: Number, optionalTypes: [String] } },
  observers: { '**'() {} }, methods: { show() { log(JSON.stringify(this.data)) } } })`

export const componentCases: readonly Case[] = [
  {
    name: 'properties take values by their types',
    warns: true,
    parts: {
      c: { wxml: '<text>{{s}}|{{n}}|{{b}}|{{any}}|{{d}}|{{m}}</text>', js: typed },
      page: {
        wxml: '<c id="c" s="{{x}}" n="{{x}}" b="{{x}}" o="{{x}}" a="{{x}}" any="{{x}}" m="{{x}}" />',
        using: { c: 'c' },
        js: 'Component({ data: { x: "12" } })',
      },
    },
    steps: [
      'page.selectComponent("#c").show()',
      'page.setData({ x: 5 }); page.selectComponent("#c").show()',
      'page.setData({ x: null }); page.selectComponent("#c").show()',
      'page.setData({ x: [1] }); page.selectComponent("#c").show()',
      'page.setData({ x: { k: 1 } }); page.selectComponent("#c").show()',
      'page.setData({ x: "word" }); page.selectComponent("#c").show()',
      'page.setData({ x: undefined }); page.selectComponent("#c").show()',
      'page.setData({ x: true }); page.selectComponent("#c").show()',
    ],
  },
  {
    name: 'a property of the type Function takes anything, and is null without a value',
    warns: true,
    parts: {
      c: {
        wxml: '<text>c</text>',
        js: `Component({ properties: { f: { type: Function, optionalTypes: [null], value: null }, g: Function, h: { type: Function, value: (n) => n + 1 } },
          methods: { show() { const { f, g, h } = this.data; log(...[f, g, h].map((each) => typeof each === 'function' ? String(each(2)) : JSON.stringify(each))) }, own(g) { this.setData({ g }); this.show() } } })`,
      },
      page: { wxml: '<c id="c" f="{{f}}" g="{{g}}" h="{{h}}" /><c id="d" />', using: { c: 'c' }, js: 'Component({ data: { n: 1 } })' },
    },
    steps: [
      'page.selectComponent("#c").show(); page.selectComponent("#d").show()',
      'page.setData({ f: (n) => n * 2, g: (n) => n * 3, h: (n) => n * 4 }); page.selectComponent("#c").show()',
      'page.setData({ f: undefined, g: undefined, h: undefined }); page.selectComponent("#c").show()',
      'page.setData({ f: 5, g: "word", h: null }); page.selectComponent("#c").show()',
      'page.selectComponent("#c").own((n) => n * 5)',
      'page.selectComponent("#c").own(undefined)',
    ],
    differs: {
      reason: 'Exparser knows no type Function: undefined is null, where glass-easel gives a function that does nothing.',
      logs: [[], ['null null null', 'null null 3'], ['4 6 8'], ['null null null'], ['5 "word" null'], ['5 10 null'], ['5 null null']],
    },
  },
  {
    name: 'property observers get new and old, data observers run before',
    parts: {
      c: {
        wxml: '<text>{{v}} {{w}}</text>',
        js: `Component({ properties: { v: { type: Number, observer(n, o) { log('prop', n, o) } }, w: { type: String, observer: 'onW' } }, observers: { v(n) { log('data v', n) }, 'v, w'(v, w) { log('both', v, w) } }, methods: { onW(n, o) { log('w', n, o) } }, lifetimes: { created() { log('created', this.data.v) }, attached() { log('attached', this.data.v) } } })`,
      },
      page: { wxml: '<c v="{{n}}" w="s{{n}}" />', using: { c: 'c' }, js: 'Component({ data: { n: 1 } })' },
    },
    steps: ['page.setData({ n: 2 })', 'page.setData({ n: 2 })', 'page.setData({ n: 0 })'],
  },
  {
    name: 'observers by path and wildcard',
    parts: {
      page: {
        wxml: '<text>{{o.a.b}}</text>',
        js: `Component({ data: { o: { a: { b: 1 } }, l: [{ x: 1 }], z: 0 }, observers: { o(v) { log('o', v) }, 'o.a'(v) { log('o.a', v) }, 'o.a.b'(v) { log('o.a.b', v) }, 'o.**'(v) { log('o.**', v) }, 'l[0].x'(v) { log('l0x', v) }, '**'(v) { log('all', v.z) } } })`,
      },
    },
    steps: [
      'page.setData({ "o.a.b": 2 })',
      'page.setData({ "o.a": { b: 3 } })',
      'page.setData({ o: { a: { b: 4 } } })',
      'page.setData({ "l[0].x": 5 })',
      'page.setData({ l: [] })',
      'page.setData({ z: 1 })',
      'page.setData({ "o.q": 1, z: 2 })',
    ],
  },
  {
    name: 'observers that set data run again until all is quiet',
    parts: {
      page: {
        wxml: '<text>{{a}} {{b}} {{c}}</text>',
        js: `Component({ data: { a: 1, b: 0, c: 0 }, observers: { a(v) { log('a', v); this.setData({ b: v * 2 }) }, b(v) { log('b', v); this.setData({ c: v + 1 }) }, 'b, c'(b, c) { log('bc', b, c) } } })`,
      },
    },
    steps: ['page.setData({ a: 2 })', 'page.setData({ a: 3, c: 9 })'],
  },
  {
    name: 'setData of a component’s own property runs its observer',
    parts: {
      page: {
        wxml: '<text>{{v}}</text>',
        js: `Component({ properties: { v: { type: Number, value: 1, observer(n, o) { log('v', n, o) } } }, observers: { v(n) { log('obs', n) } } })`,
      },
    },
    steps: ['page.setData({ v: 2 })', 'page.setData({ v: 2 })', 'page.setData({ v: "3" })'],
  },
  {
    name: 'lifetimes of nested components in order',
    parts: {
      leaf: {
        wxml: '<text>l</text>',
        js: `Component({ properties: { n: String }, created() { log('leaf created') }, attached() { log('leaf attached', this.data.n) }, detached() { log('leaf detached', this.data.n) } })`,
      },
      mid: {
        wxml: '<leaf n="in" /><slot />',
        using: { leaf: 'leaf' },
        js: `Component({ lifetimes: { created() { log('mid created') }, attached() { log('mid attached') }, detached() { log('mid detached') } } })`,
      },
      page: {
        wxml: '<mid wx:if="{{on}}"><leaf n="slotted" /></mid>',
        using: { mid: 'mid', leaf: 'leaf' },
        js: `Component({ data: { on: true }, lifetimes: { created() { log('page created') }, attached() { log('page attached') } } })`,
      },
    },
    steps: ['page.setData({ on: false })', 'page.setData({ on: true })'],
  },
  {
    name: 'behaviors merge data, properties and methods, and all callbacks run',
    differs: {
      reason: 'a behavior that comes by two ways runs its observers once, as WeChat documents it; the reference runs them twice',
      logs: [['deep created', 'deep attached', 'one attached', 'two attached', 'own attached'], ['deep d'], ['deep q', 'one q', 'two q', 'own q']],
    },
    parts: {
      page: {
        wxml: '<text>{{p}} {{q}} {{x.a}} {{x.b}} {{only}}</text>',
        js: `
      const deep = Behavior({ data: { only: 'deep', q: 'deep', x: { a: 1 } }, lifetimes: { created() { log('deep created') }, attached() { log('deep attached') } }, methods: { who() { return 'deep' }, deepOnly() { return 'd' } }, observers: { q() { log('deep q') } } })
      const one = Behavior({ behaviors: [deep], data: { q: 'one', x: { b: 2 } }, attached() { log('one attached') }, methods: { who() { return 'one' } }, observers: { q() { log('one q') } } })
      const two = Behavior({ behaviors: [deep], properties: { p: { type: String, value: 'two' } }, attached() { log('two attached') }, observers: { q() { log('two q') } } })
      Component({ behaviors: [one, two], data: { x: { a: 9 } }, lifetimes: { attached() { log('own attached') } }, attached() { log('never') }, methods: { test() { log(this.who(), this.deepOnly()) } }, observers: { q() { log('own q') } } })`,
      },
    },
    steps: ['page.test()', 'page.setData({ q: "new" })'],
  },
  {
    name: 'two observers of one field, of behavior and component',
    parts: {
      c: {
        wxml: '{{v}}',
        js: `const b = Behavior({ properties: { v: { type: Number, observer(n) { log('behavior prop', n) } } } }); Component({ behaviors: [b], observers: { v(n) { log('own', n) } } })`,
      },
      page: { wxml: '<c v="{{n}}" />', using: { c: 'c' }, js: 'Component({ data: { n: 3 } })' },
    },
    steps: ['page.setData({ n: 4 })'],
  },
  {
    name: 'a parent hears of its children by relations',
    parts: {
      item: {
        wxml: '<text>{{n}}</text>',
        js: `Component({ properties: { n: String }, relations: { './list': { type: 'parent', linked(t) { log('item linked', this.data.n) }, unlinked() { log('item unlinked', this.data.n) } } } })`,
      },
      list: {
        wxml: '<slot />',
        js: `Component({ relations: { './item': { type: 'child', linked(t) { log('list linked', t.data.n) }, linkChanged(t) { log('list changed', t.data.n) }, unlinked(t) { log('list unlinked', t.data.n) } } }, lifetimes: { attached() { log('list attached') } }, methods: { all() { log(this.getRelationNodes('./item').map((x) => x.data.n).join()) } } })`,
      },
      page: {
        wxml: '<list id="l"><view><item wx:for="{{l}}" wx:key="*this" n="{{item}}" /></view></list>',
        using: { list: 'list', item: 'item' },
        js: 'Component({ data: { l: ["a", "b"] } })',
      },
    },
    steps: [
      'page.selectComponent("#l").all()',
      'page.setData({ l: ["b", "a", "c"] }); page.selectComponent("#l").all()',
      'page.setData({ l: ["c"] }); page.selectComponent("#l").all()',
    ],
  },
  {
    name: 'ancestors and descendants by a behavior',
    parts: {
      field: {
        wxml: 'f',
        js: `const key = Behavior({}); globalThis.__key = key; Component({ behaviors: [key], relations: { form: { type: 'ancestor', target: globalThis.__formKey || (globalThis.__formKey = Behavior({})), linked() { log('field linked') } } } })`,
      },
      form: {
        wxml: '<slot />',
        js: `Component({ behaviors: [globalThis.__formKey], relations: { field: { type: 'descendant', target: globalThis.__key, linked() { log('form linked') }, unlinked() { log('form unlinked') } } }, lifetimes: { detached() { globalThis.__formKey = undefined } } })`,
      },
      wrap: { wxml: '<slot />' },
      page: {
        wxml: '<form-x><wrap><field wx:if="{{on}}" /></wrap></form-x>',
        using: { 'form-x': 'form', wrap: 'wrap', field: 'field' },
        js: 'Component({ data: { on: true } })',
      },
    },
    steps: ['page.setData({ on: false })', 'page.setData({ on: true })'],
  },
  {
    name: 'tap bubbles through elements',
    parts: nested('<view id="o" bind:tap="a"><view id="i" bind:tap="b">t</view></view>'),
    steps: ['fire("i", "tap")', 'fire("o", "tap", { x: 1 })'],
  },
  {
    name: 'catch stops, capture comes first',
    parts: nested('<view id="o" bind:tap="a" capture-bind:tap="b"><view id="m" catch:tap="b"><view id="i" bind:tap="a" /></view></view>'),
    steps: ['fire("i", "tap")', 'fire("o", "tap")'],
  },
  {
    name: 'capture-catch ends it all',
    parts: nested('<view id="o" capture-catch:tap="b" bind:tap="a"><view id="i" bind:tap="a" /></view>'),
    steps: ['fire("i", "tap")'],
  },
  {
    name: 'of mut-binds one runs',
    parts: nested('<view id="o" mut-bind:tap="a"><view id="m" bind:tap="b"><view id="i" mut-bind:tap="a" /></view></view>'),
    steps: ['fire("i", "tap")', 'fire("m", "tap")'],
  },
  {
    name: 'marks come from all ancestors',
    parts: nested('<view id="o" mark:x="1" mark:y="o{{n}}" bind:tap="m"><view id="i" mark:y="i"><text id="t">t</text></view></view>'),
    steps: ['fire("t", "tap")', 'page.setData({ n: 2 }); fire("o", "tap")'],
  },
  {
    name: 'datasets of target and current target',
    parts: nested('<view id="o" data-a-b="{{n}}" data-Cd="s" bind:tap="d"><view id="i" data-item="{{l}}" /></view>'),
    steps: ['fire("i", "tap")', 'page.setData({ n: 5, "l[0]": 9 }); fire("i", "tap")'],
  },
  {
    name: 'a tap inside a component is a tap of its tag outside',
    parts: nested('<view id="o" bind:tap="b"><c id="c" bind:tap="a" data-n="1" /></view>'),
    steps: ['fire("inner", "tap")', 'fire("c", "tap")'],
  },
  {
    name: 'content goes from slot to slot and back',
    parts: {
      c: {
        wxml: '<view><block wx:if="{{i}}">own</block><block wx:else><slot wx:if="{{v}}" name="on" /><slot wx:else name="off" /></block></view><slot />',
        js: 'Component({ options: { multipleSlots: true }, properties: { v: Boolean, i: Boolean } })',
      },
      page: {
        wxml: '<c v="{{v}}" i="{{i}}"><text slot="off">off {{n}}</text><text slot="on">on {{n}}</text>rest</c>',
        using: { c: 'c' },
        js: 'Component({ data: { v: false, i: false, n: 1 } })',
      },
    },
    steps: [
      'page.setData({ v: true })',
      'page.setData({ v: false, n: 2 })',
      'page.setData({ i: true })',
      'page.setData({ n: 3 })',
      'page.setData({ i: false, v: true })',
    ],
  },
  {
    name: 'a slot goes into a named slot of a component inside',
    parts: {
      inner: { wxml: '<view id="l"><slot name="l" /></view><view id="r"><slot name="r" /></view>', js: 'Component({ options: { multipleSlots: true } })' },
      c: {
        wxml: '<inner><slot name="a" slot="l" /><slot wx:if="{{v}}" name="b" slot="{{to}}" /></inner>',
        using: { inner: 'inner' },
        js: 'Component({ options: { multipleSlots: true }, properties: { v: Boolean, to: { type: String, value: "r" } } })',
      },
      page: {
        wxml: '<c v="{{v}}" to="{{to}}"><text slot="b">b</text><text slot="a">a</text></c>',
        using: { c: 'c' },
        js: 'Component({ data: { v: true, to: "r" } })',
      },
    },
    steps: ['page.setData({ v: false })', 'page.setData({ v: true })', 'page.setData({ to: "l" })', 'page.setData({ to: "r" })'],
  },
  {
    name: 'a tap of slotted content passes the component',
    parts: nested('<c id="c" bind:tap="a"><view id="s" bind:tap="b">s</view></c>'),
    steps: ['fire("s", "tap")'],
  },
  {
    name: 'own events reach the tag alone',
    parts: nested('<view id="o" bind:ping="b"><c id="c" bind:ping="a" /></view>'),
    steps: [
      'page.selectComponent("#c").fire()',
      'page.selectComponent("#c").fire({ bubbles: true })',
      'page.selectComponent("#c").fire({ bubbles: true, composed: true })',
      'page.selectComponent("#c").fire({ bubbles: true, capturePhase: true })',
    ],
  },
  {
    name: 'bubbling own events and composed ones across two components',
    parts: {
      c: { wxml: 'c', js: `Component({ methods: { fire(o) { this.triggerEvent('ping', 1, o) } } })` },
      frame: {
        wxml: '<view id="f" bind:ping="onPing"><slot /></view>',
        js: `Component({ methods: { onPing(e) { log('frame', e.target.id, e.currentTarget.id) } } })`,
      },
      page: {
        wxml: '<view id="o" bind:ping="p"><frame id="fr" bind:ping="p"><c id="c" /></frame></view>',
        using: { frame: 'frame', c: 'c' },
        js: `Component({ methods: { p(e) { log('page', e.target.id, e.currentTarget.id, e.detail) } } })`,
      },
    },
    steps: ['page.selectComponent("#c").fire({ bubbles: true })', 'page.selectComponent("#c").fire({ bubbles: true, composed: true })'],
  },
  { name: 'handlers that return false stop', parts: nested('<view id="o" bind:tap="a"><view id="i" bind:tap="stop" /></view>'), steps: ['fire("i", "tap")'] },
  {
    name: 'the handler’s name from data',
    parts: nested('<view id="i" bind:tap="{{n === 1 ? \'a\' : \'b\'}}" />'),
    steps: ['fire("i", "tap")', 'page.setData({ n: 2 }); fire("i", "tap")'],
  },
  {
    name: 'a two-way binding writes back what the component sets',
    parts: {
      c: {
        wxml: '<text>{{v}}</text>',
        js: `Component({ properties: { v: { type: Number, observer(n, o) { log('v', n, o) } } }, methods: { up() { this.setData({ v: this.data.v + 1 }) } } })`,
      },
      page: {
        wxml: '<c id="c" model:v="{{n}}" /><text>{{n}}</text><c wx:for="{{l}}" class="r" model:v="{{item.x}}" /><text>{{l[0].x}}</text>',
        using: { c: 'c' },
        js: `Component({ data: { n: 1, l: [{ x: 5 }] }, observers: { n(v) { log('n', v) } } })`,
      },
    },
    steps: ['page.selectComponent("#c").up()', 'page.setData({ n: 10 })', 'page.selectComponent("#c").up()', 'page.selectComponent(".r").up()'],
  },
  {
    name: 'selectComponent by id, class and descent',
    parts: {
      c: { wxml: '<text>{{v}}</text>', js: 'Component({ properties: { v: String } })' },
      page: {
        wxml: '<view class="a"><c id="x" class="c k" v="1" /></view><c class="c" v="2" /><view class="b"><view class="a"><c class="c k" v="3" /></view></view>',
        using: { c: 'c' },
        js: 'Component({})',
      },
    },
    steps: [
      'log(page.selectComponent("#x").data.v, page.selectAllComponents(".c").map((x) => x.data.v))',
      'log(page.selectAllComponents(".b .c").length, page.selectAllComponents(".a > .k").map((x) => x.data.v), page.selectAllComponents(".c.k, #x").length)',
      'log(page.selectComponent(".nothing"), page.selectComponent("#x").selectOwnerComponent() === page)',
    ],
  },
  {
    name: 'a child that sets its owner’s data while it is made',
    warns: true,
    parts: {
      c: { wxml: '<text>{{v}}</text>', js: `Component({ properties: { v: Number }, lifetimes: { attached() { this.triggerEvent('up', this.data.v) } } })` },
      page: {
        wxml: '<text>{{sum}}</text><c wx:for="{{l}}" v="{{item}}" bind:up="add" />',
        using: { c: 'c' },
        js: 'Component({ data: { sum: 0, l: [1, 2] }, methods: { add(e) { this.setData({ sum: this.data.sum + e.detail }) } } })',
      },
    },
    steps: ['page.setData({ l: [1, 2, 3] })'],
  },
  {
    name: 'pure data stays out of the template',
    parts: {
      page: {
        wxml: '<text>{{_p}}|{{q}}</text>',
        js: `Component({ options: { pureDataPattern: /^_/ }, data: { _p: 1, q: 2 }, observers: { _p(v) { log('p', v); this.setData({ q: v }) } } })`,
      },
    },
    steps: ['page.setData({ _p: 5 })', 'log(page.data._p)'],
  },
  {
    name: 'the default of an object property is not shared',
    parts: {
      c: {
        wxml: '<text>{{o.x}}</text>',
        js: `Component({ properties: { o: { type: Object, value: { x: 1 } } }, methods: { set() { this.setData({ 'o.x': 2 }) } } })`,
      },
      page: { wxml: '<c id="a" /><c id="b" />', using: { c: 'c' } },
    },
    steps: ['page.selectComponent("#a").set()'],
  },
  {
    name: 'a child changes its own copy of what the owner gave',
    parts: {
      c: { wxml: '<text>{{o.x}}</text>', js: `Component({ properties: { o: Object }, methods: { set() { this.setData({ 'o.x': 2 }) } } })` },
      page: { wxml: '<c id="a" o="{{o}}" /><text>{{o.x}}{{n}}</text>', using: { c: 'c' }, js: 'Component({ data: { o: { x: 1 }, n: 0 } })' },
    },
    steps: ['page.selectComponent("#a").set()', 'page.setData({ n: 1 })', 'page.setData({ "o.y": 1 })'],
  },
  {
    name: 'a component hears of what its own code throws, before anybody else; an error of its own is none',
    parts: {
      c: {
        wxml: '<text>{{v}}</text>',
        js: `const b = Behavior({ lifetimes: { attached() { throw new Error('attached of the behavior') }, error(e) { log('behavior', this.id, e.message) } } })
Component({ behaviors: [b], properties: { v: { type: Number, observer(v) { if (v > 1) throw new Error('property ' + v) } } }, data: { a: 0 },
  observers: { a(a) { if (a > 0) throw new Error('observer ' + a) } },
  lifetimes: { created() { throw new Error('created') }, attached() { throw new Error('attached') }, moved() { throw new Error('moved') }, detached() { throw new Error('detached') },
    error(...given) { log('error', this.id, given.length, given[0].message); this.setData({ a: 0 }) } },
  error() { log('never') }, methods: { error() { log('never') }, act() { this.setData({ a: 2 }) } } })`,
      },
      page: {
        wxml: '<c wx:for="{{l}}" wx:key="*this" id="c{{item}}" v="{{v}}" />',
        using: { c: 'c' },
        js: `Component({ data: { l: [1, 2], v: 1 }, lifetimes: { error(e) { log('page', e.message) } }, error() { log('never') } })`,
      },
    },
    steps: ['page.selectComponent("#c1").act()', 'page.setData({ v: 2 })', 'page.setData({ l: [2, 1] })', 'page.setData({ l: [] })'],
  },
]
