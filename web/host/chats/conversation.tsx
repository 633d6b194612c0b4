/** One conversation: its messages, what is new, who is typing, and the line to write on. */
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { chat, failureOf } from '../../kit/api/client.js'
import { serverAway } from '../../kit/api/server.js'
import type { Conversation } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { countText, dayNumber, dayTitle } from '../../kit/i18n/format.js'
import { locale, t, when } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Empty, Problem, SkeletonRows, Slowly, Stripes } from '../../kit/ui/parts.js'
import { toast } from '../../kit/ui/toast.js'
import { minute } from '../app/clock.js'
import { ConnectionBanner } from '../app/connection.js'
import { Later, loadEarly } from '../app/later.js'
import { layout } from '../app/layout.js'
import { Link } from '../app/link.js'
import { place, up } from '../app/router.js'
import { answerOffer, noticesOffered } from '../notices/notices.js'
import { instance, me, session } from '../session.js'
import { isStub } from './store.js'
import { MessageRow, PendingRow } from './bubble.js'
import { ConversationAvatar } from './avatar.js'
import { Composer } from './composer.js'
import { jump } from './composing.js'
import { peerOf, titleOf, unreadOf } from './conversations.js'
import { useReading } from './scroll.js'
import { viewing } from './picture.js'
import { who } from './preview.js'
import { OfferSheet, offered, sendable } from './send-pictures.js'
import type { Row } from './thread.js'
import { emptyThread, lastSeq, rowsOf } from './thread.js'

const loadViewer = () => import('./viewer.js')

/** Pictures and files that are held over the conversation. */
function useDrop(conv: string, takes: boolean) {
  const [over, setOver] = useState(false)
  const brings = (e: DragEvent) => takes && (e.dataTransfer?.types.includes('Files') ?? false)
  return {
    over,
    handlers: {
      onDragOver: (e: DragEvent) => {
        if (!brings(e)) return
        e.preventDefault()
        setOver(true)
      },
      onDragLeave: (e: DragEvent) => {
        const to = e.relatedTarget
        if (!(to instanceof Node) || !(e.currentTarget as Node).contains(to)) setOver(false)
      },
      onDrop: (e: DragEvent) => {
        if (!brings(e)) return
        // Without this the browser leaves the page for the picture.
        e.preventDefault()
        setOver(false)
        const files = sendable(e.dataTransfer?.files)
        if (files.length > 0) offered.value = { conv, files }
        else toast(t('picture.unreadable'), 'alert')
      },
    },
  }
}

export function ConversationScreen({ conv }: { readonly conv: string }): JSX.Element {
  const { chats } = session()
  const [problem, setProblem] = useState<{ missing: boolean; text: string; code: string } | null>(null)
  const [tries, setTries] = useState(0)
  const [ready, setReady] = useState(false)
  useEffect(() => {
    let gone = false
    setProblem(null)
    chats
      .open(conv)
      .catch((err: unknown) => {
        const f = failureOf(err)
        const missing = f.kind === 'notFound' || f.kind === 'refused' || f.kind === 'invalid'
        if (!gone && (missing || (chats.threads.peek().get(conv)?.messages.length ?? 0) === 0))
          setProblem({ missing, text: f.kind === 'away' ? explain(f) : t('chat.loadFailed'), code: f.code })
      })
      .finally(() => {
        if (!gone) setReady(true)
      })
    return () => {
      gone = true
    }
  }, [conv, tries])
  const c = chats.conversations.value.find((x) => x.id === conv)
  const muted = c?.group?.muteAll === true && c.group.role === 'member'
  const takesFiles = instance.value.fileLimit > 0
  const drop = useDrop(conv, c !== undefined && !muted)
  useEffect(() => loadEarly(loadViewer), [])
  return (
    <section class="screen conversation" aria-label={c ? titleOf(c, me.value.id) : t('chat.title')} {...drop.handlers}>
      {drop.over && (
        <div class="drop-here" aria-hidden="true">
          <Icon name={takesFiles ? 'file' : 'picture'} size={32} />
          {t(takesFiles ? 'file.drop' : 'picture.drop')}
        </div>
      )}
      {offered.value?.conv === conv && <OfferSheet />}
      {viewing.value?.conv === conv && <Later load={loadViewer} pick={(v) => <v.Viewer />} />}
      <ConversationBar c={c} unknown={problem?.missing ? t('chat.title') : ''} />
      {layout.value === 'phone' && <ConnectionBanner />}
      {ready && !c && !problem && <Empty title={t('group.notIn')} text={t('group.notInText')} />}
      {problem && !c ? (
        <div class="fill">
          {problem.missing ? (
            <Empty title={t('chat.notFound')} text={t('chat.notFoundText')}>
              <Link to="/chats" class="button primary">
                {t('chat.toAll')}
              </Link>
            </Empty>
          ) : (
            <Problem text={problem.text} code={problem.code} onRetry={() => setTries(tries + 1)} />
          )}
        </div>
      ) : (
        <>
          {c?.group && c.group.notice !== '' && <PinnedNotice conv={conv} text={c.group.notice} />}
          <Messages key={conv} conv={conv} c={c} ready={ready} />
          {noticesOffered.value && <NoticesOffer />}
          {muted ? <p class="composer-muted">{t('group.mutedHere')}</p> : <Composer key={`w-${conv}`} conv={conv} />}
        </>
      )}
    </section>
  )
}

