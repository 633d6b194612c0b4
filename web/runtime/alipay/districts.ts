/**
 * my.chooseDistrict: the screen of cities with what the program puts there, and after a city of its own that has others below it the screen of levels.
 * Source: @mini-types/my.
 */
import { isFields, type Fields } from '../core/paths.js'
import { Failure, type Kit, type Row } from './members.js'
import { asked, closed } from './sheets.js'

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value))
const listed = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as unknown[]).filter(isFields) : [])
/** Those that have a name. */
const districtsIn = (value: unknown): readonly Fields[] => listed(value).filter((each) => text(each['name']) !== '')
const cityOf = (each: Fields): Fields => ({ city: text(each['name']), adCode: text(each['adCode']), spell: text(each['spell']) })
const below = (each: Fields): readonly Fields[] => districtsIn(each['subList'])
const level = (each: Fields): Fields => ({ name: text(each['name']), subList: below(each).map(level) })

/** A file of the package may say all of it instead. */
async function optionsIn({ src, mode, mainHeadList, mainNormalList, mainMergeOptions, seniorPageList }: Fields, { env }: Kit): Promise<Fields> {
  const options = { mode, mainHeadList, mainNormalList, mainMergeOptions, seniorPageList }
  if (text(src) === '') return options
  try {
    const { blob } = (await env.call('readFile', { path: text(src) })) as { readonly blob: Blob }
    const told = JSON.parse(await blob.text()) as unknown
    return isFields(told) ? { ...options, ...told } : options
  } catch {
    throw new Failure(2, 'parameter error: src names no file of districts')
  }
}

const [abroad, everywhere] = [1, 2]
/** Of a part of the screen: the cities that the platform itself thinks of. */
const ownHot = 2

async function chooseDistrict(given: Fields, kit: Kit): Promise<Fields> {
  const { mode: wanted, mainHeadList, mainNormalList, mainMergeOptions, seniorPageList } = await optionsIn(given, kit)
  const mode = Number(wanted) || 0
  const heads = mode === abroad ? [] : listed(mainHeadList)
  const main = mode === abroad ? [] : districtsIn(mainNormalList)
  const pages = mode === abroad || mode === everywhere ? listed(seniorPageList) : []
  const added = pages.flatMap((page) => [...listed(page['headList']).flatMap((head) => districtsIn(head['list'])), ...districtsIn(page['normalList'])])
  if (mode === abroad && added.length === 0) throw new Failure(1, 'my.chooseDistrict is not supported for mode 1 without seniorPageList')
  const hot = heads.filter((head) => (Number(head['type']) || 0) === 0).flatMap((head) => districtsIn(head['list']))
  const names = isFields(mainMergeOptions) ? Object.entries(mainMergeOptions).map(([code, name]): [string, string] => [code, text(name)]) : []
  const answer = await asked(kit, 'chooseCity', {
    located: false,
    hot: hot.length > 0 || heads.some((head) => Number(head['type']) === ownHot),
    ...(hot.length > 0 ? { hotCities: hot.map(cityOf) } : {}),
    ...(main.length > 0 || mode === abroad ? { cities: main.map(cityOf) } : {}),
    ...(added.length > 0 ? { added: added.map(cityOf) } : {}),
    ...(names.length > 0 ? { names: Object.fromEntries(names) } : {}),
  })
  if (answer === null) return closed()
  const own = [...hot, ...main, ...added].find((each) => text(each['name']) === answer['city'] && text(each['adCode']) === text(answer['adCode']))
  if (own === undefined) return { name: answer['city'], adCode: answer['adCode'] }
  let chosen = own
  if (below(own).length > 0) {
    const path = await asked(kit, 'chooseLevels', { title: text(own['name']), list: below(own).map(level), start: [] })
    if (path === null) return closed()
    for (const name of path['names'] as readonly string[]) chosen = below(chosen).find((each) => text(each['name']) === name) ?? chosen
  }
  return { name: text(chosen['name']), adCode: text(chosen['adCode']), ...(chosen['ext'] === undefined ? {} : { ext: chosen['ext'] }) }
}

export const districtRows: Readonly<Record<string, Row>> = { chooseDistrict: { work: chooseDistrict } }
