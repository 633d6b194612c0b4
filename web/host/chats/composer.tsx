/** The line to write on: grows with its text, keeps it as a draft, leaves Enter to the input method while it composes. */
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Menu } from '../../kit/ui/sheet.js'
import { layout, touch } from '../app/layout.js'
import { askToTransfer } from '../pay/ask.js'
import { me, session } from '../session.js'
import { peerOf } from './conversations.js'

export const MAX_TEXT = 8000

export function Composer({ conv }: { readonly conv: string }): JSX.Element {
  const { chats } = session()
  const [text, setText] = useState(() => chats.drafts.peek()[conv] ?? '')
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null)
  const open = chats.conversations.value.find((c) => c.id === conv)
  const peer = open && peerOf(open, me.value.id)
  const area = useRef<HTMLTextAreaElement>(null)
  const composing = useRef(false)
  useLayoutEffect(() => {
    const el = area.current
    if (!el) return
    el.style.height = 'auto'
    el.style.height = `${el.scrollHeight}px`
  }, [text])
  useEffect(() => {
    if (!touch.value && layout.value !== 'phone') area.current?.focus({ preventScroll: true })
  }, [])
  const length = [...text].length
  const over = length - MAX_TEXT
  const canSend = /[^\p{C}\p{Z}]/u.test(text) && over <= 0
  const send = () => {
    if (!canSend) return
    chats.write(conv, text.trim())
    setText('')
    area.current?.focus({ preventScroll: true })
  }
  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault()
        send()
      }}
    >
      {peer && (
        <button
          type="button"
          class="icon-button composer-add"
          aria-label={t('chat.add')}
          aria-haspopup="menu"
          onClick={(e) => {
            const r = e.currentTarget.getBoundingClientRect()
            setMenu({ x: r.left, y: r.top - 64 })
          }}
        >
          <Icon name="plus" />
        </button>
      )}
      {peer && menu && (
        <Menu
          title={t('chat.add')}
          at={menu}
          onClose={() => setMenu(null)}
          items={[{ icon: 'transfer', text: t('transfer.menu'), act: () => askToTransfer(peer) }]}
        />
      )}
      <div class={over > 0 ? 'composer-box wrong' : 'composer-box'}>
        <textarea
          ref={area}
          rows={1}
          value={text}
          placeholder={t('chat.write')}
          aria-label={t('chat.write')}
          enterkeyhint={touch.value ? 'enter' : 'send'}
          onInput={(e) => {
            setText(e.currentTarget.value)
            chats.setDraft(conv, e.currentTarget.value)
            if (e.currentTarget.value !== '') chats.typed(conv)
          }}
          onCompositionStart={() => {
            composing.current = true
          }}
          onCompositionEnd={() => {
            // Safari ends the composition before the keydown of the Enter that confirmed it; that key still has code 229.
            composing.current = false
          }}
          onKeyDown={(e) => {
            if (e.key !== 'Enter' || e.shiftKey || e.altKey || touch.value) return
            if (e.isComposing || composing.current || e.keyCode === 229) return
            e.preventDefault()
            send()
          }}
        />
        {length > MAX_TEXT - 500 && (
          <span class="composer-count" role="status">
            {over > 0 ? t('chat.tooLong', over) : MAX_TEXT - length}
          </span>
        )}
      </div>
      <button type="submit" class="send" disabled={!canSend} aria-label={t('chat.send')}>
        <Icon name="send" size={22} />
      </button>
    </form>
  )
}
