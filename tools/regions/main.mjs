// Writes web/host/program/regionnames.ts: the provinces, cities and counties of China with their codes (GB/T 2260), as the npm package
// @vant/area-data has them.
//
//	node tools/regions/main.mjs          from the root of the repository
//
// A line is a province: its code and name, then after each "|" a city, and after that one's ":" its counties, parted by ",". Codes are
// two digits each: those of the places around it stand before. web/protocol/regions.ts reads it.
import { writeFileSync } from 'node:fs'
import { areaList } from '@vant/area-data'

const { province_list: provinces, city_list: cities, county_list: counties } = areaList
const inside = (list, code, from) => Object.keys(list).filter((each) => each.startsWith(code.slice(0, from)))
const lines = Object.keys(provinces)
  // Codes from 90 on are of no region: the package keeps foreign countries there.
  .filter((province) => province < '900000')
  .map((province) => {
    const parts = inside(cities, province, 2).map((city) => {
      const names = inside(counties, city, 4).map((county) => county.slice(4) + counties[county])
      return `${city.slice(2, 4)}${cities[city]}:${names.join(',')}`
    })
    return [province.slice(0, 2) + provinces[province], ...parts].join('|')
  })
if (lines.some((line) => /['`\\<]/.test(line))) throw new Error('a name that may not stand in a quoted text')

writeFileSync(
  'web/host/program/regionnames.ts',
  `// Written by tools/regions out of @vant/area-data (MIT); do not edit. web/protocol/regions.ts reads it.
export const regionNames = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('\\n')
`,
)
