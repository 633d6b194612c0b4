/** Where a message is forwarded to. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { chat, failureOf } from '../../kit/api/client.js'
import type { Message } from '../../kit/api/model.js'
import { toMessage } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { arrowKeys, Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { me, session } from '../session.js'
import { ConversationAvatar } from './avatar.js'
import { isCleared, titleOf } from './conversations.js'
import { bodyLine } from './preview.js'

/** The message that is about to be forwarded. */
export const forwarding = signal<Message | null>(null)

export function ForwardSheet(): JSX.Element | null {
  const m = forwarding.value
  if (!m) return null
  const close = () => {
    forwarding.value = null
  }
  const mine = me.value.id
  const list = session().chats.conversations.value.filter((c) => !isCleared(c))
  const send = (conv: string, title: string) => {
    close()
    chat.forwardMessage({ conv: m.conv, seq: BigInt(m.seq), toConv: conv, clientId: crypto.randomUUID() }).then(
      (answer) => {
        if (answer.message) session().chats.accept(toMessage(answer.message))
        toast(t('chat.forwarded', title))
      },
      (err: unknown) => toast(explain(failureOf(err)), 'alert'),
    )
  }
  return (
    <Sheet title={t('chat.forward')} kind="tall" onClose={close}>
      <p class="forward-line">{bodyLine(m.body)}</p>
      <div class="picker-list" role="group" aria-label={t('tab.chats')} onKeyDown={arrowKeys}>
        {list.map((c) => (
          <button type="button" class="row small" data-row key={c.id} onClick={() => send(c.id, titleOf(c, mine))}>
            <ConversationAvatar c={c} me={mine} size={40} />
            <span class="row-main">
              <span class="row-title">{titleOf(c, mine)}</span>
            </span>
          </button>
        ))}
      </div>
    </Sheet>
  )
}
