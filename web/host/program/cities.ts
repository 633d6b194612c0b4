/** The cities of my.chooseCity: all of China's by their initials, without a table of how they are read. Pure. */
import type { Region } from '../../protocol/regions.js'

export interface City {
  readonly city: string
  readonly adCode: string
  /** As it is read, in Latin letters or their initials; what is typed is looked for in it. */
  readonly spell: string
}
export interface CityGroup {
  readonly initial: string
  readonly cities: readonly City[]
}

// The first Han character, as the collation by pinyin orders them, of each letter that begins a syllable.
const firsts: readonly (readonly [letter: string, first: string])[] = [...'ABCDEFGHJKLMNOPQRSTWXYZ'].map((letter, i) => [
  letter,
  [...'阿八嚓咑妸发旮哈丌咔垃妈拏喔妑七呥仨他穵夕丫帀'][i] ?? '',
])
/** Read otherwise in names of cities than the collation takes them. */
const otherwise: Readonly<Record<string, string>> = { 重庆市: 'CQ', 厦门市: 'XM', 长: 'C', 六: 'L', 亳: 'B', 儋: 'D', 漯: 'L', 濮: 'P', 泸: 'L', 衢: 'Q' }

const isHan = /\p{Script=Han}/u

/** "HZS" of 杭州市; of other letters themselves. */
export function initialsOf(name: string, collator: Intl.Collator): string {
  const whole = otherwise[name]
  if (whole !== undefined) return whole
  let out = ''
  for (const sign of name) {
    const known = otherwise[sign]
    if (known !== undefined) out += known
    else if (!isHan.test(sign)) out += sign.toUpperCase()
    else out += firsts.findLast(([, first]) => collator.compare(sign, first) >= 0)?.[0] ?? ''
  }
  return out
}

/** Of provinces without cities below them the counties stand beside these: "counties of the province's own" are no city. */
const isFolder = /^(省直辖县|自治区直辖县级行政区划|县)$/

export function citiesOf(regions: readonly Region[], collator = new Intl.Collator('zh-u-co-pinyin')): readonly City[] {
  const all = regions.flatMap((province) => province.inside.flatMap((city) => (isFolder.test(city.name) ? city.inside : [city])))
  return all
    .map(({ name, code }) => ({ city: name, adCode: code, spell: initialsOf(name, collator) }))
    .sort((a, b) => (a.spell.charAt(0) < b.spell.charAt(0) ? -1 : a.spell.charAt(0) > b.spell.charAt(0) ? 1 : collator.compare(a.city, b.city)))
}

/** As a program calls them, by their codes; what it gives an empty name is left out. */
export function renamed(cities: readonly City[], names: Readonly<Record<string, string>>, collator = new Intl.Collator('zh-u-co-pinyin')): readonly City[] {
  return cities.flatMap((each) => {
    const name = Object.hasOwn(names, each.adCode) ? names[each.adCode] : undefined
    if (name === undefined) return [each]
    return name === '' ? [] : [{ ...each, city: name, spell: initialsOf(name, collator) }]
  })
}

/** By their first letter, in the alphabet's order; what has none stands last. */
export function groupsOf(cities: readonly City[]): readonly CityGroup[] {
  const groups = new Map<string, City[]>()
  for (const city of cities) {
    const first = city.spell.charAt(0).toUpperCase()
    const initial = /[A-Z]/.test(first) ? first : '#'
    groups.set(initial, [...(groups.get(initial) ?? []), city])
  }
  const order = (initial: string): string => (initial === '#' ? '~' : initial)
  return [...groups].map(([initial, list]) => ({ initial, cities: list })).sort((a, b) => (order(a.initial) < order(b.initial) ? -1 : 1))
}

/** Those whose name holds what was typed, or whose reading begins with it. */
export function foundCities(cities: readonly City[], typed: string): readonly City[] {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return cities
  return cities.filter(({ city, spell }) => city.toLowerCase().includes(wanted) || spell.toLowerCase().replaceAll(' ', '').startsWith(wanted))
}

/** Where most people are; Alipay shows cities like these. */
export const hotCodes: readonly string[] = ['110100', '310100', '440100', '440300', '330100', '320100', '510100', '420100', '500100', '610100']
