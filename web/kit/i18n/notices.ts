/**
 * What notifications say. They are words of their own, since the service worker that says them starts for each one and has no
 * use for all the rest.
 */
import type { Locale } from './format.js'
import { moneyText } from './format.js'

interface Words {
  readonly message: string
  readonly paid: string
  readonly refunded: string
  readonly asked: string
  readonly became: string
  readonly card: string
  readonly picture: string
  readonly file: string
  readonly voice: string
  readonly gift: string
  readonly wish: string
  readonly sent: string
  readonly paidAmount: string
  readonly refundedAmount: string
  readonly askedBy: string
  readonly becameBy: string
  readonly by: string
}

export const NOTICES: Readonly<Record<Locale, Words>> = {
  en: {
    message: 'A new message',
    paid: 'A payment',
    refunded: 'Money came back to you',
    asked: 'Somebody asks to be your contact',
    became: 'You have a new contact',
    card: '[Card] {0}',
    picture: '[Picture]',
    file: '[File] {0}',
    voice: '[Voice]',
    gift: '[Red packet] {0}',
    wish: 'Best wishes',
    sent: '[Money] {0}',
    paidAmount: 'You paid {0}',
    refundedAmount: '{0} came back to you',
    askedBy: 'asks to be your contact',
    becameBy: 'is your contact now',
    by: '{0}: {1}',
  },
  zh: {
    message: '你有一条新消息',
    paid: '付款通知',
    refunded: '退款通知',
    asked: '有人请求添加你为联系人',
    became: '你有了新的联系人',
    card: '[卡片] {0}',
    picture: '[图片]',
    file: '[文件] {0}',
    voice: '[语音]',
    gift: '[红包] {0}',
    wish: '恭喜发财，大吉大利',
    sent: '[转账] {0}',
    paidAmount: '已付款 {0}',
    refundedAmount: '已退款 {0}',
    askedBy: '请求添加你为联系人',
    becameBy: '已成为你的联系人',
    by: '{0}：{1}',
  },
}

const KINDS = ['message', 'paid', 'refunded', 'asked', 'became'] as const

/** What the instance tells: internal/push, Shown. */
export interface Told {
  readonly kind: (typeof KINDS)[number]
  readonly tag: string
  /** Where a click leads. */
  readonly path: string
  readonly locale: Locale
  readonly ts: number
  readonly title: string
  readonly from: string
  readonly what: string
  readonly text: string
  readonly amount: number
  readonly currency: string
}

export function parseTold(v: unknown): Told | null {
  if (typeof v !== 'object' || v === null) return null
  const from: Readonly<Record<string, unknown>> = { ...v }
  const text = (name: string): string => (typeof from[name] === 'string' ? (from[name] as string) : '')
  const number = (name: string): number => (typeof from[name] === 'number' && Number.isSafeInteger(from[name]) ? (from[name] as number) : 0)
  const kind = KINDS.find((each) => each === text('kind'))
  if (kind === undefined) return null
  const path = text('path')
  return {
    kind,
    tag: text('tag'),
    path: /^\/[a-z]+(\/[A-Za-z0-9_-]{1,64})?$/.test(path) ? path : '/chats',
    locale: text('locale') === 'zh' ? 'zh' : 'en',
    ts: number('ts'),
    title: text('title'),
    from: text('from'),
    what: text('what'),
    text: text('text'),
    amount: number('amount'),
    currency: text('currency'),
  }
}

export interface Notice {
  readonly title: string
  readonly body: string
}

/** The words for what was told. A device that shows nothing is told no title. */
export function noticeOf(told: Told): Notice {
  const words = NOTICES[told.locale]
  const put = (text: string, ...args: readonly string[]) => text.replace(/\{(\d)\}/g, (_, i: string) => args[Number(i)] ?? '')
  if (told.title === '') return { title: 'superette', body: words[told.kind] }
  const money = told.currency === '' ? '' : moneyText(told.amount, told.currency, told.locale)
  if (told.kind === 'asked') return { title: told.title, body: words.askedBy }
  if (told.kind === 'became') return { title: told.title, body: words.becameBy }
  if (told.kind === 'paid') return { title: told.title, body: put(words.paidAmount, money) }
  if (told.kind === 'refunded') return { title: told.title, body: put(words.refundedAmount, money) }
  const lines: Readonly<Record<string, string>> = {
    card: put(words.card, told.text),
    picture: words.picture,
    voice: words.voice,
    file: put(words.file, told.text),
    gift: put(words.gift, told.text === '' ? words.wish : told.text),
    transfer: put(words.sent, money),
  }
  const line = lines[told.what] ?? told.text
  return { title: told.title, body: told.from === '' ? line : put(words.by, told.from, line) }
}
