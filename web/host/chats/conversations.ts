/** The conversation list as data: merging what the server says into what is held, order, unread counts. Pure. */
import type { Conversation, Message, Person } from '../../kit/api/model.js'
import { nameOf } from '../names.js'

export function unreadOf(c: Conversation): number {
  return Math.max(0, c.lastSeq - c.readSeq)
}

/** Pinned first, then newest first; ties by id, so that the order never trembles. */
export function sortConversations(list: readonly Conversation[]): readonly Conversation[] {
  return [...list].sort((a, b) => Number(b.pin) - Number(a.pin) || b.lastTs - a.lastTs || (a.id < b.id ? -1 : 1))
}

/** Takes over what the server says of conversations. Marks and heads never go back: an older answer may arrive later. */
export function mergeConversations(held: readonly Conversation[], incoming: readonly Conversation[]): readonly Conversation[] {
  if (incoming.length === 0) return held
  const byId = new Map(held.map((c) => [c.id, c]))
  for (const c of incoming) {
    const old = byId.get(c.id)
    byId.set(c.id, old ? mergeOne(old, c) : c)
  }
  return sortConversations([...byId.values()])
}

function mergeOne(old: Conversation, c: Conversation): Conversation {
  const newer = c.lastSeq >= old.lastSeq
  return {
    ...c,
    members: c.members.length > 0 ? c.members : old.members,
    lastSeq: Math.max(old.lastSeq, c.lastSeq),
    lastTs: newer ? c.lastTs : old.lastTs,
    last: newer ? (c.last ?? (c.lastSeq <= c.clearSeq ? null : old.last)) : old.last,
    readSeq: Math.max(old.readSeq, c.readSeq),
    peerReadSeq: Math.max(old.peerReadSeq, c.peerReadSeq),
    mod: Math.max(old.mod, c.mod),
    mentionSeq: Math.max(old.mentionSeq, c.mentionSeq),
  }
}

/** A message reached a conversation. My own moves my read mark, as on the server. */
export function withMessage(list: readonly Conversation[], m: Message, me: string): readonly Conversation[] {
  const c = list.find((x) => x.id === m.conv)
  if (!c || m.seq < c.lastSeq || (m.seq === c.lastSeq && c.last?.seq === m.seq)) return list
  const readSeq = m.sender === me ? Math.max(c.readSeq, m.seq) : c.readSeq
  const named = m.sender !== me && (m.mentions.includes(me) || m.mentions.includes('all'))
  const changed: Conversation = { ...c, lastSeq: m.seq, lastTs: m.ts, last: m, readSeq, mentionSeq: named ? m.seq : c.mentionSeq }
  return sortConversations(list.map((x) => (x === c ? changed : x)))
}

export function withMark(list: readonly Conversation[], mark: { conv: string; user: string; seq: number }, me: string): readonly Conversation[] {
  return list.map((c) => {
    if (c.id !== mark.conv) return c
    if (mark.user === me) return mark.seq > c.readSeq ? { ...c, readSeq: mark.seq } : c
    return mark.seq > c.peerReadSeq ? { ...c, peerReadSeq: mark.seq } : c
  })
}

/** I removed all there is in it: it is not in the list until somebody writes. */
export function isCleared(c: Conversation): boolean {
  return c.clearSeq > 0 && c.lastSeq <= c.clearSeq
}

/** Somebody mentioned me, and I have not read it. */
export function isNamed(c: Conversation): boolean {
  return c.mentionSeq > c.readSeq
}

/** The other one of a direct conversation; undefined in a group. */
export function peerOf(c: Conversation, me: string): Person | undefined {
  return c.kind === 'direct' ? c.members.find((p) => p.id !== me) : undefined
}

export function titleOf(c: Conversation, me: string): string {
  const peer = peerOf(c, me)
  if (peer) return nameOf(peer)
  if (c.title !== '') return c.title
  return c.members
    .filter((p) => p.id !== me)
    .map(nameOf)
    .join(', ')
}
