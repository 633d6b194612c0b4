/** Pages, bars, sharing: carried out by the host; here are WeChat's rules for the arguments. */
import { EventChannel } from '../core/channel.js'
import { CallFailure, type Env } from '../core/env.js'
import type { Family, Options, Work } from './forms.js'

function withEvents(events: unknown): EventChannel {
  const channel = new EventChannel()
  if (typeof events !== 'object' || events === null) return channel
  for (const [name, listener] of Object.entries(events)) {
    if (typeof listener === 'function') channel.on(name, (...args) => Reflect.apply(listener, undefined, args))
  }
  return channel
}

function motionOf({ animation }: Options): object {
  const { duration, timingFunc } = (animation ?? {}) as { readonly duration?: unknown; readonly timingFunc?: unknown }
  return { durationMs: typeof duration === 'number' ? duration : undefined, timing: String(timingFunc ?? '') }
}

function badgeText(value: unknown): string {
  const text = String(value)
  return text.length > 4 ? '…' : text
}

export function pageFamily(env: Env): Family {
  const url = (name: string): readonly [{ readonly url: 'String' }, Work] => [{ url: 'String' }, (options) => env.call(name, { url: options['url'] })]
  const plain = (name: string): readonly [Record<string, never>, Work] => [{}, () => env.call(name, {})]
  const byIndex = (name: string): readonly [{ readonly index: 'Number' }, Work] => [
    { index: 'Number' },
    (options) => env.call(name, { index: options['index'] }),
  ]
  return {
    navigateTo: [
      { url: 'String', events: 'Object?' },
      async (options) => {
        const eventChannel = withEvents(options['events'])
        await env.call('navigateTo', { url: options['url'] }, eventChannel)
        return { eventChannel }
      },
      'eventChannel',
    ],
    redirectTo: url('redirectTo'),
    switchTab: url('switchTab'),
    reLaunch: url('reLaunch'),
    navigateBack: [{ delta: 'Number?' }, (options) => env.call('navigateBack', { delta: options['delta'] ?? 1 })],
    navigateToMiniProgram: [
      { appId: 'Any', path: 'String?', extraData: 'Object?' },
      ({ appId, path, extraData, shortLink }) => {
        if (typeof appId !== 'string' || appId === '')
          throw new CallFailure(shortLink === undefined ? 'parameter error: parameter.appId should be String instead of Undefined;' : 'invalid shortLink')
        return env.call('navigateToMiniProgram', { appId, path: path ?? undefined, extraData: jsonOf(extraData) })
      },
    ],
    navigateBackMiniProgram: [{ extraData: 'Object?' }, ({ extraData }) => env.call('navigateBackMiniProgram', { extraData: jsonOf(extraData) })],
    exitMiniProgram: plain('exitMiniProgram'),
    restartMiniProgram: [{ path: 'String?' }, ({ path }) => env.call('restart', { path: path ?? undefined })],

    setNavigationBarTitle: [{ title: 'String' }, ({ title }) => env.call('setNavigationBarTitle', { title })],
    setNavigationBarColor: [
      { frontColor: 'String', backgroundColor: 'String', animation: 'Object?' },
      (options) => {
        const frontColor = String(options['frontColor']).toLowerCase()
        const backgroundColor = String(options['backgroundColor'])
        if (frontColor !== '#ffffff' && frontColor !== '#000000') throw new CallFailure(`invalid frontColor "${frontColor}"`)
        if (!/^#[0-9a-f]{3,8}$/i.test(backgroundColor)) throw new CallFailure(`invalid backgroundColor "${backgroundColor}"`)
        return env.call('setNavigationBarColor', { frontColor, backgroundColor, ...motionOf(options) })
      },
    ],
    showNavigationBarLoading: plain('showNavigationBarLoading'),
    hideNavigationBarLoading: plain('hideNavigationBarLoading'),
    hideHomeButton: plain('hideHomeButton'),
    setBackgroundColor: [
      { backgroundColor: 'String?' },
      ({ backgroundColor }) => (backgroundColor == null ? undefined : env.call('setBackgroundColor', { backgroundColor })),
    ],

    setBackgroundTextStyle: [
      { textStyle: 'String' },
      ({ textStyle }) => {
        if (textStyle !== 'dark' && textStyle !== 'light') throw new CallFailure(`invalid textStyle "${String(textStyle)}"`)
        return env.call('setBackgroundTextStyle', { textStyle })
      },
    ],

    startPullDownRefresh: plain('startPullDownRefresh'),
    stopPullDownRefresh: plain('stopPullDownRefresh'),
    pageScrollTo: [
      { scrollTop: 'Number?', duration: 'Number?', selector: 'String?', offsetTop: 'Number?' },
      ({ scrollTop, duration, selector, offsetTop }) => {
        if (scrollTop == null && selector == null) throw new CallFailure('scrollTop is undefined and no selector')
        env.scrollTo({
          duration: typeof duration === 'number' ? duration : 300,
          ...(typeof scrollTop === 'number' ? { top: scrollTop } : {}),
          ...(typeof selector === 'string' ? { selector } : {}),
          ...(typeof offsetTop === 'number' ? { offsetTop } : {}),
        })
      },
    ],

    setTabBarBadge: [{ index: 'Number', text: 'String' }, ({ index, text }) => env.call('setTabBarBadge', { index, text: badgeText(text) })],
    removeTabBarBadge: byIndex('removeTabBarBadge'),
    showTabBarRedDot: byIndex('showTabBarRedDot'),
    hideTabBarRedDot: byIndex('hideTabBarRedDot'),
    setTabBarItem: [
      { index: 'Number', text: 'String?', iconPath: 'String?', selectedIconPath: 'String?' },
      ({ index, text, iconPath, selectedIconPath }) =>
        env.call('setTabBarItem', { index, text: text ?? undefined, iconPath: iconPath ?? undefined, selectedIconPath: selectedIconPath ?? undefined }),
    ],
    setTabBarStyle: [
      { color: 'String?', selectedColor: 'String?', backgroundColor: 'String?', borderStyle: 'String?' },
      ({ color, selectedColor, backgroundColor, borderStyle }) =>
        env.call('setTabBarStyle', {
          color: color ?? undefined,
          selectedColor: selectedColor ?? undefined,
          backgroundColor: backgroundColor ?? undefined,
          borderStyle: borderStyle ?? undefined,
        }),
    ],
    showTabBar: [{ animation: 'Boolean?' }, ({ animation }) => env.call('showTabBar', { animation: animation === true })],
    hideTabBar: [{ animation: 'Boolean?' }, ({ animation }) => env.call('hideTabBar', { animation: animation === true })],

    showShareMenu: [{}, () => env.call('setShareMenu', { hidden: false })],
    hideShareMenu: [{}, () => env.call('setShareMenu', { hidden: true })],
    updateShareMenu: [{}, () => undefined],
  }
}

/** What may be handed to another program: JSON, so that no object is shared. */
function jsonOf(value: unknown): unknown {
  return value == null ? {} : (JSON.parse(JSON.stringify(value)) as unknown)
}
