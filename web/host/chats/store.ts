/**
 * Chats of the signed-in person: what screens read (signals) and what they ask for (methods). It joins four sources, and
 * each of them may come first: the local copy, answers to calls, frames of the live socket, and what is written here.
 */
import { signal } from '@preact/signals'
import { chat, failureOf, isOpen } from '../../kit/api/client.js'
import { isPassing, serverAway } from '../../kit/api/server.js'
import type { Conversation, Message, Person } from '../../kit/api/model.js'
import { toCard, toConversation, toGroup, toMessage, toPerson } from '../../kit/api/model.js'
import type { ServerFrame, Welcome } from '../../kit/api/superette/v1/chat_pb.js'
import type { HelloInit, OutFrame } from '../../kit/live/live.js'
import type { LocalCopy } from '../local/db.js'
import { mergeConversations, sortConversations, withMark, withMessage } from './conversations.js'
import { mergeKept, Outbox } from './outbox.js'
import type { Pending, PendingFile, PendingPicture, PendingVoice, Thread } from './thread.js'
import { above, changeCard, changeMessages, emptyThread, firstSeq, lastMod, lastSeq, mergeMessages, withoutSent } from './thread.js'
import type { Refusal, Upload } from './uploads.js'
import { FILES, giveUp, uploadFile } from './upload-file.js'
import { PICTURES, Uploads, uploadByRequest } from './uploads.js'

const PAGE = 50
/** Beyond this many missed messages a thread starts anew at its end instead of pulling all that lies between. */
const FAR = 200
const STUB = 20
/** How many pages are pulled to get to an old message. */
const REACH_PAGES = 40
const TYPING_MS = 6000

/** Less than a screen of a longer conversation: a push came before its history did. */
export function isStub(t: Thread): boolean {
  return firstSeq(t) > 1 && t.messages.length < STUB
}

/** Without the control characters that come along when something is pasted; the instance takes none. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '')
}

/** What a message of mine is, once it has its number. */
function sentAs(p: Pending): Pick<Message, 'body' | 'quote' | 'reactions' | 'editedTs' | 'mentions' | 'mod'> {
  return { body: { kind: 'text', text: p.text }, quote: p.quote ?? null, reactions: [], editedTs: 0, mentions: p.mentions ?? [], mod: 0 }
}

export interface ChatPort {
  readonly me: string
  readonly local: LocalCopy
  /** Hands a frame to the live socket; false when there is none. */
  readonly send: (frame: OutFrame) => boolean
  /** Says Hello again on the live socket, with what hello() gives then. */
  readonly greet: () => void
  /** Whether the live socket is up; without it pictures wait as texts do. Left out: always. */
  readonly up?: () => boolean
  readonly upload?: Upload
  readonly uploadFile?: Upload
  /** Tells the server that what has gone up of a file is wanted no more. */
  readonly giveUp?: (p: Pending) => void
}

export class Chats {
  readonly conversations = signal<readonly Conversation[]>([])
  /** The list is right as far as the server has said; until then an empty list means "not known". */
  readonly known = signal(false)
  readonly threads = signal<ReadonlyMap<string, Thread>>(new Map())
  readonly pending = signal<readonly Pending[]>([])
  readonly drafts = signal<Readonly<Record<string, string>>>({})
  /** Who is typing where: conversation → person → until when, unix ms. */
  readonly typing = signal<ReadonlyMap<string, ReadonlyMap<string, number>>>(new Map())
  /** Everybody whose name was ever told here, those who left a group included. */
  readonly people = signal<ReadonlyMap<string, Person>>(new Map())
  readonly outbox: Outbox
  readonly uploads: Uploads // of pictures and voices
  /** Files go up beside pictures, which are there in a second and wait for no film. */
  readonly files: Uploads
  readonly me: string
  #useq = 0n
  /** What the events so far said has been taken in. */
  #taken: Promise<unknown> = Promise.resolve()
  /** The place that the local copy has. */
  #keptUseq = 0n
  /** What an event pointed to and could not be asked for: until it is, what is kept is from before the event. */
  readonly #owed = new Set<string>()
  /** How often each conversation was told of: an answer that was under way meanwhile may be from before. */
  readonly #told = new Map<string, number>()
  #more = false
  /** What is kept is of no use: the next Welcome is all there is. */
  #afresh = false
  #lastTyped = new Map<string, number>()
  readonly #port: ChatPort
  readonly #loading = new Map<string, Promise<void>>()
  readonly #reached = new Set<string>() // conversations whose first message is held

