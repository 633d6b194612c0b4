/** The members of wx that this version carries out, out of the families beside this file and of the chunks that a program brings. */
import type { Env } from '../core/env.js'
import type { Known } from './caniuse.js'
import type { Extension } from './extension.js'
import { deviceFamily } from './device.js'
import { eventMembers, eventNames } from './events.js'
import { feedbackFamily } from './feedback.js'
import { type Described, members, type Family } from './forms.js'
import { kit } from './kit.js'
import { networkFamily } from './network.js'
import { pageFamily } from './pages.js'
import { paymentFamily } from './payment.js'
import { storageSide } from './storage.js'
import { systemSide } from './system.js'

type Members = Readonly<Record<string, unknown>>

/** WeChat's update manager: the host says when a newer version is out; `applyUpdate` starts it. */
function updateManager(env: Env): object {
  const run = (listener: unknown, where: string, ...args: readonly unknown[]): void => {
    if (typeof listener === 'function') env.run(listener, args, where)
  }
  return {
    onCheckForUpdate: (listener: unknown) => env.nextTick(() => run(listener, 'onCheckForUpdate', { hasUpdate: false })),
    onUpdateReady: (listener: unknown) => void env.onHostEvent('updateReady', () => run(listener, 'onUpdateReady')),
    onUpdateFailed: () => undefined,
    applyUpdate: () => void env.call('restart', {}).catch(() => undefined),
  }
}

function toBase64(buffer: unknown): string {
  const bytes = new Uint8Array(buffer as ArrayBuffer)
  let text = ''
  for (const each of bytes) text += String.fromCharCode(each)
  return btoa(text)
}

function fromBase64(text: unknown): ArrayBuffer {
  return Uint8Array.from(atob(String(text)), (each) => each.charCodeAt(0)).buffer
}

function utilities(env: Env): Members {
  return {
    nextTick: (callback: unknown) => env.nextTick(() => env.run(callback, [], 'wx.nextTick')),
    createSelectorQuery: (scope?: unknown) => env.createSelectorQuery(scope),
    createIntersectionObserver: (scope: unknown, options: unknown) => env.createIntersectionObserver(scope, options),
    getUpdateManager: () => updateManager(env),
    arrayBufferToBase64: toBase64,
    base64ToArrayBuffer: fromBase64,
  }
}

/** What this version carries out, and in which form. */
export interface Registry extends Known {
  readonly own: Members
  canIUse(schema: unknown): boolean
}

export function registry(env: Env, extensions: readonly Extension[] = []): Registry {
  const storage = storageSide(env)
  const system = systemSide(env)
  const family: Family = {
    ...pageFamily(env),
    ...feedbackFamily(env),
    ...deviceFamily(env),
    ...networkFamily(env),
    ...paymentFamily(env),
    ...storage.family,
    ...system.family,
  }
  const sync = { ...storage.sync, ...system.sync }
  const more = extensions.map((extension) => extension(env, kit))
  const own: Members = Object.assign({ ...members(env, family), ...sync, ...utilities(env), ...eventMembers(env) }, ...more.map((each) => each.own))
  for (const { around } of more) Object.assign(own, around?.(own))
  const described: Record<string, Described> = Object.assign({ ...family }, ...more.map((each) => each.described))
  const known: Known = { usable: new Set([...Object.keys(own), ...eventNames, 'canIUse', 'env'].filter((name) => !rest.has(name))), described, sync }
  // Asked by whoever names it, which brings its chunk.
  return { ...known, own, canIUse: (schema) => more.some((each) => each.canIUse?.(schema, known) === true) }
}

/** What a chunk gives in place of what cannot be: it exists, and is not usable. */
const rest = new Set(['cloud', 'worklet'])

/** wx as one who knows its members needs it: those that do nothing but fail are left out. */
export function createOwn(env: Env, extensions: readonly Extension[] = []): object {
  const known = registry(env, extensions)
  return { ...known.own, env: { USER_DATA_PATH: 'wxfile://usr' }, canIUse: known.canIUse }
}
