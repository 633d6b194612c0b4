/** Why something failed, in the reader's language: by the server's code, else by the kind, else what the server said. */
import type { Failure } from '../api/client.js'
import { t, tryText } from './i18n.js'

export function explain(f: Failure): string {
  if (f.kind === 'offline') return t('unreachable')
  if (f.kind === 'away') return textOfFault(f.code, t('fault.store.away'))
  return textOfFault(f.code, f.kind === 'internal' ? t('failed') : f.message)
}

export function textOfFault(code: string, said: string): string {
  return tryText(`fault.${code}`, []) ?? said
}
