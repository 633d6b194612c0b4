/** The bars around a page, its ground, pulling it down, the menu of shares, and what leads out of a program. */
import assert from 'node:assert/strict'
import type { TabBarState } from '../host/program/chrome.js'
import { call, dialog, failure, type Row } from './row.js'
import type { Result, Stage } from './stage.js'

const said = async (t: Stage, name: string, options?: object): Promise<unknown> => (await failure(t, name, options))['errMsg']
const ok = async (t: Stage, name: string, options?: object): Promise<void> => void assert.deepEqual(await call(t, name, options), { errMsg: `${name}:ok` })
const tabs = (t: Stage): TabBarState => (t.session.pages.value as unknown as { readonly tabBar: { readonly value: TabBarState } }).tabBar.value
const tab = (t: Stage) => tabs(t).tabs[1]!

/** Only where the tab bar is, and only of a tab that is there. */
const noTab = (name: string, options: object = {}): Row => [
  name,
  'fail: on a page without the tab bar',
  async (t) => {
    await t.session.pages.value!.go({ name: 'navigateTo', url: '/shop/item' })
    assert.equal(await said(t, name, options), `${name}:fail not TabBar page`)
  },
]
const noItem = (name: string, options: object = {}): Row => [
  name,
  'fail: a tab that is not there',
  async (t) => assert.equal(await said(t, name, { ...options, index: 2 }), `${name}:fail tabbar item not found`),
]

const tabRows: readonly Row[] = [
  [
    'hideTabBar',
    'option animation: it goes, at once or by moving',
    async (t) => {
      await ok(t, 'hideTabBar')
      assert.deepEqual([tabs(t).hidden, tabs(t).moves], [true, false])
      await call(t, 'showTabBar')
      await call(t, 'hideTabBar', { animation: true })
      assert.deepEqual([tabs(t).hidden, tabs(t).moves], [true, true])
    },
  ],
  noTab('hideTabBar'),
  [
    'showTabBarRedDot',
    'option index: a dot, in the place of a badge',
    async (t) => {
      await call(t, 'setTabBarBadge', { index: 1, text: '3' })
      await ok(t, 'showTabBarRedDot', { index: 1 })
      assert.deepEqual([tab(t).dot, tab(t).badge, tabs(t).tabs[0]?.dot], [true, '', false])
    },
  ],
  noTab('showTabBarRedDot', { index: 0 }),
  noItem('showTabBarRedDot'),
  [
    'hideTabBarRedDot',
    'option index',
    async (t) => {
      for (const index of [0, 1]) await call(t, 'showTabBarRedDot', { index })
      await ok(t, 'hideTabBarRedDot', { index: 1 })
      assert.deepEqual([tab(t).dot, tabs(t).tabs[0]?.dot], [false, true])
    },
  ],
  noTab('hideTabBarRedDot', { index: 0 }),
  noItem('hideTabBarRedDot'),
  [
    'setTabBarItem',
    'option index and option text: the others stay as they are',
    async (t) => {
      const before = tab(t)
      await ok(t, 'setTabBarItem', { index: 1, text: 'Basket' })
      assert.deepEqual(tab(t), { ...before, text: 'Basket' })
    },
  ],
  [
    'setTabBarItem',
    'option iconPath and option selectedIconPath',
    async (t) => {
      await call(t, 'setTabBarItem', { index: 1, iconPath: '/a.png', selectedIconPath: '/b.png' })
      assert.deepEqual([tab(t).icon, tab(t).selectedIcon, tab(t).text], ['/a.png', '/b.png', 'cart/cart'])
    },
  ],
  noTab('setTabBarItem', { index: 0 }),
  noItem('setTabBarItem'),
  [
    'setTabBarStyle',
    'option color, option selectedColor and option backgroundColor: what is no colour changes nothing',
    async (t) => {
      await ok(t, 'setTabBarStyle', { color: '#FF0000', selectedColor: '#00FF00', backgroundColor: '#0000FF' })
      const { color, selectedColor, background } = tabs(t)
      assert.deepEqual([color, selectedColor, background], ['#FF0000', '#00FF00', '#0000FF'])
      await call(t, 'setTabBarStyle', { color: 'url(a)' })
      assert.equal(tabs(t).color, '#FF0000')
    },
  ],
  [
    'setTabBarStyle',
    'option borderStyle: black or white',
    async (t) => {
      await call(t, 'setTabBarStyle', { borderStyle: 'white' })
      assert.equal(tabs(t).border, 'white')
      assert.match(String(await said(t, 'setTabBarStyle', { borderStyle: 'red' })), /^setTabBarStyle:fail .*borderStyle/)
      assert.equal(tabs(t).border, 'white')
    },
  ],
  noTab('setTabBarStyle', { color: '#FF0000' }),
]

