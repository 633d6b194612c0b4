/** What the person and the device give. */
import assert from 'node:assert/strict'
import '../host/program/address-view.js'
import type { Dialog } from '../host/program/overlays.js'
import { call, dialog, failure, until, untilLoaded, type Row } from './row.js'
import type { Result, Stage } from './stage.js'

const allow = async (t: Stage, confirm = true): Promise<void> => (await dialog(t, 'modal')).answer({ confirm, cancel: !confirm, content: null })
const profile = async (t: Stage): Promise<Result> => {
  const asked = call(t, 'getUserProfile', { desc: 'for the order' })
  await allow(t)
  return asked
}
const located = async (t: Stage, options: object = {}): Promise<Result> => {
  const asked = call(t, 'getLocation', options)
  await until(() => t.overlays.dialog.value !== null || t.device.placeAsked.length > 0)
  if (t.overlays.dialog.value !== null) await allow(t)
  return asked
}
const user = { nickName: 'Ling', avatarUrl: 'wxfile://tmp_face.png', gender: 0, province: '', city: '', country: '', language: 'zh_CN' }
const signed = { timeStamp: '1', nonceStr: 'n', package: 'prepay_id=ord_1', signType: 'RSA', paySign: 's' }

const address = {
  id: 'a',
  name: 'Ling',
  phone: '138',
  province: '广东省',
  city: '广州市',
  county: '海珠区',
  street: '新港',
  detail: '397号',
  postalCode: '510000',
  preferred: false,
}
const addressAnswer = {
  userName: 'Ling',
  postalCode: '510000',
  provinceName: '广东省',
  cityName: '广州市',
  countyName: '海珠区',
  streetName: '新港',
  detailInfo: '新港 397号',
  detailInfoNew: '397号',
  nationalCode: '440105',
  telNumber: '138',
}
/** What draws the book comes when it is first asked for; its code is here already. */
async function book(t: Stage): Promise<Extract<Dialog, { kind: 'addresses' }>> {
  await untilLoaded(() => t.overlays.dialog.value !== null)
  return dialog(t, 'addresses')
}
const addressRows: readonly Row[] = [
  ...Object.entries(addressAnswer).map(
    ([name, want]): Row => [
      'chooseAddress',
      `answer ${name}`,
      async (t) => {
        const chosen = call(t, 'chooseAddress')
        ;(await book(t)).answer(address)
        assert.equal((await chosen)[name], want)
      },
    ],
  ),
  [
    'chooseAddress',
    'fail: the person chooses none',
    async (t) => {
      const failed = failure(t, 'chooseAddress')
      ;(await book(t)).answer(null)
      assert.equal((await failed)['errMsg'], 'chooseAddress:fail cancel')
    },
  ],
]

