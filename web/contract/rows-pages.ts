/** Routes, bars, toasts and dialogs. */
import assert from 'node:assert/strict'
import { call, dialog, failure, until, type Row } from './row.js'
import type { EventChannel } from '../runtime/core/channel.js'
import type { Stage } from './stage.js'

const goTo = async (t: Stage, times: number): Promise<void> => {
  for (let i = 0; i < times; i++) await t.session.pages.value!.go({ name: 'navigateTo', url: '/shop/item' })
}
const toast = (t: Stage) => t.overlays.toast.value

async function modal(t: Stage, options: object) {
  const asked = call(t, 'showModal', options)
  const open = await dialog(t, 'modal')
  return { asked, open, ask: open.ask }
}

export const pageRows: readonly Row[] = [
  [
    'navigateTo',
    'option url',
    async (t) => {
      await call(t, 'navigateTo', { url: '/shop/item?id=3' })
      assert.deepEqual(t.routes(), ['home/home', 'shop/item?id=3'])
      await call(t, 'navigateTo', { url: 'more' })
      assert.equal(t.routes().at(-1), 'shop/more')
    },
  ],
  [
    'navigateTo',
    'option events',
    async (t) => {
      const heard: unknown[] = []
      const { eventChannel } = await call(t, 'navigateTo', { url: '/shop/item', events: { picked: (data: unknown) => heard.push(data) } })
      ;(eventChannel as EventChannel).emit('picked', 3)
      assert.deepEqual(heard, [3])
    },
  ],
  [
    'navigateTo',
    'answer eventChannel',
    async (t) => {
      const { eventChannel } = await call(t, 'navigateTo', { url: '/shop/item' })
      assert.equal(t.fake.asked.at(-1)?.channel, eventChannel)
      for (const name of ['on', 'once', 'off', 'emit']) assert.equal(typeof (eventChannel as unknown as Record<string, unknown>)[name], 'function')
    },
  ],
  [
    'navigateTo',
    'fail: a tab',
    async (t) => assert.equal((await failure(t, 'navigateTo', { url: '/cart/cart' }))['errMsg'], 'navigateTo:fail can not navigateTo a tabbar page'),
  ],
  [
    'navigateTo',
    'fail: no such page',
    async (t) => assert.equal((await failure(t, 'navigateTo', { url: '/no' }))['errMsg'], 'navigateTo:fail page "no" is not found'),
  ],
  [
    'navigateTo',
    'limit: ten pages',
    async (t) => {
      await goTo(t, 9)
      assert.equal((await failure(t, 'navigateTo', { url: '/shop/item' }))['errMsg'], 'navigateTo:fail webview count limit exceed')
    },
  ],
  [
    'redirectTo',
    'option url',
    async (t) => {
      await call(t, 'redirectTo', { url: '/shop/item?id=1' })
      assert.deepEqual(t.routes(), ['shop/item?id=1'])
    },
  ],
  [
    'redirectTo',
    'fail: a tab',
    async (t) => assert.equal((await failure(t, 'redirectTo', { url: '/cart/cart' }))['errMsg'], 'redirectTo:fail can not redirectTo a tabbar page'),
  ],
  [
    'switchTab',
    'option url',
    async (t) => {
      await goTo(t, 2)
      await call(t, 'switchTab', { url: '/cart/cart?lost=1' })
      assert.deepEqual(t.routes(), ['cart/cart'])
    },
  ],
  [
    'switchTab',
    'fail: no tab',
    async (t) => assert.equal((await failure(t, 'switchTab', { url: '/shop/item' }))['errMsg'], 'switchTab:fail can not switch to no-tabBar page'),
  ],
  [
    'reLaunch',
    'option url',
    async (t) => {
      await goTo(t, 3)
      await call(t, 'reLaunch', { url: '/cart/cart?a=1' })
      assert.deepEqual(t.routes(), ['cart/cart?a=1'])
    },
  ],
  [
    'reLaunch',
    'fail: no such page',
    async (t) => assert.equal((await failure(t, 'reLaunch', { url: '/no' }))['errMsg'], 'reLaunch:fail page "no" is not found'),
  ],
  [
    'navigateBack',
    'option delta',
    async (t) => {
      await goTo(t, 3)
      await call(t, 'navigateBack', { delta: 2 })
      assert.equal(t.routes().length, 2)
    },
  ],
  [
    'navigateBack',
    'default: one page',
    async (t) => {
      await goTo(t, 3)
      await call(t, 'navigateBack')
      assert.equal(t.routes().length, 3)
    },
  ],
  [
    'navigateBack',
    'limit: to the first page',
    async (t) => {
      await goTo(t, 3)
      await call(t, 'navigateBack', { delta: 99 })
      assert.deepEqual(t.routes(), ['home/home'])
    },
  ],
  [
    'navigateBack',
    'fail: the first page',
    async (t) => assert.equal((await failure(t, 'navigateBack'))['errMsg'], 'navigateBack:fail cannot navigate back at first page.'),
  ],
  [
    'setNavigationBarTitle',
    'option title',
    async (t) => {
      await call(t, 'setNavigationBarTitle', { title: 'Green tea' })
      assert.equal(t.bar().title, 'Green tea')
    },
  ],
  [
    'stopPullDownRefresh',
    'ends the pull',
    async (t) => {
      await call(t, 'stopPullDownRefresh')
      assert.deepEqual(t.saidToPages, [{ kind: 'pullDown', on: false }])
    },
  ],
  [
    'pageScrollTo',
    'option scrollTop',
    async (t) => {
      await call(t, 'pageScrollTo', { scrollTop: 40 })
      assert.deepEqual(t.fake.scrolled, [{ top: 40, duration: 300 }])
    },
  ],
  [
    'pageScrollTo',
    'option duration',
    async (t) => {
      await call(t, 'pageScrollTo', { scrollTop: 0, duration: 0 })
      assert.deepEqual(t.fake.scrolled, [{ top: 0, duration: 0 }])
    },
  ],
  [
    'pageScrollTo',
    'option selector',
    async (t) => {
      await call(t, 'pageScrollTo', { selector: '.row' })
      assert.deepEqual(t.fake.scrolled, [{ selector: '.row', duration: 300 }])
    },
  ],
  [
    'pageScrollTo',
    'option offsetTop',
    async (t) => {
      await call(t, 'pageScrollTo', { selector: '.row', offsetTop: -8 })
      assert.deepEqual(t.fake.scrolled, [{ selector: '.row', offsetTop: -8, duration: 300 }])
    },
  ],
  [
    'showTabBar',
    'option animation',
    async (t) => {
      await call(t, 'hideTabBar', {})
      assert.equal(t.session.pages.value?.tabBar.value?.hidden, true)
      await call(t, 'showTabBar', { animation: true })
      const bar = t.session.pages.value?.tabBar.value
      assert.deepEqual([bar?.hidden, bar?.moves], [false, true])
    },
  ],
  [
    'showTabBar',
    'fail: no tab page',
    async (t) => {
      await goTo(t, 1)
      assert.equal((await failure(t, 'showTabBar'))['errMsg'], 'showTabBar:fail not TabBar page')
    },
  ],
  [
    'setTabBarBadge',
    'option index',
    async (t) => {
      await call(t, 'setTabBarBadge', { index: 1, text: '3' })
      assert.deepEqual(
        t.session.pages.value?.tabBar.value?.tabs.map((each) => each.badge),
        ['', '3'],
      )
    },
  ],
  [
    'setTabBarBadge',
    'option text',
    async (t) => {
      await call(t, 'setTabBarBadge', { index: 0, text: 'new' })
      assert.equal(t.session.pages.value?.tabBar.value?.tabs[0]?.badge, 'new')
      await call(t, 'setTabBarBadge', { index: 0, text: '12345' })
      assert.equal(t.session.pages.value?.tabBar.value?.tabs[0]?.badge, '…', 'more than four characters')
    },
  ],
  [
    'setTabBarBadge',
    'fail: no such tab',
    async (t) => assert.equal((await failure(t, 'setTabBarBadge', { index: 7, text: '1' }))['errMsg'], 'setTabBarBadge:fail tabbar item not found'),
  ],
  [
    'removeTabBarBadge',
    'option index',
    async (t) => {
      await call(t, 'setTabBarBadge', { index: 0, text: '1' })
      await call(t, 'removeTabBarBadge', { index: 0 })
      assert.equal(t.session.pages.value?.tabBar.value?.tabs[0]?.badge, '')
    },
  ],

  [
    'showToast',
    'option title',
    async (t) => {
      await call(t, 'showToast', { title: 'Saved' })
      assert.equal(toast(t)?.title, 'Saved')
    },
  ],
  [
    'showToast',
    'option icon',
    async (t) => {
      for (const icon of ['success', 'error', 'loading', 'none']) {
        await call(t, 'showToast', { title: 'a', icon })
        assert.equal(toast(t)?.icon, icon)
      }
      await call(t, 'showToast', { title: 'a', icon: 'other' })
      assert.equal(toast(t)?.icon, 'success')
    },
  ],
  [
    'showToast',
    'option image',
    async (t) => {
      await call(t, 'showToast', { title: 'a', image: t.files.keep(new Blob(['x'], { type: 'image/png' })) })
      assert.match(toast(t)?.image ?? '', /^blob:/)
    },
  ],
  [
    'showToast',
    'option duration',
    async (t) => {
      await call(t, 'showToast', { title: 'a', duration: 1 })
      assert.notEqual(toast(t), null)
      await new Promise((resolve) => t.overlays.toast.subscribe((value) => value === null && resolve(null)))
    },
  ],
  [
    'showToast',
    'option mask',
    async (t) => {
      await call(t, 'showToast', { title: 'a', mask: true })
      assert.equal(toast(t)?.mask, true)
      await call(t, 'showToast', { title: 'a' })
      assert.equal(toast(t)?.mask, false)
    },
  ],
  [
    'hideToast',
    'takes it away',
    async (t) => {
      await call(t, 'showToast', { title: 'a' })
      await call(t, 'hideToast')
      assert.equal(toast(t), null)
    },
  ],
  [
    'hideToast',
    'option noConflict',
    async (t) => {
      await call(t, 'showLoading', { title: 'a' })
      await call(t, 'hideToast', { noConflict: true })
      assert.equal(toast(t)?.kind, 'loading')
      await call(t, 'hideToast', { noConflict: false })
      assert.equal(toast(t), null)
    },
  ],
  [
    'showLoading',
    'option title',
    async (t) => {
      await call(t, 'showLoading', { title: 'Wait' })
      assert.deepEqual([toast(t)?.kind, toast(t)?.title], ['loading', 'Wait'])
    },
  ],
  [
    'showLoading',
    'option mask',
    async (t) => {
      await call(t, 'showLoading', { title: 'Wait', mask: true })
      assert.equal(toast(t)?.mask, true)
    },
  ],
  [
    'hideLoading',
    'takes it away',
    async (t) => {
      await call(t, 'showLoading', { title: 'a' })
      await call(t, 'hideLoading')
      assert.equal(toast(t), null)
    },
  ],
  [
    'hideLoading',
    'option noConflict',
    async (t) => {
      await call(t, 'showToast', { title: 'a' })
      await call(t, 'hideLoading', { noConflict: true })
      assert.equal(toast(t)?.kind, 'toast')
      await call(t, 'hideLoading')
      assert.equal(toast(t), null)
    },
  ],
  ...(['title', 'content', 'cancelText', 'confirmText', 'cancelColor', 'confirmColor', 'placeholderText'] as const).map(
    (name): Row => ['showModal', `option ${name}`, async (t) => assert.equal((await modal(t, { [name]: '#12ab34'.slice(0, 8) })).ask[name], '#12ab34')],
  ),
  ...(['showCancel', 'editable'] as const).map(
    (name): Row => [
      'showModal',
      `option ${name}`,
      async (t) => {
        const other = name === 'editable'
        assert.equal((await modal(t, { [name]: other })).ask[name], other)
        t.overlays.dispose()
        assert.equal((await modal(t, {})).ask[name], !other)
      },
    ],
  ),
  [
    'showModal',
    'answer confirm',
    async (t) => {
      const { asked, open } = await modal(t, { title: 'a' })
      open.answer({ confirm: true, cancel: false, content: null })
      assert.deepEqual(await asked, { confirm: true, cancel: false, content: null, errMsg: 'showModal:ok' })
    },
  ],
  [
    'showModal',
    'answer cancel',
    async (t) => {
      const { asked } = await modal(t, { title: 'a' })
      assert.equal(t.overlays.dismiss(), true)
      assert.deepEqual(await asked, { confirm: false, cancel: true, content: null, errMsg: 'showModal:ok' })
    },
  ],
  [
    'showModal',
    'answer content',
    async (t) => {
      const { asked, open } = await modal(t, { title: 'a', editable: true })
      open.answer({ confirm: true, cancel: false, content: 'typed' })
      assert.equal((await asked)['content'], 'typed')
    },
  ],
  [
    'showModal',
    'fail: a colour that is none leaves the documented one',
    async (t) => {
      for (const confirmColor of [undefined, 'url(x)', '#57', 'red;inset:0']) {
        const asked = call(t, 'showModal', { content: 'x', confirmColor })
        const { ask, answer } = await dialog(t, 'modal')
        assert.deepEqual([ask.confirmColor, ask.cancelColor], ['var(--program-confirm)', 'var(--program-cancel)'])
        answer({ confirm: true, cancel: false, content: null })
        await asked
      }
    },
  ],
  ...(['confirmText', 'cancelText'] as const).map(
    (name): Row => [
      'showModal',
      `limit: ${name} of four Chinese characters`,
      async (t) => {
        const failed = `showModal:fail ${name} length should not larger than 4 Chinese characters`
        assert.equal((await failure(t, 'showModal', { [name]: '复制邀请码' }))['errMsg'], failed)
        assert.equal((await failure(t, 'showModal', { [name]: 'Understood' }))['errMsg'], failed)
        assert.equal((await modal(t, { [name]: '知道了啊' })).ask[name], '知道了啊')
      },
    ],
  ),
  [
    'navigateToMiniProgram',
    'option appId',
    async (t) => {
      const asked = call(t, 'navigateToMiniProgram', { appId: 'wxfedcba9876543210' })
      ;(await dialog(t, 'modal')).answer({ confirm: true, cancel: false, content: null })
      await asked
      assert.deepEqual(t.opened, [{ appId: 'wxfedcba9876543210', scene: 1037, referrerInfo: { appId: 'wx0123456789abcdef', extraData: {} } }])
    },
  ],
  [
    'navigateToMiniProgram',
    'option path',
    async (t) => {
      void call(t, 'navigateToMiniProgram', { appId: 'wxfedcba9876543210', path: '/pages/a?x=1' })
      ;(await dialog(t, 'modal')).answer({ confirm: true, cancel: false, content: null })
      await until(() => t.opened.length > 0)
      assert.equal(t.opened[0]?.path, 'pages/a?x=1')
    },
  ],
  [
    'navigateToMiniProgram',
    'option extraData',
    async (t) => {
      void call(t, 'navigateToMiniProgram', { appId: 'wxfedcba9876543210', extraData: { cup: 2 } })
      ;(await dialog(t, 'modal')).answer({ confirm: true, cancel: false, content: null })
      await until(() => t.opened.length > 0)
      assert.deepEqual(t.opened[0]?.referrerInfo?.['extraData'], { cup: 2 })
    },
  ],
  [
    'navigateToMiniProgram',
    'fail: the person refuses',
    async (t) => {
      const failed = failure(t, 'navigateToMiniProgram', { appId: 'wxfedcba9876543210' })
      ;(await dialog(t, 'modal')).answer({ confirm: false, cancel: true, content: null })
      assert.equal((await failed)['errMsg'], 'navigateToMiniProgram:fail cancel')
    },
  ],
  [
    'navigateToMiniProgram',
    'fail: no such program',
    async (t) => assert.equal((await failure(t, 'navigateToMiniProgram', { appId: 'wx1' }))['errMsg'], 'navigateToMiniProgram:fail invalid appid'),
  ],
]
