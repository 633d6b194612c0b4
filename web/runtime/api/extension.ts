/**
 * Chunks of `wx`: each is a script of its own that stands in the Worker's blob after the runtime and hands its extension
 * over by `$extend`, a global that is gone before the program's first line. A chunk imports types alone from the
 * runtime; what it needs of its code comes as the kit, so that nothing is there twice.
 */
import type { Env } from '../core/env.js'
import type { Known } from './caniuse.js'
import type { Described } from './forms.js'
import type { Kit } from './kit.js'

export interface Extended {
  readonly own: Readonly<Record<string, unknown>>
  readonly described?: Readonly<Record<string, Described>>
  /** Members in place of others, which it is given: those of the runtime and of all chunks. */
  readonly around?: (own: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
  /** Answers wx.canIUse, once all extensions are there. */
  readonly canIUse?: (schema: unknown, known: Known) => boolean
}
export type Extension = (env: Env, tools: Kit) => Extended

/** Called by a chunk's last line. */
export function extend(extension: Extension): void {
  const { $extend } = globalThis as { readonly $extend?: (extension: Extension) => void }
  $extend?.(extension)
}

export type { Described, Env, Kit }
