/** wx.enableAlertBeforeUnload: what a page asks before the person goes back from it. It never keeps anybody from closing the program. */
import type { LivePage } from './pages.js'
import { agreed } from './question.js'
import type { Session } from './session.js'

const questions = new WeakMap<LivePage, string>()

/** null takes the question back. */
export function askBeforeLeaving(page: LivePage, question: string | null): void {
  if (question === null) questions.delete(page)
  else questions.set(page, question)
}

/** Whether the person leaves the page in view, who is asked if it has a question. */
export async function mayLeave(session: Session): Promise<boolean> {
  const top = session.pages.value?.top.value
  const question = top == null ? undefined : questions.get(top)
  if (question === undefined) return true
  const yes = await agreed(session.overlays, { content: question })
  // It may have gone, or another come over it, meanwhile.
  return yes && session.pages.value?.top.value === top
}
