import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppManifest } from '../../protocol/manifest.js'
import { barOf, followed, followedTabBar, optionIcon, themedTabBar, transitionOf, windowOf } from './chrome.js'

const tabs = (icon: string) => [{ pagePath: 'a', text: 'A', iconPath: icon }]
const app: AppManifest = {
  dialect: 'wechat',
  name: 'Tea',
  color: '#9a3412',
  entry: 'a',
  pages: {
    a: {
      chunk: 'main',
      styles: [],
      window: { navigationBarBackgroundColor: '#fff' },
      dark: { navigationBarBackgroundColor: '#111', navigationBarTextStyle: 'white' },
    },
  },
  window: {},
  tabBar: {
    color: '#000',
    selectedColor: '#00f',
    backgroundColor: '#fff',
    list: tabs('l.png'),
    dark: { color: '#eee', selectedColor: '#00f', backgroundColor: '#111', list: tabs('d.png') },
  },
  chunks: {},
  darkmode: true,
  elements: [],
  apis: [],
}

test('bars have their dark form on a dark phone, in a program that follows it', () => {
  assert.equal(windowOf(app, 'a', 'light').navigationBarBackgroundColor, '#fff')
  assert.equal(windowOf(app, 'a', 'dark').navigationBarBackgroundColor, '#111')
  assert.equal(windowOf({ ...app, darkmode: false }, 'a', 'dark').navigationBarBackgroundColor, '#fff')
  assert.equal(themedTabBar(app, 'dark')?.background, '#111')
  assert.equal(themedTabBar(app, 'dark')?.tabs[0]?.icon, 'd.png')
})

test('a bar of which nothing is said is black with white text, as documented', () => {
  const look = (dialect: AppManifest['dialect'], window: AppManifest['window']): string[] => {
    const { background, text } = barOf({ ...app, dialect }, window)
    return [background, text]
  }
  assert.deepEqual(look('wechat', {}), ['#000000', 'white'])
  assert.deepEqual(look('wechat', { navigationBarTextStyle: 'black' }), ['#000000', 'black'])
  assert.deepEqual(look('wechat', { navigationBarBackgroundColor: '#fff' }), ['#fff', 'white'])
  assert.deepEqual(look('wechat', { navigationBarBackgroundColor: 'url(x)' }), ['#000000', 'white'])
  assert.deepEqual(look('alipay', {}), ['#9a3412', 'white'])
})

test('the icon of a page’s own button is an address, a file or base64 of a known kind', () => {
  const of = (icon: string): string => barOf(app, { optionIcon: icon }).option
  assert.deepEqual(['', '/a.png', 'https://a/b.png', 'data:image/png;base64,AA'].map(of), ['', '/a.png', 'https://a/b.png', 'data:image/png;base64,AA'])
  assert.equal(optionIcon('http://a/b.png'), '')
  const long = 'A'.repeat(40)
  assert.equal(optionIcon(`iVBOR${long}==`), `data:image/png;base64,iVBOR${long}==`)
  assert.equal(optionIcon(`PHN2Zy${long}`), `data:image/svg+xml;base64,PHN2Zy${long}`)
  assert.equal(barOf(app, {}).option, '')
})

test('a bar changes its colour evenly, or as the program says, within ten seconds', () => {
  assert.equal(transitionOf(), '0ms linear')
  assert.equal(transitionOf(400, 'easeInOut'), '400ms ease-in-out')
  assert.equal(transitionOf(1e9, 'red; background: url(x)'), '10000ms linear')
})

test('when the phone turns dark, what the program set itself stays', () => {
  const [light, dark] = [barOf(app, windowOf(app, 'a', 'light')), barOf(app, windowOf(app, 'a', 'dark'))]
  assert.equal(followed({ ...light, title: 'Oolong' }, light, dark).title, 'Oolong')
  assert.equal(followed(light, light, dark).background, '#111')
  assert.equal(followed({ ...light, background: '#f00' }, light, dark).background, '#f00')
  const [was, becomes] = [themedTabBar(app, 'light'), themedTabBar(app, 'dark')]
  assert.ok(was && becomes)
  const now = { ...was, hidden: true, tabs: was.tabs.map((each) => ({ ...each, badge: '3' })) }
  const next = followedTabBar(now, was, becomes)
  assert.deepEqual([next.hidden, next.background, next.tabs[0]?.badge, next.tabs[0]?.icon], [true, '#111', '3', 'd.png'])
})
