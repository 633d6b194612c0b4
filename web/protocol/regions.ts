/**
 * Provinces, cities and counties of China, for the region picker of programs and the host's own address book. The host has their names
 * and codes (GB/T 2260) as one text, of which tools/regions says how it is written.
 */
export interface Region {
  /** Six digits; empty for an item that a program adds. */
  readonly code: string
  readonly name: string
  readonly inside: readonly Region[]
}

/** Pure. */
export function readRegions(text: string): readonly Region[] {
  return text.split('\n').map((line) => {
    const [province = '', ...cities] = line.split('|')
    const first = province.slice(0, 2)
    return {
      code: `${first}0000`,
      name: province.slice(2),
      inside: cities.map((each) => {
        const [city = '', counties = ''] = each.split(':')
        const second = first + city.slice(0, 2)
        const names = counties === '' ? [] : counties.split(',')
        return { code: `${second}00`, name: city.slice(2), inside: names.map((name) => ({ code: second + name.slice(0, 2), name: name.slice(2), inside: [] })) }
      }),
    }
  })
}

export interface RegionColumns {
  readonly texts: readonly (readonly string[])[]
  readonly indices: readonly number[]
  readonly value: readonly string[]
  readonly code: readonly string[]
}

/**
 * Columns for a chosen region (names; one that is missing is the first). Pure.
 *
 * @param count how many columns
 * @param all an item that stands above the others in each column
 */
export function regionColumns(regions: readonly Region[], wanted: readonly string[], count: number, all: string): RegionColumns {
  const texts: string[][] = []
  const indices: number[] = []
  const value: string[] = []
  const code: string[] = []
  const above: readonly Region[] = all === '' ? [] : [{ code: '', name: all, inside: [] }]
  let list = regions
  for (let column = 0; column < count; column++) {
    const shown = [...above, ...list]
    const at = Math.max(
      0,
      shown.findIndex((one) => one.name === wanted[column]),
    )
    const chosen = shown[at]
    texts.push(shown.map((one) => one.name))
    indices.push(at)
    if (chosen === undefined) continue
    value.push(chosen.name)
    if (chosen.code !== '') code.push(chosen.code)
    // A city without counties, as some are, stands for itself.
    list = chosen.inside.length > 0 || chosen.code === '' ? chosen.inside : [chosen]
  }
  return { texts, indices, value, code }
}

/** The code of the smallest region that the names lead to; empty if the first leads nowhere. Pure. */
export function codeOf(regions: readonly Region[], names: readonly string[]): string {
  let list = regions
  let code = ''
  for (const name of names) {
    const found = list.find((each) => each.name === name)
    if (found === undefined) break
    code = found.code
    list = found.inside
  }
  return code
}
