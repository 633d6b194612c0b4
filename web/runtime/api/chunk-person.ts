/**
 * What a program asks of the person and the device now and then: a text message, an entry of the address book, a file, a film's
 * measures, the battery, a question before a page is left; and advertisements, of which a host of one's own has none.
 */
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'
import type { Family, Options } from './forms.js'

const contactFields =
  'nickName lastName middleName remark mobilePhoneNumber weChatNumber addressCountry addressState addressCity addressStreet addressPostalCode ' +
  'organization title workFaxNumber workPhoneNumber hostNumber email url workAddressCountry workAddressState workAddressCity workAddressStreet ' +
  'workAddressPostalCode homeFaxNumber homePhoneNumber homeAddressCountry homeAddressState homeAddressCity homeAddressStreet homeAddressPostalCode'

const given = (options: Options, names: readonly string[]): Options =>
  Object.fromEntries(names.filter((name) => options[name] !== undefined && options[name] !== null).map((name) => [name, options[name]]))

function personFamily(env: Env, { CallFailure }: Kit): Family {
  const fields = contactFields.split(' ')
  return {
    enableAlertBeforeUnload: [{ message: 'String' }, ({ message }) => env.call('alertBeforeUnload', { message })],
    disableAlertBeforeUnload: [{}, () => env.call('alertBeforeUnload', {})],
    sendSms: [{ phoneNumber: 'String?', content: 'String?' }, (options) => env.call('sendSms', given(options, ['phoneNumber', 'content']))],
    addPhoneContact: [
      { firstName: 'String', ...Object.fromEntries(fields.map((name) => [name, 'String?' as const])) },
      (options) => env.call('addPhoneContact', given(options, ['firstName', ...fields])),
    ],
    saveFileToDisk: [{ filePath: 'String' }, ({ filePath }) => env.call('saveFileToDisk', { filePath })],
    shareFileMessage: [{ filePath: 'String', fileName: 'String?' }, (options) => env.call('shareFile', given(options, ['filePath', 'fileName']))],
    shareVideoMessage: [{ videoPath: 'String' }, ({ videoPath }) => env.call('shareFile', { filePath: videoPath })],
    showShareImageMenu: [{ path: 'String' }, ({ path }) => env.call('shareFile', { filePath: path })],
    openPrivacyContract: [{}, () => env.call('openPrivacyContract', {})],
    getGroupEnterInfo: [
      {},
      async () => {
        const { errCode, reason, ...sealed } = (await env.call('getGroupEnterInfo', {})) as Options
        if (errCode !== undefined) throw new CallFailure(String(reason), undefined, Number(errCode))
        return sealed
      },
      'encryptedData iv',
    ],
    openEmbeddedMiniProgram: [
      { appId: 'String', path: 'String?', extraData: 'Object?' },
      ({ appId, path, extraData }) => env.call('openEmbeddedMiniProgram', { appId, path: path ?? undefined, extraData: extraData ?? undefined }),
    ],
    getBatteryInfo: [{}, () => env.call('getBatteryInfo', {}), 'level isCharging isLowPowerModeEnabled'],
    getVideoInfo: [{ src: 'String' }, ({ src }) => env.call('getVideoInfo', { src }), 'type duration size width height bitrate orientation'],
    chooseMessageFile: [
      { count: 'Number', type: 'String?', extension: 'Array?' },
      ({ count, type, extension }) => {
        const most = Math.min(100, Math.max(0, Math.trunc(Number(count))))
        if (!(most >= 1)) throw new CallFailure('parameter error: count should be 1 to 100')
        const endings = type === 'file' && Array.isArray(extension) ? { extension: extension.map(String) } : {}
        return env.call('chooseDocuments', { count: most, type: type === 'video' || type === 'image' || type === 'file' ? type : 'all', ...endings })
      },
      'tempFiles',
    ],
    ...soterFamily(env, CallFailure),
  }
}

/** A browser says that the device knows the person, and not by what. */
const authModes = ['fingerPrint', 'facial']
const soterRefusals = {
  mode: ['requestAuthModes is not supported', 90_003],
  challenge: ['challenge should be 1 to 512 characters', 90_004],
  content: ['authContent should be at most 42 characters', 90_005],
} as const

