/**
 * A push service of our own, which browsers of the stories were given by their maker, as it were. It checks the token of
 * whoever asks (RFC 8292) and decrypts what a browser would (RFC 8291).
 */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'

export const PUSH_ORIGIN = 'https://push.example.org'

export interface PushService {
  readonly port: number
  /** What PushManager gives out in a page from its next document on. */
  give(page: Page): Promise<void>
  /** The text of the next message that arrives for any browser. */
  next(): Promise<string>
  close(): Promise<void>
}

const b64 = (bytes: Buffer): string => bytes.toString('base64url')

export async function startPushService(): Promise<PushService> {
  const browser = createECDH('prime256v1')
  const publicKey = browser.generateKeys()
  const secret = randomBytes(16)
  const path = `/send/${b64(randomBytes(12))}`
  const texts: string[] = []
  const waiting: (() => void)[] = []
  const faults: string[] = []
  const arrived = () => {
    for (const wake of waiting.splice(0)) wake()
  }
  const server = createServer((request, answer) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      try {
        if (request.method !== 'POST' || request.url !== path) throw new Error(`${request.method} ${request.url}`)
        checkToken(String(request.headers.authorization))
        if (!(Number(request.headers.ttl) > 0)) throw new Error('no TTL')
        texts.push(decrypt(Buffer.concat(parts), browser.getPrivateKey(), publicKey, secret))
        answer.writeHead(201).end()
      } catch (err) {
        faults.push(String(err))
        answer.writeHead(403).end()
      }
      arrived()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async give(page) {
      await page.addInitScript({ content: pushManager(PUSH_ORIGIN + path, b64(publicKey), b64(secret)) })
    },
    async next() {
      const late = setTimeout(() => {
        faults.push('nothing came within a minute')
        arrived()
      }, 60_000)
      try {
        for (;;) {
          const text = texts.shift()
          if (faults.length > 0) throw new Error(`the push service: ${faults.join('; ')}`)
          if (text !== undefined) return text
          await new Promise<void>((resolve) => waiting.push(resolve))
        }
      } finally {
        clearTimeout(late)
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Chromium subscribes at its maker's service alone. Frames of programs are let be: they have no PushManager of use. */
const pushManager = (endpoint: string, publicKey: string, secret: string): string => `
  if (origin !== 'null') {
    const held = 'push-of-the-story'
    const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0)).buffer
    const subscription = () => ({
      endpoint: '${endpoint}',
      options: { userVisibleOnly: true, applicationServerKey: bytes(localStorage.getItem(held)) },
      getKey: (name) => bytes(name === 'auth' ? '${secret}' : '${publicKey}'),
      unsubscribe: async () => {
        localStorage.removeItem(held)
        return true
      },
    })
    PushManager.prototype.getSubscription = async () => (localStorage.getItem(held) === null ? null : subscription())
    PushManager.prototype.subscribe = async (options) => {
      localStorage.setItem(held, btoa(String.fromCharCode(...options.applicationServerKey)))
      return subscription()
    }
  }
`

/** Fails unless a request was signed for this service by the key that it names (RFC 8292). */
export function checkToken(header: string): void {
  const match = /^vapid t=([^,]+), k=(\S+)$/.exec(header)
  if (!match?.[1] || !match[2]) throw new Error(`authorization ${header}`)
  const [head = '', claims = '', signature = ''] = match[1].split('.')
  const key = Buffer.from(match[2], 'base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: b64(key.subarray(1, 33)), y: b64(key.subarray(33, 65)) }
  const public_ = createPublicKey({ key: jwk, format: 'jwk' })
  const right = verify('sha256', Buffer.from(`${head}.${claims}`), { key: public_, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { readonly aud: string; readonly exp: number; readonly sub: string }
  const left = said.exp - Date.now() / 1000
  if (!right || said.aud !== PUSH_ORIGIN || left <= 0 || left > 86_400 || !/^(mailto|https):/.test(said.sub)) {
    throw new Error(`token ${right} ${JSON.stringify(said)}`)
  }
}

function decrypt(body: Buffer, privateKey: Buffer, publicKey: Buffer, secret: Buffer): string {
  const salt = body.subarray(0, 16)
  const theirs = body.subarray(21, 86)
  const sealed = body.subarray(86)
  const own = createECDH('prime256v1')
  own.setPrivateKey(privateKey)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, theirs])
  const input = Buffer.from(hkdfSync('sha256', own.computeSecret(theirs), secret, info, 32))
  const key = Buffer.from(hkdfSync('sha256', input, salt, 'Content-Encoding: aes128gcm\0', 16))
  const nonce = Buffer.from(hkdfSync('sha256', input, salt, 'Content-Encoding: nonce\0', 12))
  const open = createDecipheriv('aes-128-gcm', key, nonce)
  open.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()])
  const end = plain.lastIndexOf(2)
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('no delimiter')
  return plain.subarray(0, end).toString()
}
