/** Members beyond the most used: what they ask of the person and the device, and what a page asks before it is left. */
import assert from 'node:assert/strict'
import type { Dialog } from '../host/program/overlays.js'
import '../host/program/place-view.js'
import { asksOf } from '../host/program/privacy-view.js'
import { call, comingScreen, dialog, failure, until, type Row } from './row.js'
import type { Result, Stage } from './stage.js'

const tap = async (t: Stage, index: number | null): Promise<void> => (await dialog(t, 'sheet')).answer(index)
const chosen = (t: Stage, ...files: readonly File[]): void => {
  t.device.chosen = files
}
const menu = (): File => new File(['%PDF-'], '菜单 1.PDF', { type: 'application/pdf', lastModified: 1_700_000_000_500 })
const saved = (t: Stage): Promise<string> => t.device.saved.at(-1)!.text()

const contact = {
  firstName: '琳',
  lastName: '王',
  mobilePhoneNumber: '138 0000',
  organization: 'Tea; Co',
  remark: 'one\ntwo',
  workAddressCity: '上海',
  workAddressStreet: '南京路 1',
}

const messageFile: readonly Row[] = [
  [
    'chooseMessageFile',
    'answer tempFiles',
    async (t) => {
      chosen(t, menu(), new File(['p'], 'cup.png', { type: 'image/png' }), new File(['v'], 'pour.mp4', { type: 'video/mp4' }))
      const { tempFiles } = await call(t, 'chooseMessageFile', { count: 3 })
      const [first, ...others] = tempFiles as readonly Result[]
      const { path, ...rest } = first!
      assert.deepEqual(rest, { name: '菜单 1.PDF', size: 5, type: 'file', time: 1_700_000_000 })
      assert.match(String(path), /^wxfile:\/\/tmp_\w+\.pdf$/)
      assert.equal(await (await t.files.find(String(path), '')).text(), '%PDF-')
      assert.deepEqual(
        others.map((each) => each['type']),
        ['image', 'video'],
      )
    },
  ],
  [
    'chooseMessageFile',
    'option count',
    async (t) => {
      chosen(t, menu(), menu())
      const { tempFiles } = await call(t, 'chooseMessageFile', { count: 1 })
      assert.deepEqual([(tempFiles as unknown[]).length, t.device.chooser.multiple], [1, false])
      await call(t, 'chooseMessageFile', { count: 200 })
      assert.equal(t.device.chooser.multiple, true)
      assert.match(String((await failure(t, 'chooseMessageFile', { count: 0 }))['errMsg']), /count should be 1 to 100/)
    },
  ],
  [
    'chooseMessageFile',
    'option type',
    async (t) => {
      chosen(t, menu())
      const accepts = []
      for (const type of ['all', 'image', 'video', 'file', 'other']) {
        await call(t, 'chooseMessageFile', { count: 1, type, extension: ['.pdf', 'doc'] })
        accepts.push(t.device.chooser.accept)
      }
      assert.deepEqual(accepts, ['', 'image/*', 'video/*', '.pdf,.doc', ''])
    },
  ],
  [
    'chooseMessageFile',
    'option extension',
    async (t) => {
      chosen(t, menu())
      await call(t, 'chooseMessageFile', { count: 1, type: 'file', extension: ['xls'] })
      assert.equal(t.device.chooser.accept, '.xls')
    },
  ],
  [
    'chooseMessageFile',
    'fail: nothing is chosen',
    async (t) => assert.equal((await failure(t, 'chooseMessageFile', { count: 1 }))['errMsg'], 'chooseMessageFile:fail cancel'),
  ],
]

/** A page over the first, which asks before it is left. */
async function asking(t: Stage, custom: boolean): Promise<void> {
  await call(t, 'navigateTo', { url: '/shop/item' })
  const { bar } = t.session.pages.value!.top.value!
  bar.value = { ...bar.value, custom }
  await call(t, 'enableAlertBeforeUnload', { message: 'Leave the form?' })
}

