/** What my.multiLevelSelect is given to choose from. Pure. */
import { plain } from '../../protocol/parse.js'

export interface Level {
  readonly name: string
  readonly inside: readonly Level[]
}

/** 200 KB are documented; what comes of a file may be more. */
export const anyLevels = plain({ depth: 24, values: 60_000, size: 1 << 20 })

const most = 2000
const deepest = 10

/** What a program calls a list of levels; an entry without a name is none. */
export function readLevels(value: unknown, depth = 0): readonly Level[] {
  if (!Array.isArray(value) || depth >= deepest) return []
  return value.slice(0, most).flatMap((each: unknown) => {
    if (typeof each !== 'object' || each === null || !('name' in each)) return []
    const name = String(each.name).slice(0, 1000)
    return name === '' ? [] : [{ name, inside: readLevels('subList' in each ? each.subList : undefined, depth + 1) }]
  })
}
