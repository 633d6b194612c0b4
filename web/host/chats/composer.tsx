/** The line to write on: grows with its text, keeps it as a draft, leaves Enter to the input method while it composes. */
import type { JSX, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { groups } from '../../kit/api/client.js'
import type { Conversation, Person } from '../../kit/api/model.js'
import { toPerson } from '../../kit/api/model.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { matches } from '../palette/match.js'
import { Icon } from '../../kit/icons/icons.js'
import { Menu } from '../../kit/ui/sheet.js'
import { layout, touch } from '../app/layout.js'
import { askToSend } from '../pay/ask.js'
import { nameOf, textsOf } from '../names.js'
import { offerNotices } from '../notices/notices.js'
import { instance, me, session } from '../session.js'
import { composing, quoteOf } from './composing.js'
import { peerOf } from './conversations.js'
import { saveEdit } from './message-parts.js'
import { canRecord, isRecording, Microphone, Recording } from './microphone.js'
import { bodyLine, who } from './preview.js'
import { MANY, offered, sendable, sendFiles, sendPictures } from './send-pictures.js'

export const MAX_TEXT = 8000

/** What was typed after an @ at the caret, or null. */
export function mentionAt(text: string, caret: number): string | null {
  const found = /(?:^|[^\p{L}\p{N}_.])@([\p{L}\p{N}_]{0,24})$/u.exec(text.slice(0, caret))
  return found?.[1] ?? null
}

/** The people of a group, asked for once it is written in; of one with more of them than a page has, those whose names were begun. */
function useMembers(c: Conversation | undefined, begun: string | null): ReadonlyMap<string, Person> {
  const [members, setMembers] = useState<ReadonlyMap<string, Person>>(new Map())
  const more = useRef(false)
  const conv = c?.group ? c.id : ''
  const count = c?.group?.memberCount ?? 0
  const ask = (query: string) => {
    groups.listMembers({ conv, query, limit: 200 }).then(
      (answer) => {
        const list = answer.members.flatMap((m) => (m.person ? [toPerson(m.person)] : []))
        session().chats.learn(list)
        if (query === '') more.current = answer.next !== ''
        setMembers((now) => new Map([...(query === '' ? [] : now), ...list.map((p) => [p.id, p] as const)]))
      },
      () => undefined, // without a connection nobody is offered
    )
  }
  useEffect(() => {
    if (conv !== '') ask('')
  }, [conv, count])
  useEffect(() => {
    if (!begun || !more.current) return
    const timer = setTimeout(() => ask(begun), 200)
    return () => clearTimeout(timer)
  }, [begun])
  return members
}

export function Composer({ conv }: { readonly conv: string }): JSX.Element {
  const { chats } = session()
  const [text, setText] = useState(() => chats.drafts.peek()[conv] ?? '')
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null)
  const open = chats.conversations.value.find((c) => c.id === conv)
  const peer = open && peerOf(open, me.value.id)
  const people = open?.group?.memberCount ?? 2
  const area = useRef<HTMLTextAreaElement>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const takesFiles = instance.value.fileLimit > 0
  const inComposition = useRef(false)
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
  const about = composing.value?.message.conv === conv ? composing.value : null
  const named = useRef<readonly Person[]>([])
  const leave = () => {
    if (about?.kind === 'edit') setText(chats.drafts.peek()[conv] ?? '')
    composing.value = null
  }
  useEffect(() => {
    if (!about) return
    if (about.kind === 'edit' && about.message.body.kind === 'text') setText(about.message.body.text)
    area.current?.focus({ preventScroll: true })
  }, [about])
  const send = () => {
    if (!canSend) return
    const words = text.trim()
    if (about?.kind === 'edit') {
      void saveEdit(about.message, words)
      leave()
    } else {
      const mentions = named.current.filter((p) => words.includes(`@${p.name}`)).map((p) => p.id)
      const m = about?.message
      const quote = m && quoteOf(m)
      offerNotices()
      chats.write(conv, words, { ...(quote ? { quote } : {}), ...(mentions.length > 0 ? { mentions: [...new Set(mentions)] } : {}) })
      setText('')
      composing.value = null
    }
    named.current = []
    area.current?.focus({ preventScroll: true })
  }
  const [caret, setCaret] = useState(0)
  const asked = open?.group ? mentionAt(text, caret) : null
  const known = useMembers(open, asked)
  const candidates = (begun: string): readonly Person[] => {
    const all: Person[] = [...known.values()].filter((p) => p.id !== me.value.id)
    if (open?.group && open.group.role !== 'member') all.unshift({ id: 'all', name: t('chat.mentionAll'), handle: 'all', tint: 0, bot: false })
    return all.filter((p) => begun === '' || matches(begun, textsOf(p))).slice(0, 8)
  }
  const found = asked === null ? [] : candidates(asked)
  const pick = (p: Person) => {
    const start = text.lastIndexOf('@', caret - 1)
    const now = `${text.slice(0, start)}@${p.name} ${text.slice(caret)}`
    named.current = [...named.current, p]
    setText(now)
    setCaret(0)
    chats.setDraft(conv, now)
    area.current?.focus({ preventScroll: true })
  }
  return (
    <form
      class={isRecording(conv) ? 'composer is-recording' : 'composer'}
      onSubmit={(e) => {
        e.preventDefault()
        send()
      }}
    >
      {about && (
        <div class="composer-about">
          <Icon name={about.kind === 'edit' ? 'edit' : 'reply'} size={18} />
          <span class="quote-text">
            <b>{about.kind === 'edit' ? t('chat.editing') : t('chat.replyTo', who(about.message.sender))}</b> {bodyLine(about.message.body)}
          </span>
          <button type="button" class="icon-button" aria-label={t('close')} onClick={leave}>
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
      {found.length > 0 && (
        <div class="mention-list" role="listbox" aria-label={t('chat.mention')}>
          {found.map((p, i) => (
            <button type="button" role="option" aria-selected={i === 0} class={i === 0 ? 'row small current' : 'row small'} key={p.id} onClick={() => pick(p)}>
              {p.id === 'all' ? <Icon name="group" /> : <Avatar person={p} size={32} />}
              <span class="row-title">{nameOf(p)}</span>
            </button>
          ))}
        </div>
      )}
      {open && (
        <button
          type="button"
          class="icon-button composer-add"
          aria-label={t('chat.add')}
          aria-haspopup="menu"
          onClick={(e) => {
            const r = e.currentTarget.getBoundingClientRect()
            setMenu({ x: r.left, y: r.top - 56 * ((peer ? 3 : 2) + (takesFiles ? 1 : 0)) })
          }}
        >
          <Icon name="plus" />
        </button>
      )}
      {open && menu && (
        <Menu
          title={t('chat.add')}
          at={menu}
          onClose={() => setMenu(null)}
          items={[
            { icon: 'picture', text: t('picture.one'), act: () => chooser.current?.click() },
            ...(touch.value ? [{ icon: 'camera' as const, text: t('picture.take'), act: () => camera.current?.click() }] : []),
            ...(takesFiles ? [{ icon: 'file' as const, text: t('file.one'), act: () => files.current?.click() }] : []),
            { icon: 'packet', text: t('gift.packet'), act: () => askToSend({ conv, what: 'packet', person: peer ?? null, group: !peer, people }) },
            ...(peer
              ? [{ icon: 'transfer' as const, text: t('transfer.menu'), act: () => askToSend({ conv, what: 'transfer', person: peer, group: false, people }) }]
              : []),
          ]}
        />
      )}
      <PictureInput input={chooser} conv={conv} />
      <PictureInput input={camera} conv={conv} capture />
      <input ref={files} type="file" class="picture-input" hidden multiple onChange={(e) => void sendFiles(conv, taken(e.currentTarget))} />
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
            setCaret(e.currentTarget.selectionStart)
            if (about?.kind === 'edit') return
            chats.setDraft(conv, e.currentTarget.value)
            if (e.currentTarget.value !== '') chats.typed(conv)
          }}
          onPaste={(e) => {
            const files = sendable(e.clipboardData?.files)
            // Office programs put a picture of the text beside it: the text is what was meant.
            if (files.length === 0 || e.clipboardData?.types.includes('text/plain')) return
            e.preventDefault()
            offered.value = { conv, files }
          }}
          onCompositionStart={() => {
            inComposition.current = true
          }}
          onCompositionEnd={() => {
            // Safari ends the composition before the keydown of the Enter that confirmed it; that key still has code 229.
            inComposition.current = false
          }}
          onKeyDown={(e) => {
            const first = found[0]
            if (first && (e.key === 'Enter' || e.key === 'Tab') && !e.isComposing) {
              e.preventDefault()
              return pick(first)
            }
            if (e.key === 'Escape' && (about || found.length > 0)) {
              e.preventDefault()
              e.stopPropagation()
              setCaret(0)
              return leave()
            }
            if (e.key !== 'Enter' || e.shiftKey || e.altKey || touch.value) return
            if (e.isComposing || inComposition.current || e.keyCode === 229) return
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
      {text === '' && about?.kind !== 'edit' && canRecord() ? (
        <Microphone conv={conv} />
      ) : (
        <button type="submit" class="send" disabled={!canSend} aria-label={t('chat.send')}>
          <Icon name="send" size={22} />
        </button>
      )}
      <Recording conv={conv} />
    </form>
  )
}

/** What was chosen. */
function taken(input: HTMLInputElement): readonly File[] {
  const files = [...(input.files ?? [])].slice(0, MANY)
  input.value = '' // so that the same one can be chosen again
  return files
}

/** The browser's own way to choose pictures, or to take one. */
function PictureInput({
  input,
  conv,
  capture = false,
}: {
  readonly input: RefObject<HTMLInputElement | null>
  readonly conv: string
  readonly capture?: boolean
}): JSX.Element {
  return (
    <input
      ref={input}
      type="file"
      accept="image/*"
      class="picture-input"
      hidden
      multiple={!capture}
      {...(capture ? { capture: 'environment' as const } : {})}
      onChange={(e) => {
        void sendPictures(conv, taken(e.currentTarget))
      }}
    />
  )
}