const barRows: readonly Row[] = [
  [
    'setNavigationBarColor',
    'option frontColor and option backgroundColor',
    async (t) => {
      await ok(t, 'setNavigationBarColor', { frontColor: '#FFFFFF', backgroundColor: '#ff0000' })
      assert.deepEqual([t.bar().text, t.bar().background], ['white', '#ff0000'])
      await call(t, 'setNavigationBarColor', { frontColor: '#000000', backgroundColor: '#00ff00' })
      assert.deepEqual([t.bar().text, t.bar().background], ['black', '#00ff00'])
    },
  ],
  [
    'setNavigationBarColor',
    'option animation: how long it takes, and how it goes',
    async (t) => {
      const options = { frontColor: '#000000', backgroundColor: '#00ff00' }
      await call(t, 'setNavigationBarColor', { ...options, animation: { duration: 400, timingFunc: 'easeIn' } })
      assert.equal(t.bar().transition, '400ms ease-in')
      await call(t, 'setNavigationBarColor', options)
      assert.equal(t.bar().transition, '0ms linear')
    },
  ],
  [
    'setNavigationBarColor',
    'fail: text that is neither white nor black, and what is no colour',
    async (t) => {
      assert.equal(
        await said(t, 'setNavigationBarColor', { frontColor: '#ff0000', backgroundColor: '#fff' }),
        'setNavigationBarColor:fail invalid frontColor "#ff0000"',
      )
      assert.equal(
        await said(t, 'setNavigationBarColor', { frontColor: '#ffffff', backgroundColor: 'red' }),
        'setNavigationBarColor:fail invalid backgroundColor "red"',
      )
    },
  ],
  [
    'showNavigationBarLoading',
    'it turns in the bar of the page on top',
    async (t) => {
      await ok(t, 'showNavigationBarLoading')
      assert.equal(t.bar().loading, true)
    },
  ],
  [
    'hideNavigationBarLoading',
    'it turns no more',
    async (t) => {
      await call(t, 'showNavigationBarLoading')
      await ok(t, 'hideNavigationBarLoading')
      assert.equal(t.bar().loading, false)
    },
  ],
  [
    'hideHomeButton',
    'the way to the first page is taken from the bar',
    async (t) => {
      await ok(t, 'hideHomeButton')
      assert.equal(t.bar().homeHidden, true)
    },
  ],
  [
    'setBackgroundColor',
    'option backgroundColor: the page hears of it, if it is one',
    async (t) => {
      await ok(t, 'setBackgroundColor', { backgroundColor: '#112233' })
      await ok(t, 'setBackgroundColor', {})
      await call(t, 'setBackgroundColor', { backgroundColor: 'url(a)' })
      assert.deepEqual(t.saidToPages, [
        { kind: 'background', color: '#112233' },
        { kind: 'background', color: '#ffffff' },
      ])
    },
  ],
  [
    'setBackgroundTextStyle',
    'option textStyle: the page hears of it',
    async (t) => {
      for (const textStyle of ['light', 'dark']) await ok(t, 'setBackgroundTextStyle', { textStyle })
      assert.deepEqual(t.saidToPages, [
        { kind: 'pullDownDots', style: 'light' },
        { kind: 'pullDownDots', style: 'dark' },
      ])
    },
  ],
  [
    'setBackgroundTextStyle',
    'fail: another style',
    async (t) => assert.equal(await said(t, 'setBackgroundTextStyle', { textStyle: 'pink' }), 'setBackgroundTextStyle:fail invalid textStyle "pink"'),
  ],
  [
    'startPullDownRefresh',
    'the page is pulled, and its program hears of it',
    async (t) => {
      let heard = 0
      t.env.onHostEvent('pullDownRefresh', () => {
        heard += 1
      })
      await ok(t, 'startPullDownRefresh')
      assert.deepEqual([t.saidToPages, heard], [[{ kind: 'pullDown', on: true }], 1])
    },
  ],
]

const shareRows: readonly Row[] = [
  [
    'hideShareMenu',
    'the menu has no share any more',
    async (t) => {
      await ok(t, 'hideShareMenu')
      assert.equal(t.session.shareHidden.value, true)
    },
  ],
  [
    'showShareMenu',
    'the menu has it again',
    async (t) => {
      await call(t, 'hideShareMenu')
      await ok(t, 'showShareMenu')
      assert.equal(t.session.shareHidden.value, false)
    },
  ],
  ['updateShareMenu', 'it is taken; nothing of it is carried out', (t) => ok(t, 'updateShareMenu', { withShareTicket: true })],
]

