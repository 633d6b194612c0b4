/** README: programs written for Alipay are opened as they are, in the same host. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, picture, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let folder: string
before(async () => {
  browser = await launchBrowser()
  folder = await mkdtemp(join(tmpdir(), 'superette-alipay-'))
})
after(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

async function openLink(dev: Instance, page: Page): Promise<void> {
  const [link] = await dev.printed(/http:\S+\/dev\/open\?key=\w+/)
  await page.goto(link)
}

test('a list, a component with a function for a prop, what is typed, and the way to another page and back', async () => {
  const dev = await startInstance('dev', [join('e2e', 'programs', 'alipay')])
  const author = await visit(browser, { shape: 'phone' })
  try {
    await openLink(dev, author.page)
    const shown = programPage(author.page)
    await shown.getByText('Teas (1)', { exact: true }).waitFor()
    await shown.getByText('1. Oolong: 1', { exact: true }).waitFor()
    await shown.getByText('cups', { exact: true }).waitFor()
    await author.page.getByRole('heading', { name: 'Tea list', level: 1 }).getByRole('button').tap()
    await shown.getByText('the title was tapped', { exact: true }).waitFor()

    await shown.getByText('Add', { exact: true }).tap()
    await shown.getByText('2. Sencha: 0', { exact: true }).waitFor()
    await shown.getByText('2 teas', { exact: true }).waitFor()

    await shown.getByText('1 of 3', { exact: true }).tap()
    await shown.getByText('Oolong was counted', { exact: true }).waitFor()
    await shown.getByText('2 of 3', { exact: true }).tap()
    await shown.getByText('enough 2', { exact: true }).waitFor()
    await picture(author.page, 'alipay-list')

    await shown.getByText('2. Sencha: 0', { exact: true }).tap()
    await shown.locator('.name', { hasText: 'Sencha' }).waitFor()
    await author.page.getByRole('heading', { name: 'One tea', level: 1 }).waitFor()
    await shown.locator('input').fill('warm')
    await shown.locator('.echo', { hasText: 'warm' }).waitFor()
    await author.page.locator('.program-bar-button').tap()
    await shown.getByText('back from Sencha', { exact: true }).waitFor()
    await shown.getByText('1. Oolong: 3', { exact: true }).waitFor()
    assert.equal(await shown.getByText('3 of 3', { exact: true }).count(), 1)
    assertQuiet(author)
  } finally {
    await author.context.close()
    await dev.dispose()
  }
})

const tabbed = {
  'app.json': '{ "pages": ["a", "b"], "tabBar": { "items": [{ "pagePath": "a", "name": "First" }, { "pagePath": "b", "name": "Second" }] } }',
  'app.js': 'App({ heard: [] })',
  'a.axml': '<text>on a</text><view onTap="show">show</view><text>{{heard}}</text>',
  'b.axml': '<text>on b</text><view onTap="show">show</view><text>{{heard}}</text>',
} as const
const hears = (name: string): string => `const { heard } = getApp()
const note = (what) => (item) => heard.push(['${name}', what, item && item.text].join(' ').trim())
Page({ onTabItemTap: note('tab'), events: { beforeTabItemTap: note('before'), onSelectedTabItemTap: note('selected'), onBack: note('back') },
  show() { this.setData({ heard: heard.join(', ') }) } })`

test('pages hear of taps on the tab bar, before and after', async () => {
  const project = join(folder, 'tabbed')
  await mkdir(project)
  for (const [name, text] of Object.entries({ ...tabbed, 'a.js': hears('a'), 'b.js': hears('b') })) await writeFile(join(project, name), text)
  const dev = await startInstance('dev', [project])
  const author = await visit(browser, { shape: 'phone' })
  try {
    await openLink(dev, author.page)
    const shown = programPage(author.page)
    await shown.getByText('on a', { exact: true }).waitFor()
    const tab = (name: string) => author.page.getByRole('tab', { name })
    await tab('First').tap()
    await tab('Second').tap()
    await shown.getByText('on b', { exact: true }).waitFor()
    await shown.getByText('show', { exact: true }).tap()
    await shown.getByText('a selected First, a before, b tab Second', { exact: true }).waitFor()
    assertQuiet(author)
  } finally {
    await author.context.close()
    await dev.dispose()
  }
})

/** One program in both dialects: what differs is how it is written. */
const twins = {
  wechat: {
    'app.json': '{ "pages": ["a"], "window": { "navigationBarTitleText": "Twin" } }',
    'app.js': 'App({})',
    'a.json': '{ "usingComponents": { "x-card": "/card" } }',
    'a.wxml': `<view class="head" hover-class="pressed" bindtap="more">{{title}} {{list.length}}</view>
<block wx:for="{{list}}" wx:for-item="row" wx:key="id">
  <x-card title="{{row.name}}" bindpick="picked" data-id="{{row.id}}"><text slot="foot">foot {{index}}</text><text>body</text></x-card>
</block>
<view wx:if="{{list.length > 2}}" class="many">many</view><view wx:elif="{{list.length > 1}}">some</view><view wx:else>few</view>
<input class="typed" value="{{typed}}" bindinput="type" maxlength="5" placeholder-class="pale" placeholder="type"/>
<switch checked="{{on}}" bindchange="turn"/><text>{{on ? 'on' : 'off'}}</text>
<slider value="{{3}}" block-size="20" show-value="{{true}}"/>
<radio-group bindchange="chosen"><radio value="r" checked="{{on}}"/></radio-group>
<scroll-view scroll-y="{{true}}" style="height: 50px" bindscrolltolower="low"><view style="height: 90px">long</view></scroll-view>
<text number-of-lines="1" max-lines="1">{{said}}</text>
<template name="t"><view class="from">{{a}}</view></template><template is="t" data="{{...row, a: title}}"/>`,
    'a.js': `Page({
  data: { title: 'T', list: [{ id: 1, name: 'one' }, { id: 2, name: 'two' }], typed: '', on: false, said: '' },
  more() { this.setData({ list: [...this.data.list, { id: this.data.list.length + 1, name: 'next' }] }) },
  picked(e) { this.setData({ said: 'picked ' + e.detail }) },
  type(e) { this.setData({ typed: e.detail.value }) },
  turn(e) { this.setData({ on: e.detail.value }) },
  chosen() {}, low() {},
})`,
    'card.json': '{ "component": true, "styleIsolation": "apply-shared" }',
    'card.wxml': '<view class="card" catchtap="pick"><slot name="foot"/><view class="title">{{title}}: {{count}}</view><slot/></view>',
    'card.js': `Component({ options: { multipleSlots: true, virtualHost: true }, properties: { title: String }, data: { count: 0 },
  methods: { pick() { this.setData({ count: this.data.count + 1 }); this.triggerEvent('pick', this.data.title) } } })`,
    'card.wxss': '.card { padding: 10px; }',
    'a.wxss': '.head { padding: 20px; color: rgb(1, 2, 3); } .typed { width: 50%; }',
  },
  alipay: {
    'app.json': '{ "pages": ["a"], "window": { "defaultTitle": "Twin" } }',
    'app.js': 'App({})',
    'a.json': '{ "usingComponents": { "x-card": "/card" } }',
    'a.axml': `<view class="head" hoverClass="pressed" onTap="more">{{title}} {{list.length}}</view>
<block a:for="{{list}}" a:for-item="row" a:key="id">
  <x-card title="{{row.name}}" onPick="picked" data-id="{{row.id}}"><text slot="foot">foot {{index}}</text><text>body</text></x-card>
</block>
<view a:if="{{list.length > 2}}" class="many">many</view><view a:elif="{{list.length > 1}}">some</view><view a:else>few</view>
<input class="typed" value="{{typed}}" onInput="type" maxlength="5" placeholderClass="pale" placeholder="type"/>
<switch checked="{{on}}" onChange="turn"/><text>{{on ? 'on' : 'off'}}</text>
<slider value="{{3}}" handleSize="20" showValue="{{true}}"/>
<radio-group onChange="chosen"><radio value="r" checked="{{on}}"/></radio-group>
<scroll-view scrollY="{{true}}" style="height: 50px" onScrollToLower="low"><view style="height: 90px">long</view></scroll-view>
<text numberOfLines="1">{{said}}</text>
<template name="t"><view class="from">{{a}}</view></template><template is="t" data="{{...row, a: title}}"/>`,
    'a.js': `Page({
  data: { title: 'T', list: [{ id: 1, name: 'one' }, { id: 2, name: 'two' }], typed: '', on: false, said: '' },
  more() { this.setData({ list: [...this.data.list, { id: this.data.list.length + 1, name: 'next' }] }) },
  picked(name) { this.setData({ said: 'picked ' + name }) },
  type(e) { this.setData({ typed: e.detail.value }) },
  turn(e) { this.setData({ on: e.detail.value }) },
  chosen() {}, low() {},
})`,
    'card.json': '{ "component": true }',
    'card.axml': '<view class="card" catchTap="pick"><slot name="foot"/><view class="title">{{title}}: {{count}}</view><slot/></view>',
    'card.js': `Component({ props: { title: '' }, data: { count: 0 },
  methods: { pick() { this.setData({ count: this.data.count + 1 }); this.props.onPick(this.props.title) } } })`,
    'card.acss': '.card { padding: 10px; }',
    'a.acss': '.head { padding: 20px; color: rgb(1, 2, 3); } .typed { width: 50%; }',
  },
} as const

