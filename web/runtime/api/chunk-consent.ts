/** What a person is asked to agree to: messages of a program (requestSubscribeMessage), and its privacy contract. */
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'
import type { Family, Options } from './forms.js'

const mostTemplates = 3
/** The vendor's numbers and words. */
const refusals = {
  empty: ["TmplIds can't be empty", 10_001],
  invalid: ['Invalid TmplIds', 10_004],
  many: ['Templates count out of max bounds', 20_003],
  off: ['The main switch is switched off', 20_004],
} as const

function subscribeFamily(env: Env, { CallFailure }: Kit): Family {
  const fail = (why: keyof typeof refusals): never => {
    throw new CallFailure(refusals[why][0], undefined, refusals[why][1])
  }
  return {
    requestSubscribeMessage: [
      { tmplIds: 'Array' },
      async ({ tmplIds }) => {
        const ids = [...new Set(tmplIds as readonly unknown[])]
        if (ids.length === 0) fail('empty')
        if (!ids.every((id) => typeof id === 'string' && id !== '' && id.length <= 200)) fail('invalid')
        if (ids.length > mostTemplates) fail('many')
        const { errCode, choices } = (await env.call('subscribe', { ids })) as { readonly errCode?: number; readonly choices?: Options }
        if (errCode === refusals.off[1]) fail('off')
        return choices
      },
    ],
  }
}

type Listener = (resolve: (decision?: unknown) => void, info: { readonly referrer: string }) => void

/** What the vendor asks a privacy contract for. */
export const privacyMembers =
  'getUserProfile getLocation getFuzzyLocation startLocationUpdate startLocationUpdateBackground chooseLocation choosePoi chooseAddress chooseInvoiceTitle ' +
  'chooseLicensePlate getWeRunData chooseImage chooseMedia chooseVideo chooseMessageFile startRecord getClipboardData setClipboardData ' +
  'saveImageToPhotosAlbum saveVideoToPhotosAlbum addPhoneContact addPhoneCalendar addPhoneRepeatCalendar chooseContact openBluetoothAdapter startCompass ' +
  'startAccelerometer startGyroscope startDeviceMotionListening'

const unauthorized = 'privacy permission is not authorized'

/**
 * The vendor's way to a yes. It is gone by programs that take part in it, from the moment that they ask how it stands or listen: for
 * the others each scope is asked for as it is used, which is all that they know.
 */
function privacySide(env: Env, { CallFailure, member }: Kit) {
  const listeners: Listener[] = []
  let takesPart = false
  let agreed: Promise<boolean> | undefined
  let waiting: Promise<boolean> | undefined
  env.onHostEvent('privacyAgreed', () => {
    agreed = Promise.resolve(true)
  })
  const isAgreed = (): Promise<boolean> => {
    takesPart = true
    agreed ??= env.call('privacyAgreed', {}).then((told) => (told as { readonly agreed: boolean }).agreed)
    return agreed
  }
  /** The program asks in its own words, and the person taps its button for it. */
  const byProgram = (referrer: string): Promise<boolean> =>
    new Promise((settle) => {
      const resolve = (decision: unknown): void => {
        const event = (decision as { readonly event?: unknown } | null | undefined)?.event
        // That it was shown is for the vendor's own statistics.
        if (event === 'agree') settle(isAgreed())
        else if (event === 'disagree') settle(false)
      }
      for (const listener of listeners) env.run(listener, [resolve, { referrer }], 'wx.onNeedPrivacyAuthorization')
    })
  const byHost = async (): Promise<boolean> => ((await env.call('askPrivacy', {})) as { readonly agreed: boolean }).agreed
  const need = async (referrer: string): Promise<void> => {
    if (await isAgreed()) return
    // Who asks for two things at once is answered once.
    waiting ??= (listeners.length > 0 ? byProgram(referrer) : byHost()).finally(() => {
      waiting = undefined
    })
    if (!(await waiting)) throw new CallFailure(unauthorized, 104)
  }
  const family: Family = {
    getPrivacySetting: [
      {},
      async () => ({ needAuthorization: !(await isAgreed()), privacyContractName: `《${env.app.name}小程序隐私保护指引》` }),
      'needAuthorization privacyContractName',
    ],
    requirePrivacyAuthorize: [{}, () => need('requirePrivacyAuthorize')],
  }
  return {
    family,
    onNeedPrivacyAuthorization(listener: unknown) {
      if (typeof listener !== 'function') return
      takesPart = true
      listeners.push(listener as Listener)
    },
    /** The same member, behind the contract. */
    guard(name: string, own: (options?: unknown) => unknown): (options?: unknown) => unknown {
      const ask = member(env, name, {}, () => need(name))
      return (options) => {
        if (!takesPart) return own(options)
        const { success, fail, complete } = (typeof options === 'object' && options !== null ? options : {}) as Options
        if (![success, fail, complete].some((each) => typeof each === 'function')) {
          const answer = ask()?.then(() => own(options))
          answer?.catch(() => undefined)
          return answer
        }
        const refused = (result: unknown): void => {
          for (const each of [fail, complete]) if (typeof each === 'function') env.run(each, [result], `outcome of wx.${name}`)
        }
        return ask({ success: () => own(options), fail: refused })
      }
    },
  }
}

export const consentExtension: Extension = (env, tools) => {
  const privacy = privacySide(env, tools)
  const family: Readonly<Record<string, Described>> = { ...subscribeFamily(env, tools), ...privacy.family }
  const own = tools.members(env, family as Family)
  const guarded = new Set(privacyMembers.split(' '))
  return {
    own: { ...own, onNeedPrivacyAuthorization: privacy.onNeedPrivacyAuthorization },
    described: family,
    around: (members) =>
      Object.fromEntries(
        Object.entries(members)
          .filter(([name, each]) => guarded.has(name) && typeof each === 'function')
          .map(([name, each]) => [name, privacy.guard(name, each as (options?: unknown) => unknown)]),
      ),
  }
}
extend(consentExtension)
