/** Events of built-ins that the Worker tells, since they are the outcome of a member of wx: what the frame says, what the host answers, what the program hears. */
export interface WorkerCase {
  readonly tag: 'button' | 'navigator'
  readonly said: readonly [type: '$open' | '$navigate', detail: Readonly<Record<string, unknown>>]
  /** The host's answer to the call of this name: a value, or a text with which it refuses. */
  readonly host?: readonly [call: string, answer: object | string]
  readonly hears: unknown
}

const profile = { nickName: 'Ling', avatarUrl: '/pic/1' }
const userInfo = { ...profile, gender: 0, province: '', city: '', country: '', language: 'zh_CN' }
const open = (type: string, hears: unknown, host?: WorkerCase['host']): WorkerCase => ({
  tag: 'button',
  said: ['$open', { type }],
  hears,
  ...(host === undefined ? {} : { host }),
})
const navigate = (hears: unknown, answer: object | string): WorkerCase => ({
  tag: 'navigator',
  said: ['$navigate', { url: '/b', openType: 'redirect' }],
  host: ['redirectTo', answer],
  hears,
})

export const workerCases: Readonly<Record<string, WorkerCase>> = {
  'navigator@success': navigate({ errMsg: 'redirectTo:ok' }, {}),
  'navigator@fail': navigate({ errMsg: 'redirectTo:fail page "b" is not found' }, 'page "b" is not found'),
  'navigator@complete': navigate({ errMsg: 'redirectTo:ok' }, {}),
  'button@getuserinfo': open(
    'getUserInfo',
    { userInfo, rawData: JSON.stringify(userInfo), signature: '', encryptedData: '', iv: '', errMsg: 'getUserInfo:ok' },
    ['getUserProfile', profile],
  ),
  'button@contact': open('contact', { errMsg: 'enterContact:fail not supported' }),
  'button@getphonenumber': open('getPhoneNumber', { errMsg: 'getPhoneNumber:fail not supported' }),
  'button@getrealtimephonenumber': open('getRealtimePhoneNumber', { errMsg: 'getRealtimePhoneNumber:fail not supported' }),
  'button@error': open('launchApp', { errMsg: 'launchApp:fail not supported' }),
  'button@opensetting': open('openSetting', { miniprogramAuthSetting: {}, authSetting: { 'scope.camera': true }, errMsg: 'openSetting:ok' }, [
    'openSetting',
    { authSetting: { 'scope.camera': true } },
  ]),
  'button@chooseavatar': open('chooseAvatar', { avatarUrl: 'wxfile://tmp_1.png', errMsg: 'chooseAvatar:ok' }, [
    'chooseFiles',
    { tempFiles: [{ tempFilePath: 'wxfile://tmp_1.png', size: 3 }] },
  ]),
  'button@agreeprivacyauthorization': open('agreePrivacyAuthorization', { errMsg: 'agreePrivacyAuthorization:ok' }, ['agreePrivacy', {}]),
}
