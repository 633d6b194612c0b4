/**
 * A small instance in memory for looking at the host without a server: enough of the API's behaviour to sign in, list,
 * write, read and page. Its answers are the generated messages, so that a change of the schema is a type error here.
 */
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { PersonSchema, type Person } from '../../kit/api/superette/v1/account_pb.js'
import {
  CardState,
  ConversationKind,
  ConversationSchema,
  GroupRole,
  GroupSchema,
  MessageSchema,
  type Conversation,
  type Message,
} from '../../kit/api/superette/v1/chat_pb.js'
import { type Member, MemberSchema } from '../../kit/api/superette/v1/group_pb.js'
import { ProgramSchema, type Program } from '../../kit/api/superette/v1/program_pb.js'

export interface World {
  readonly me: Person
  readonly people: readonly Person[]
  readonly programs: readonly Program[]
  readonly conversations: Map<string, Conversation>
  readonly messages: Map<string, Message[]>
  readonly members: Map<string, readonly Member[]>
}

const MINUTE = 60_000

export function person(id: string, name: string, tint: number, bot = false): Person {
  return create(PersonSchema, { id: `usr_${id}`, handle: id, name, avatarTint: tint, bot })
}

interface Line {
  readonly by: Person
  readonly body: MessageInitShape<typeof MessageSchema>['body']
  readonly agoMinutes: number
}

export function text(by: Person, words: string, agoMinutes: number): Line {
  return { by, body: { case: 'text', value: { text: words } }, agoMinutes }
}

interface Tea {
  readonly title: string
  readonly price: number
  readonly image: string
  readonly state?: CardState
  readonly stateBy?: string
}

export function teaCard(by: Person, tea: Tea, agoMinutes: number): Line {
  const value = {
    id: `crd_${tea.title}`,
    appId: 'wx0123456789abcdef',
    appName: 'Teahouse',
    appColor: '#2f6b4f',
    title: tea.title,
    path: 'pages/tea/tea?id=1',
    image: tea.image,
    price: BigInt(tea.price),
    currency: 'CNY',
    state: tea.state ?? CardState.UNSPECIFIED,
    stateBy: tea.stateBy ?? '',
  }
  return { by, body: { case: 'card', value }, agoMinutes }
}

export class WorldBuilder {
  readonly world: World
  readonly #now: number

  constructor(now: number, me: Person) {
    this.#now = now
    this.world = { me, people: [], programs: [], conversations: new Map(), messages: new Map(), members: new Map() }
  }

  talk(
    id: string,
    others: readonly Person[],
    lines: readonly Line[],
    options: { readonly read?: number; readonly peerRead?: number; readonly title?: string } = {},
  ): this {
    const messages = lines.map((l, i) =>
      create(MessageSchema, {
        conv: id,
        seq: BigInt(i + 1),
        sender: l.by.id,
        clientId: `made-${id}-${i}`,
        ts: BigInt(this.#now - l.agoMinutes * MINUTE),
        body: l.body,
      }),
    )
    const last = messages.at(-1)
    this.world.messages.set(id, messages)
    this.world.conversations.set(
      id,
      create(ConversationSchema, {
        id,
        kind: others.length > 1 ? ConversationKind.GROUP : ConversationKind.DIRECT,
        title: options.title ?? '',
        members: [this.world.me, ...others],
        lastSeq: BigInt(messages.length),
        lastTs: last?.ts ?? BigInt(this.#now),
        ...(last ? { last } : {}),
        readSeq: BigInt(options.read ?? messages.length),
        peerReadSeq: BigInt(options.peerRead ?? messages.length),
      }),
    )
    return this
  }

  /** A group of many, of which the conversation itself shows a few. I own it. */
  crowd(id: string, title: string, others: readonly Person[]): this {
    this.talk(id, others.slice(0, 8), [text(this.world.me, 'welcome', 1)], { title })
    const conversation = this.world.conversations.get(id)
    if (conversation) conversation.group = create(GroupSchema, { role: GroupRole.OWNER, memberCount: others.length + 1 })
    this.world.members.set(id, [
      create(MemberSchema, { person: this.world.me, role: GroupRole.OWNER }),
      ...others.map((p) => create(MemberSchema, { person: p, role: GroupRole.MEMBER })),
    ])
    return this
  }

  people(list: readonly Person[]): this {
    Object.assign(this.world, { people: list })
    return this
  }

  shelf(list: readonly MessageInitShape<typeof ProgramSchema>[]): this {
    Object.assign(this.world, { programs: list.map((p) => create(ProgramSchema, p)) })
    return this
  }
}
