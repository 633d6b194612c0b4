/** What a person is asked to agree to: messages, a program's privacy contract. */
import assert from 'node:assert/strict'
import { call, comingScreen as screen, failure, until, type Row } from './row.js'
import type { Result, Stage } from './stage.js'

const kinds = (t: Stage): Promise<Result> => call(t, 'getSetting', { withSubscriptions: true }).then((told) => told['subscriptionsSetting'] as Result)

const subscribeRows: readonly Row[] = [
  [
    'requestSubscribeMessage',
    'option tmplIds: each is answered by the person, and asked for again next time',
    async (t) => {
      const asked = call(t, 'requestSubscribeMessage', { tmplIds: ['tea', 'cup', 'tea'] })
      const open = await screen(t)
      assert.deepEqual(open.props, { program: 'Tea', templates: ['tea', 'cup'] })
      open.answer({ accepted: ['cup'], always: false })
      assert.deepEqual(await asked, { tea: 'reject', cup: 'accept', errMsg: 'requestSubscribeMessage:ok' })
      const again = call(t, 'requestSubscribeMessage', { tmplIds: ['cup'] })
      ;(await screen(t)).answer(null)
      assert.deepEqual(await again, { cup: 'reject', errMsg: 'requestSubscribeMessage:ok' }, 'who closes it takes none')
      assert.deepEqual(await kinds(t), { mainSwitch: true, itemSettings: {} })
    },
  ],
  [
    'requestSubscribeMessage',
    'what is to hold is not asked for again, and getSetting tells it',
    async (t) => {
      const asked = call(t, 'requestSubscribeMessage', { tmplIds: ['tea', 'cup'] })
      ;(await screen(t)).answer({ accepted: ['cup'], always: true })
      await asked
      assert.deepEqual(await call(t, 'requestSubscribeMessage', { tmplIds: ['cup', 'tea'] }), {
        cup: 'accept',
        tea: 'reject',
        errMsg: 'requestSubscribeMessage:ok',
      })
      assert.deepEqual(await kinds(t), { mainSwitch: true, itemSettings: { tea: 'reject', cup: 'accept' } })
      const more = call(t, 'requestSubscribeMessage', { tmplIds: ['pot', 'cup'] })
      const open = await screen(t)
      assert.deepEqual((open.props as Result)['templates'], ['pot'], 'of what is known nobody is asked')
      open.answer({ accepted: ['pot'], always: false })
      assert.deepEqual(await more, { pot: 'accept', cup: 'accept', errMsg: 'requestSubscribeMessage:ok' })
    },
  ],
  [
    'requestSubscribeMessage',
    'fail: none, more than three, what is no id, and the person takes no messages at all',
    async (t) => {
      const refusal = async (tmplIds: readonly unknown[], errMsg: string, errCode: number): Promise<void> =>
        assert.deepEqual(await failure(t, 'requestSubscribeMessage', { tmplIds }), { errMsg: `requestSubscribeMessage:fail ${errMsg}`, errCode })
      await refusal([], "TmplIds can't be empty", 10_001)
      await refusal([7], 'Invalid TmplIds', 10_004)
      await refusal(['a', 'b', 'c', 'd'], 'Templates count out of max bounds', 20_003)
      t.session.consents.change({ messages: false })
      await refusal(['a'], 'The main switch is switched off', 20_004)
      assert.equal(t.overlays.dialog.value, null)
    },
  ],
]

