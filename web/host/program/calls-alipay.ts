/** What members of my ask and none of wx does: it comes, with the parsers of what it is asked with, when one is first asked for. */
import type { barCalls } from './alipay-bar.js'
import type { sheetCalls } from './alipay-sheets.js'
import type { Call, CallTable } from './broker.js'
import type { Session } from './session.js'

const sheets: readonly (keyof typeof sheetCalls)[] = [
  'chooseOptions',
  'chooseDate',
  'chooseRegion',
  'chooseLevels',
  'chooseCity',
  'setLocatedCity',
  'choosePeople',
  'openOutside',
]
const bar: readonly (keyof typeof barCalls)[] = ['setBarLook', 'getBarColor', 'setBarOption', 'pullByHand']

function later<Name extends string>(names: readonly Name[], table: () => Promise<Readonly<Record<Name, Call<Session>>>>): CallTable<Session> {
  return Object.fromEntries(names.map((name): [Name, Call<Session>] => [name, { run: async (args, context) => (await table())[name].run(args, context) }]))
}

export const alipayCalls: CallTable<Session> = {
  ...later(sheets, async () => (await import('./alipay-sheets.js')).sheetCalls),
  ...later(bar, async () => (await import('./alipay-bar.js')).barCalls),
}
