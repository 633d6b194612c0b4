/** wx.login and checkSession; who asks servers outside has the chunk of wx.request. */
import { CallFailure, type Env } from '../core/env.js'
import type { Family } from './forms.js'

/** Settles as the work does, or fails after the time. */
function within(work: Promise<unknown>, ms: unknown): Promise<unknown> {
  if (typeof ms !== 'number' || !(ms > 0)) return work
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new CallFailure('timeout')), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

export function networkFamily(env: Env): Family {
  return {
    login: [{ timeout: 'Number?' }, ({ timeout }) => within(env.call('login', {}), timeout), 'code'],
    checkSession: [{}, () => env.call('checkSession', {})],
  }
}
