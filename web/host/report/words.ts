/** The words of reports, which come with their sheet. */
import { fill, locale } from '../../kit/i18n/i18n.js'

const en = {
  person: 'Report {0}',
  message: 'Report a message of {0}',
  why: 'Why do you report this?',
  spam: 'Advertising or spam',
  fraud: 'Fraud, or after my money',
  harassment: 'Insults, threats or hate',
  indecent: 'Sexual content',
  danger: 'Violence, or somebody is in danger',
  other: 'Something else',
  say: 'What happened?',
  sayHint: 'In your own words; nobody but whoever runs this instance reads them.',
  sayNeeded: 'Say in a few words what it is.',
  along: 'Send the messages before it along',
  alongNote: 'Up to 5, as they are here, so that it can be understood.',
  send: 'Report',
  thanks: 'Thank you',
  next: 'Whoever runs {0} will look at it, with what you reported as it was, also if it is taken back now. They decide what to do.',
  secret: 'Nobody is told that it was you.',
  block: 'Block {0}',
  blocked: '{0} is blocked',
  done: 'Done',
  'report.note': 'Write at most 500 characters, all of them visible.',
  'report.many': 'You have reported much today. Wait until tomorrow; what you reported is being looked at.',
  'report.gone': 'This message was taken back before it was reported.',
} as const
export type ReportWord = keyof typeof en

const zh: Readonly<Record<ReportWord, string>> = {
  person: '举报{0}',
  message: '举报{0}的消息',
  why: '举报原因',
  spam: '广告或骚扰信息',
  fraud: '诈骗或骗钱',
  harassment: '辱骂、威胁或仇恨言论',
  indecent: '色情内容',
  danger: '暴力，或有人处于危险中',
  other: '其他',
  say: '发生了什么？',
  sayHint: '用你自己的话说明，只有本站管理者会看到。',
  sayNeeded: '请简单说明是什么问题。',
  along: '附上它之前的消息',
  alongNote: '最多 5 条，以原样附上，便于了解情况。',
  send: '举报',
  thanks: '感谢你的举报',
  next: '{0}的管理者会查看，并看到你举报时的原样内容，即使对方随后撤回。如何处理由管理者决定。',
  secret: '没有人会被告知是你举报的。',
  block: '拉黑{0}',
  blocked: '已拉黑{0}',
  done: '完成',
  'report.note': '最多 500 个字，且不能有看不见的字符。',
  'report.many': '你今天举报得太多了，请明天再试；已举报的内容正在处理。',
  'report.gone': '这条消息在举报之前已被撤回。',
}

export function reportWord(key: ReportWord, ...args: readonly string[]): string {
  return fill((locale.value === 'zh' ? zh : en)[key], args)
}

/** What is wrong with a report, by the server's code. */
export function reportFault(code: string): string | undefined {
  return code === 'report.note' || code === 'report.many' || code === 'report.gone' ? reportWord(code) : undefined
}