const unload: readonly Row[] = [
  [
    'enableAlertBeforeUnload',
    'option message',
    async (t) => {
      await asking(t, true)
      const refused = failure(t, 'navigateBack')
      const question = await dialog(t, 'modal')
      assert.deepEqual([question.ask.content, question.ask.showCancel], ['Leave the form?', true])
      question.answer({ confirm: false, cancel: true, content: null })
      assert.equal((await refused)['errMsg'], 'navigateBack:fail cancel')
      assert.deepEqual(t.routes(), ['home/home', 'shop/item'])
      const left = call(t, 'navigateBack')
      ;(await dialog(t, 'modal')).answer({ confirm: true, cancel: false, content: null })
      await left
      assert.deepEqual(t.routes(), ['home/home'])
    },
  ],
  [
    'enableAlertBeforeUnload',
    'a program that goes back where the host has the button is not asked',
    async (t) => {
      await asking(t, false)
      await call(t, 'navigateBack')
      assert.deepEqual(t.routes(), ['home/home'])
      await asking(t, true)
      const asked = call(t, 'navigateBack')
      ;(await dialog(t, 'modal')).answer({ confirm: true, cancel: false, content: null })
      await asked
    },
  ],
  [
    'disableAlertBeforeUnload',
    'nothing is asked any more',
    async (t) => {
      await asking(t, true)
      await call(t, 'disableAlertBeforeUnload')
      void call(t, 'navigateBack')
      await until(() => t.routes().length === 1)
      assert.deepEqual([t.routes(), t.overlays.dialog.value], [['home/home'], null])
    },
  ],
]

/** Advertisements: what a program is told where there are none. */
const advertisements: readonly Row[] = ['createInterstitialAd', 'createRewardedVideoAd'].flatMap((name): readonly Row[] => [
  [
    name,
    'there is none: as it is made, and when it is to be loaded or shown',
    async (t) => {
      const advertisement = t.wx[name]!({ adUnitId: 'adunit-1' }) as Record<string, (listener?: unknown) => unknown>
      const heard: unknown[] = []
      const listener = (error: unknown): unknown => heard.push(error)
      advertisement['onError']!(listener)
      await until(() => heard.length > 0)
      for (const method of ['load', 'show']) await assert.rejects(advertisement[method]!() as Promise<unknown>, { errCode: 1004, errMsg: 'no advertisement' })
      assert.deepEqual(heard, Array(3).fill({ errCode: 1004, errMsg: 'no advertisement' }))
      advertisement['offError']!(listener)
      await assert.rejects(advertisement['show']!() as Promise<unknown>)
      assert.equal(heard.length, 3)
    },
  ],
])

const bund = { name: 'The Bund', address: '中山东一路', latitude: 31.24, longitude: 121.49 }
const place: readonly Row[] = [
  ...Object.entries(bund).map(
    ([field, want]): Row => [
      'chooseLocation',
      `answer ${field}`,
      async (t) => {
        const chosen = call(t, 'chooseLocation')
        ;(await comingScreen(t)).answer(bund)
        const { errMsg, ...told } = await chosen
        assert.deepEqual([told[field], Object.keys(told).length, errMsg], [want, 4, 'chooseLocation:ok'])
      },
    ],
  ),
  ...(['latitude', 'longitude'] as const).map(
    (option): Row => [
      'chooseLocation',
      `option ${option}: the map begins there, and nowhere in particular without both`,
      async (t) => {
        const starts = []
        for (const given of [{ latitude: 31.5, longitude: 120.3 }, { [option]: 31.5 }, {}]) {
          const failed = failure(t, 'chooseLocation', given)
          const screen = await comingScreen(t)
          starts.push((screen.props as { readonly start: object | null }).start)
          screen.answer(null)
          await failed
        }
        assert.deepEqual(starts, [{ latitude: 31.5, longitude: 120.3 }, null, null])
        assert.deepEqual(t.device.placeAsked, []) // nobody was asked where the person is
      },
    ],
  ),
  [
    'chooseLocation',
    'fail: the person goes back, by the screen or by leaving the page',
    async (t) => {
      for (const leave of [(screen: Extract<Dialog, { kind: 'screen' }>) => screen.answer(null), () => void t.overlays.dismiss()]) {
        const failed = failure(t, 'chooseLocation')
        leave(await comingScreen(t))
        assert.equal((await failed)['errMsg'], 'chooseLocation:fail cancel')
      }
    },
  ],
  [
    'chooseLocation',
    'fail: what is no place on earth, or no number',
    async (t) => {
      assert.equal((await failure(t, 'chooseLocation', { latitude: 91, longitude: 0 }))['errMsg'], 'chooseLocation:fail invalid latitude or longitude')
      const { errMsg, errno } = await failure(t, 'chooseLocation', { latitude: '31' })
      assert.deepEqual([errMsg, errno], ['chooseLocation:fail parameter error: parameter.latitude should be Number instead of String;', 1001])
      assert.equal(t.overlays.dialog.value, null)
    },
  ],
  [
    'chooseLocation',
    'by its callbacks, in their order',
    async (t) => {
      const called: unknown[] = []
      const given = t.wx['chooseLocation']!({ success: (got: Result) => called.push(got['name']), complete: (got: Result) => called.push(got['errMsg']) })
      ;(await comingScreen(t)).answer(bund)
      await until(() => called.length === 2)
      assert.deepEqual([given, ...called], [undefined, 'The Bund', 'chooseLocation:ok'])
    },
  ],
]

