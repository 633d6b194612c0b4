/** Of maps: the instance's tiles, the person's place, a place shown outside. */
import { finite, integer, object, optional, type Parser, text } from '../../protocol/parse.js'
import type { Asker } from './asks.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { askScope, locate, showPlace } from './calls-permission.js'
import { toMars } from './mars.js'

const nothing: Parser<object> = object<object>({})
interface Place {
  readonly latitude: number
  readonly longitude: number
}
const place: Parser<Place> = object<Place>({ latitude: finite, longitude: finite })

interface Tile {
  readonly z: number
  readonly x: number
  readonly y: number
}
const tile: Parser<Tile> = object<Tile>({ z: integer(0, 22), x: integer(0, 1 << 22), y: integer(0, 1 << 22) })

/** What the instance says of its tiles: once per page of the host. */
interface Tiles {
  readonly attribution: string
  readonly shifted: boolean
}
let known: Promise<Tiles | null> | undefined
/** null: the instance has none. */
export function groundOf(): Promise<Tiles | null> {
  known ??= fetch('/api/tiles').then(
    async (answer) => {
      if (!answer.ok) return null
      const got = (await answer.json()) as Record<string, unknown>
      return got['tiles'] === true ? { attribution: String(got['attribution'] ?? ''), shifted: got['gcj02'] !== true } : null
    },
    () => {
      known = undefined // the next map asks again
      return null
    },
  )
  return known
}

export const landOf = async (): Promise<readonly string[]> => (await import('./mapworld.js')).world

/** null where there is none. */
export async function tileAt({ z, x, y }: Tile): Promise<Blob | null> {
  const answer = await fetch(`/api/tiles/${z}/${x}/${y}`).catch(() => null)
  return answer?.ok === true && answer.status === 200 ? answer.blob() : null
}

export const mapAsks: CallTable<Asker> = {
  /** {tiles, attribution, shifted}: shifted if the tiles are of another datum than programs speak in. */
  mapGround: call<Asker, object>(nothing, async () => {
    const got = await groundOf()
    return { tiles: got !== null, attribution: got?.attribution ?? '', shifted: got?.shifted ?? false }
  }),
  /** The land of the world, coarse: for instances without tiles. */
  mapLand: call<Asker, object>(nothing, landOf),
  /** A Blob, or null where there is none. */
  mapTile: call<Asker, Tile>(tile, tileAt),
  /** By how much GCJ-02 differs from WGS-84 there. */
  mapShift: call<Asker, Place>(place, (at) => {
    const mars = toMars(at)
    return { latitude: mars.latitude - at.latitude, longitude: mars.longitude - at.longitude }
  }),
  mapHere: call<Asker, object>(nothing, async (_, { host }) => {
    await askScope(host.session, 'scope.userLocation')
    return toMars(await locate({}))
  }),
  mapOpen: call<Asker, Partial<Place> & { name?: string | undefined }>(
    object({ latitude: optional(finite), longitude: optional(finite), name: optional(text(1000)) }),
    ({ latitude, longitude, name }, { host }) => {
      if (latitude === undefined || longitude === undefined) throw new ApiFailure('parameter error: a place has latitude and longitude')
      return showPlace(host.session, { latitude, longitude, scale: 16, name: name ?? '', address: '' })
    },
  ),
}
