/** Events that a frame sends to the runtime itself: the page's scrolling, navigators, buttons with an open-type. */
import type { ViewEvent } from '../../protocol/ops.js'
import { dispatch } from '../core/events.js'
import type { PageFrame } from '../core/frame.js'
import type { Elem } from '../core/nodes.js'
import type { Page } from '../core/page.js'
import { isFields, type Fields } from '../core/paths.js'

export function rootEvent(page: Page | undefined, event: ViewEvent): void {
  if (page === undefined) return
  if (event.type === '$pageScroll') page.tell('onPageScroll', [isFields(event.detail) ? { ...event.detail } : {}])
  else if (event.type === '$reachBottom') page.tell('onReachBottom', [])
}

export interface NodeEvent {
  readonly frame: PageFrame
  readonly node: Elem
  readonly event: ViewEvent
  readonly wx: Fields
  readonly call: (name: string, args: unknown) => Promise<unknown>
  readonly run: (where: string, work: () => unknown) => void
}

export function nodeEvent(given: NodeEvent): void {
  const detail = isFields(given.event.detail) ? given.event.detail : {}
  switch (given.event.type) {
    case '$navigate':
      navigate(given, detail)
      return
    case '$share':
      given.call('shareAppMessage', { node: given.node.id }).catch(() => undefined)
      return
    case '$open':
      open(given, String(detail['type'] ?? ''))
  }
}

const navigations: Readonly<Record<string, string>> = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  switchTab: 'switchTab',
  reLaunch: 'reLaunch',
  navigateBack: 'navigateBack',
  exit: 'exitMiniProgram',
}

/** Of target="miniProgram", where the others are no way to go. */
const programs: Readonly<Record<string, string>> = { navigateBack: 'navigateBackMiniProgram', exit: 'exitMiniProgram' }

function navigate(given: NodeEvent, detail: Fields): void {
  const type = String(detail['openType'])
  const away = detail['target'] === 'miniProgram'
  const name = away ? (programs[type] ?? 'navigateToMiniProgram') : (navigations[type] ?? 'navigateTo')
  const go = given.wx[name]
  if (typeof go !== 'function') return
  const tell =
    (type: string) =>
    (result: unknown): void =>
      tellNode(given, type, result)
  const outcome = { success: tell('success'), fail: tell('fail'), complete: tell('complete') }
  const { url, appId, path, extraData } = detail
  const target = away ? { appId, path, extraData } : name === 'navigateBack' ? { delta: Number(detail['delta']) || 1 } : { url }
  given.run('navigator', () => (go as (options: unknown) => unknown)({ ...target, ...outcome }))
}

function tellNode(given: NodeEvent, type: string, detail: unknown): void {
  if (given.frame.closed) return
  dispatch(given.node, { type, detail, bubbles: false, composed: false, capture: false, timeStamp: given.event.timeStamp, fromView: null })
}

// Each open-type has the API that does the same, or none; its outcome is the button's event, and says so: "getUserInfo:ok".
const opened: Readonly<Record<string, string>> = {
  getUserInfo: 'getUserProfile',
  getPhoneNumber: '',
  getRealtimePhoneNumber: '',
  openSetting: 'openSetting',
  launchApp: '',
  chooseAvatar: '',
  contact: '',
  feedback: '',
  agreePrivacyAuthorization: '',
}

function open(given: NodeEvent, type: string): void {
  const name = opened[type]
  if (name === undefined) return
  const api = given.wx[name]
  const said = type === 'contact' ? 'enterContact' : type
  const done = (result: unknown): void => {
    const { errMsg = '', ...rest } = result as { readonly errMsg?: string }
    // What an app cannot be launched for is an error of the button, not an answer.
    tellNode(given, type === 'launchApp' ? 'error' : type.toLowerCase(), { ...rest, errMsg: errMsg.replace(/^\w*/, said) })
  }
  if (type === 'chooseAvatar') chooseAvatar(given, done)
  else if (type === 'agreePrivacyAuthorization')
    given.call('agreePrivacy', {}).then(
      () => done({ errMsg: ':ok' }),
      () => undefined,
    )
  else if (typeof api !== 'function') done({ errMsg: ':fail not supported' })
  else given.run(`button ${type}`, () => (api as (options: unknown) => unknown)({ desc: 'button', success: done, fail: done }))
}

// The call of wx.chooseImage, which itself is a chunk that a program with this button need not name.
function chooseAvatar(given: NodeEvent, done: (result: unknown) => void): void {
  given
    .call('chooseFiles', { kind: 'image', count: 1, camera: undefined })
    .then((answer) => {
      const files = isFields(answer) ? answer['tempFiles'] : undefined
      const first: unknown = Array.isArray(files) ? files[0] : undefined
      if (isFields(first)) done({ avatarUrl: first['tempFilePath'], errMsg: 'chooseAvatar:ok' })
    })
    .catch(() => done({ errMsg: 'chooseAvatar:fail cancel' }))
}
