/** What members of my ask and none of wx does: the sheets come, with the parsers of what they are asked with, when one is first asked for. */
import type { sheetCalls } from './alipay-sheets.js'
import type { Call, CallTable } from './broker.js'
import type { Session } from './session.js'

type Name = keyof typeof sheetCalls
const names: readonly Name[] = ['chooseOptions', 'chooseDate', 'chooseRegion', 'chooseLevels', 'chooseCity', 'setLocatedCity', 'choosePeople', 'openOutside']

const later = (name: Name): Call<Session> => ({ run: async (args, context) => (await import('./alipay-sheets.js')).sheetCalls[name].run(args, context) })

export const alipayCalls: CallTable<Session> = Object.fromEntries(names.map((name) => [name, later(name)]))