const privacy: readonly Row[] = [
  [
    'openPrivacyContract',
    'a screen with what the program can ask for, and whom it can send it to',
    async (t) => {
      const opened = call(t, 'openPrivacyContract')
      const screen = await comingScreen(t)
      const { apis, ...props } = screen.props as Result
      assert.deepEqual(props, { program: 'Tea', publisher: 'Ling', servers: ['https://tea.example'] })
      assert.deepEqual(asksOf(apis as readonly string[]), ['login', 'files'])
      assert.deepEqual(asksOf(['request', 'showToast']), [])
      assert.equal(asksOf(['*']).length, 12)
      assert.deepEqual(asksOf(['getRecorderManager', 'onCompassChange', 'chooseInvoiceTitle']), ['invoice', 'microphone', 'movement'])
      // Opened is done: the person may read for as long as they like.
      assert.equal((await opened)['errMsg'], 'openPrivacyContract:ok')
      assert.notEqual(t.overlays.dialog.value, null)
      assert.equal(t.overlays.dismiss(), true)
      assert.equal(t.overlays.dialog.value, null)
    },
  ],
  [
    'openPrivacyContract',
    'what getPrivacySetting names is what is opened',
    async (t) => {
      const { privacyContractName } = await call(t, 'getPrivacySetting')
      assert.equal(privacyContractName, '《Tea小程序隐私保护指引》')
      await call(t, 'openPrivacyContract')
      assert.equal((t.overlays.dialog.value as { readonly props?: Result } | null)?.props?.['program'], 'Tea')
    },
  ],
]

const other = 'wxfedcba9876543210'
/** Asks for the other program, and says yes to the question, or no. */
async function embedded(t: Stage, options: object, confirm = true): Promise<Result> {
  const asked = call(t, 'openEmbeddedMiniProgram', options).catch((error: unknown) => error as Result)
  const { ask, answer } = await dialog(t, 'modal')
  assert.equal(ask.title, 'Open “Other”?')
  answer({ confirm, cancel: !confirm, content: null })
  return asked
}
const embeds: readonly Row[] = [
  [
    'openEmbeddedMiniProgram',
    'option appId: the other program, over the lower part of this one',
    async (t) => {
      assert.equal((await embedded(t, { appId: other }))['errMsg'], 'openEmbeddedMiniProgram:ok')
      assert.deepEqual(t.opened, [{ appId: other, scene: 1037, referrerInfo: { appId: 'wx0123456789abcdef', extraData: {} }, apiCategory: 'embedded' }])
    },
  ],
  [
    'openEmbeddedMiniProgram',
    'option path',
    async (t) => {
      await embedded(t, { appId: other, path: '/pages/pay?order=7' })
      assert.equal(t.opened[0]?.path, 'pages/pay?order=7')
    },
  ],
  [
    'openEmbeddedMiniProgram',
    'option extraData',
    async (t) => {
      await embedded(t, { appId: other, extraData: { cups: 2 } })
      assert.deepEqual(t.opened[0]?.referrerInfo, { appId: 'wx0123456789abcdef', extraData: { cups: 2 } })
    },
  ],
  [
    'openEmbeddedMiniProgram',
    'fail: the person says no, there is no such program, it is this one, or no program is named',
    async (t) => {
      assert.equal((await embedded(t, { appId: other }, false))['errMsg'], 'openEmbeddedMiniProgram:fail cancel')
      assert.equal((await failure(t, 'openEmbeddedMiniProgram', { appId: 'wx0000000000000000' }))['errMsg'], 'openEmbeddedMiniProgram:fail invalid appid')
      assert.equal((await failure(t, 'openEmbeddedMiniProgram', { appId: 'wx0123456789abcdef' }))['errMsg'], 'openEmbeddedMiniProgram:fail can not open itself')
      assert.match(String((await failure(t, 'openEmbeddedMiniProgram', {}))['errMsg']), /parameter\.appId should be String instead of Undefined;$/)
      assert.deepEqual(t.opened, [])
    },
  ],
  [
    'openEmbeddedMiniProgram',
    'canIUse: what is carried out of its options',
    async (t) => {
      for (const option of ['appId', 'path', 'extraData']) assert.equal(t.wx['canIUse']!(`openEmbeddedMiniProgram.object.${option}`), true, option)
      for (const option of ['shortLink', 'envVersion', 'verify']) assert.equal(t.wx['canIUse']!(`openEmbeddedMiniProgram.object.${option}`), false, option)
      assert.equal((await embedded(t, { appId: other }))['errMsg'], 'openEmbeddedMiniProgram:ok')
    },
  ],
]

