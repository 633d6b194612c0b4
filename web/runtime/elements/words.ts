/** The few words built-ins show themselves. */
export interface Words {
  readonly cancel: string
  readonly done: string
  readonly year: string
  readonly month: string
  readonly day: string
  readonly failed: string
  readonly all: string
}
export const words: Readonly<Record<'en' | 'zh', Words>> = {
  en: { cancel: 'Cancel', done: 'Done', year: '', month: '', day: '', failed: 'Could not be loaded', all: 'All' },
  zh: { cancel: '取消', done: '确定', year: '年', month: '月', day: '日', failed: '加载失败', all: '全部' },
}
