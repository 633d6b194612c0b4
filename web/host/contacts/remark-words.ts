/** The words of remarks, which come with their sheet. */
import { fill, locale } from '../../kit/i18n/i18n.js'

const en = {
  edit: 'Name and note',
  title: 'Your name for {0}',
  name: 'Name',
  nameHint: 'Shown to you everywhere instead of “{0}”. Nobody else sees it.',
  note: 'Note',
  own: 'Calls themselves {0}',
  'social.remark': 'Write at most 32 characters, in one line and all of them visible.',
  'social.remark-note': 'Write at most 300 characters.',
} as const
export type RemarkWord = keyof typeof en

const zh: Readonly<Record<RemarkWord, string>> = {
  edit: '备注和描述',
  title: '给{0}的备注',
  name: '备注名',
  nameHint: '在你这里各处代替“{0}”显示，别人看不到。',
  note: '描述',
  own: '昵称：{0}',
  'social.remark': '备注名最多 32 个字，一行，且不能有看不见的字符。',
  'social.remark-note': '描述最多 300 个字。',
}

export function remarkWord(key: RemarkWord, ...args: readonly string[]): string {
  return fill((locale.value === 'zh' ? zh : en)[key], args)
}

/** What is wrong with a remark, by the server's code. */
export function remarkFault(code: string): string | undefined {
  return code === 'social.remark' || code === 'social.remark-note' ? remarkWord(code) : undefined
}