const openedIn = (t: Stage, conv: string, scene = 1008): void => {
  t.session.request.value = { appId: 'wx0123456789abcdef', scene, cardId: 'crd_1', conv }
}
const group: readonly Row[] = [
  ...Object.entries({ encryptedData: 'c2VhbGVk', iv: 'aXY=' }).map(
    ([field, want]): Row => [
      'getGroupEnterInfo',
      `answer ${field}`,
      async (t) => {
        openedIn(t, 'cnv_tea')
        const { errMsg, ...told } = await call(t, 'getGroupEnterInfo')
        assert.deepEqual([told[field], Object.keys(told).length, errMsg], [want, 2, 'getGroupEnterInfo:ok'])
      },
    ],
  ),
  [
    'getGroupEnterInfo',
    'fail: not opened in a group, who left it, and whom its server has not signed in',
    async (t) => {
      const scene = { errMsg: 'getGroupEnterInfo:fail the program was not opened in a group', errCode: 40_097 }
      assert.deepEqual(await failure(t, 'getGroupEnterInfo'), scene)
      openedIn(t, 'cnv_tea', 1007)
      assert.deepEqual(await failure(t, 'getGroupEnterInfo'), scene)
      openedIn(t, 'cnv_left')
      assert.deepEqual(await failure(t, 'getGroupEnterInfo'), { errMsg: 'getGroupEnterInfo:fail the user is not in the group', errCode: 65_206 })
      openedIn(t, 'cnv_new')
      assert.deepEqual(await failure(t, 'getGroupEnterInfo'), { errMsg: 'getGroupEnterInfo:fail login first' })
    },
  ],
  [
    'getGroupEnterInfo',
    'fail, by its callbacks',
    async (t) => {
      const called: unknown[] = []
      t.wx['getGroupEnterInfo']!({ fail: ({ errCode }: Result) => called.push(errCode), complete: ({ errCode }: Result) => called.push(errCode) })
      await until(() => called.length === 2)
      assert.deepEqual(called, [40_097, 40_097])
    },
  ],
]

const reports: readonly Row[] = [
  [
    'reportEvent',
    'its author reads what is reported; nothing is given back',
    async (t) => {
      assert.equal(t.wx['reportEvent']!('purchase', { price: 120, color: 'red', first: true }), undefined)
      t.wx['reportEvent']!('opened')
      await until(() => t.reported.length === 2)
      assert.deepEqual(t.reported, ['info reportEvent purchase {"price":120,"color":"red","first":true}', 'info reportEvent opened {}'])
    },
  ],
  [
    'reportEvent',
    'fail: what is no event is told in the console, and not reported',
    async (t) => {
      const given = [
        [1, {}],
        ['a', 'b'],
        ['', {}],
        ['a', { b: {} }],
        ['a', { b: Number.NaN }],
        ['a', { b: 'x'.repeat(11_000) }],
      ]
      for (const each of given) t.wx['reportEvent']!(...each)
      const error = 'warn reportEvent:fail parameter error: parameter.'
      assert.deepEqual(t.fake.logged, [
        `${error}eventId should be String instead of Number;`,
        `${error}data should be Object instead of String;`,
        `${error}eventId should not be empty;`,
        `${error}data.b should be String or Number instead of Object;`,
        `${error}data.b should be String or Number instead of Number;`,
        `${error}data should not be longer than 10240;`,
      ])
      t.wx['reportEvent']!('last', {})
      await until(() => t.reported.length > 0)
      assert.deepEqual(t.reported, ['info reportEvent last {}'])
    },
  ],
]

