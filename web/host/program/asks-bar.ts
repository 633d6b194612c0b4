/** The bar that a template sets (navigation-bar). */
import { bool, finite, object, optional, type Parser, text } from '../../protocol/parse.js'
import type { Asker } from './asks.js'
import { call, type CallTable } from './broker.js'
import { safeColor, transitionOf } from './chrome.js'

interface Bar {
  readonly title: string
  readonly loading: boolean
  readonly frontColor: string
  readonly backgroundColor: string
  readonly durationMs?: number | undefined
  readonly timing: string
}
const bar: Parser<Bar> = object<Bar>({
  title: text(10_000),
  loading: bool,
  frontColor: text(100),
  backgroundColor: text(100),
  durationMs: optional(finite),
  timing: text(100),
})

export const barAsks: CallTable<Asker> = {
  navigationBar: call<Asker, Bar>(bar, ({ title, loading, frontColor, backgroundColor, durationMs, timing }, { host: { session, page } }) => {
    const live = session.pages.value?.find(page)
    if (live === undefined) return
    const before = live.bar.value
    live.bar.value = {
      ...before,
      loading,
      // What is not said stays as the page's JSON has it.
      ...(title === '' ? {} : { title: title.slice(0, 200) }),
      ...(frontColor === '#ffffff' ? { text: 'white' as const } : frontColor === '#000000' ? { text: 'black' as const } : {}),
      ...(backgroundColor === '' ? {} : { background: safeColor(backgroundColor, before.background), transition: transitionOf(durationMs, timing) }),
    }
  }),
}