const unauthorized = 'privacy permission is not authorized'
type Resolve = (decision: object) => void
const privacyRows: readonly Row[] = [
  [
    'getPrivacySetting',
    'answer needAuthorization and privacyContractName',
    async (t) => {
      const told = { privacyContractName: '《Tea小程序隐私保护指引》', errMsg: 'getPrivacySetting:ok' }
      assert.deepEqual(await call(t, 'getPrivacySetting'), { ...told, needAuthorization: true })
      const asked = call(t, 'requirePrivacyAuthorize')
      ;(await screen(t)).answer(true)
      await asked
      assert.deepEqual(await call(t, 'getPrivacySetting'), { ...told, needAuthorization: false })
      assert.equal(t.session.consents.now().privacy, true, 'which holds when the program is opened again')
    },
  ],
  [
    'requirePrivacyAuthorize',
    'the person is asked until they agree, by what the program can ask of them',
    async (t) => {
      const refused = failure(t, 'requirePrivacyAuthorize')
      const open = await screen(t)
      assert.deepEqual([(open.props as Result)['program'], (open.props as Result)['servers']], ['Tea', ['https://tea.example']])
      open.answer(false)
      assert.deepEqual(await refused, { errMsg: `requirePrivacyAuthorize:fail ${unauthorized}`, errno: 104 })
      const agreed = call(t, 'requirePrivacyAuthorize')
      ;(await screen(t)).answer(true)
      assert.deepEqual(await agreed, { errMsg: 'requirePrivacyAuthorize:ok' })
      assert.deepEqual(await call(t, 'requirePrivacyAuthorize'), { errMsg: 'requirePrivacyAuthorize:ok' })
      assert.equal(t.overlays.dialog.value, null)
    },
  ],
  [
    'requirePrivacyAuthorize',
    'a program that takes part is asked at what it asks the person for, by callbacks and as a promise',
    async (t) => {
      await call(t, 'getPrivacySetting')
      const denied = failure(t, 'setClipboardData', { data: 'tea' })
      ;(await screen(t)).answer(null)
      assert.deepEqual(await denied, { errMsg: `setClipboardData:fail ${unauthorized}`, errno: 104 })
      assert.equal(t.device.clipboard, '')
      const heard: unknown[] = []
      const said = (what: string) => (result: Result) => heard.push(what, result['errMsg'])
      t.wx['setClipboardData']!({ data: 'tea', success: said('success'), fail: said('fail'), complete: said('complete') })
      ;(await screen(t)).answer(false)
      await until(() => heard.length === 4)
      assert.deepEqual(heard.splice(0), ['fail', `setClipboardData:fail ${unauthorized}`, 'complete', `setClipboardData:fail ${unauthorized}`])
      const agreed = call(t, 'requirePrivacyAuthorize')
      ;(await screen(t)).answer(true)
      await agreed
      t.wx['setClipboardData']!({ data: 'tea', success: said('success'), fail: said('fail'), complete: said('complete') })
      await until(() => heard.length === 4)
      assert.deepEqual([t.device.clipboard, ...heard], ['tea', 'success', 'setClipboardData:ok', 'complete', 'setClipboardData:ok'])
    },
  ],
  [
    'onNeedPrivacyAuthorization',
    'the program asks in its own words; what waits goes on when its button was tapped, and fails when it was not',
    async (t) => {
      const asked: string[] = []
      let resolve: Resolve = () => undefined
      t.wx['onNeedPrivacyAuthorization']!((given: Resolve, { referrer }: { readonly referrer: string }) => {
        asked.push(referrer)
        resolve = given
      })
      const refused = failure(t, 'setClipboardData', { data: 'tea' })
      await until(() => asked.length === 1)
      resolve({ event: 'exposureAuthorization' })
      resolve({ event: 'disagree' })
      assert.equal((await refused)['errMsg'], `setClipboardData:fail ${unauthorized}`)
      const untapped = failure(t, 'requirePrivacyAuthorize')
      await until(() => asked.length === 2)
      resolve({ event: 'agree', buttonId: 'agree' })
      assert.equal((await untapped)['errno'], 104, 'a program cannot agree in the place of a person')
      const done = call(t, 'setClipboardData', { data: 'tea' })
      await until(() => asked.length === 3)
      await t.env.call('agreePrivacy', {}) // the person taps the button
      resolve({ event: 'agree', buttonId: 'agree' })
      assert.deepEqual([(await done)['errMsg'], t.device.clipboard], ['setClipboardData:ok', 'tea'])
      assert.deepEqual(asked, ['setClipboardData', 'requirePrivacyAuthorize', 'setClipboardData'])
    },
  ],
]

export const consentRows: readonly Row[] = [...subscribeRows, ...privacyRows]
