/**
 * Members of my that have a sheet of the host and nothing like it in wx: what each is asked with, and what it says of a person who
 * closes it, which is an answer for some and a failure for others.
 * Sources: the pages of the APIs in Alipay's documentation, and @mini-types/my.
 */
import { isFields, type Fields } from '../core/paths.js'
import { Failure, type Kit, type Row } from './members.js'

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value))
const texts = (value: unknown): string[] => (Array.isArray(value) ? (value as unknown[]).map(text) : [])
const word = (value: unknown): string | undefined => text(value) || undefined

/** Null if the person closed the sheet. */
export async function asked({ env }: Kit, name: string, args: Fields): Promise<Fields | null> {
  try {
    const answer = await env.call(name, args)
    return isFields(answer) ? answer : {}
  } catch (error) {
    if (error instanceof Error && /^cancel/.test(error.message)) return null
    throw error
  }
}

export const closed = (): never => {
  throw new Failure(11, '用户取消操作')
}

const position = (value: unknown): number => Math.max(0, Math.trunc(Number(value)) || 0)

interface Contact {
  readonly id: string
  readonly name: string
}

/** Whom the person chose; nobody if they closed it. The host tells neither pictures nor numbers of people. */
async function contacts(kit: Kit, most: number, me: boolean, full: string): Promise<readonly Contact[]> {
  const answer = await asked(kit, 'choosePeople', { most: Math.min(100, Math.max(1, Math.trunc(most) || 1)), me, full })
  return Array.isArray(answer?.['people']) ? (answer['people'] as readonly Contact[]) : []
}

/** Entries without a name are none; a code may be a number. */
function citiesOf(value: unknown): Fields[] | undefined {
  if (!Array.isArray(value)) return undefined
  return (value as unknown[]).flatMap((each) =>
    isFields(each) && text(each['city']) !== '' ? [{ city: text(each['city']), adCode: text(each['adCode']), spell: text(each['spell']) }] : [],
  )
}

async function setLocatedCity({ locatedCityId, locatedCityName, locatedCityAdCode }: Fields, { env }: Kit, ofTask = false): Promise<Fields> {
  for (const given of [locatedCityName, ...(ofTask ? [] : [locatedCityId])]) {
    if (given === undefined || given === '') throw new Failure(12, '必填参数为空')
    if (typeof given !== 'string') throw new Failure(11, '参数类型错误')
  }
  try {
    const answer = await env.call('setLocatedCity', { id: ofTask ? undefined : locatedCityId, city: locatedCityName, adCode: word(locatedCityAdCode) })
    return { locatedCityName: isFields(answer) ? answer['city'] : locatedCityName }
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    if (said === 'another city') throw new Failure(13, 'locatedCityId不匹配')
    if (said === 'not located') throw new Failure(14, '请等chooseCityTask.onLocatedComplete触发后再调用chooseCityTask.setLocatedCity')
    throw error
  }
}

export const sheetRows: Readonly<Record<string, Row>> = {
  optionsSelect: {
    work: async ({ title, optionsOne, optionsTwo, selectedOneIndex, selectedTwoIndex, positiveString, negativeString }, kit) => {
      const [one, two] = [texts(optionsOne), texts(optionsTwo)]
      if (one.length === 0) throw new Failure(2, 'optionsOne is empty')
      const first = { items: one, index: position(selectedOneIndex) }
      const columns = two.length === 0 ? [first] : [first, { items: two, index: position(selectedTwoIndex) }]
      const answer = await asked(kit, 'chooseOptions', { title: word(title), columns, ok: word(positiveString), cancel: word(negativeString) })
      const [a, b] = answer === null ? ['', ''] : (answer['indices'] as readonly number[])
      const of = (list: readonly string[], at: unknown): string => (typeof at === 'number' ? (list[at] ?? '') : '')
      const second = two.length === 0 ? {} : { selectedTwoIndex: b, selectedTwoOption: of(two, b) }
      return { selectedOneIndex: a, selectedOneOption: of(one, a), ...second }
    },
  },
  multiLevelSelect: {
    work: async ({ title, list, path, result }, kit) => {
      const start = Array.isArray(result) ? (result as unknown[]).map((each) => text(isFields(each) ? each['name'] : each)) : []
      const answer = await asked(kit, 'chooseLevels', { title: word(title), list: Array.isArray(list) ? (list as unknown[]) : [], path: word(path), start })
      return answer === null ? { success: false, result: [] } : { success: true, result: texts(answer['names']).map((name) => ({ name })) }
    },
  },
  datePicker: {
    work: async ({ format, currentDate, startDate, endDate }, kit) => {
      const args = { format: word(format) ?? 'yyyy-MM-dd', current: text(currentDate), start: text(startDate), end: text(endDate) }
      return (await asked(kit, 'chooseDate', args)) ?? closed()
    },
  },
  regionPicker: {
    work: async ({ title, customItem, selectedItem }, kit) =>
      (await asked(kit, 'chooseRegion', { title: word(title), above: text(customItem), chosen: texts(selectedItem).slice(0, 3) })) ?? closed(),
  },
  chooseCity: {
    work: async ({ showLocatedCity, showHotCities, setLocatedCity: named, cities, hotCities, customHistoryCities }, kit) => {
      // Nobody but the program says here what a place is called: without its word there is no city to show.
      const args = { located: showLocatedCity === true && named === true, hot: showHotCities !== false }
      const lists = { cities: citiesOf(cities), hotCities: citiesOf(hotCities), recent: citiesOf(customHistoryCities) }
      return (await asked(kit, 'chooseCity', { ...args, ...lists })) ?? closed()
    },
    task: (my, call) => ({
      onLocatedComplete: my['onLocatedComplete'],
      offLocatedComplete: my['offLocatedComplete'],
      setLocatedCity: call('setLocatedCity', { work: (options, kit) => setLocatedCity(options, kit, true) }),
    }),
  },
  setLocatedCity: { work: (options, kit) => setLocatedCity(options, kit) },
  chooseAlipayContact: {
    work: async ({ count }, kit) => {
      const chosen = await contacts(kit, Math.min(10, position(count) || 1), false, '')
      if (chosen.length === 0) closed()
      return { contacts: chosen.map(({ id, name }) => ({ userId: id, realName: name, avatar: '' })) }
    },
  },
  // Who chooses nobody has answered.
  chooseContact: {
    work: async ({ chooseType, includeMe, multiChooseMax, multiChooseMaxTips }, kit) => {
      const most = chooseType === 'multi' ? position(multiChooseMax) || 50 : 1
      const chosen = await contacts(kit, most, includeMe === true, text(multiChooseMaxTips).slice(0, 200))
      return { contactsDicArray: chosen.map(({ id, name }) => ({ userId: id, avatar: '', mobile: '', realName: name, displayName: name })) }
    },
  },
  // Cancelled or not, nothing is told of it: the page heard of it by onShareAppMessage.
  showSharePanel: {
    work: async (_options, kit) => {
      await asked(kit, 'shareAppMessage', {})
      return {}
    },
  },
  openURL: {
    work: async ({ url }, kit) => {
      if ((await asked(kit, 'openOutside', { url: text(url) })) === null) closed()
      return {}
    },
  },
}
