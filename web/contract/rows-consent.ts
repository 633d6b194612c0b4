/** What a person is asked to agree to: messages, a program's privacy contract. */
import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { call, comingScreen as screen, dialog, failure, until, untilLoaded, type Row } from './row.js'
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

const order = { challenge: 'order 7', requestAuthModes: ['facial'], authContent: 'Pay for the tea' }
/** The person says yes to the host's question, or no. */
async function verified(t: Stage, confirm = true): Promise<Result> {
  const asked = call(t, 'startSoterAuthentication', order).catch((error: unknown) => error as Result)
  await untilLoaded(() => t.overlays.dialog.value !== null)
  const { ask, answer } = await dialog(t, 'modal')
  assert.deepEqual([ask.title, ask.content], ['Tea asks whether it is you', 'Pay for the tea'])
  answer({ confirm, cancel: !confirm, content: null })
  return asked
}
const refused = (errMsg: string, errCode: number): Result => ({ errMsg: `startSoterAuthentication:fail ${errMsg}`, errCode })
const soterRows: readonly Row[] = [
  [
    'checkIsSupportSoterAuthentication',
    'answer supportMode: by what the device knows a person, a browser does not say',
    async (t) => {
      assert.deepEqual((await call(t, 'checkIsSupportSoterAuthentication'))['supportMode'], ['fingerPrint', 'facial'])
      t.device.authenticator = null
      assert.deepEqual((await call(t, 'checkIsSupportSoterAuthentication'))['supportMode'], [])
    },
  ],
  [
    'checkIsSoterEnrolledInDevice',
    'option checkAuthMode and answer isEnrolled',
    async (t) => {
      const enrolled = async (checkAuthMode: string): Promise<unknown> => (await call(t, 'checkIsSoterEnrolledInDevice', { checkAuthMode }))['isEnrolled']
      assert.deepEqual([await enrolled('fingerPrint'), await enrolled('speech')], [true, false])
      t.device.authenticator = null
      assert.equal(await enrolled('fingerPrint'), false)
    },
  ],
  [
    'startSoterAuthentication',
    'option challenge, option requestAuthModes, option authContent, answer authMode, resultJSON, resultJSONSignature and errCode: what is signed can be checked again',
    async (t) => {
      const { resultJSON, resultJSONSignature, ...told } = await verified(t)
      assert.deepEqual(told, { authMode: 'facial', errCode: 0, errMsg: 'startSoterAuthentication:ok' })
      const { raw, counter, publicKey, authenticatorData, clientDataJSON } = JSON.parse(String(resultJSON)) as Readonly<Record<string, string>>
      assert.deepEqual([raw, counter], ['order 7', 9])
      const bytes = (text: unknown): Buffer => Buffer.from(String(text), 'base64')
      const signed = Buffer.concat([bytes(authenticatorData), createHash('sha256').update(bytes(clientDataJSON)).digest()])
      const key = createPublicKey({ key: bytes(publicKey), format: 'der', type: 'spki' })
      assert.equal(verify('sha256', signed, key, bytes(resultJSONSignature)), true)
      assert.equal(JSON.parse(String(bytes(clientDataJSON))).challenge, createHash('sha256').update('order 7').digest('base64url'))
      await verified(t)
      assert.deepEqual(t.device.authenticator?.asked, ['create', 'get', 'get'], 'its key is made once')
    },
  ],
  [
    'startSoterAuthentication',
    'an authenticator that signs as Windows does',
    async (t) => {
      t.device.authenticator!.rsa = true
      assert.equal((await verified(t))['errCode'], 0)
    },
  ],
  [
    'startSoterAuthentication',
    'fail: the person does not want to, by the host’s question or by the device’s; the next time their key is still theirs',
    async (t) => {
      assert.deepEqual(await verified(t, false), refused('cancel', 90_008))
      assert.deepEqual(t.device.authenticator?.asked, [])
      await verified(t)
      t.device.authenticator!.willing = false
      assert.deepEqual(await verified(t), refused('cancel', 90_008))
      t.device.authenticator!.willing = true
      assert.equal((await verified(t))['errCode'], 0)
      assert.equal(t.device.authenticator?.keys.length, 1)
      t.device.authenticator!.keys = [] // the person has removed it from the device
      assert.deepEqual(await verified(t), refused('cancel', 90_008))
      assert.equal((await verified(t))['errCode'], 0)
    },
  ],
  [
    'startSoterAuthentication',
    'fail: a device without one, one that has not seen who it is, and what cannot be asked',
    async (t) => {
      t.device.authenticator!.verifies = false
      assert.deepEqual(await verified(t), refused('authenticate failed', 90_009))
      t.device.authenticator = null
      const asked = async (more: object): Promise<Result> => failure(t, 'startSoterAuthentication', { ...order, ...more })
      assert.deepEqual(await asked({}), refused('not supported', 90_001))
      assert.deepEqual(await asked({ challenge: '' }), refused('challenge should be 1 to 512 characters', 90_004))
      assert.deepEqual(await asked({ authContent: 'x'.repeat(43) }), refused('authContent should be at most 42 characters', 90_005))
      assert.deepEqual(await asked({ requestAuthModes: ['speech'] }), refused('requestAuthModes is not supported', 90_003))
    },
  ],
]

export const consentRows: readonly Row[] = [...subscribeRows, ...privacyRows, ...soterRows]