/** Asked once in a browser, after the first message that was written there. */
function NoticesOffer(): JSX.Element {
  return (
    <div class="offer" role="status">
      <Icon name="bell" size={18} />
      <p>{t('notices.offer')}</p>
      <button type="button" class="text-button" onClick={() => answerOffer(true)}>
        {t('notices.yes')}
      </button>
      <button type="button" class="text-button" onClick={() => answerOffer(false)}>
        {t('notices.no')}
      </button>
    </div>
  )
}

/** What the owner or an admin pinned for all: one line, all of it on a tap. */
function PinnedNotice({ conv, text }: { readonly conv: string; readonly text: string }): JSX.Element {
  const [open, setOpen] = useState(false)
  return (
    <button type="button" class={open ? 'pinned open' : 'pinned'} aria-expanded={open} key={conv} onClick={() => setOpen(!open)}>
      <Icon name="pin" size={18} label={t('group.notice')} />
      <span class="pinned-text">{text}</span>
    </button>
  )
}

const PRESENCE_MS = 30_000

/** Whether somebody is here, asked again while it is looked at. */
function usePresence(user: string): boolean {
  const [here, setHere] = useState(false)
  useEffect(() => {
    setHere(false)
    if (user === '') return
    let gone = false
    const ask = () => {
      if (document.visibilityState !== 'visible') return
      chat.getPresence({ userIds: [user] }).then(
        (answer) => {
          if (!gone) setHere(answer.here.includes(user))
        },
        () => undefined, // without a connection it stays as it was
      )
    }
    ask()
    const timer = setInterval(ask, PRESENCE_MS)
    return () => {
      gone = true
      clearInterval(timer)
    }
  }, [user])
  return here
}

/** unknown is the title of a conversation that is not there. */
function ConversationBar({ c, unknown }: { readonly c: Conversation | undefined; readonly unknown: string }): JSX.Element {
  const mine = me.value.id
  const peer = c && peerOf(c, mine)
  const here = usePresence(peer && !peer.bot ? peer.id : '')
  const typing = c ? [...(session().chats.typing.value.get(c.id)?.keys() ?? [])] : []
  const names = typing.map(who).filter((n) => n !== '')
  const under =
    names.length > 0
      ? c?.kind === 'group'
        ? t('chat.namesTyping', names.join(', '))
        : t('chat.typing')
      : peer
        ? peer.bot
          ? t('contact.bot')
          : here && session().live.state.value === 'live' && !serverAway.value
            ? t('chat.here')
            : `@${peer.handle}`
        : c
          ? t('chat.members', c.group?.memberCount ?? c.members.length)
          : ''
  const title = c ? titleOf(c, mine) : unknown
  const head = (
    <>
      {c && <ConversationAvatar c={c} me={mine} size={36} />}
      <span class="bar-names">
        <span class="bar-title">{title}</span>
        <span class={names.length > 0 ? 'bar-under is-typing' : 'bar-under'}>{under}</span>
      </span>
    </>
  )
  return (
    <header class="bar">
      {layout.value === 'phone' && (
        <button type="button" class="icon-button" aria-label={t('back')} onClick={up}>
          <Icon name="back" />
        </button>
      )}
      {peer ? (
        <Link to={`/contacts/${peer.id}`} class="bar-person">
          {head}
          <span class="sr-only">{t('contact.open')}</span>
        </Link>
      ) : c ? (
        <Link to={`/contacts/${c.id}`} class="bar-person">
          {head}
          <span class="sr-only">{t('group.open')}</span>
        </Link>
      ) : (
        <span class="bar-person">{head}</span>
      )}
    </header>
  )
}