  constructor(port: ChatPort) {
    this.#port = port
    this.me = port.me
    const way = {
      local: port.local,
      up: port.up ?? (() => true),
      sent: (m: Message) => this.accept(m),
      refused: (clientId: string, fault: Refusal) => this.outbox.refuse(clientId, fault),
    }
    this.uploads = new Uploads({ ...way, upload: port.upload ?? uploadByRequest }, PICTURES)
    this.files = new Uploads({ ...way, upload: port.uploadFile ?? uploadFile, givenUp: port.giveUp ?? giveUp }, FILES)
    this.outbox = new Outbox({
      send: (p) => this.#sendNow(p),
      keep: (list, mine) => {
        const write = () => port.local.changeValue<readonly Pending[]>('outbox', (kept) => mergeKept(kept ?? [], list, mine))
        port.local.surely('outbox', list, write)
      },
      changed: (list) => {
        this.pending.value = list
        this.uploads.keepOnly(list)
        this.files.keepOnly(list)
      },
    })
  }

  /** Fills the screens from the local copy; resolves when the list may be drawn. */
  async restore(): Promise<void> {
    const [list, kept, drafts, useq, people] = await Promise.all([
      this.#port.local.conversations(),
      this.#port.local.value<readonly Pending[]>('outbox'),
      this.#port.local.value<Readonly<Record<string, string>>>('drafts'),
      this.#port.local.value<string>('useq'),
      this.#port.local.value<readonly Person[]>('people'),
    ])
    this.people.value = new Map((people ?? []).map((p) => [p.id, p]))
    this.conversations.value = sortConversations(list)
    if (list.length > 0) this.known.value = true
    const { local } = this.#port
    const known = new Set(kept?.map((p) => p.clientId))
    const waiting = [...(kept ?? []), ...(local.noted<readonly Pending[]>('outbox') ?? []).filter((p) => !known.has(p.clientId))]
    await Promise.all([this.uploads.restore(waiting), this.files.restore(waiting)])
    if (waiting.length > 0) this.outbox.restore(waiting)
    this.drafts.value = local.noted<Readonly<Record<string, string>>>('drafts') ?? drafts ?? {}
    this.#useq = this.#keptUseq = BigInt(useq ?? '0')
  }

