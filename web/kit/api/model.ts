/**
 * What the host keeps of the API's messages: plain values with numbers instead of bigint, so that they can be stored in
 * IndexedDB, compared and merged without the generated classes. Times are unix milliseconds, prices minor units.
 */
import type { Person as PbPerson } from './superette/v1/account_pb.js'
import type {
  Card as PbCard,
  Conversation as PbConversation,
  File as PbFile,
  Group as PbGroup,
  Message as PbMessage,
  Picture as PbPicture,
  Quote as PbQuote,
  Voice as PbVoice,
} from './superette/v1/chat_pb.js'
import type { Program as PbProgram, ProgramVersion as PbVersion } from './superette/v1/program_pb.js'

export interface Person {
  readonly id: string
  readonly handle: string
  readonly name: string
  readonly tint: number
  readonly bot: boolean
}
export interface Instance {
  readonly name: string
  readonly version: string
  readonly demo: boolean
  readonly dev: boolean
  /** What a file in a conversation may have, in bytes; 0: there are none. */
  readonly fileLimit: number
}
export type CardState = 'none' | 'waiting' | 'paid' | 'refunded' | 'expired'
export interface Card {
  readonly id: string
  readonly appId: string
  readonly appName: string
  readonly appColor: string
  readonly appLogo: string
  readonly title: string
  readonly path: string
  readonly image: string
  readonly price: number
  readonly currency: string
  readonly state: CardState
  readonly stateBy: string
  /** How many more people the state is true of. */
  readonly stateOthers: number
}
export type Role = 'member' | 'admin' | 'owner'
export interface Group {
  readonly avatar: string // hash of a picture, or empty
  readonly notice: string
  readonly muteAll: boolean
  readonly approve: boolean
  readonly memberCount: number
  readonly role: Role // mine
  readonly waiting: number
}
export interface Picture {
  readonly hash: string
  readonly thumb: string // hash of a small one
  readonly type: string // image/jpeg or image/png
  readonly width: number // pixels, upright
  readonly height: number
  readonly blur: readonly number[] // 6 × 6 pixels of RGB, row by row
}
export const FILE_KINDS = ['document', 'sheet', 'slides', 'pdf', 'text', 'archive', 'audio', 'video', 'image', 'program', 'other'] as const
export type FileKind = (typeof FILE_KINDS)[number]
/** The server has cleaned its name, and looked into nothing. */
export interface SentFile {
  readonly hash: string
  readonly name: string
  readonly size: number // bytes
  readonly kind: FileKind
}
export interface Voice {
  readonly hash: string
  readonly durationMs: number
  readonly levels: readonly number[] // 64 of 0 to 255
}
export type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'picture'; readonly picture: Picture }
  | { readonly kind: 'file'; readonly file: SentFile }
  | { readonly kind: 'voice'; readonly voice: Voice }
  | { readonly kind: 'card'; readonly card: Card }
  | { readonly kind: 'notice'; readonly key: string; readonly args: readonly string[] }
  /** Its sender took it back. */
  | { readonly kind: 'recalled' }
  /** I removed it for myself. */
  | { readonly kind: 'hidden' }
/** What a message answers, as it is now; the text is empty if it is not to be seen (any more). */
export interface Quote {
  readonly seq: number
  readonly sender: string
  readonly text: string
  /** It is a picture, and has no text. */
  readonly picture?: true
  /** It is a file, and the text is its name. */
  readonly file?: true
  /** It is a voice, and has no text. */
  readonly voice?: true
}
export interface Reaction {
  readonly emoji: string
  readonly count: number
  readonly users: readonly string[]
}
export interface Message {
  readonly conv: string
  readonly seq: number
  readonly sender: string
  readonly clientId: string
  readonly ts: number
  readonly body: Body
  readonly quote: Quote | null
  readonly reactions: readonly Reaction[]
  readonly editedTs: number
  readonly mentions: readonly string[]
  /** The conversation's count of changes at its last one; 0 = as it was sent. */
  readonly mod: number
}
export interface Conversation {
  readonly id: string
  readonly kind: 'direct' | 'group'
  readonly title: string
  readonly group: Group | null
  /** Of a group a few: who else is known is in Chats.people. */
  readonly members: readonly Person[]
  readonly lastSeq: number
  readonly lastTs: number
  readonly last: Message | null
  readonly readSeq: number
  readonly peerReadSeq: number
  readonly mute: boolean
  readonly pin: boolean
  readonly mod: number
  readonly mentionSeq: number
  readonly clearSeq: number
}
export interface Program {
  readonly appId: string
  readonly name: string
  readonly color: string
  readonly logo: string
  readonly description: string
  readonly package: string
  readonly version: string
  readonly number: number
  readonly releasedTs: number
  readonly publisher: string
  readonly dialect: string
  readonly pageCount: number
  readonly sizeBytes: number
}
export interface ProgramVersion {
  readonly number: number
  readonly version: string
  readonly package: string
  readonly releasedTs: number
  readonly note: string
}

const CARD_STATES: readonly CardState[] = ['none', 'waiting', 'paid', 'refunded', 'expired']

export function toPerson(p: PbPerson): Person {
  return { id: p.id, handle: p.handle, name: p.name, tint: p.avatarTint, bot: p.bot }
}

