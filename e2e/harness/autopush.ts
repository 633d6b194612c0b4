/**
 * The push service of Firefox's maker, as it were, on this machine: what Mozilla's autopush speaks to a browser by WebSocket, and to
 * those who have something to say by RFC 8030. Firefox takes its address from a preference, so that nothing of it stands in for
 * anything: it subscribes here, holds its keys to itself, decrypts, wakes the service worker, and says that it has.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { checkToken, PUSH_ORIGIN } from './push.js'
import { accept, CLOSE, frame, PING, PONG, TEXT } from './websocket.js'

export interface Autopush {
  readonly port: number
  /** What Firefox is started with so that it has its subscriptions from here. */
  readonly preferences: Readonly<Record<string, string | boolean>>
  /** The key by which the next subscription was made, in base64 for URLs. */
  subscribed(): Promise<string>
  /** The next message was decrypted and given to the service worker; fails if the browser says otherwise. */
  delivered(): Promise<void>
  /** The next subscription was ended by the browser. */
  ended(): Promise<void>
  close(): Promise<void>
}

/** What the browser says by the socket. */
interface Said {
  readonly messageType?: string
  readonly channelID?: string
  readonly key?: string
  readonly updates?: readonly { readonly code: number }[]
}

const DELIVERED = 100
const LATE_MS = 60_000

/** What comes, in order, for whoever waits for it. */
function arrivals<T>(what: string): { put(each: T | Error): void; next(): Promise<T> } {
  const held: (T | Error)[] = []
  let wake = (): void => undefined
  return {
    put(each) {
      held.push(each)
      wake()
    },
    async next() {
      const late = setTimeout(() => this.put(new Error(`${what} within ${LATE_MS} ms`)), LATE_MS)
      try {
        while (held.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      } finally {
        clearTimeout(late)
      }
      const first = held.shift() as T | Error
      if (first instanceof Error) throw first
      return first
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

export async function startAutopush(): Promise<Autopush> {
  const channels = new Set<string>()
  const keys = arrivals<string>('nobody subscribed')
  const acks = arrivals<number>('no message was delivered')
  const ends = arrivals<string>('no subscription was ended')
  let browser: Duplex | undefined
  const say = (message: unknown): void => {
    browser?.write(frame(TEXT, Buffer.from(JSON.stringify(message))))
  }

  function heard(said: Said): void {
    const { messageType, channelID = '' } = said
    switch (messageType) {
      case 'hello':
        say({ messageType, uaid: randomBytes(16).toString('hex'), status: 200, use_webpush: true, broadcasts: {} })
        break
      case 'register':
        channels.add(channelID)
        say({ messageType, channelID, status: 200, pushEndpoint: `${PUSH_ORIGIN}/wpush/v2/${channelID}` })
        keys.put((said.key ?? '').replace(/=+$/, ''))
        break
      case 'unregister':
        channels.delete(channelID)
        say({ messageType, channelID, status: 200 })
        ends.put(channelID)
        break
      case 'ack':
        for (const each of said.updates ?? []) acks.put(each.code === DELIVERED ? each.code : new Error(`the browser answers a message with ${each.code}`))
        break
      case 'nack':
        acks.put(new Error(`the service worker failed: ${JSON.stringify(said)}`))
        break
      default: // a ping is an object of nothing
        say({})
    }
  }

  async function told(request: IncomingMessage): Promise<number> {
    const body = await bodyOf(request)
    const channelID = /^\/wpush\/v2\/([\w-]+)$/.exec(request.url ?? '')?.[1] ?? ''
    if (!channels.has(channelID)) return 410
    if (request.method !== 'POST' || browser === undefined) throw new Error(`${request.method} of ${request.url}`)
    checkToken(String(request.headers.authorization))
    if (!(Number(request.headers.ttl) > 0)) throw new Error('no TTL')
    const encoding = request.headers['content-encoding']
    say({ messageType: 'notification', channelID, version: randomUUID(), data: body.toString('base64url'), headers: { encoding } })
    return 201
  }

  const server = createServer((request, answer) => {
    told(request).then(
      (status) => answer.writeHead(status).end(),
      (err: unknown) => {
        acks.put(new Error('the push service refused what it was told', { cause: err }))
        answer.writeHead(403).end()
      },
    )
  })
  server.on('upgrade', (request, socket) => {
    browser = socket
    accept(request, socket, ['Sec-WebSocket-Protocol: push-notification'], (opcode, body) => {
      if (opcode === TEXT) heard(JSON.parse(body.toString()) as Said)
      else if (opcode === PING) socket.write(frame(PONG, body))
      else if (opcode === CLOSE) socket.end(frame(CLOSE, body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    preferences: {
      'dom.push.connection.enabled': true, // off where a browser is driven
      'dom.push.serverURL': `ws://127.0.0.1:${port}/`,
      'dom.push.testing.allowInsecureServerURL': true,
      'alerts.useSystemBackend': false, // there is no desktop that would draw notifications: Firefox does
    },
    subscribed: () => keys.next(),
    delivered: async () => {
      await acks.next()
    },
    ended: async () => {
      await ends.next()
    },
    close: () =>
      new Promise((resolve) => {
        browser?.destroy()
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
