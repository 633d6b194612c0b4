/**
 * The sheets of my.optionsSelect and its like: what each is asked with, and what it gives. Whoever closes one has cancelled, which the
 * Worker's side turns into what Alipay says of it.
 */
import { signal, type Signal } from '@preact/signals'
import { bool, integer, list, object, oneOf, optional, record, text, type Parser } from '../../protocol/parse.js'
import { readRegions, regionColumns } from '../../protocol/regions.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { locate, askScope } from './calls-permission.js'
import style from './choices.text.css'
import { choiceWord } from './choice-words.js'
import { citiesOf, type City, hotCodes, renamed } from './cities.js'
import type { ChosenCity, CityProps, Located } from './city-view.js'
import { anyLevels, readLevels } from './levels.js'
import type { LevelsProps } from './levels-view.js'
import { toMars } from './mars.js'
import { firstMoment, lastMoment, momentColumns, type MomentFormat, momentFormats, momentOf, readMoment, unitsOf } from './moments.js'
import type { PeopleProps } from './people-view.js'
import type { Session } from './session.js'
import type { Choice, WheelsProps } from './wheels-view.js'
import { word } from './words.js'

// Once, with the first of them: the first screen has no part in it.
document.head.append(Object.assign(document.createElement('style'), { textContent: style }))

const cancelled = (): never => {
  throw new ApiFailure('cancel')
}

/** Resolves once the person is done. */
async function turn(session: Session, props: WheelsProps): Promise<void> {
  const { WheelsView } = await import('./wheels-view.js')
  if ((await session.overlays.screen<WheelsProps, true>(WheelsView, props)) === null) cancelled()
}

const title = optional(text(1000))
const most = 2000

interface OptionsArgs {
  readonly title?: string | undefined
  readonly columns: readonly { readonly items: readonly string[]; readonly index: number }[]
  readonly ok?: string | undefined
  readonly cancel?: string | undefined
}
const optionsArgs: Parser<OptionsArgs> = object<OptionsArgs>({
  title,
  columns: list(object({ items: list(text(1000), most), index: integer(0, most) }), 2),
  ok: optional(text(100)),
  cancel: optional(text(100)),
})

async function chooseOptions(session: Session, args: OptionsArgs): Promise<object> {
  const texts = args.columns.map((each) => each.items)
  if (texts.length === 0 || texts.some((each) => each.length === 0)) throw new ApiFailure('parameter error: there is nothing to choose from')
  const indices = args.columns.map(({ index, items }) => Math.min(index, items.length - 1))
  const choice: Choice = {
    columns: () => ({ texts, indices }),
    turn: (column, index) => {
      indices[column] = index
    },
  }
  await turn(session, { title: args.title ?? '', ok: args.ok || word('ok'), cancel: args.cancel || word('cancel'), names: [], choice })
  return { indices }
}

interface DateArgs {
  readonly format: MomentFormat
  readonly current: string
  readonly start: string
  readonly end: string
}
const dateArgs: Parser<DateArgs> = object<DateArgs>({ format: oneOf(...momentFormats), current: text(100), start: text(100), end: text(100) })

async function chooseDate(session: Session, { format, current, start, end }: DateArgs): Promise<object> {
  const units = unitsOf(format)
  const from = readMoment(start, units, firstMoment(units))
  const to = readMoment(end, units, lastMoment(units))
  let at = readMoment(current, units, momentOf(new Date(), units))
  const columns = () => momentColumns(format, at, from, to)
  const after: readonly string[] = [choiceWord('year'), choiceWord('month'), choiceWord('day')]
  const choice: Choice = {
    columns: () => {
      const { texts, indices } = columns()
      return { texts: units[0] === 'HH' ? texts : texts.map((column, i) => column.map((each) => each + (after[i] ?? ''))), indices }
    },
    turn: (column, index) => {
      const { value, texts } = columns()
      at = value.map((each, i) => (i === column ? Number(texts[column]?.[index] ?? each) : each))
    },
  }
  await turn(session, { title: '', ok: word('ok'), cancel: word('cancel'), names: units.map((unit) => choiceWord(unit)), choice })
  return { date: columns().written }
}