function Messages({ conv, c, ready }: { readonly conv: string; readonly c: Conversation | undefined; readonly ready: boolean }): JSX.Element {
  const { chats } = session()
  const scroller = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const held = chats.threads.value.get(conv) ?? emptyThread(conv)
  // Drawn once there is enough to place the reader: no jump when the rest comes.
  const thread = !ready && isStub(held) ? emptyThread(conv) : held
  const pending = chats.pending.value.filter((p) => p.conv === conv)
  const mine = me.value.id
  // What was unread when the conversation was opened stays marked until it is left.
  const firstRead = useRef<number | null>(null)
  if (firstRead.current === null && c) firstRead.current = unreadOf(c) > 0 && c.readSeq > 0 ? c.readSeq : 0
  const unreadAfter = firstRead.current ?? 0
  const rows = useMemo(() => rowsOf({ thread, pending, me: mine, unreadAfter, dayOf: (ts) => dayNumber(ts) }), [thread, chats.pending.value, mine, unreadAfter])
  const [older, setOlder] = useState<'no' | 'loading' | 'failed'>('no')
  const busy = useRef(false)
  const pullOlder = () => {
    if (busy.current || !chats.hasOlder(conv)) return
    busy.current = true
    setOlder('loading')
    chats
      .older(conv)
      .then(
        () => setOlder('no'),
        () => setOlder('failed'),
      )
      .finally(() => {
        busy.current = false
      })
  }
  const [seen, setSeen] = useState(0)
  const markSeen = () => {
    // A page that slides away is inert, and read by nobody.
    if (document.visibilityState !== 'visible' || covered() || scroller.current?.closest('[inert]')) return
    const seq = reading.seenSeq()
    if (seq > 0) {
      setSeen((s) => Math.max(s, seq))
      chats.read(conv, seq)
    }
  }
  const [wrote, setWrote] = useState(0)
  const pendingCount = useRef(pending.length)
  if (pending.length > pendingCount.current) setWrote(wrote + 1)
  pendingCount.current = pending.length
  const reading = useReading(scroller, body, {
    conv,
    rowCount: rows.length,
    lastKey: rows.at(-1)?.key ?? '',
    wrote,
    onScroll: (top) => {
      if (top < 700 && older !== 'failed') pullOlder()
      markSeen()
    },
  })
  const last = lastSeq(thread)
  useLayoutEffect(markSeen, [last, place.value.program === null])
  useEffect(() => {
    document.addEventListener('visibilitychange', markSeen)
    return () => document.removeEventListener('visibilitychange', markSeen)
  })
  // A quoted or searched message: what lies between is pulled, then it is shown and lights up.
  const wanted = jump.value?.conv === conv ? jump.value.seq : 0
  useEffect(() => {
    if (wanted === 0 || !ready) return
    jump.value = null
    void chats.reach(conv, wanted).then(
      (there) => {
        if (!there) return toast(t('chat.jumpFailed'), 'alert')
        requestAnimationFrame(() => {
          const row = body.current?.querySelector<HTMLElement>(`[data-seq="${wanted}"]`)
          row?.scrollIntoView({ block: 'center' })
          row?.classList.remove('found')
          requestAnimationFrame(() => row?.classList.add('found'))
        })
      },
      (err: unknown) => toast(explain(failureOf(err)), 'alert'),
    )
  }, [wanted, ready])
  const fresh = reading.atEnd ? 0 : thread.messages.filter((m) => m.seq > seen && m.sender !== mine).length
  const empty = rows.length === 0
  return (
    <div class="messages">
      <div
        class="scroller thread"
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={t('chat.messages')}
        aria-live={ready && older !== 'loading' ? 'polite' : 'off'}
      >
        <div class="thread-body" ref={body}>
          {older === 'loading' && (
            <Slowly>
              <Stripes label={t('loading')} />
            </Slowly>
          )}
          {older === 'failed' && (
            <Problem
              text={t('chat.olderFailed')}
              onRetry={() => {
                setOlder('no')
                pullOlder()
              }}
            />
          )}
          {empty && (ready ? <Empty title={t('chat.empty')} text={t('chat.emptyText', c ? titleOf(c, mine) : '')} /> : <SkeletonRows count={4} />)}
          {rows.map((r) => (
            <RowView key={r.key} row={r} c={c} me={mine} />
          ))}
        </div>
      </div>
      <button
        type="button"
        class={fresh > 0 || (!reading.atEnd && reading.far) ? 'pill shown' : 'pill'}
        tabIndex={fresh > 0 || reading.far ? 0 : -1}
        onClick={() => reading.toEnd(true)}
      >
        <Icon name="down" size={18} />
        {fresh > 0 ? t(fresh === 1 ? 'chat.newOne' : 'chat.newMany', countText(fresh, locale.value)) : t('chat.toEnd')}
      </button>
    </div>
  )
}

/** On a phone a program lies over the conversation: nothing of it is seen. */
function covered(): boolean {
  return layout.value === 'phone' && place.value.program !== null
}

function RowView({ row, c, me: mine }: { readonly row: Row; readonly c: Conversation | undefined; readonly me: string }): JSX.Element {
  switch (row.kind) {
    case 'day':
      return (
        <p class="day" data-key={row.key}>
          <span>{dayTitle(row.ts, when(minute.value), { today: t('today'), yesterday: t('yesterday') })}</span>
        </p>
      )
    case 'unread':
      return (
        <p class="unread" data-key={row.key}>
          <span>{t('chat.unreadBelow')}</span>
        </p>
      )
    case 'message':
      return (
        <div data-key={row.key} data-seq={row.message.seq}>
          <MessageRow m={row.message} c={c} me={mine} head={row.head} tail={row.tail} />
        </div>
      )
    case 'pending':
      return (
        <div data-key={row.key}>
          <PendingRow p={row.pending} head={row.head} tail={row.tail} />
        </div>
      )
  }
}
