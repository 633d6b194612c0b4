/** A question of the host's own, with two answers. */
import type { Overlays } from './overlays.js'
import { word } from './words.js'

export interface Question {
  readonly title?: string
  readonly content?: string
  /** What stands on the buttons; OK and Cancel unless it says otherwise. */
  readonly yes?: string
  readonly no?: string
}

/** Whether the person says yes. */
export async function agreed(overlays: Overlays, { title = '', content = '', yes = word('ok'), no = word('cancel') }: Question): Promise<boolean> {
  const answer = await overlays.modal({
    title,
    content,
    showCancel: true,
    cancelText: no,
    confirmText: yes,
    cancelColor: '',
    confirmColor: '',
    editable: false,
    placeholderText: '',
  })
  return answer.confirm
}
