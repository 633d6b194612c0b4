/** How I see a conversation: muted, pinned, removed. All of it is undone at once. */
import { chat, failureOf } from '../../kit/api/client.js'
import type { Conversation } from '../../kit/api/model.js'
import { toConversation } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import type { MenuItem } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { session } from '../session.js'

interface Change {
  readonly mute?: boolean
  readonly pin?: boolean
  readonly clearSeq?: bigint
}

export async function changeView(conv: string, change: Change): Promise<boolean> {
  try {
    const answer = await chat.changeConversation({ conv, ...change })
    if (answer.conversation) session().chats.take(toConversation(answer.conversation))
    return true
  } catch (err) {
    toast(explain(failureOf(err)), 'alert')
    return false
  }
}

export async function removeConversation(c: Conversation): Promise<void> {
  if (await changeView(c.id, { clearSeq: BigInt(c.lastSeq) }))
    toast(t('chats.removed'), 'trash', { text: t('undo'), act: () => void changeView(c.id, { clearSeq: BigInt(c.clearSeq) }) })
}

export function viewItems(c: Conversation): readonly MenuItem[] {
  return [
    { icon: c.pin ? 'unpin' : 'pin', text: t(c.pin ? 'chats.unpin' : 'chats.pin'), act: () => void changeView(c.id, { pin: !c.pin }) },
    { icon: 'mute', text: t(c.mute ? 'chats.unmute' : 'chats.mute'), act: () => void changeView(c.id, { mute: !c.mute }) },
    { icon: 'trash', text: t('chats.remove'), danger: true, act: () => void removeConversation(c) },
  ]
}
