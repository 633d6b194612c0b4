/** Answers the host's calls and its socket in a Playwright page, from a World. Nothing listens on the network. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { create, fromBinary, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf'
import type { Page, Route, WebSocketRoute } from 'playwright-core'
import {
  FindPersonRequestSchema,
  FindPersonResponseSchema,
  GetAddingResponseSchema,
  ListBlockedResponseSchema,
  ListContactRequestsResponseSchema,
  ListContactsResponseSchema,
  MeResponseSchema,
} from '../../kit/api/superette/v1/account_pb.js'
import {
  ClientFrameSchema,
  GetConversationRequestSchema,
  GetConversationResponseSchema,
  GetPresenceResponseSchema,
  HistoryRequestSchema,
  HistoryResponseSchema,
  type Message,
  ListChangesRequestSchema,
  ListChangesResponseSchema,
  ListConversationsResponseSchema,
  MarkResponseSchema,
  MessageSchema,
  OpenDirectRequestSchema,
  OpenDirectResponseSchema,
  ServerFrameSchema,
  type SendRequest,
} from '../../kit/api/superette/v1/chat_pb.js'
import { type ListMembersRequest, ListMembersRequestSchema, ListMembersResponseSchema } from '../../kit/api/superette/v1/group_pb.js'
import { GetDoorResponseSchema } from '../../kit/api/superette/v1/security_pb.js'
import { GetProgramRequestSchema, GetProgramResponseSchema, ListShelfResponseSchema } from '../../kit/api/superette/v1/program_pb.js'
import type { World } from './world.js'

export const ORIGIN = 'http://localhost:8420'
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }

export class Fake {
  readonly world: World
  signedIn = true
  /** Texts that are refused instead of kept. */
  refuse: (r: SendRequest) => string | undefined = () => undefined
  /** While set, sends are neither kept nor answered. */
  deaf = false
  readonly sent: SendRequest[] = []
  /** What was asked of groups' members. */
  readonly pages: ListMembersRequest[] = []
  #socket: WebSocketRoute | undefined
  readonly #assets: string

  /** assets is the folder with the bundles and their build.json. */
  constructor(world: World, assets: string) {
    this.world = world
    this.#assets = assets
  }

  async install(page: Page): Promise<void> {
    await page.route(`${ORIGIN}/**`, (route) => this.#answer(route))
    await page.routeWebSocket(`${ORIGIN.replace('http', 'ws')}/api/live`, (ws) => {
      this.#socket = ws
      ws.onMessage((data) => {
        if (typeof data !== 'string') this.#frame(ws, data)
      })
    })
  }

  /** Puts a text into a conversation without telling anybody. */
  keep(conv: string, sender: string, words: string): Message {
    const list = this.world.messages.get(conv) ?? []
    const m = create(MessageSchema, {
      conv,
      seq: BigInt(list.length + 1),
      sender,
      clientId: `push-${list.length}`,
      ts: BigInt(Date.now()),
      body: { case: 'text', value: { text: words } },
    })
    list.push(m)
    return m
  }

  push(conv: string, sender: string, words: string): void {
    this.say({ frame: { case: 'push', value: { message: this.keep(conv, sender, words) } } })
  }

  say(init: MessageInitShape<typeof ServerFrameSchema>): void {
    this.#socket?.send(Buffer.from(toBinary(ServerFrameSchema, create(ServerFrameSchema, init))))
  }

  cut(): void {
    void this.#socket?.close()
  }

  #frame(ws: WebSocketRoute, data: Buffer): void {
    const { frame } = fromBinary(ClientFrameSchema, new Uint8Array(data))
    const say = (init: MessageInitShape<typeof ServerFrameSchema>) => ws.send(Buffer.from(toBinary(ServerFrameSchema, create(ServerFrameSchema, init))))
    switch (frame.case) {
      case 'hello':
        say({ frame: { case: 'welcome', value: { userId: this.world.me.id, useq: 1n, changed: [...this.world.conversations.values()] } } })
        return
      case 'send':
        this.sent.push(frame.value)
        if (!this.deaf) say(this.#take(frame.value))
        return
      case 'ping':
        say({ frame: { case: 'pong', value: { n: frame.value.n } } })
        return
      default:
        return
    }
  }

  #take(r: SendRequest): MessageInitShape<typeof ServerFrameSchema> {
    const no = this.refuse(r)
    if (no !== undefined) return { frame: { case: 'refusal', value: { code: 'refused', message: no, clientId: r.clientId, conv: r.conv } } }
    const list = this.world.messages.get(r.conv) ?? []
    const held = list.find((m) => m.clientId === r.clientId)
    const m =
      held ??
      create(MessageSchema, {
        conv: r.conv,
        seq: BigInt(list.length + 1),
        sender: this.world.me.id,
        clientId: r.clientId,
        ts: BigInt(Date.now()),
        body: { case: 'text', value: { text: r.text } },
      })
    if (!held) list.push(m)
    return { frame: { case: 'sendAck', value: { conv: r.conv, clientId: r.clientId, seq: m.seq, ts: m.ts } } }
  }

  async #answer(route: Route): Promise<void> {
    const url = new URL(route.request().url())
    if (url.pathname.startsWith('/api/')) return this.#call(route, url.pathname.split('/').at(-1) ?? '')
    if (url.pathname.startsWith('/assets/')) {
      const name = url.pathname.slice('/assets/'.length)
      const body = await readFile(join(this.#assets, name))
      return route.fulfill({ body, contentType: TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream' })
    }
    if (url.pathname.startsWith('/blob/')) {
      const hue = Number(url.pathname.slice('/blob/'.length))
      return route.fulfill({ contentType: 'image/svg+xml', body: picture(hue) })
    }
    return route.fulfill({ contentType: 'text/html', body: await this.#page() })
  }

  async #page(): Promise<string> {
    const { host } = JSON.parse(await readFile(join(this.#assets, 'build.json'), 'utf8')) as { host: { script: string; styles: readonly string[] } }
    const styles = host.styles.map((s) => `<link rel="stylesheet" href="/assets/${s}">`).join('')
    return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><link rel="icon" href="data:,">${styles}<div id="app"></div><script type="module" src="/assets/${host.script}"></script>`
  }

  async #call(route: Route, name: string): Promise<void> {
    const body = new Uint8Array(route.request().postDataBuffer() ?? Buffer.alloc(0))
    const ok = <D extends DescMessage>(schema: D, init: MessageInitShape<D>) =>
      route.fulfill({ contentType: 'application/proto', body: Buffer.from(toBinary(schema, create(schema, init))) })
    const fail = (status: number, code: string, message: string) =>
      route.fulfill({ status, contentType: 'application/json', body: JSON.stringify({ code, message }) })
    if (!this.signedIn) return fail(401, 'unauthenticated', 'Sign in first.')
    const { world } = this
    switch (name) {
      case 'Me':
        return ok(MeResponseSchema, { me: world.me, instance: { name: 'Corner', version: '0.1.0', demo: true } })
      case 'GetDoor':
        return ok(GetDoorResponseSchema, {})
      case 'ListContacts':
        return ok(ListContactsResponseSchema, { contacts: [...world.people] })
      case 'ListContactRequests':
        return ok(ListContactRequestsResponseSchema, {})
      case 'ListBlocked':
        return ok(ListBlockedResponseSchema, {})
      case 'GetAdding':
        return ok(GetAddingResponseSchema, {})
      case 'FindPerson': {
        const { handle } = fromBinary(FindPersonRequestSchema, body)
        const contact = world.people.find((p) => p.handle === handle)
        const met = [...world.members.values()].flat().find((m) => m.person?.handle === handle)?.person
        const found = contact ?? met
        return found ? ok(FindPersonResponseSchema, { person: found, contact: contact !== undefined }) : fail(404, 'not_found', 'There is no such person.')
      }
      case 'ListConversations':
        return ok(ListConversationsResponseSchema, { conversations: [...world.conversations.values()] })
      case 'GetConversation': {
        const found = world.conversations.get(fromBinary(GetConversationRequestSchema, body).conv)
        return found ? ok(GetConversationResponseSchema, { conversation: found }) : fail(404, 'not_found', 'There is no such conversation.')
      }
      case 'ListMembers': {
        const r = fromBinary(ListMembersRequestSchema, body)
        const all = world.members.get(r.conv)
        if (!all) return fail(404, 'not_found', 'There is no such conversation.')
        this.pages.push(r)
        const found = all.filter((m) => m.person?.name.toLowerCase().includes(r.query.toLowerCase()))
        const from = Number(r.cursor)
        const to = from + (r.limit || 100)
        return ok(ListMembersResponseSchema, { members: found.slice(from, to), next: to < found.length ? String(to) : '' })
      }
      case 'OpenDirect': {
        const { userId } = fromBinary(OpenDirectRequestSchema, body)
        const found = [...world.conversations.values()].find((c) => c.members.length === 2 && c.members.some((p) => p.id === userId))
        return found ? ok(OpenDirectResponseSchema, { conversation: found }) : fail(404, 'not_found', 'There is no such person.')
      }
      case 'History': {
        const r = fromBinary(HistoryRequestSchema, body)
        const list = (world.messages.get(r.conv) ?? []).filter((m) => (r.beforeSeq === 0n || m.seq < r.beforeSeq) && m.seq > r.afterSeq)
        const limit = r.limit === 0 ? 50 : r.limit
        const part = r.afterSeq > 0n ? list.slice(0, limit) : list.slice(-limit)
        return ok(HistoryResponseSchema, { messages: part, more: part.length < list.length })
      }
      // Nobody is here, and nothing said was changed afterwards.
      case 'GetPresence':
        return ok(GetPresenceResponseSchema, {})
      case 'ListChanges':
        return ok(ListChangesResponseSchema, { mod: fromBinary(ListChangesRequestSchema, body).afterMod })
      case 'Mark':
        return ok(MarkResponseSchema, {})
      case 'ListShelf':
        return ok(ListShelfResponseSchema, { programs: [...world.programs] })
      case 'GetProgram': {
        const { appId } = fromBinary(GetProgramRequestSchema, body)
        const p = world.programs.find((x) => x.appId === appId)
        if (!p) return fail(404, 'not_found', 'There is no such program.')
        return ok(GetProgramResponseSchema, {
          program: p,
          versions: [
            { number: 2n, version: '1.1.0', package: p.package, releasedTs: p.releasedTs, note: 'Cold brews for the summer.' },
            { number: 1n, version: '1.0.0', package: `${p.package.slice(8)}00000000`, releasedTs: p.releasedTs - 86_400_000n * 9n, note: '' },
          ],
        })
      }
      default:
        return fail(404, 'unimplemented', `no ${name}`)
    }
  }
}

function picture(hue: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 250 200"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="hsl(${hue} 45% 82%)"/><stop offset="1" stop-color="hsl(${hue} 40% 58%)"/></linearGradient></defs><rect width="250" height="200" fill="url(#g)"/><path d="M80 78h80v36a40 40 0 0 1-80 0Z" fill="#fff"/><path d="M160 86h12a16 16 0 0 1 0 32h-14" fill="none" stroke="#fff" stroke-width="9"/><ellipse cx="120" cy="80" rx="36" ry="7" fill="hsl(${hue} 60% 35%)"/></svg>`
}
