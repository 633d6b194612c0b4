const { suite, same, holds, failure } = require('../../lib/suite')

const called = (name, options) =>
  new Promise((resolve) => {
    const heard = []
    my[name]({
      ...options,
      success: (result) => heard.push(['success', result]),
      fail: (result) => heard.push(['fail', result]),
      complete: (result) => {
        heard.push(['complete', result])
        resolve(heard)
      },
    })
  })

/** An error is a number and a text. */
function isFailure(given) {
  same([typeof given.error, typeof given.errorMessage], ['number', 'string'])
}

Page(
  suite('calls', ({ server }) => [
    ['success comes before complete', async () => same((await called('setStorage', { key: 'conformance', data: 1 })).map(([name]) => name), ['success', 'complete'])],
    ['fail comes before complete, and both have error and errorMessage', async () => {
      const heard = await called('navigateTo', { url: '/pages/none/none' })
      same(heard.map(([name]) => name), ['fail', 'complete'])
      for (const [, result] of heard) isFailure(result)
    }],
    ['without callbacks a call gives a promise', async () => {
      await my.setStorage({ key: 'conformance', data: { list: [1] } })
      same((await my.getStorage({ key: 'conformance' })).data, { list: [1] })
    }],
    ['a failed promise has error and errorMessage', async () => isFailure(await failure(my.navigateTo({ url: '/pages/none/none' })))],
    ['canIUse knows members, and what is none', () => same([my.canIUse('getStorage'), my.canIUse('noSuchMember')], [true, false])],
    ['getStorageSync takes an object and gives one', () => {
      my.setStorageSync({ key: 'conformance', data: { cup: 2 } })
      same(my.getStorageSync({ key: 'conformance' }).data, { cup: 2 })
    }],
    ['what is not kept is null', async () => same([my.getStorageSync({ key: 'conformance.none' }).data, (await my.getStorage({ key: 'conformance.none' })).data], [null, null])],
    ['removeStorageSync takes an object too', () => {
      my.setStorageSync({ key: 'conformance.gone', data: 1 })
      my.removeStorageSync({ key: 'conformance.gone' })
      same(my.getStorageSync({ key: 'conformance.gone' }).data, null)
    }],
    ['getStorageInfoSync names what is kept', () => holds(my.getStorageInfoSync().keys.includes('conformance'), 'the key is not there')],
    ['kinds of values stay what they are', () => {
      for (const data of [0, '', 'text', true, [1, [2]], { a: { b: null } }]) {
        my.setStorageSync({ key: 'conformance.kind', data })
        same(my.getStorageSync({ key: 'conformance.kind' }).data, data)
      }
    }],
    ['getSystemInfo gives what getSystemInfoSync gives', async () => {
      const [all, now] = [await my.getSystemInfo(), my.getSystemInfoSync()]
      for (const name of ['windowWidth', 'windowHeight', 'pixelRatio', 'platform', 'language']) same(all[name], now[name], name)
      same(now.app, 'alipay')
    }],
    ['getNetworkType says whether there is one', async () => same(typeof (await my.getNetworkType()).networkAvailable, 'boolean')],
    ['the page on top is the last of getCurrentPages', () => same(getCurrentPages().pop().route, 'pages/calls/calls')],
    ['bytes go to base64 and back', () => {
      const bytes = new Uint8Array([0, 1, 127, 128, 255])
      same(my.arrayBufferToBase64(bytes.buffer), 'AAF/gP8=')
      same(Array.from(new Uint8Array(my.base64ToArrayBuffer('AAF/gP8='))), Array.from(bytes))
    }],
    ['a query gives a list, in the order of what was asked', async () => {
      const found = await new Promise((resolve) => {
        my.createSelectorQuery().select('#here').boundingClientRect().select('#none').boundingClientRect().exec(resolve)
      })
      same([found.length, found[0].width, found[1]], [2, 40, null])
    }],
    ['a request of a server that is not listed fails as other calls do', async () => isFailure(await failure(my.request({ url: 'https://unlisted.example/' })))],
    ...(server === undefined
      ? []
      : [
          ['request reads JSON, and gives status, headers and data', async () => {
            const { status, headers, data } = await my.request({ url: `${server}/echo`, method: 'POST', data: { cup: 1 }, headers: { 'x-given': 'yes' } })
            same([status, typeof headers, data.method, data.given, JSON.parse(data.body)], [200, 'object', 'POST', 'yes', { cup: 1 }])
          }],
          ['an older httpRequest sends a form', async () => same((await my.httpRequest({ url: `${server}/echo`, method: 'POST', data: { cup: 1, pot: 'b' } })).data.body, 'cup=1&pot=b')],
          ['dataType text leaves the text', async () => same((await my.request({ url: `${server}/text`, dataType: 'text' })).data, '{"plain":')],
          ['a status of 400 and more fails, with the status', async () => {
            const given = await failure(my.request({ url: `${server}/none` }))
            same([given.error, given.status], [19, 404])
          }],
          ['what is no JSON fails', async () => same((await failure(my.request({ url: `${server}/text` }))).error, 14)],
        ]),
  ]),
)
