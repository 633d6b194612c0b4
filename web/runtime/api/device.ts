/** Clipboard, network, calls, looking at pictures, the profile: the host's and the person's to give. */
import { CallFailure, type Env } from '../core/env.js'
import type { Family } from './forms.js'

/** Where "current" (an address or an index) is among the addresses. */
function indexOf(current: unknown, urls: readonly string[]): number {
  if (typeof current === 'number') return Math.max(0, Math.trunc(current))
  return typeof current === 'string' ? Math.max(0, urls.indexOf(current)) : 0
}

/** The grey picture of who has none, or does not show it. */
const nobody =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path fill='%23ddd' d='M0 0h8v8H0'/><path fill='%23fff' d='M4 1.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 1 1 0-3M1 8a3 3 0 0 1 6 0'/></svg>"

function profileOf(value: unknown): Record<string, unknown> {
  const { nickName, avatarUrl } = value as { readonly nickName: string; readonly avatarUrl: string }
  const userInfo = { nickName, avatarUrl: avatarUrl || nobody, gender: 0, province: '', city: '', country: '', language: 'zh_CN' } // whatever was asked for, as documented
  return { userInfo, rawData: JSON.stringify(userInfo), signature: '', encryptedData: '', iv: '' }
}

export function deviceFamily(env: Env): Family {
  return {
    setClipboardData: [{ data: 'String' }, ({ data }) => env.call('setClipboardData', { data })],
    getClipboardData: [{}, () => env.call('getClipboardData', {}), 'data'],
    getNetworkType: [{}, () => env.call('getNetworkType', {}), 'networkType weakNet'],
    makePhoneCall: [{ phoneNumber: 'String' }, ({ phoneNumber }) => env.call('makePhoneCall', { phoneNumber })],
    vibrateShort: [{ type: 'String?' }, ({ type }) => env.call('vibrateShort', { type: type === 'heavy' || type === 'light' ? type : 'medium' })],
    vibrateLong: [{}, () => env.call('vibrateLong', {})],
    setKeepScreenOn: [{ keepScreenOn: 'Boolean' }, ({ keepScreenOn }) => env.call('setKeepScreenOn', { keepScreenOn })],

    getImageInfo: [{ src: 'String' }, ({ src }) => env.call('getImageInfo', { src }), 'width height path orientation type'],
    previewImage: [
      { urls: 'Array', current: 'Any' },
      ({ urls, current }) => {
        const list = (urls as readonly unknown[]).map(String)
        return env.call('previewImage', { urls: list, current: indexOf(current, list) })
      },
    ],

    getUserProfile: [
      { desc: 'String', lang: 'String?' },
      async ({ desc }) => {
        const { length } = String(desc)
        if (length === 0 || length > 30) throw new CallFailure('desc length does not meet the requirements')
        return profileOf(await env.call('getUserProfile', { desc }))
      },
      'userInfo rawData signature encryptedData iv',
    ],
    // As in WeChat since 2021: without asking, nobody's name.
    getUserInfo: [{}, () => profileOf({ nickName: '微信用户', avatarUrl: '' }), 'userInfo rawData signature encryptedData iv'],
  }
}
