/** What a program learns of its surroundings: measures of its box, and the host's bars in it, in CSS pixels. */
import type { SystemInfo } from '../../protocol/bridge.js'

export const barHeight = 44
export const tabBarHeight = 50
/** The capsule, WeChat's measures: 87 × 32, 7 from the right, centred in the bar. */
export const capsule = { width: 87, height: 32, right: 7, top: (barHeight - 32) / 2 } as const
export const sdkVersion = '3.7.0'

export interface Surroundings {
  readonly width: number
  readonly height: number
  /** Under a notch or the system's clock; 0 in a box beside the chat. */
  readonly safeTop: number
  readonly safeBottom: number
  readonly pixelRatio: number
  readonly theme: 'light' | 'dark'
  readonly locale: 'en' | 'zh'
  readonly userAgent: string
}

export interface PageRoom {
  readonly top: number
  readonly bottom: number
}

/** The room that the bars take from a page. */
export function pageRoom(around: Surroundings, bars: { readonly custom: boolean; readonly tabBar: boolean }): PageRoom {
  return {
    top: bars.custom ? 0 : around.safeTop + barHeight,
    bottom: bars.tabBar ? tabBarHeight + around.safeBottom : 0,
  }
}

/**
 * The nearest of WeChat's names: programs branch on ios and android. A desktop that is neither Windows nor a Mac is
 * called android, so that it gets the phone's branch.
 */
function platformOf(userAgent: string): { readonly platform: string; readonly system: string; readonly brand: string } {
  if (/iPhone|iPad|iPod/.test(userAgent))
    return { platform: 'ios', system: `iOS ${/OS (\d+)_(\d+)/.exec(userAgent)?.slice(1, 3).join('.') ?? '17.0'}`, brand: 'iPhone' }
  if (/Windows/.test(userAgent)) return { platform: 'windows', system: 'Windows 10', brand: 'microsoft' }
  if (/Macintosh/.test(userAgent)) return { platform: 'mac', system: 'macOS 14.0', brand: 'apple' }
  return { platform: 'android', system: `Android ${/Android (\d+)/.exec(userAgent)?.[1] ?? '14'}`, brand: 'superette' }
}

export function systemInfo(around: Surroundings, room: PageRoom, appId: string): SystemInfo {
  const { platform, system, brand } = platformOf(around.userAgent)
  const left = around.width - capsule.right - capsule.width
  const top = around.safeTop + capsule.top
  return {
    brand,
    model: 'browser',
    system,
    platform,
    pixelRatio: around.pixelRatio,
    // The program's box is its screen: layouts that subtract bars from the screen's height then come out right.
    screenWidth: around.width,
    screenHeight: around.height,
    windowWidth: around.width,
    windowHeight: Math.max(0, around.height - room.top - room.bottom),
    statusBarHeight: around.safeTop,
    safeArea: {
      left: 0,
      right: around.width,
      top: around.safeTop,
      bottom: around.height - around.safeBottom,
      width: around.width,
      height: around.height - around.safeTop - around.safeBottom,
    },
    language: around.locale === 'zh' ? 'zh_CN' : 'en',
    theme: around.theme,
    version: '8.0.50',
    SDKVersion: sdkVersion,
    fontSizeSetting: 16,
    menuButton: { width: capsule.width, height: capsule.height, left, right: left + capsule.width, top, bottom: top + capsule.height },
    appId,
  }
}