export const moreRows: readonly Row[] = [
  ...messageFile,
  ...unload,
  ...advertisements,
  ...place,
  ...privacy,
  ...embeds,
  ...group,
  ...reports,
  [
    'createRewardedVideoAd',
    'one for each unit, unless several are asked for',
    (t) => {
      const make = (options: object): unknown => t.wx['createRewardedVideoAd']!(options)
      const first = make({ adUnitId: 'a' })
      assert.equal(make({ adUnitId: 'a' }), first)
      assert.notEqual(make({ adUnitId: 'b' }), first)
      assert.notEqual(make({ adUnitId: 'a', multiton: true }), first)
    },
  ],
  ['getExptInfoSync', 'no trial is running', (t) => assert.deepEqual(t.wx['getExptInfoSync']!(['a']), {})],
  [
    'sendSms',
    'option phoneNumber',
    async (t) => {
      const sent = call(t, 'sendSms', { phoneNumber: '138-0000 x' })
      assert.deepEqual((await dialog(t, 'sheet')).ask.items, ['Write a text message to 138-0000 x'])
      await tap(t, 0)
      await sent
      assert.deepEqual(t.device.dialled, ['sms:1380000'])
    },
  ],
  [
    'sendSms',
    'option content',
    async (t) => {
      const sent = call(t, 'sendSms', { phoneNumber: '1', content: 'tea & cake' })
      assert.equal((await dialog(t, 'sheet')).ask.alertText, 'tea & cake')
      await tap(t, 0)
      await sent
      assert.deepEqual(t.device.dialled, ['sms:1?body=tea%20%26%20cake'])
    },
  ],
  [
    'sendSms',
    'fail: the person does not',
    async (t) => {
      const failed = failure(t, 'sendSms', { phoneNumber: '1' })
      await tap(t, null)
      assert.equal((await failed)['errMsg'], 'sendSms:fail cancel')
      assert.deepEqual(t.device.dialled, [])
    },
  ],
  [
    'addPhoneContact',
    'what is given is what an address book reads',
    async (t) => {
      const kept = call(t, 'addPhoneContact', contact)
      assert.deepEqual((await dialog(t, 'sheet')).ask.items, ['Save 王琳 as a contact'])
      await tap(t, 0)
      await kept
      assert.deepEqual(t.device.downloads, ['王琳.vcf'])
      assert.equal(
        await saved(t),
        [
          'BEGIN:VCARD',
          'VERSION:3.0',
          'N:王;琳;;;',
          'FN:王琳',
          'ORG:Tea\\; Co',
          'TEL;TYPE=CELL:138 0000',
          'ADR;TYPE=WORK:;;南京路 1;上海;;;',
          'NOTE:one\\ntwo',
          'END:VCARD',
          '',
        ].join('\r\n'),
      )
    },
  ],
  [
    'addPhoneContact',
    'fail: the person does not, or there is no name',
    async (t) => {
      const failed = failure(t, 'addPhoneContact', { ...contact, firstName: 'Ling', lastName: 'Wang' })
      assert.deepEqual((await dialog(t, 'sheet')).ask.items, ['Save Ling Wang as a contact'])
      await tap(t, null)
      assert.equal((await failed)['errMsg'], 'addPhoneContact:fail cancel')
      assert.match(String((await failure(t, 'addPhoneContact', { firstName: '' }))['errMsg']), /firstName should not be empty/)
      assert.deepEqual(t.device.downloads, [])
    },
  ],
  [
    'saveFileToDisk',
    'option filePath',
    async (t) => {
      await call(t, 'saveFileToDisk', { filePath: t.files.keep(new Blob(['x,y']), 'sums.csv') })
      assert.match(t.device.downloads[0] ?? '', /^tmp_\w+\.csv$/)
      assert.equal(await saved(t), 'x,y')
      assert.match(String((await failure(t, 'saveFileToDisk', { filePath: 'wxfile://tmp_gone.csv' }))['errMsg']), /file not found/)
    },
  ],
  [
    'shareFileMessage',
    'option fileName names what the person keeps',
    async (t) => {
      const sent = call(t, 'shareFileMessage', { filePath: t.files.keep(new Blob(['x,y']), 'sums.csv'), fileName: '账单.csv' })
      assert.deepEqual((await dialog(t, 'sheet')).ask.items, ['Save 账单.csv to this device'])
      await tap(t, 0)
      await sent
      assert.deepEqual(t.device.downloads, ['账单.csv'])
      assert.equal(await saved(t), 'x,y')
    },
  ],
  [
    'shareFileMessage',
    'fail: the person does not, or there is no such file',
    async (t) => {
      const failed = failure(t, 'shareFileMessage', { filePath: t.files.keep(new Blob(['x,y']), 'sums.csv') })
      await tap(t, null)
      assert.equal((await failed)['errMsg'], 'shareFileMessage:fail cancel')
      const gone = await failure(t, 'shareFileMessage', { filePath: 'wxfile://tmp_gone.csv' })
      assert.equal(gone['errMsg'], 'shareFileMessage:fail file not found')
      assert.deepEqual(t.device.downloads, [])
    },
  ],
  [
    'shareFileMessage',
    'a device that shares files is offered first',
    async (t) => {
      const shared: string[] = []
      const own = { canShare: () => true, share: async ({ files = [] }: ShareData) => void shared.push(...files.map((file) => file.name)) }
      Object.assign(navigator, own)
      try {
        const sent = call(t, 'shareFileMessage', { filePath: t.files.keep(new Blob(['x,y']), 'sums.csv'), fileName: 'a.csv' })
        assert.deepEqual((await dialog(t, 'sheet')).ask.items, ['Send a.csv', 'Save a.csv to this device'])
        await tap(t, 0)
        await sent
      } finally {
        for (const name of Object.keys(own)) Reflect.deleteProperty(navigator, name)
      }
      assert.deepEqual([shared, t.device.downloads], [['a.csv'], []])
    },
  ],
  [
    'showShareImageMenu',
    'option path',
    async (t) => {
      const sent = call(t, 'showShareImageMenu', { path: t.files.keep(new Blob(['p']), 'poster.png') })
      // A name that only the runtime gave it says nothing to a person.
      assert.match(String((await dialog(t, 'sheet')).ask.items), /^Save [^_]+\.png to this device$/)
      await tap(t, 0)
      await sent
      assert.match(t.device.downloads[0] ?? '', /\.png$/)
    },
  ],
  [
    'shareVideoMessage',
    'option videoPath',
    async (t) => {
      const sent = call(t, 'shareVideoMessage', { videoPath: t.files.keep(new Blob(['p']), 'film.mp4') })
      await tap(t, 0)
      await sent
      assert.match(t.device.downloads[0] ?? '', /\.mp4$/)
    },
  ],
  [
    'getBatteryInfo',
    'answer level, isCharging and isLowPowerModeEnabled',
    async (t) => {
      const { errMsg, ...told } = await call(t, 'getBatteryInfo')
      assert.deepEqual([told, errMsg], [{ level: 42, isCharging: true, isLowPowerModeEnabled: false }, 'getBatteryInfo:ok'])
    },
  ],
  [
    'getVideoInfo',
    'answer type, duration, size, width, height, bitrate and orientation',
    async (t) => {
      const src = t.files.keep(new Blob([new Uint8Array(30_000)], { type: 'video/mp4' }))
      const { errMsg, ...told } = await call(t, 'getVideoInfo', { src })
      assert.deepEqual(told, { type: 'mp4', duration: 7.5, size: 30, width: 320, height: 240, bitrate: 32, orientation: 'up' })
      assert.equal(errMsg, 'getVideoInfo:ok')
    },
  ],
]
