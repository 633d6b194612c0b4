/** Of the region picker. */
import { object, type Parser } from '../../protocol/parse.js'
import type { Asker } from './asks.js'
import { call, type CallTable } from './broker.js'

const nothing: Parser<object> = object<object>({})

export const regionAsks: CallTable<Asker> = {
  /** Names and codes, as protocol/regions.ts reads them: too many for the page's frame to bring along. */
  regions: call<Asker, object>(nothing, async () => (await import('./regionnames.js')).regionNames),
}
