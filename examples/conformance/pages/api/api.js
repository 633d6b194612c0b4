const { suite, same, holds, throws, failure } = require('../../lib/suite')

const called = (name, options) =>
  new Promise((resolve) => {
    const heard = []
    const given = wx[name]({
      ...options,
      success: ({ errMsg }) => heard.push(['success', errMsg]),
      fail: ({ errMsg }) => heard.push(['fail', errMsg]),
      complete: ({ errMsg }) => {
        heard.push(['complete', errMsg])
        resolve([given, heard])
      },
    })
  })

Page(
  suite('api', () => [
    ['success comes before complete, and nothing is given back', async () => same(await called('setStorage', { key: 'conformance', data: 1 }), [undefined, [['success', 'setStorage:ok'], ['complete', 'setStorage:ok']]])],
    ['fail comes before complete', async () => same((await called('getStorage', { key: 'conformance.none' }))[1].map(([name]) => name), ['fail', 'complete'])],
    ['without callbacks a call gives a promise', async () => same((await wx.setStorage({ key: 'conformance', data: 2 })).errMsg, 'setStorage:ok')],
    ['a failed promise says the call and the reason', async () => same(await failure(wx.getStorage({ key: 'conformance.none' })), 'getStorage:fail data not found')],
    ['an option of another type is named', async () => holds(/^setNavigationBarTitle:fail parameter error: parameter\.title should be String instead of Number;$/.test(await failure(wx.setNavigationBarTitle({ title: 1 }))), 'the reason is another one')],
    ['canIUse knows members, options and components', () => same([wx.canIUse('getSystemInfoSync'), wx.canIUse('showToast.object.title'), wx.canIUse('button.open-type.share'), wx.canIUse('noSuchMember')], [true, true, true, false])],
    ['getSystemInfoSync and getWindowInfo agree', () => {
      const [all, part] = [wx.getSystemInfoSync(), wx.getWindowInfo()]
      for (const name of ['windowWidth', 'windowHeight', 'screenWidth', 'pixelRatio', 'statusBarHeight']) same(part[name], all[name], name)
    }],
    ['getSystemInfo gives what getSystemInfoSync gives', async () => same((await wx.getSystemInfo()).windowWidth, wx.getSystemInfoSync().windowWidth)],
    ['the menu button lies within the window', () => {
      const { left, right, top, bottom, width, height } = wx.getMenuButtonBoundingClientRect()
      same([right - left, bottom - top], [width, height])
      holds(left > 0 && right <= wx.getWindowInfo().windowWidth, 'it does not')
    }],
    ['the page on top is the last of getCurrentPages', () => same(getCurrentPages().pop().route, 'pages/api/api')],
    ['getLaunchOptionsSync has path, query and scene', () => {
      const { path, query, scene } = wx.getLaunchOptionsSync()
      same([typeof path, typeof query, typeof scene], ['string', 'object', 'number'])
    }],
    ['bytes go to base64 and back', () => {
      const bytes = new Uint8Array([0, 1, 127, 128, 255])
      same(wx.arrayBufferToBase64(bytes.buffer), 'AAF/gP8=')
      same(Array.from(new Uint8Array(wx.base64ToArrayBuffer('AAF/gP8='))), Array.from(bytes))
    }],
    ['a timer passes arguments on, and one that is cleared never comes', async () => {
      let late = 0
      clearTimeout(setTimeout(() => (late += 1), 0))
      same(await new Promise((resolve) => setTimeout((...given) => resolve(given), 5, 'a', 2)), ['a', 2])
      same(late, 0)
    }],
    ['nextTick comes once the running code is over', async () => {
      const order = []
      const ticked = new Promise((resolve) => wx.nextTick(() => resolve(order.push('tick'))))
      order.push('now')
      await ticked
      same(order, ['now', 'tick'])
    }],
    ['getAccountInfoSync names the program', () => holds(/./.test(wx.getAccountInfoSync().miniProgram.appId), 'it has no appId')],
    ['a listener that is taken off hears nothing', () => {
      const heard = () => undefined
      wx.onError(heard)
      same(wx.offError(heard), undefined)
    }],
    ['routes and pages are told of in their order, by one id a route', async () => {
      const heard = []
      const note = (name) => ({ path, openType, routeEventId }) => heard.push([`${name} ${path} ${openType || ''}`, routeEventId])
      const listeners = {
        BeforeAppRoute: note('before'),
        AppRoute: note('route'),
        BeforePageLoad: note('before load'),
        AfterPageLoad: note('load'),
        BeforePageUnload: note('before unload'),
        AfterPageUnload: note('unload'),
      }
      wx.onBeforeAppRoute(listeners.BeforeAppRoute)
      wx.onAppRoute(listeners.AppRoute)
      wx.onBeforePageLoad(listeners.BeforePageLoad)
      wx.onAfterPageLoad(listeners.AfterPageLoad)
      wx.onBeforePageUnload(listeners.BeforePageUnload)
      wx.onAfterPageUnload(listeners.AfterPageUnload)
      const after = async (route, to) => {
        let listener
        // This page's own slide may not be over yet.
        const done = new Promise((resolve) => wx.onAppRouteDone((listener = (each) => each.path === to && resolve(each))))
        await route()
        const { path, routeEventId } = await done
        wx.offAppRouteDone(listener)
        heard.push([`done ${path} `, routeEventId])
      }
      await after(() => wx.navigateTo({ url: '/pages/index/index' }), 'pages/index/index')
      await after(() => wx.navigateBack(), 'pages/api/api')
      wx.offBeforeAppRoute(listeners.BeforeAppRoute)
      wx.offAppRoute(listeners.AppRoute)
      wx.offBeforePageLoad(listeners.BeforePageLoad)
      wx.offAfterPageLoad(listeners.AfterPageLoad)
      wx.offBeforePageUnload(listeners.BeforePageUnload)
      wx.offAfterPageUnload(listeners.AfterPageUnload)
      const there = ['before pages/index/index navigateTo', 'before load pages/index/index navigateTo', 'load pages/index/index navigateTo', 'route pages/index/index navigateTo', 'done pages/index/index ']
      const back = ['before pages/api/api navigateBack', 'before unload pages/index/index ', 'unload pages/index/index ', 'route pages/api/api navigateBack', 'done pages/api/api ']
      same(heard.map(([what]) => what), [...there, ...back])
      same(heard.map(([, id]) => id), [...there.map(() => heard[0][1]), ...back.map(() => heard[5][1])], 'the ids')
    }],
    ['a Worker computes beside the program, without wx, one at a time', async () => {
      const worker = wx.createWorker('jobs/double.js')
      try {
        const heard = new Promise((resolve) => worker.onMessage(resolve))
        worker.postMessage({ numbers: [1, 2, 3] })
        same(await heard, { doubled: [2, 4, 6], wx: 'undefined' })
        throws(() => wx.createWorker('jobs/double.js'), /./)
      } finally {
        worker.terminate()
      }
    }],
  ]),
)