export function toCard(c: PbCard): Card {
  return {
    id: c.id,
    appId: c.appId,
    appName: c.appName,
    appColor: c.appColor,
    appLogo: c.appLogo,
    title: c.title,
    path: c.path,
    image: c.image,
    price: Number(c.price),
    currency: c.currency,
    state: CARD_STATES[c.state] ?? 'none',
    stateBy: c.stateBy,
    stateOthers: c.stateOthers,
  }
}

export function toMessage(m: PbMessage): Message {
  return {
    conv: m.conv,
    seq: Number(m.seq),
    sender: m.sender,
    clientId: m.clientId,
    ts: Number(m.ts),
    body: toBody(m.body),
    quote: m.quote ? toQuote(m.quote) : null,
    reactions: m.reactions.map((r) => ({ emoji: r.emoji, count: r.count, users: r.userIds })),
    editedTs: Number(m.editedTs),
    mentions: m.mentions,
    mod: Number(m.mod),
  }
}

function toQuote(q: PbQuote): Quote {
  return {
    seq: Number(q.seq),
    sender: q.sender,
    text: q.text,
    ...(q.picture ? { picture: true } : {}),
    ...(q.file ? { file: true } : {}),
    ...(q.voice ? { voice: true } : {}),
  }
}

export function toVoice(v: PbVoice): Voice {
  return { hash: v.hash, durationMs: v.durationMs, levels: [...v.levels] }
}

export function toFile(f: PbFile): SentFile {
  return { hash: f.hash, name: f.name, size: Number(f.sizeBytes), kind: FILE_KINDS.find((k) => k === f.kind) ?? 'other' }
}

export function toPicture(p: PbPicture): Picture {
  return { hash: p.hash, thumb: p.thumbHash, type: p.type, width: p.width, height: p.height, blur: [...p.blur] }
}

function toBody(b: PbMessage['body']): Body {
  switch (b.case) {
    case 'text':
      return { kind: 'text', text: b.value.text }
    case 'card':
      return { kind: 'card', card: toCard(b.value) }
    case 'picture':
      return { kind: 'picture', picture: toPicture(b.value) }
    case 'file':
      return { kind: 'file', file: toFile(b.value) }
    case 'voice':
      return { kind: 'voice', voice: toVoice(b.value) }
    case 'notice':
      return { kind: 'notice', key: b.value.key, args: b.value.args }
    case 'recalled':
      return { kind: 'recalled' }
    case 'hidden':
      return { kind: 'hidden' }
    case undefined:
      // A kind of message that this version of the host does not know yet: the conversation says so instead of hiding it.
      return { kind: 'notice', key: 'unknown', args: [] }
  }
}

/** A notice that shows money sent: its arguments are the amount in minor units, the currency, the recipient's id and the note. */
/** Money put into a conversation, as its line tells it; what has become of it is asked for. */
export interface GiftLine {
  readonly id: string
  readonly kind: 'transfer' | 'equal' | 'lucky'
  readonly amount: number
  readonly currency: string
  readonly to: string
  readonly count: number
  readonly note: string
}

const GIFT_KINDS: Readonly<Record<string, GiftLine['kind']>> = { 1: 'transfer', 2: 'equal', 3: 'lucky' }

export function toGiftLine(b: Body): GiftLine | undefined {
  if (b.kind !== 'notice' || b.key !== 'gift' || b.args.length !== 7) return undefined
  const [id = '', kind = '', amount = '', currency = '', to = '', count = '', note = ''] = b.args
  const known = GIFT_KINDS[kind]
  return known && { id, kind: known, amount: Number(amount), currency, to, count: Number(count), note }
}

export function isTransfer(b: Body): boolean {
  return b.kind === 'notice' && b.key === 'transfer' && b.args.length === 4
}

const ROLES: readonly Role[] = ['member', 'member', 'admin', 'owner']

export function toRole(role: number): Role {
  return ROLES[role] ?? 'member'
}

export function toGroup(g: PbGroup): Group {
  return {
    avatar: g.avatarBlob,
    notice: g.notice,
    muteAll: g.muteAll,
    approve: g.approve,
    memberCount: g.memberCount,
    role: toRole(g.role),
    waiting: g.waiting,
  }
}

export function toConversation(c: PbConversation): Conversation {
  return {
    id: c.id,
    kind: c.kind === 2 ? 'group' : 'direct',
    title: c.title,
    group: c.group ? toGroup(c.group) : null,
    members: c.members.map(toPerson),
    lastSeq: Number(c.lastSeq),
    lastTs: Number(c.lastTs),
    last: c.last ? toMessage(c.last) : null,
    readSeq: Number(c.readSeq),
    peerReadSeq: Number(c.peerReadSeq),
    mute: c.mute,
    pin: c.pin,
    mod: Number(c.mod),
    mentionSeq: Number(c.mentionSeq),
    clearSeq: Number(c.clearSeq),
  }
}

export function toProgram(p: PbProgram): Program {
  return {
    appId: p.appId,
    name: p.name,
    color: p.color,
    logo: p.logo,
    description: p.description,
    package: p.package,
    version: p.version,
    number: Number(p.number),
    releasedTs: Number(p.releasedTs),
    publisher: p.publisher,
    dialect: p.dialect,
    pageCount: p.pageCount,
    sizeBytes: Number(p.sizeBytes),
  }
}

export function toVersion(v: PbVersion): ProgramVersion {
  return { number: Number(v.number), version: v.version, package: v.package, releasedTs: Number(v.releasedTs), note: v.note }
}
