/** The ways in and out of the door that need more than one call, and why one of them failed. */
import { failureOf, security } from '../../kit/api/client.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { startSession } from '../session.js'
import { agentOf } from './agent.js'
import { dropInvitation, invitation } from './door.js'
import { fillsIn, makePasskey, PasskeyEnd, usePasskey } from './passkey.js'

export interface Why {
  readonly text: string
  readonly code?: string
}

export function why(err: unknown): Why {
  if (err instanceof PasskeyEnd) return { text: t(err.text) }
  const f = failureOf(err)
  return { text: explain(f), code: f.code }
}

export async function enterByPasskey(quiet?: AbortSignal): Promise<void> {
  const { ask } = await security.beginSignIn({})
  if (!ask) throw new Error('the answer has no challenge')
  const assertion = await usePasskey(ask, quiet)
  await security.signInWithPasskey({ assertion })
  await startSession()
}

// A challenge ends after ten minutes; the suggestions get a new one before.
const RENEW_MS = 8 * 60_000

/** Lets the browser suggest passkeys where the handle is typed, until the signal ends it. Says what went wrong with one that was chosen. */
export async function suggestPasskeys(end: AbortSignal, failed: (why: Why) => void): Promise<void> {
  if (!(await fillsIn())) return
  while (!end.aborted) {
    const renew = AbortSignal.timeout(RENEW_MS)
    try {
      await enterByPasskey(AbortSignal.any([end, renew]))
      return
    } catch (err) {
      if (renew.aborted) continue
      // Nobody asked for these: what ends them unused is nothing to tell.
      if (!(err instanceof PasskeyEnd) && !end.aborted && failureOf(err).code.startsWith('account.passkey')) failed(why(err))
      return
    }
  }
}

/** What a new passkey is called until its person names it. */
export function deviceName(agent: string = navigator.userAgent): string {
  const { browser, system } = agentOf(agent)
  if (browser === '' && system === '') return agent.startsWith('superette') ? t('security.commandLine') : t('security.deviceUnknown')
  if (browser === '' || system === '') return browser + system
  return t('security.passkeyOn', browser, system)
}

export async function joinByPasskey(name: string, handle: string): Promise<void> {
  const code = invitation()
  const { make } = await security.beginRegistration({ name, handle, invitation: code })
  if (!make) throw new Error('the answer has no challenge')
  const attestation = await makePasskey(make)
  await security.registerWithPasskey({ name, handle, userId: make.userId, attestation, passkeyName: deviceName(), invitation: code })
  dropInvitation()
  await startSession()
}