export const personRows: readonly Row[] = [
  ...addressRows,
  [
    'getUserProfile',
    'option desc',
    async (t) => {
      void call(t, 'getUserProfile', { desc: 'for the order' })
      assert.equal((await dialog(t, 'modal')).ask.content, 'for the order')
      const wrong = { errMsg: 'getUserProfile:fail desc length does not meet the requirements' }
      assert.deepEqual(await failure(t, 'getUserProfile', { desc: '' }), wrong)
      assert.deepEqual(await failure(t, 'getUserProfile', { desc: '茶'.repeat(31) }), wrong)
    },
  ],
  [
    'getUserProfile',
    'option lang',
    async (t) => {
      const asked = call(t, 'getUserProfile', { desc: 'a', lang: 'en' })
      await allow(t)
      assert.equal(((await asked)['userInfo'] as Result)['language'], 'zh_CN', 'whatever was asked for, as documented')
    },
  ],
  ['getUserProfile', 'answer userInfo', async (t) => assert.deepEqual((await profile(t))['userInfo'], user)],
  ['getUserProfile', 'answer rawData', async (t) => assert.deepEqual(JSON.parse(String((await profile(t))['rawData'])), user)],
  ...(['signature', 'encryptedData', 'iv'] as const).map(
    (name): Row => ['getUserProfile', `answer ${name}`, async (t) => assert.equal((await profile(t))[name], '')],
  ),
  [
    'getUserProfile',
    'fail: the person refuses',
    async (t) => {
      const failed = failure(t, 'getUserProfile', { desc: 'a' })
      await allow(t, false)
      assert.deepEqual(await failed, { errMsg: 'getUserProfile:fail auth deny', errno: 103 })
    },
  ],
  [
    'setClipboardData',
    'option data',
    async (t) => {
      await call(t, 'setClipboardData', { data: 'tea' })
      assert.equal(t.device.clipboard, 'tea')
      assert.notEqual(t.overlays.toast.value, null, 'the person sees that something was copied')
    },
  ],
  [
    'getClipboardData',
    'answer data',
    async (t) => {
      t.device.clipboard = 'copied'
      const asked = call(t, 'getClipboardData')
      await allow(t)
      assert.deepEqual(await asked, { data: 'copied', errMsg: 'getClipboardData:ok' })
    },
  ],
  [
    'getClipboardData',
    'fail: the person refuses',
    async (t) => {
      const failed = failure(t, 'getClipboardData')
      await allow(t, false)
      assert.deepEqual(await failed, { errMsg: 'getClipboardData:fail auth deny', errno: 103 })
    },
  ],
  [
    'makePhoneCall',
    'option phoneNumber',
    async (t) => {
      const asked = call(t, 'makePhoneCall', { phoneNumber: '021-5555 (8)' })
      ;(await dialog(t, 'sheet')).answer(0)
      await asked
      assert.deepEqual(t.device.dialled, ['tel:02155558'])
    },
  ],
  [
    'makePhoneCall',
    'fail: the person does not call',
    async (t) => {
      const failed = failure(t, 'makePhoneCall', { phoneNumber: '1' })
      ;(await dialog(t, 'sheet')).answer(null)
      assert.deepEqual(await failed, { errMsg: 'makePhoneCall:fail cancel' })
    },
  ],
  [
    'setKeepScreenOn',
    'option keepScreenOn',
    async (t) => {
      await call(t, 'setKeepScreenOn', { keepScreenOn: true })
      await call(t, 'setKeepScreenOn', { keepScreenOn: false })
      assert.deepEqual(t.device.locks, ['screen', 'released'])
    },
  ],
  ['getNetworkType', 'answer networkType', async (t) => assert.equal((await call(t, 'getNetworkType'))['networkType'], 'wifi')],
  ['getNetworkType', 'answer weakNet', async (t) => assert.equal((await call(t, 'getNetworkType'))['weakNet'], false)],
  [
    'getSetting',
    'answer authSetting',
    async (t) => {
      assert.deepEqual((await call(t, 'getSetting'))['authSetting'], { 'scope.address': true }, 'WeChat asks for that no more')
      await located(t)
      assert.deepEqual((await call(t, 'getSetting'))['authSetting'], { 'scope.userLocation': true, 'scope.address': true })
    },
  ],
  ['getSetting', 'answer miniprogramAuthSetting', async (t) => assert.deepEqual((await call(t, 'getSetting'))['miniprogramAuthSetting'], {})],
  ...['option withSubscriptions', 'answer subscriptionsSetting'].map(
    (what): Row => [
      'getSetting',
      what,
      async (t) => {
        assert.deepEqual((await call(t, 'getSetting', { withSubscriptions: true }))['subscriptionsSetting'], { mainSwitch: true, itemSettings: {} })
        assert.equal('subscriptionsSetting' in (await call(t, 'getSetting')), false)
      },
    ],
  ),
  [
    'getLocation',
    'option type',
    async (t) => {
      assert.equal((await located(t, { type: 'wgs84' }))['latitude'], 31.2)
      const mars = await located(t, { type: 'gcj02' })
      assert.ok(Math.abs(Number(mars['latitude']) - 31.2) > 0.0005, 'moved, as maps of the country are')
      assert.equal((await failure(t, 'getLocation', { type: 'moon' }))['errMsg'], 'getLocation:fail invalid coordinate type')
    },
  ],
  [
    'getLocation',
    'option altitude',
    async (t) => {
      assert.equal((await located(t, { altitude: true }))['altitude'], 30)
      assert.equal((await located(t))['altitude'], 0)
    },
  ],
  [
    'getLocation',
    'option isHighAccuracy',
    async (t) => {
      await located(t, { isHighAccuracy: true })
      assert.equal(t.device.placeAsked[0]?.enableHighAccuracy, true)
    },
  ],
  [
    'getLocation',
    'option highAccuracyExpireTime',
    async (t) => {
      await located(t, { isHighAccuracy: true, highAccuracyExpireTime: 4000 })
      await located(t, { isHighAccuracy: true, highAccuracyExpireTime: 100 })
      assert.deepEqual(
        t.device.placeAsked.map((each) => each.timeout),
        [4000, 15_000],
        'from 3 s on',
      )
    },
  ],
  ...Object.entries({ latitude: 31.2, longitude: 121.5, speed: 1.5, accuracy: 12, altitude: 0, verticalAccuracy: 4, horizontalAccuracy: 12 }).map(
    ([name, want]): Row => ['getLocation', `answer ${name}`, async (t) => assert.equal((await located(t))[name], want)],
  ),
  [
    'getLocation',
    'fail: the person refuses',
    async (t) => {
      const failed = failure(t, 'getLocation')
      await allow(t, false)
      assert.deepEqual(await failed, { errMsg: 'getLocation:fail auth deny', errno: 103 })
      assert.deepEqual(await failure(t, 'getLocation'), { errMsg: 'getLocation:fail auth deny', errno: 103 }, 'and is not asked again')
    },
  ],
  [
    'getLocation',
    'fail: the device',
    async (t) => {
      for (const [code, why] of [
        [1, 'system permission denied'],
        [3, 'timeout'],
        [2, 'ERROR_NOCELL&WIFI_LOCATIONSWITCHOFF'],
      ] as const) {
        t.device.place = code
        await assert.rejects(located(t), { errMsg: `getLocation:fail ${why}` })
      }
    },
  ],
  ...(
    [
      ['latitude', /mlat=31.5&/],
      ['longitude', /mlon=121#/],
      ['scale', /map=10\//],
    ] as const
  ).map(
    ([name, want]): Row => [
      'openLocation',
      `option ${name}`,
      async (t) => {
        const asked = call(t, 'openLocation', { latitude: 31.5, longitude: 121, scale: 10 })
        ;(await dialog(t, 'sheet')).answer(0)
        await asked
        assert.match(t.device.windows[0] ?? '', want)
      },
    ],
  ),
  ...(['name', 'address'] as const).map(
    (name): Row => [
      'openLocation',
      `option ${name}`,
      async (t) => {
        void call(t, 'openLocation', { latitude: 1, longitude: 2, [name]: 'Teahouse' })
        assert.equal((await dialog(t, 'sheet')).ask.alertText, 'Teahouse')
      },
    ],
  ),
  [
    'openLocation',
    'fail: nowhere',
    async (t) => assert.equal((await failure(t, 'openLocation', { latitude: 91, longitude: 2 }))['errMsg'], 'openLocation:fail invalid latitude or longitude'),
  ],
  ...(Object.keys(signed) as (keyof typeof signed)[]).map(
    (name): Row => [
      'requestPayment',
      `option ${name}`,
      async (t) => {
        await call(t, 'requestPayment', signed)
        assert.equal((t.payments[0] as Result)[name], signed[name])
      },
    ],
  ),
  [
    'requestPayment',
    'fail: the person does not pay',
    async (t) => {
      t.device.paid = { kind: 'cancelled' }
      assert.deepEqual(await failure(t, 'requestPayment', signed), { errMsg: 'requestPayment:fail cancel' })
    },
  ],
  ['login', 'answer code', async (t) => assert.deepEqual(await call(t, 'login'), { code: 'code-1', errMsg: 'login:ok' })],
  [
    'login',
    'option timeout',
    async (t) => {
      Object.assign(t.session.gateway, { login: () => new Promise(() => undefined) })
      assert.deepEqual(await failure(t, 'login', { timeout: 1 }), { errMsg: 'login:fail timeout', errno: 5 })
    },
  ],
]
