/**
 * Whether it is the person who holds the device: WeChat asks a module of the phone (Soter), here the device's own authenticator does it, by
 * finger, face or the lock's code. Its key is made when a program first asks, stays in the device and serves this alone: no account is opened
 * by it. What it signs is checked here, and goes to the program with what it takes to check it again.
 */
import { bool, object, oneOf, optional, parse, text, type Parser } from '../../protocol/parse.js'
import { agreed } from './question.js'
import type { Session } from './session.js'
import { word } from './words.js'

/** The vendor's numbers. */
const cancelled = { errCode: 90_008, reason: 'cancel' }
const failed = { errCode: 90_009, reason: 'authenticate failed' }
const unsupported = { errCode: 90_001, reason: 'not supported' }

/** COSE's numbers of ES256 and RS256: the first is what phones have, the second Windows. */
const algorithms = [-7, -257] as const
type Algorithm = (typeof algorithms)[number]
interface Key {
  /** base64 */
  readonly id: string
  /** SPKI in base64 */
  readonly publicKey: string
  readonly algorithm: Algorithm
  /** It was not used when it was last asked for: the person changed their mind, or has removed it from the device. */
  readonly doubted?: boolean | undefined
}
const parseKey: Parser<Key> = object<Key>({ id: text(2000), publicKey: text(2000), algorithm: oneOf(...algorithms), doubted: optional(bool) })

const toText = (bytes: ArrayBuffer | Uint8Array): string => btoa(String.fromCharCode(...new Uint8Array(bytes)))
const toBytes = (given: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(given), (letter) => letter.charCodeAt(0))

/** Whether the device has an authenticator of its own that knows the person. */
export async function knowsPeople(): Promise<boolean> {
  const credential = globalThis.PublicKeyCredential
  return credential !== undefined && (await credential.isUserVerifyingPlatformAuthenticatorAvailable())
}

const shelfName = (session: Session): string => `superette.consents.${session.ports.userId}.soter`
function keptKey(session: Session): Key | undefined {
  try {
    const got = parse(parseKey, JSON.parse(localStorage.getItem(shelfName(session)) ?? '') as unknown)
    return got.ok ? got.value : undefined
  } catch {
    return undefined
  }
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

const keep = (session: Session, key: Key): void => localStorage.setItem(shelfName(session), JSON.stringify(key))
const named = (key: Key): PublicKeyCredentialDescriptor => ({ type: 'public-key', id: toBytes(key.id), transports: ['internal'] })

/** In the place of one that may be gone; a device that still has that one makes no other. */
async function makeKey(session: Session, before: Key | undefined): Promise<Key> {
  const made = (await navigator.credentials.create({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rp: { id: location.hostname, name: location.hostname },
      user: { id: crypto.getRandomValues(new Uint8Array(16)), name: 'Superette', displayName: 'Superette' },
      excludeCredentials: before === undefined ? [] : [named(before)],
      pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { authenticatorAttachment: 'platform', userVerification: 'required', residentKey: 'discouraged' },
    },
  })) as PublicKeyCredential
  const response = made.response as AuthenticatorAttestationResponse
  const publicKey = response.getPublicKey()
  const algorithm = algorithms.find((each) => each === response.getPublicKeyAlgorithm())
  if (publicKey === null || algorithm === undefined) throw new Error('the authenticator gives no key of a kind that is known here')
  const key = { id: toText(made.rawId), publicKey: toText(publicKey), algorithm }
  keep(session, key)
  return key
}

async function keyOf(session: Session): Promise<Key> {
  const before = keptKey(session)
  if (before !== undefined && before.doubted !== true) return before
  return makeKey(session, before).catch((error: unknown) => {
    if (before !== undefined && error instanceof Error && error.name === 'InvalidStateError') return before
    throw error
  })
}

/** A signature of WebAuthn's is in DER: two numbers, which may have a zero before them. */
function plainSignature(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(64)
  let at = 2
  for (const place of [0, 32]) {
    const length = der[at + 1] ?? 0
    const number = der.slice(at + 2, at + 2 + length)
    const digits = number.slice(Math.max(0, number.length - 32))
    out.set(digits, place + 32 - digits.length)
    at += 2 + length
  }
  return out
}

/** Authenticated, the person verified, over this challenge, by this key. */
async function holds(key: Key, challenge: Uint8Array<ArrayBuffer>, response: AuthenticatorAssertionResponse): Promise<boolean> {
  const said = JSON.parse(new TextDecoder().decode(response.clientDataJSON)) as { readonly challenge?: string; readonly type?: string }
  if (said.type !== 'webauthn.get' || said.challenge?.replaceAll('-', '+').replaceAll('_', '/') !== toText(challenge).replace(/=+$/, '')) return false
  const authenticator = new Uint8Array(response.authenticatorData)
  const verified = 0x04
  if (((authenticator[32] ?? 0) & verified) === 0) return false
  const data = new Uint8Array([...authenticator, ...(await sha256(new Uint8Array(response.clientDataJSON)))])
  const elliptic = key.algorithm === -7
  const kind = elliptic ? { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const spki = await crypto.subtle.importKey('spki', toBytes(key.publicKey), kind, false, ['verify'])
  const signature = new Uint8Array(response.signature)
  return crypto.subtle.verify(kind, spki, elliptic ? plainSignature(signature) : signature, data)
}

export interface SoterAsk {
  readonly challenge: string
  readonly content: string
}

/** WeChat's answer, or its number and words. */
export async function verifyPerson(session: Session, { challenge: given, content }: SoterAsk): Promise<object> {
  if (!(await knowsPeople())) return unsupported
  const title = word('askVerify', session.info.value?.name ?? '')
  if (!(await agreed(session.overlays, { title, content, yes: word('verify') }))) return cancelled
  try {
    const key = await keyOf(session)
    const challenge = await sha256(new TextEncoder().encode(given))
    const found = (await navigator.credentials.get({
      publicKey: {
        challenge,
        rpId: location.hostname,
        userVerification: 'required',
        allowCredentials: [named(key)],
      },
    })) as PublicKeyCredential
    const response = found.response as AuthenticatorAssertionResponse
    if (!(await holds(key, challenge, response))) return failed
    keep(session, { ...key, doubted: false })
    const [authenticatorData, clientDataJSON] = [response.authenticatorData, response.clientDataJSON].map(toText)
    const counter = new DataView(response.authenticatorData).getUint32(33)
    return {
      resultJSON: JSON.stringify({ raw: given, counter, publicKey: key.publicKey, authenticatorData, clientDataJSON }),
      resultJSONSignature: toText(response.signature),
    }
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NotAllowedError')) return failed
    const key = keptKey(session)
    if (key !== undefined) keep(session, { ...key, doubted: true })
    return cancelled
  }
}