interface RegionArgs {
  readonly title?: string | undefined
  readonly above: string
  readonly chosen: readonly string[]
}
const regionArgs: Parser<RegionArgs> = object<RegionArgs>({ title, above: text(100), chosen: list(text(100), 3) })

async function chooseRegion(session: Session, args: RegionArgs): Promise<object> {
  const { regionNames } = await import('./regionnames.js')
  const regions = readRegions(regionNames)
  let names = args.chosen
  const columns = () => regionColumns(regions, names, 3, args.above)
  const choice: Choice = {
    columns,
    turn: (column, index) => {
      const { value, texts } = columns()
      names = [...value.slice(0, column), texts[column]?.[index] ?? '']
    },
  }
  const called = [choiceWord('province'), choiceWord('cityColumn'), choiceWord('county')]
  await turn(session, { title: args.title ?? '', ok: word('ok'), cancel: word('cancel'), names: called, choice })
  const { value, code } = columns()
  return { data: value, code }
}

interface LevelsArgs {
  readonly title?: string | undefined
  readonly list: unknown
  readonly path?: string | undefined
  readonly start: readonly string[]
}
const levelsArgs: Parser<LevelsArgs> = object<LevelsArgs>({ title, list: anyLevels, path: optional(text(4096)), start: list(text(1000), 20) })
async function levelsIn(session: Session, path: string): Promise<unknown> {
  const base = session.pages.value?.top.value?.page.route ?? ''
  try {
    const file = await session.files.find(path, base)
    return anyLevels(JSON.parse(await file.text()) as unknown, 'path')
  } catch {
    throw new ApiFailure('parameter error: path names no file of levels')
  }
}

async function chooseLevels(session: Session, { title: named = '', list: given, path = '', start }: LevelsArgs): Promise<object> {
  const levels = readLevels(given)
  const shown = levels.length === 0 && path !== '' ? readLevels(await levelsIn(session, path)) : levels
  if (shown.length === 0) throw new ApiFailure('parameter error: there is nothing to choose from')
  const { LevelsView } = await import('./levels-view.js')
  const names = await session.overlays.screen<LevelsProps, readonly string[]>(LevelsView, { title: named, list: shown, start })
  return names === null ? cancelled() : { names }
}

const city: Parser<City> = object<City>({ city: text(100), adCode: text(20), spell: text(100) })
interface CityArgs {
  readonly located: boolean
  readonly hot: boolean
  /** In the place of those of China. */
  readonly cities?: readonly City[] | undefined
  /** Beside them. */
  readonly added?: readonly City[] | undefined
  /** What those of China are called here, by their codes. */
  readonly names?: Readonly<Record<string, string>> | undefined
  readonly hotCities?: readonly City[] | undefined
  readonly recent?: readonly City[] | undefined
}
const cityArgs: Parser<CityArgs> = object<CityArgs>({
  located: bool,
  hot: bool,
  cities: optional(list(city, most)),
  added: optional(list(city, most)),
  names: optional(record(text(100), most)),
  hotCities: optional(list(city, 100)),
  recent: optional(list(city, 100)),
})

/** Of the city screen that is open in a run. */
const located = new WeakMap<Session, Signal<Located>>()

/** Says where the person is once they allow it: to the program, which is to say what city that is, and on the screen. */
async function lookAround(session: Session): Promise<Signal<Located> | null> {
  try {
    await askScope(session, 'scope.userLocation')
  } catch {
    return null
  }
  const here = signal<Located>({ id: crypto.randomUUID(), place: null, lost: false, city: '', adCode: '' })
  located.set(session, here)
  locate({}).then(
    (coords) => {
      const place = toMars(coords)
      here.value = { ...here.value, place }
      session.happened('locatedComplete', { ...place, locatedCityId: here.value.id })
    },
    () => {
      here.value = { ...here.value, lost: true }
    },
  )
  return here
}