/** The page as it stands and looks: each element with its classes as they are written, its box and its colours. */
async function looks(page: Page): Promise<string[]> {
  return programPage(page)
    .locator('body')
    .evaluate(async (body) => {
      // A switch that was turned fades from colour to colour.
      await Promise.allSettled(body.ownerDocument.getAnimations().map((each) => each.finished))
      const lines: string[] = []
      const walker = document.createTreeWalker(body, NodeFilter.SHOW_ELEMENT)
      while (walker.nextNode() !== null) {
        const node = walker.currentNode as Element
        if (node.tagName === 'STYLE' || node.tagName === 'SCRIPT') continue
        const box = node.getBoundingClientRect()
        const style = getComputedStyle(node)
        const classes = [...node.classList].filter((name) => !name.includes('--')).join('.')
        const text = [...node.childNodes]
          .filter((each) => each.nodeType === Node.TEXT_NODE)
          .map((each) => each.textContent)
          .join('|')
        const place = [box.left, box.top, box.width, box.height].map((each) => Math.round(each)).join(' ')
        lines.push(`${node.parentElement?.tagName} > ${node.tagName}.${classes} ${place} ${style.color} ${style.backgroundColor} ${text}`)
      }
      return lines
    })
}

test('twins in both dialects stand and look alike, as they open and after what a person does', async () => {
  const seen: string[][] = []
  for (const [dialect, files] of Object.entries(twins)) {
    const project = join(folder, dialect)
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(project, name)), { recursive: true })
      await writeFile(join(project, name), text)
    }
    const dev = await startInstance('dev', [project])
    const author = await visit(browser, { shape: 'phone' })
    try {
      await openLink(dev, author.page)
      const shown = programPage(author.page)
      await shown.getByText('T 2', { exact: true }).waitFor()
      const steps = [await looks(author.page)]
      await shown.getByText('T 2', { exact: true }).tap()
      await shown.getByText('many', { exact: true }).waitFor()
      await shown.getByText('two: 0', { exact: true }).tap()
      await shown.getByText('two: 1', { exact: true }).waitFor()
      await shown.getByText('picked two', { exact: true }).waitFor()
      await shown.locator('wx-switch').tap()
      await shown.getByText('on', { exact: true }).waitFor()
      await shown.locator('input.typed, .typed input').fill('abc')
      steps.push(await looks(author.page))
      await picture(author.page, `twin-${dialect}`)
      seen.push(steps.flat())
      assertQuiet(author)
    } finally {
      await author.context.close()
      await dev.dispose()
    }
  }
  assert.ok((seen[0]?.length ?? 0) > 50, 'there is something to compare')
  assert.deepEqual(seen[1], seen[0])
})
