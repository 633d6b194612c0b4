/**
 * What the browser is asked for passkeys, in the schema's messages: bytes in, bytes out. Whatever the browser's own window
 * said, its end without a passkey is one of few reasons, each with a text.
 */
import type { MessageInitShape } from '@bufbuild/protobuf'
import type { AssertionSchema, AttestationSchema, PasskeyAsk, PasskeyMake } from '../../kit/api/superette/v1/security_pb.js'
import type { TextKey } from '../../kit/i18n/i18n.js'

type Assertion = MessageInitShape<typeof AssertionSchema>
type Attestation = MessageInitShape<typeof AttestationSchema>

export class PasskeyEnd extends Error {
  readonly text: TextKey
  constructor(text: TextKey) {
    super(text)
    this.text = text
  }
}

/** Whether this browser has passkeys at all: over plain http, but for localhost, none has. */
export function passkeysHere(): boolean {
  return 'PublicKeyCredential' in window && 'credentials' in navigator
}

/** Whether a passkey can be offered among what the browser fills in, without a question. */
export async function fillsIn(): Promise<boolean> {
  if (!passkeysHere()) return false
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true
}

const bytes = (buffer: ArrayBuffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer)
// What the wire gives may lie on any buffer, for the types; the browser wants one of its own.
const own = (data: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(data)

function textOf(err: unknown): TextKey {
  const name = err instanceof Error ? err.name : ''
  if (name === 'InvalidStateError') return 'passkey.has'
  if (name === 'SecurityError' || name === 'NotSupportedError') return 'passkey.notHere'
  return 'passkey.none'
}

/** Asks for one of the passkeys. In the quiet way it waits in the browser's suggestions until the signal ends it. */
export async function usePasskey(ask: PasskeyAsk, quiet?: AbortSignal): Promise<Assertion> {
  let found: Credential | null
  try {
    found = await navigator.credentials.get({
      publicKey: {
        challenge: own(ask.challenge),
        rpId: ask.rpId,
        timeout: Number(ask.ttlMs),
        userVerification: 'required',
        allowCredentials: ask.allowed.map((id) => ({ type: 'public-key' as const, id: own(id) })),
      },
      ...(quiet ? { mediation: 'conditional' as const, signal: quiet } : {}),
    })
  } catch (err) {
    throw new PasskeyEnd(textOf(err))
  }
  if (!(found instanceof PublicKeyCredential) || !(found.response instanceof AuthenticatorAssertionResponse)) throw new PasskeyEnd('passkey.none')
  const { response } = found
  return {
    credentialId: bytes(found.rawId),
    clientData: bytes(response.clientDataJSON),
    authenticatorData: bytes(response.authenticatorData),
    signature: bytes(response.signature),
    ...(response.userHandle ? { userHandle: bytes(response.userHandle) } : {}),
  }
}

export async function makePasskey(make: PasskeyMake): Promise<Attestation> {
  let made: Credential | null
  try {
    made = await navigator.credentials.create({
      publicKey: {
        challenge: own(make.challenge),
        rp: { id: make.rpId, name: make.rpName },
        user: { id: own(make.userId), name: make.userName, displayName: make.userDisplayName },
        timeout: Number(make.ttlMs),
        pubKeyCredParams: make.algorithms.map((alg) => ({ type: 'public-key' as const, alg: Number(alg) })),
        excludeCredentials: make.excluded.map((id) => ({ type: 'public-key' as const, id: own(id) })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
      },
    })
  } catch (err) {
    throw new PasskeyEnd(textOf(err))
  }
  if (!(made instanceof PublicKeyCredential) || !(made.response instanceof AuthenticatorAttestationResponse)) throw new PasskeyEnd('passkey.none')
  const { response } = made
  return {
    credentialId: bytes(made.rawId),
    clientData: bytes(response.clientDataJSON),
    object: bytes(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  }
}
