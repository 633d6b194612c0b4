/** The words of the questions about messages and privacy, which come with them. */
import { fill, locale } from '../../kit/i18n/i18n.js'

const en = {
  subscribe: '{0} would like to send you messages',
  template: 'Message {0}',
  always: 'Keep this choice and do not ask again',
  allow: 'Allow',
  refuse: 'Refuse',
  privacyTitle: 'Privacy of {0}',
  privacyText: 'Before it goes on, {0} asks you to agree to what it does with what you give it.',
  privacyRead: 'Read what it can ask you for',
  agree: 'Agree',
} as const
export type ConsentWord = keyof typeof en

const zh: Readonly<Record<ConsentWord, string>> = {
  subscribe: '{0}申请向你发送消息',
  template: '消息 {0}',
  always: '总是保持以上选择，不再询问',
  allow: '允许',
  refuse: '拒绝',
  privacyTitle: '{0}的隐私保护',
  privacyText: '在继续之前，{0}请你同意其隐私保护指引。',
  privacyRead: '查看它可能向你索取的内容',
  agree: '同意',
}

export function consentWord(key: ConsentWord, ...args: readonly string[]): string {
  return fill((locale.value === 'zh' ? zh : en)[key], args)
}
