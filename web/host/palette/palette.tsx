/** Ctrl-K or ⌘-K: go to a conversation, a person or a program by typing its name. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { chat } from '../../kit/api/client.js'
import type { Message } from '../../kit/api/model.js'
import { toMessage, toPerson } from '../../kit/api/model.js'
import type { IconName } from '../../kit/icons/icons.js'
import { Icon } from '../../kit/icons/icons.js'
import { t } from '../../kit/i18n/i18n.js'
import { Avatar, ProgramIcon } from '../../kit/ui/avatar.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { layout } from '../app/layout.js'
import { go } from '../app/router.js'
import { jump } from '../chats/composing.js'
import { peerOf, titleOf } from '../chats/conversations.js'
import { bodyLine, previewOf } from '../chats/preview.js'
import { nameOf, textsOf } from '../names.js'
import { launch } from '../program-launch.js'
import { contacts, me, session } from '../session.js'
import type { Findable } from './match.js'
import { find } from './match.js'

interface Entry extends Findable {
  readonly key: string
  readonly title: string
  readonly line: string
  readonly kind: IconName
  readonly picture: JSX.Element
  readonly act: () => void
}

function entries(): readonly Entry[] {
  const { chats, shelf } = session()
  const mine = me.value.id
  const keep = layout.value !== 'phone'
  const list: Entry[] = chats.conversations.value.map((c) => {
    const peer = peerOf(c, mine)
    const title = titleOf(c, mine)
    return {
      key: c.id,
      title,
      line: previewOf(c, mine),
      kind: 'chats',
      texts: peer ? textsOf(peer) : [title],
      picture: <Avatar person={peer ?? { name: title, tint: 0, bot: false }} size={36} />,
      act: () => go({ tab: 'chats', detail: c.id }, { keep }),
    }
  })
  const talking = new Set(chats.conversations.value.map((c) => peerOf(c, mine)?.id))
  for (const p of contacts.value) {
    if (talking.has(p.id)) continue
    list.push({
      key: p.id,
      title: nameOf(p),
      line: `@${p.handle}`,
      kind: 'contacts',
      texts: textsOf(p),
      picture: <Avatar person={p} size={36} />,
      act: () =>
        void chats.openDirect(p.id).then(
          (conv) => go({ tab: 'chats', detail: conv }, { keep }),
          () => toast(t('unreachable'), 'alert'),
        ),
    })
  }
  for (const p of shelf.programs.value) {
    list.push({
      key: p.appId,
      title: p.name,
      line: p.description,
      kind: 'programs',
      texts: [p.name, p.publisher, p.description],
      picture: <ProgramIcon name={p.name} color={p.color} logo={p.logo} size={36} />,
      act: () => launch({ appId: p.appId, path: '', from: undefined }),
    })
  }
  return list
}

const SEARCH_AFTER_MS = 250

/** Messages with the words that are typed, asked for when the typing rests. */
function useMessages(query: string): readonly Entry[] {
  const [found, setFound] = useState<readonly Entry[]>([])
  useEffect(() => {
    setFound([])
    if (!/[\p{L}\p{N}]/u.test(query) || [...query].length > 100) return
    let gone = false
    const timer = setTimeout(() => {
      chat.search({ query }).then(
        (answer) => {
          if (gone) return
          session().chats.learn(answer.people.map(toPerson))
          setFound(answer.messages.map(toMessage).map(messageEntry))
        },
        () => undefined, // what is found here stays
      )
    }, SEARCH_AFTER_MS)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [query])
  return found
}

function messageEntry(m: Message): Entry {
  const { chats } = session()
  const c = chats.conversations.peek().find((x) => x.id === m.conv)
  const who = chats.people.peek().get(m.sender)
  const title = c ? titleOf(c, me.value.id) : ''
  return {
    key: `${m.conv} ${m.seq}`,
    title: nameOf(who) || title,
    line: bodyLine(m.body),
    kind: 'search',
    texts: [],
    picture: <Avatar person={who ?? { name: title, tint: 0, bot: false }} size={36} />,
    act: () => {
      jump.value = { conv: m.conv, seq: m.seq }
      go({ tab: 'chats', detail: m.conv }, { keep: layout.value !== 'phone' })
    },
  }
}

// The list is drawn here; the browser's own is not used.
const COMBOBOX = { role: 'combobox', list: undefined, 'aria-expanded': true, 'aria-controls': 'palette-list' } as const

export function Palette({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const rows = useRef<HTMLDivElement>(null)
  useEffect(() => {
    void session().shelf.load()
  }, [])
  const messages = useMessages(query)
  const found = [...find(query, entries(), 12), ...messages]
  const current = Math.min(at, found.length - 1)
  useEffect(() => {
    rows.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [current])
  const choose = (e: Entry | undefined) => {
    if (!e) return
    onClose()
    e.act()
  }
  return (
    <Sheet title={t('palette.title')} kind="palette" hideTitle onClose={onClose}>
      <label class="search-field big">
        <Icon name="search" size={20} />
        <input
          type="search"
          {...COMBOBOX}
          aria-activedescendant={current >= 0 ? `palette-${current}` : undefined}
          placeholder={t('palette.placeholder')}
          aria-label={t('palette.title')}
          value={query}
          data-autofocus
          onInput={(e) => {
            setQuery(e.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={(e) => {
            if (e.isComposing) return
            if (e.key === 'ArrowDown') setAt(Math.min(found.length - 1, current + 1))
            else if (e.key === 'ArrowUp') setAt(Math.max(0, current - 1))
            else if (e.key === 'Enter') choose(found[current])
            else return
            e.preventDefault()
          }}
        />
        <kbd>esc</kbd>
      </label>
      <div class="palette-list" id="palette-list" role="listbox" aria-label={t('palette.title')} ref={rows}>
        {found.map((e, i) => (
          <button
            type="button"
            role="option"
            tabIndex={-1}
            id={`palette-${i}`}
            key={e.key}
            aria-selected={i === current}
            class={i === current ? 'row small current' : 'row small'}
            onMouseMove={() => setAt(i)}
            onClick={() => choose(e)}
          >
            {e.picture}
            <span class="row-main">
              <span class="row-title">{e.title}</span>
              <span class="row-line">{e.line}</span>
            </span>
            <Icon name={e.kind} size={18} class="muted" />
          </button>
        ))}
        {found.length === 0 && <p class="nothing">{t('palette.nothing', query)}</p>}
      </div>
    </Sheet>
  )
}