const sheet = async (t: Stage, options: object, index: number | null): Promise<Result> => {
  const asked = call(t, 'showActionSheet', options).catch((error: unknown) => error as Result)
  ;(await dialog(t, 'sheet')).answer(index)
  return asked
}
const sheetRows: readonly Row[] = [
  [
    'showActionSheet',
    'option itemList, option itemColor and option alertText',
    async (t) => {
      void call(t, 'showActionSheet', { itemList: ['Green', 'Black'], itemColor: '#ff0000', alertText: 'Which tea?' }).catch(() => undefined)
      assert.deepEqual((await dialog(t, 'sheet')).ask, { items: ['Green', 'Black'], itemColor: '#ff0000', alertText: 'Which tea?' })
    },
  ],
  [
    'showActionSheet',
    'answer tapIndex',
    async (t) => assert.deepEqual(await sheet(t, { itemList: ['Green', 'Black'] }, 1), { tapIndex: 1, errMsg: 'showActionSheet:ok' }),
  ],
  [
    'showActionSheet',
    'fail: the person chooses none; there is none to choose, or more than six',
    async (t) => {
      assert.equal((await sheet(t, { itemList: ['Green'] }, null))['errMsg'], 'showActionSheet:fail cancel')
      const none = 'showActionSheet:fail parameter error: parameter.itemList should have at least 1 item;'
      assert.equal(await said(t, 'showActionSheet', { itemList: [] }), none)
      assert.equal(await said(t, 'showActionSheet', { itemList: [...'1234567'] }), 'showActionSheet:fail parameter error: itemList should not be large than 6')
      assert.equal(t.overlays.dialog.value, null)
    },
  ],
]

/** What the layer around a run does for it. */
function around(t: Stage): string[] {
  const done: string[] = []
  Object.assign(t.session, { leave: () => void done.push('left'), end: () => void done.push('ended') })
  return done
}
const outRows: readonly Row[] = [
  [
    'exitMiniProgram',
    'the program is left',
    async (t) => {
      const done = around(t)
      await ok(t, 'exitMiniProgram')
      assert.deepEqual(done, ['left'])
    },
  ],
  [
    'restartMiniProgram',
    'option path: it ends, and begins again at this page',
    async (t) => {
      const done = around(t)
      await ok(t, 'restartMiniProgram', { path: '/shop/item?id=3' })
      assert.deepEqual([done, t.opened], [['ended'], [{ appId: 'wx0123456789abcdef', scene: 1001, path: 'shop/item?id=3' }]])
      await call(t, 'restartMiniProgram', {})
      assert.deepEqual(t.opened[1], { appId: 'wx0123456789abcdef', scene: 1001 })
    },
  ],
  [
    'restartMiniProgram',
    'fail: a path that is none, and a page that is not there',
    async (t) => {
      const done = around(t)
      assert.match(String(await said(t, 'restartMiniProgram', { path: 1 })), /parameter\.path should be String instead of Number;$/)
      assert.equal(await said(t, 'restartMiniProgram', { path: '/no' }), 'restartMiniProgram:fail page "no" is not found')
      assert.deepEqual([done, t.opened], [[], []])
    },
  ],
  [
    'navigateBackMiniProgram',
    'option extraData: the program that opened this one, which hears what it is given',
    async (t) => {
      t.session.request.value = { appId: 'wx0123456789abcdef', scene: 1037, referrerInfo: { appId: 'wxfedcba9876543210' } }
      await ok(t, 'navigateBackMiniProgram', { extraData: { cups: 2 } })
      const referrerInfo = { appId: 'wx0123456789abcdef', extraData: { cups: 2 } }
      assert.deepEqual(t.opened, [{ appId: 'wxfedcba9876543210', scene: 1038, referrerInfo }])
    },
  ],
  [
    'navigateBackMiniProgram',
    'fail: no other program opened this one',
    async (t) => {
      const reason = 'navigateBackMiniProgram can only be used in a program that another one opened'
      assert.equal(await said(t, 'navigateBackMiniProgram'), `navigateBackMiniProgram:fail ${reason}`)
      assert.deepEqual(t.opened, [])
    },
  ],
]