  hello(): HelloInit {
    if (this.#afresh) return { useq: 0n, heads: [] }
    const heads = this.conversations.value
      .slice(0, PAGE)
      .map((c) => ({ conv: c.id, seq: BigInt(c.lastSeq), readSeq: BigInt(c.readSeq), peerReadSeq: BigInt(c.peerReadSeq), mod: BigInt(c.mod) }))
    return { useq: this.#useq, heads }
  }

  receive(frame: ServerFrame['frame']): void {
    switch (frame.case) {
      case 'welcome':
        this.#welcome(frame.value)
        return
      case 'push':
        if (frame.value.message) this.#arrived(toMessage(frame.value.message))
        return
      case 'sendAck': {
        const { conv, clientId, seq, ts } = frame.value
        const p = this.outbox.list.find((x) => x.clientId === clientId)
        if (p && !p.picture && !p.file && !p.voice) this.#arrived({ conv, clientId, seq: Number(seq), ts: Number(ts), sender: this.me, ...sentAs(p) })
        return
      }
      case 'changed':
        if (frame.value.message) this.changed([toMessage(frame.value.message)])
        return
      case 'mark': {
        const mark = { conv: frame.value.conv, user: frame.value.userId, seq: Number(frame.value.readSeq) }
        this.#setConversations(withMark(this.conversations.value, mark, this.me))
        return
      }
      case 'typing':
        this.#someoneTypes(frame.value.conv, frame.value.userId)
        return
      case 'gap':
        this.#gap(frame.value.conv)
        return
      case 'event':
        this.#sawEvent(frame.value.useq, this.#event(frame.value))
        return
      case 'refusal':
        // A server that cannot save it now will later: it waits, and goes out with the next Welcome.
        if (isPassing(frame.value.code)) serverAway.value = true
        else if (frame.value.clientId !== '') this.outbox.refuse(frame.value.clientId, { code: frame.value.code, said: frame.value.message })
        return
      case 'pong':
      case undefined:
        return
    }
  }

  #welcome(w: Welcome): void {
    if (w.reset) {
      // It names only what differs from the heads, so the rest has to be asked for without any.
      this.#afresh = true
      this.#port.greet()
      return
    }
    if (this.#afresh) this.#forget()
    const changed = w.changed.map(toConversation)
    const before = this.conversations.value
    this.#setConversations(mergeConversations(before, changed))
    for (const c of changed) this.#markAgain(c, before)
    this.known.value = true
    this.#more = w.more
    const owed = [...this.#owed]
    this.#owed.clear()
    this.#sawEvent(w.useq, Promise.all(owed.map((conv) => this.#fetchConversation(conv))))
    for (const c of changed) if (c.last) this.#settle(c.id, [c.last])
    for (const [conv, thread] of this.threads.value) {
      const c = this.#find(conv)
      if (c && c.lastSeq > lastSeq(thread)) void this.catchUp(conv)
      if (c && c.mod > (before.find((x) => x.id === conv)?.mod ?? 0)) void this.#pullChanges(conv)
    }
    this.outbox.flush()
    if (w.more) void this.#pageList()
  }

  /** Drops what is kept, but for what was written here and is not sent. Open threads are pulled again from their end. */
  #forget(): void {
    this.#afresh = false
    this.#useq = this.#keptUseq = 0n
    this.#owed.clear()
    this.#reached.clear()
    this.conversations.value = []
    this.threads.value = new Map([...this.threads.value.keys()].map((conv) => [conv, emptyThread(conv)]))
    void this.#port.local.forgetChats()
  }

  /** A mark that was made without a connection, or was lost with one: the server says less than what is held. */
  #markAgain(said: Conversation, held: readonly Conversation[]): void {
    const mine = held.find((c) => c.id === said.id)
    const readSeq = Math.min(mine?.readSeq ?? 0, said.lastSeq)
    if (readSeq > said.readSeq) this.#sendMark(said.id, readSeq)
  }

  async #pageList(): Promise<void> {
    while (this.#more) {
      const oldest = Math.min(...this.conversations.value.map((c) => c.lastTs))
      const answer = await chat.listConversations({ beforeTs: BigInt(oldest), limit: PAGE }).catch(() => undefined)
      if (!answer) return
      const before = this.conversations.value.length
      this.#setConversations(mergeConversations(this.conversations.value, answer.conversations.map(toConversation)))
      this.#more = answer.more && this.conversations.value.length > before
    }
  }