/** The device's own authenticator in the place of the vendor's module. */
function soterFamily(env: Env, CallFailure: Kit['CallFailure']): Family {
  const knows = async (): Promise<boolean> => ((await env.call('knowsPerson', {})) as { readonly knows: boolean }).knows
  const refuse = (why: keyof typeof soterRefusals): never => {
    throw new CallFailure(soterRefusals[why][0], undefined, soterRefusals[why][1])
  }
  return {
    checkIsSupportSoterAuthentication: [{}, async () => ({ supportMode: (await knows()) ? authModes : [] }), 'supportMode'],
    checkIsSoterEnrolledInDevice: [
      { checkAuthMode: 'String' },
      async ({ checkAuthMode }) => ({ isEnrolled: authModes.includes(String(checkAuthMode)) && (await knows()) }),
      'isEnrolled',
    ],
    startSoterAuthentication: [
      { challenge: 'String', requestAuthModes: 'Array', authContent: 'String?' },
      async ({ challenge, requestAuthModes, authContent }) => {
        const [given, content] = [String(challenge), String(authContent ?? '')]
        const authMode = (requestAuthModes as readonly unknown[]).find((mode) => authModes.includes(String(mode)))
        if (given === '' || given.length > 512) refuse('challenge')
        if (content.length > 42) refuse('content')
        if (authMode === undefined) refuse('mode')
        const { errCode, reason, ...signed } = (await env.call('verifyPerson', { challenge: given, content })) as Options
        if (errCode !== undefined) throw new CallFailure(String(reason), undefined, Number(errCode))
        return { authMode, ...signed, errCode: 0 }
      },
      'authMode resultJSON resultJSONSignature errCode',
    ],
  }
}

type Listener = (detail: unknown) => void

/** The vendor's number for "there is no fitting advertisement", which every program that shows any has to expect. */
const noAdvertisement = { errCode: 1004, errMsg: 'no advertisement' }

function advertisement(env: Env, kind: string): object {
  const failed = new Set<Listener>()
  const tell = (): void => {
    for (const listener of failed) env.run(listener, [noAdvertisement], `onError of ${kind}`)
  }
  const none = async (): Promise<never> => {
    tell()
    throw noAdvertisement
  }
  /** As in WeChat a promise that nobody looks at is no error of the program's. */
  const quiet = (): Promise<never> => {
    const outcome = none()
    outcome.catch(() => undefined)
    return outcome
  }
  const nothing = (): undefined => undefined
  // It loads by itself as soon as it is made; who listens has done so by then.
  env.nextTick(tell)
  return {
    load: quiet,
    show: quiet,
    destroy: () => failed.clear(),
    onError: (listener: unknown) => void (typeof listener === 'function' && failed.add(listener as Listener)),
    offError: (listener?: unknown) => void (listener === undefined ? failed.clear() : failed.delete(listener as Listener)),
    onLoad: nothing,
    offLoad: nothing,
    onClose: nothing,
    offClose: nothing,
  }
}

function functions(env: Env): Readonly<Record<string, unknown>> {
  const rewarded = new Map<string, object>()
  return {
    createInterstitialAd: () => advertisement(env, 'InterstitialAd'),
    // One for each unit of a page, unless several are asked for.
    createRewardedVideoAd: (options?: { readonly adUnitId?: unknown; readonly multiton?: unknown }) => {
      const unit = String(options?.adUnitId)
      const known = options?.multiton === true ? undefined : rewarded.get(unit)
      const made = known ?? advertisement(env, 'RewardedVideoAd')
      rewarded.set(unit, made)
      return made
    },
    // Trials of the vendor's console: none is running.
    getExptInfoSync: () => ({}),
  }
}

export const personExtension: Extension = (env, tools) => {
  const family = personFamily(env, tools)
  const own = tools.members(env, family)
  return { own: { ...own, ...functions(env) }, described: family satisfies Readonly<Record<string, Described>> }
}
extend(personExtension)