const allow = async (t: Stage, confirm = true): Promise<void> => (await dialog(t, 'modal')).answer({ confirm, cancel: !confirm, content: null })
const scopeRows: readonly Row[] = [
  [
    'authorize',
    'option scope: the person is asked once',
    async (t) => {
      const asked = call(t, 'authorize', { scope: 'scope.camera' })
      assert.match((await dialog(t, 'modal')).ask.title, /Tea.*camera/)
      await allow(t)
      assert.equal((await asked)['errMsg'], 'authorize:ok')
      await ok(t, 'authorize', { scope: 'scope.camera' })
      assert.deepEqual((await call(t, 'getSetting'))['authSetting'], { 'scope.camera': true, 'scope.address': true })
    },
  ],
  [
    'authorize',
    'fail: the person refuses, which holds; and what is no scope',
    async (t) => {
      const failed = failure(t, 'authorize', { scope: 'scope.record' })
      await allow(t, false)
      const denied = { errMsg: 'authorize:fail auth deny', errno: 103 }
      assert.deepEqual(await failed, denied)
      assert.deepEqual(await failure(t, 'authorize', { scope: 'scope.record' }), denied)
      assert.equal(await said(t, 'authorize', { scope: 'scope.tea' }), 'authorize:fail invalid scope')
      assert.equal(t.overlays.dialog.value, null)
    },
  ],
  [
    'openSetting',
    'answer authSetting: as the person leaves it',
    async (t) => {
      t.session.scopes.set('scope.camera', true)
      const asked = call(t, 'openSetting')
      const { ask, answer } = await dialog(t, 'settings')
      assert.deepEqual(ask.items, [{ name: 'the camera', on: true }])
      ask.change(0, false)
      answer()
      assert.deepEqual(await asked, {
        authSetting: { 'scope.camera': false, 'scope.address': true },
        miniprogramAuthSetting: {},
        errMsg: 'openSetting:ok',
      })
    },
  ],
  [
    'openSetting',
    'option withSubscriptions and answer subscriptionsSetting',
    async (t) => {
      t.session.consents.change({ templates: { tea: 'accept' } })
      const asked = call(t, 'openSetting', { withSubscriptions: true })
      const { ask, answer } = await dialog(t, 'settings')
      assert.deepEqual(ask.items, [
        { name: 'Messages to you', on: true },
        { name: 'Messages of the kind tea', on: true },
      ])
      ask.change(0, false)
      ask.change(1, false)
      answer()
      assert.deepEqual((await asked)['subscriptionsSetting'], { mainSwitch: false, itemSettings: { tea: 'reject' } })
    },
  ],
  [
    'getUserInfo',
    'answer userInfo, rawData, signature, encryptedData and iv: nobody’s, since nobody is asked',
    async (t) => {
      const { errMsg, userInfo, rawData, ...sealed } = await call(t, 'getUserInfo')
      const { avatarUrl, ...told } = userInfo as Result
      assert.match(String(avatarUrl), /^data:image\/svg\+xml,/)
      assert.deepEqual(told, { nickName: '微信用户', gender: 0, province: '', city: '', country: '', language: 'zh_CN' })
      assert.deepEqual([JSON.parse(String(rawData)), sealed, errMsg], [userInfo, { signature: '', encryptedData: '', iv: '' }, 'getUserInfo:ok'])
      assert.equal(t.overlays.dialog.value, null)
    },
  ],
  [
    'getFuzzyLocation',
    'answer latitude and longitude: to about a kilometre',
    async (t) => {
      t.device.place = { latitude: 31.23456, longitude: 121.45678 }
      const asked = call(t, 'getFuzzyLocation')
      await allow(t)
      assert.deepEqual(await asked, { latitude: 31.23, longitude: 121.46, errMsg: 'getFuzzyLocation:ok' })
    },
  ],
  [
    'getFuzzyLocation',
    'option type: the coordinates of maps of the mainland are others',
    async (t) => {
      t.session.scopes.set('scope.userFuzzyLocation', true)
      t.device.place = { latitude: 31.2345, longitude: 121.4915 }
      assert.equal((await call(t, 'getFuzzyLocation', { type: 'wgs84' }))['longitude'], 121.49)
      assert.equal((await call(t, 'getFuzzyLocation', { type: 'gcj02' }))['longitude'], 121.5)
      assert.equal(await said(t, 'getFuzzyLocation', { type: 'bd09' }), 'getFuzzyLocation:fail invalid coordinate type')
    },
  ],
  [
    'getFuzzyLocation',
    'fail: the person refuses, or the browser does',
    async (t) => {
      const failed = failure(t, 'getFuzzyLocation')
      await allow(t, false)
      assert.deepEqual(await failed, { errMsg: 'getFuzzyLocation:fail auth deny', errno: 103 })
      t.session.scopes.set('scope.userFuzzyLocation', true)
      t.device.place = 1
      assert.equal(await said(t, 'getFuzzyLocation'), 'getFuzzyLocation:fail system permission denied')
    },
  ],
  [
    'checkSession',
    'the session holds, or has ended',
    async (t) => {
      await ok(t, 'checkSession')
      Object.assign(t.session.gateway, { sessionHolds: async () => false })
      assert.equal(await said(t, 'checkSession'), 'checkSession:fail session time out, need relogin')
    },
  ],
]

export const aroundRows: readonly Row[] = [...tabRows, ...barRows, ...shareRows, ...sheetRows, ...outRows, ...scopeRows]