async function chooseCity(session: Session, args: CityArgs): Promise<object> {
  const [{ CityView }, { regionNames }] = await Promise.all([import('./city-view.js'), import('./regionnames.js')])
  const here = args.located ? await lookAround(session) : null
  const all = renamed(citiesOf(readRegions(regionNames)), args.names ?? {})
  const hot = args.hot ? (args.hotCities ?? hotCodes.flatMap((code) => all.filter((each) => each.adCode === code))) : []
  const props = { cities: [...(args.cities ?? all), ...(args.added ?? [])], hot, recent: args.recent ?? [], located: here }
  const chosen = await session.overlays.screen<CityProps, ChosenCity>(CityView, props)
  located.delete(session)
  if (chosen === null) return cancelled()
  return { city: chosen.city, adCode: chosen.adCode, ...(chosen.place ?? {}) }
}

interface LocatedArgs {
  readonly id?: string | undefined
  readonly city: string
  readonly adCode?: string | undefined
}
const locatedArgs: Parser<LocatedArgs> = object<LocatedArgs>({ id: optional(text(100)), city: text(100), adCode: optional(text(20)) })

/** The program says what the city is called where the person is. */
function setLocatedCity(session: Session, args: LocatedArgs): object {
  const here = located.get(session)
  if (here === undefined || here.value.place === null) throw new ApiFailure('not located')
  if (args.id !== undefined && args.id !== here.value.id) throw new ApiFailure('another city')
  here.value = { ...here.value, city: args.city, adCode: args.adCode ?? here.value.adCode }
  return { city: args.city }
}

interface PeopleArgs {
  readonly most: number
  readonly me: boolean
  readonly full: string
}
const peopleArgs: Parser<PeopleArgs> = object<PeopleArgs>({ most: integer(1, 100), me: bool, full: text(200) })

async function choosePeople(session: Session, args: PeopleArgs): Promise<object> {
  const [{ PeopleView }, { me, contacts }] = await Promise.all([import('./people-view.js'), session.ports.people()])
  const people = [...(args.me ? [me] : []), ...contacts.filter((each) => !each.bot)]
  const props = { program: session.info.value?.name ?? '', people, me: me.id, most: args.most, full: args.full }
  const ids = await session.overlays.screen<PeopleProps, readonly string[]>(PeopleView, props)
  if (ids === null || ids.length === 0) return cancelled()
  const known = await session.gateway.openids(ids)
  return {
    people: ids.flatMap((id) => {
      const [person, openid] = [people.find((each) => each.id === id), known[id]]
      return person === undefined || openid === undefined ? [] : [{ id: openid, name: person.name }]
    }),
  }
}

const openArgs: Parser<{ readonly url: string }> = object<{ readonly url: string }>({ url: text(4096) })

/** my.ap.openURL: a web page leaves the program by the browser, once the person says so. */
async function openOutside(session: Session, { url }: { readonly url: string }): Promise<void> {
  const wanted = URL.canParse(url) ? new URL(url) : null
  if (wanted?.protocol !== 'https:') throw new ApiFailure('parameter error: only https addresses can be opened')
  const tapped = await session.overlays.sheet({ alertText: wanted.href.slice(0, 300), items: [word('openOutside')], itemColor: '' })
  if (tapped === null) return cancelled()
  window.open(wanted.href, '_blank', 'noopener,noreferrer')
}

export const sheetCalls = {
  chooseOptions: call<Session, OptionsArgs>(optionsArgs, (args, { host }) => chooseOptions(host, args)),
  chooseDate: call<Session, DateArgs>(dateArgs, (args, { host }) => chooseDate(host, args)),
  chooseRegion: call<Session, RegionArgs>(regionArgs, (args, { host }) => chooseRegion(host, args)),
  chooseLevels: call<Session, LevelsArgs>(levelsArgs, (args, { host }) => chooseLevels(host, args)),
  chooseCity: call<Session, CityArgs>(cityArgs, (args, { host }) => chooseCity(host, args)),
  setLocatedCity: call<Session, LocatedArgs>(locatedArgs, (args, { host }) => setLocatedCity(host, args)),
  choosePeople: call<Session, PeopleArgs>(peopleArgs, (args, { host }) => choosePeople(host, args)),
  openOutside: call<Session, { readonly url: string }>(openArgs, (args, { host }) => openOutside(host, args)),
} satisfies CallTable<Session>