  /** Resolves once what it only points to has been asked for. */
  async #event(e: Extract<ServerFrame['frame'], { case: 'event' }>['value']): Promise<void> {
    if (e.event.case === 'conversation') {
      const c = toConversation(e.event.value)
      this.#tell(c.id)
      this.#setConversations(mergeConversations(this.conversations.value, [c]))
      if (this.threads.value.has(c.id)) void this.catchUp(c.id)
    } else if (e.event.case === 'card' && e.event.value.card) {
      const { conv, seq, card } = e.event.value
      const thread = this.threads.value.get(conv)
      if (thread) this.#setThread(changeCard(thread, Number(seq), toCard(card)))
    } else if (e.event.case === 'group' && e.event.value.group) {
      const { conv, title, group } = e.event.value
      this.#tell(conv)
      const c = this.#find(conv)
      // Role and waiting are not in it: they are not the same for all.
      if (c?.group) this.take({ ...c, title, group: { ...toGroup(group), role: c.group.role, waiting: c.group.waiting } })
    } else if (e.event.case === 'left') {
      this.#tell(e.event.value)
      this.left(e.event.value)
    } else if (e.event.case === 'touched') {
      this.#tell(e.event.value)
      await this.#fetchConversation(e.event.value)
    } else if (e.event.case === 'changed') this.changed([toMessage(e.event.value)])
  }

  #tell(conv: string): void {
    this.#told.set(conv, (this.#told.get(conv) ?? 0) + 1)
  }

  // useq 0 marks frames that are not numbered facts.
  #sawEvent(useq: bigint, event?: Promise<unknown>): void {
    this.#taken = Promise.allSettled([this.#taken, event])
    if (useq > this.#useq) this.#useq = useq
    const at = this.#useq
    const { local } = this.#port
    // Not before all that it stands for is kept: nobody would tell the next page of what this one had heard when it was left.
    void this.#taken
      .then(() => local.settled())
      .then(() => {
        if (this.#useq !== at || this.#keptUseq === at || this.#owed.size > 0) return
        this.#keptUseq = at
        return local.keepValue('useq', at.toString())
      })
  }

  #arrived(m: Message): void {
    const c = this.#find(m.conv)
    if (c) this.#setConversations(withMessage(this.conversations.value, m, this.me))
    if (!c || (m.sender !== '' && !this.people.value.has(m.sender))) void this.#fetchConversation(m.conv)
    this.#stopTyping(m.conv, m.sender)
    this.#settle(m.conv, [m])
  }

  /** Puts numbered messages into their thread, if one is open, and takes out of the outbox what they answer. */
  #settle(conv: string, messages: readonly Message[]): void {
    const thread = this.threads.value.get(conv)
    if (thread) {
      const merged = mergeMessages(thread, messages)
      this.#setThread(merged.thread)
      if (merged.pullAfter !== undefined) void this.catchUp(conv)
    }
    this.outbox.keepOnly(withoutSent(this.outbox.list, messages, this.me))
  }

  /** A conversation as a call answered it. */
  take(c: Conversation): void {
    const was = this.#find(c.id)?.clearSeq ?? 0
    this.#setConversations(mergeConversations(this.conversations.value, [c]))
    const thread = this.threads.value.get(c.id)
    if (!thread || was === c.clearSeq) return
    // Removed for me, or brought back: then it is pulled anew.
    this.#reached.delete(c.id)
    this.#setThread(c.clearSeq > was ? above(thread, c.clearSeq) : emptyThread(c.id))
    void this.#port.local.forgetMessages(c.id)
    if (c.clearSeq < was) void this.catchUp(c.id)
  }

  /** Messages as they are now. */
  changed(messages: readonly Message[]): void {
    for (const m of messages) {
      const thread = this.threads.value.get(m.conv)
      if (thread) this.#setThread(changeMessages(thread, [m]))
      const c = this.#find(m.conv)
      if (!c) continue
      const last = c.last?.seq === m.seq && m.mod >= c.last.mod ? m : c.last
      this.#setConversations(this.conversations.value.map((x) => (x === c ? { ...c, last, mod: Math.max(c.mod, m.mod) } : x)))
    }
  }

  /** What changed about messages of an open thread while nobody told. */
  async #pullChanges(conv: string): Promise<void> {
    const thread = this.threads.value.get(conv)
    if (!thread || thread.messages.length === 0) return
    const answer = await chat.listChanges({ conv, afterMod: BigInt(lastMod(thread)) }).catch(() => undefined)
    if (!answer) return
    if (answer.reset) {
      this.#reached.delete(conv)
      this.#setThread(emptyThread(conv))
      await this.catchUp(conv)
    } else this.changed(answer.messages.map(toMessage))
  }

  /** Holds everything from the newest down to a seq, unless that is very far. Resolves to whether it is there. */
  async reach(conv: string, seq: number): Promise<boolean> {
    await this.open(conv)
    for (let pages = 0; pages < REACH_PAGES; pages++) {
      const thread = this.threads.value.get(conv) ?? emptyThread(conv)
      if (thread.messages.some((m) => m.seq === seq)) return true
      if (!this.hasOlder(conv)) return false
      await this.older(conv)
    }
    return false
  }

  /** I am no longer in it. */
  left(conv: string): void {
    this.conversations.value = this.conversations.value.filter((c) => c.id !== conv)
    this.threads.value = new Map([...this.threads.value].filter(([id]) => id !== conv))
    this.outbox.keepOnly(this.outbox.list.filter((p) => p.conv !== conv))
    this.setDraft(conv, '')
    void this.#port.local.forgetConversation(conv)
  }

  /** Remembers people, so that what they wrote has a name. */
  learn(people: readonly Person[]): void {
    const held = this.people.value
    const news = people.filter((p) => {
      const known = held.get(p.id)
      return known === undefined || known.name !== p.name || known.handle !== p.handle
    })
    if (news.length === 0) return
    const now = new Map(held)
    for (const p of news) now.set(p.id, p)
    this.people.value = now
    void this.#port.local.keepValue('people', [...now.values()])
  }

  #gap(conv: string): void {
    if (conv === '') {
      this.#port.greet()
      return
    }
    // What was dropped may be what the group is now, and not only a message.
    void this.#fetchConversation(conv)
    if (this.threads.value.has(conv)) void this.catchUp(conv)
  }

  /** Resolves once it is as the server says, or is owed. */
  async #fetchConversation(conv: string): Promise<void> {
    for (;;) {
      const told = this.#told.get(conv)
      const answer = await chat.getConversation({ conv }).catch((err: unknown) => {
        const why = failureOf(err)
        if (isOpen(why) || why.kind === 'tooMany') this.#owed.add(conv)
      })
      if (answer && this.#told.get(conv) !== told) continue
      if (answer?.conversation) this.take(toConversation(answer.conversation))
      return
    }
  }

  /** Makes a conversation's messages ready to be drawn: the local copy at once, then what is missing from the server. */
  async open(conv: string): Promise<void> {
    if (!this.threads.value.has(conv)) {
      const kept = await this.#port.local.messages(conv)
      if (!this.threads.value.has(conv)) {
        const held = mergeMessages(emptyThread(conv), kept).thread
        // A page that was left as soon as something was said kept it with the conversation alone.
        const last = this.#find(conv)?.last
        this.#setThread(last && kept.length > 0 ? mergeMessages(held, [last]).thread : held)
        if (kept.length > 0) void this.#pullChanges(conv)
      }
    }
    if (!this.#find(conv)) await this.#fetchConversation(conv)
    await this.catchUp(conv)
  }

  /** Pulls what lies between the held end of the thread and the end at the server. One at a time per conversation. */
  catchUp(conv: string): Promise<void> {
    const running = this.#loading.get(conv)
    if (running) return running.then(() => (this.#behind(conv) ? this.catchUp(conv) : undefined))
    const run = this.#pull(conv).finally(() => this.#loading.delete(conv))
    this.#loading.set(conv, run)
    return run
  }

  #behind(conv: string): boolean {
    const thread = this.threads.value.get(conv)
    return thread !== undefined && (this.#find(conv)?.lastSeq ?? 0) > lastSeq(thread)
  }

  async #pull(conv: string): Promise<void> {
    const thread = this.threads.value.get(conv) ?? emptyThread(conv)
    const after = lastSeq(thread)
    const far = (this.#find(conv)?.lastSeq ?? 0) - after > FAR
    if (after === 0 || far || isStub(thread)) {
      const answer = await chat.history({ conv, limit: PAGE })
      const messages = answer.messages.map(toMessage)
      this.learn(answer.people.map(toPerson))
      if (!answer.more) this.#reached.add(conv)
      const now = this.threads.value.get(conv) ?? emptyThread(conv)
      this.#setThread(mergeMessages(far ? emptyThread(conv) : now, [...messages]).thread)
      this.outbox.keepOnly(withoutSent(this.outbox.list, messages, this.me))
      return
    }
    let from = after
    for (;;) {
      const answer = await chat.history({ conv, afterSeq: BigInt(from), limit: 100 })
      const messages = answer.messages.map(toMessage)
      this.learn(answer.people.map(toPerson))
      const last = messages.at(-1)
      if (!last) return
      const held = this.threads.value.get(conv) ?? emptyThread(conv)
      this.#setThread(mergeMessages(held, messages).thread)
      this.outbox.keepOnly(withoutSent(this.outbox.list, messages, this.me))
      this.#setConversations(withMessage(this.conversations.value, last, this.me))
      if (!answer.more) return
      from = last.seq
    }
  }

  hasOlder(conv: string): boolean {
    const thread = this.threads.value.get(conv)
    return thread !== undefined && firstSeq(thread) > 1 && !this.#reached.has(conv)
  }

  /** One page upward; resolves when it is merged. Fails with the call's failure. */
  async older(conv: string): Promise<void> {
    const thread = this.threads.value.get(conv)
    if (!thread || !this.hasOlder(conv)) return
    const answer = await chat.history({ conv, beforeSeq: BigInt(firstSeq(thread)), limit: PAGE })
    if (!answer.more) this.#reached.add(conv)
    this.learn(answer.people.map(toPerson))
    const now = this.threads.value.get(conv)
    if (now) this.#setThread(mergeMessages(now, answer.messages.map(toMessage)).thread)
  }

  write(conv: string, text: string, more: Pick<Pending, 'quote' | 'mentions'> = {}): void {
    this.outbox.add({ conv, clientId: crypto.randomUUID(), text: printable(text), ts: Date.now(), ...more })
    this.setDraft(conv, '')
    this.#lastTyped.delete(conv)
  }

  /** Sends a picture; it is drawn at once, and waits for a connection as a text does. */
  async sendPicture(conv: string, content: Blob, picture: PendingPicture, more: Pick<Pending, 'quote'> = {}): Promise<void> {
    const clientId = crypto.randomUUID()
    await this.uploads.keep(clientId, content)
    this.outbox.add({ conv, clientId, text: '', picture, ts: Date.now(), ...more })
  }

  /** Sends a voice, as a picture is sent. */
  async sendVoice(conv: string, content: Blob, voice: PendingVoice, more: Pick<Pending, 'quote'> = {}): Promise<void> {
    const clientId = crypto.randomUUID()
    await this.uploads.keep(clientId, content)
    this.outbox.add({ conv, clientId, text: '', voice, ts: Date.now(), ...more })
  }

  /** Sends a file; it stands there at once, and waits for a connection as a text does. */
  async sendFile(conv: string, content: Blob, file: PendingFile, more: Pick<Pending, 'quote'> = {}): Promise<void> {
    const clientId = crypto.randomUUID()
    await this.files.keep(clientId, content)
    this.outbox.add({ conv, clientId, text: '', file, ts: Date.now(), ...more })
  }

  #sendNow(p: Pending): boolean {
    if (p.file) return this.files.send(p)
    if (p.picture || p.voice) return this.uploads.send(p)
    return this.#port.send({
      case: 'send',
      value: {
        $typeName: 'superette.v1.SendRequest',
        conv: p.conv,
        clientId: p.clientId,
        text: p.text,
        retry: p.tried,
        replyTo: BigInt(p.quote?.seq ?? 0),
        mentions: [...(p.mentions ?? [])],
      },
    })
  }

  setDraft(conv: string, text: string): void {
    if ((this.drafts.value[conv] ?? '') === text) return
    const { [conv]: _, ...rest } = this.drafts.value
    this.drafts.value = text.trim() === '' ? rest : { ...rest, [conv]: text }
    const { local } = this.#port
    local.surely('drafts', this.drafts.value, () => local.keepValue('drafts', this.drafts.value))
  }

  /** The reader has seen everything up to seq. */
  read(conv: string, seq: number): void {
    const c = this.#find(conv)
    if (!c || seq <= c.readSeq) return
    this.#setConversations(withMark(this.conversations.value, { conv, user: this.me, seq }, this.me))
    this.#sendMark(conv, seq)
  }

  // Without a connection it waits for the next Welcome.
  #sendMark(conv: string, seq: number): void {
    this.#port.send({ case: 'mark', value: { $typeName: 'superette.v1.MarkRequest', conv, readSeq: BigInt(seq) } })
  }

  /** Tells the others that I am typing, at most once in two seconds. */
  typed(conv: string): void {
    const now = Date.now()
    if (now - (this.#lastTyped.get(conv) ?? 0) < 2000) return
    if (this.#port.send({ case: 'typing', value: { $typeName: 'superette.v1.Typing', conv, userId: '' } })) this.#lastTyped.set(conv, now)
  }

  #someoneTypes(conv: string, user: string): void {
    if (user === this.me) return
    const until = Date.now() + TYPING_MS
    this.#setTyping(conv, new Map(this.typing.value.get(conv)).set(user, until))
    setTimeout(() => {
      if (this.typing.value.get(conv)?.get(user) === until) this.#stopTyping(conv, user)
    }, TYPING_MS)
  }

  #stopTyping(conv: string, user: string): void {
    const people = new Map(this.typing.value.get(conv))
    if (people.delete(user)) this.#setTyping(conv, people)
  }

  #setTyping(conv: string, people: ReadonlyMap<string, number>): void {
    this.typing.value = new Map(this.typing.value).set(conv, people)
  }

  /** Finds or makes the conversation with one person. Fails with the call's failure. */
  async openDirect(userId: string): Promise<string> {
    const held = this.conversations.value.find((c) => c.kind === 'direct' && c.members.some((p) => p.id === userId))
    if (held) return held.id
    const answer = await chat.openDirect({ userId })
    if (!answer.conversation) throw new Error('the answer has no conversation')
    const c = toConversation(answer.conversation)
    this.#setConversations(mergeConversations(this.conversations.value, [c]))
    return c.id
  }

  /** A message that came as the answer to a call (a shared card). */
  accept(m: Message): void {
    this.#arrived(m)
  }

  #find(conv: string): Conversation | undefined {
    return this.conversations.value.find((c) => c.id === conv)
  }

  #setConversations(list: readonly Conversation[]): void {
    const held = this.conversations.value
    if (list === held) return
    this.conversations.value = list
    const before = new Set(held)
    const changed = list.filter((c) => !before.has(c))
    if (changed.length === 0) return
    void this.#port.local.keepConversations(changed)
    this.learn(changed.flatMap((c) => c.members))
  }

  #setThread(thread: Thread): void {
    if (this.threads.value.get(thread.conv) === thread) return
    this.threads.value = new Map(this.threads.value).set(thread.conv, thread)
    if (thread.messages.length > 0) void this.#port.local.keepMessages(thread.conv, thread.messages)
  }
}
