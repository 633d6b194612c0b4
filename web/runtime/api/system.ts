/** What a program asks about the phone, the window and itself. The values come from the host at the start and with each change of size. */
import type { LaunchOptions, SystemInfo } from '../../protocol/bridge.js'
import { CallFailure, type Env } from '../core/env.js'
import type { Family, Work } from './forms.js'

export interface SystemSide {
  readonly family: Family
  readonly sync: Readonly<Record<string, () => unknown>>
  now(): SystemInfo
}

function isSystem(value: unknown): value is SystemInfo {
  return typeof value === 'object' && value !== null && 'windowHeight' in value && 'menuButton' in value
}

function coordinates(type: unknown): unknown {
  if (type != null && type !== '' && type !== 'wgs84' && type !== 'gcj02') throw new CallFailure('invalid coordinate type')
  return type || 'wgs84'
}

export function systemSide(env: Env): SystemSide {
  let system = env.system
  env.onHostEvent('resize', (detail) => {
    if (typeof detail === 'object' && detail !== null && 'system' in detail && isSystem(detail.system)) system = detail.system
  })
  env.onHostEvent('themeChange', (detail) => {
    if (typeof detail === 'object' && detail !== null && 'theme' in detail && (detail.theme === 'light' || detail.theme === 'dark'))
      system = { ...system, theme: detail.theme }
  })

  const device = () => ({
    brand: system.brand,
    model: system.model,
    system: system.system,
    platform: system.platform,
    benchmarkLevel: -1,
    abi: '',
    deviceAbi: '',
    cpuType: '',
    memorySize: '',
  })
  const window = () => ({
    pixelRatio: system.pixelRatio,
    screenWidth: system.screenWidth,
    screenHeight: system.screenHeight,
    windowWidth: system.windowWidth,
    windowHeight: system.windowHeight,
    statusBarHeight: system.statusBarHeight,
    safeArea: system.safeArea,
    screenTop: system.screenHeight - system.windowHeight,
  })
  const base = () => ({
    SDKVersion: system.SDKVersion,
    enableDebug: false,
    host: { appId: system.appId },
    language: system.language,
    version: system.version,
    // As in WeChat: only a program that says "darkmode" hears of it.
    ...(env.app.darkmode === true ? { theme: system.theme } : {}),
    fontSizeScaleFactor: system.fontSizeSetting / 16,
    fontSizeSetting: system.fontSizeSetting,
    mode: 'default',
  })
  const setting = () => ({
    bluetoothEnabled: false,
    locationEnabled: false,
    wifiEnabled: true,
    deviceOrientation: system.windowWidth > system.windowHeight ? 'landscape' : 'portrait',
  })
  const all = () => ({
    ...device(),
    ...window(),
    ...base(),
    ...setting(),
    locationAuthorized: false,
    cameraAuthorized: false,
    microphoneAuthorized: false,
    notificationAuthorized: false,
    notificationAlertAuthorized: false,
    notificationBadgeAuthorized: false,
    notificationSoundAuthorized: false,
    phoneCalendarAuthorized: false,
    locationReducedAccuracy: false,
    albumAuthorized: false,
  })
  const undecided = 'not determined'
  const account = () => ({ miniProgram: { appId: system.appId, envVersion: env.dev ? 'develop' : 'release', version: env.app.version ?? '' }, plugin: {} })
  const optionsOf = (options: LaunchOptions) => ({ apiCategory: 'default', ...options, shareTicket: undefined })
  const settingWith =
    (name: string): Work =>
    async ({ withSubscriptions }) => ({ miniprogramAuthSetting: {}, ...((await env.call(name, { withSubscriptions: withSubscriptions === true })) as object) })
  const skyline = () => ({ isSupported: false, version: '', reason: 'client not supported' })

  return {
    family: {
      getSystemInfo: [{}, all],
      getSystemInfoAsync: [{}, all],
      getSkylineInfo: [{}, skyline],
      getSetting: [{ withSubscriptions: 'Boolean?' }, settingWith('getSetting'), 'authSetting subscriptionsSetting miniprogramAuthSetting'],
      openSetting: [{ withSubscriptions: 'Boolean?' }, settingWith('openSetting'), 'authSetting subscriptionsSetting'],
      authorize: [{ scope: 'String' }, ({ scope }) => env.call('authorize', { scope })],
      getLocation: [
        { type: 'String?', altitude: 'Boolean?', isHighAccuracy: 'Boolean?', highAccuracyExpireTime: 'Number?' },
        ({ type, altitude, isHighAccuracy, highAccuracyExpireTime }) => {
          return env.call('getLocation', {
            type: coordinates(type),
            altitude: altitude === true,
            highAccuracy: isHighAccuracy === true,
            expireMs: highAccuracyExpireTime ?? undefined,
          })
        },
        'latitude longitude speed accuracy altitude verticalAccuracy horizontalAccuracy',
      ],
      getFuzzyLocation: [{ type: 'String?' }, ({ type }) => env.call('getLocation', { type: coordinates(type), fuzzy: true }), 'latitude longitude'],
      openLocation: [
        { latitude: 'Number', longitude: 'Number', scale: 'Number?', name: 'String?', address: 'String?' },
        ({ latitude, longitude, scale, name, address }) => {
          if (Math.abs(Number(latitude)) > 90 || Math.abs(Number(longitude)) > 180) throw new CallFailure('invalid latitude or longitude')
          return env.call('openLocation', { latitude, longitude, scale: scale ?? 18, name: name ?? '', address: address ?? '' })
        },
      ],
      getExtConfig: [{}, () => ({ extConfig: {} }), 'extConfig'],
    },
    sync: {
      getSystemInfoSync: () => ({ ...all(), errMsg: 'getSystemInfoSync:ok' }),
      getWindowInfo: window,
      getDeviceInfo: device,
      getAppBaseInfo: base,
      getSystemSetting: setting,
      getAppAuthorizeSetting: () => ({
        albumAuthorized: undecided,
        bluetoothAuthorized: undecided,
        cameraAuthorized: undecided,
        locationAuthorized: undecided,
        locationReducedAccuracy: false,
        microphoneAuthorized: undecided,
        notificationAuthorized: undecided,
        phoneCalendarAuthorized: undecided,
      }),
      getMenuButtonBoundingClientRect: () => ({ ...system.menuButton }),
      getSkylineInfoSync: skyline,
      getAccountInfoSync: account,
      getLaunchOptionsSync: () => optionsOf(env.launch),
      getEnterOptionsSync: () => optionsOf(env.enter()),
      getExtConfigSync: () => ({}),
      getApiCategory: () => env.enter().apiCategory ?? 'default',
    },
    now: () => system,
  }
}
