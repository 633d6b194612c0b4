/** `my` of one program. */
import type { Env } from '../core/env.js'
import type { Fields } from '../core/paths.js'

export function createMy(wx: Fields, _env: Env): Fields {
  return { ...wx }
}
