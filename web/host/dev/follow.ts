/** Follows the folder under development: takes each new state of the source into the runs of the program. */
import { chunksFor } from '../../protocol/apichunks.js'
import { elementChunksFor } from '../../protocol/elementchunks.js'
import { bool, integer, list, nullable, object, oneOf, parse, text, type Parser } from '../../protocol/parse.js'
import { openPackage } from '../program/package.js'
import type { Programs } from '../program/programs.js'
import type { Session } from '../program/session.js'
import { parseIndexMap } from './maps.js'
import type { Run } from './run.js'

type IndexMap = ReturnType<typeof parseIndexMap>

/** devPatch of the server. */
export interface Patch {
  readonly to: string
  readonly kind: 'nothing' | 'apply' | 'restart'
  readonly reason: string
  readonly code: string
  readonly map: IndexMap | null
  readonly forget: readonly string[]
  readonly wxs: boolean
  readonly remake: readonly string[]
  readonly redraw: readonly string[]
  readonly restyle: readonly string[]
  readonly windows: readonly string[]
  readonly savedMs: number
}
const names = list(text(4096), 20_000)
export const parsePatch: Parser<Patch> = object<Patch>({
  to: text(64),
  kind: oneOf('nothing', 'apply', 'restart'),
  reason: text(4096),
  code: text(64 << 20),
  map: nullable(parseIndexMap),
  forget: names,
  wxs: bool,
  remake: names,
  redraw: names,
  restyle: names,
  windows: names,
  savedMs: integer(),
})

async function fetchPatch(from: string): Promise<Patch | null> {
  const answer = await fetch(`/api/dev/patch?from=${from}`).catch(() => null)
  if (answer === null || !answer.ok) return null
  const got = parse(parsePatch, await answer.json())
  return got.ok ? got.value : null
}

export interface Follower {
  /** A new state is there. States that come while one is being taken over are taken together. */
  changed(programs: Programs, appId: string, packageSha: string): void
}

export function createFollower(runOf: (session: Session) => Run | undefined): Follower {
  const busy = new WeakSet<Session>()
  const again = new WeakSet<Session>()

  const take = async (programs: Programs, session: Session): Promise<void> => {
    const run = runOf(session)
    const held = session.held()
    if (run === undefined || held === null || session.phase.value.kind !== 'running') return programs.restart(session)
    const patch = await fetchPatch(held.sha)
    if (patch?.kind === 'nothing') return
    if (patch === null || patch.kind === 'restart') {
      run.record.arrival.value = { kind: 'restart', ms: 0, at: Date.now(), reason: patch?.reason ?? '' }
      return programs.restart(session)
    }
    const next = await openPackage(patch.to)
    const has: readonly string[] = [...chunksFor(held.app.apis, held.app.dialect), ...elementChunksFor(held.app.elements)]
    if ([...chunksFor(next.app.apis, next.app.dialect), ...elementChunksFor(next.app.elements)].some((each) => !has.includes(each))) {
      // Members of wx that its Worker came without, or built-ins that its pages did.
      run.record.arrival.value = { kind: 'restart', ms: 0, at: Date.now(), reason: 'wx' }
      return programs.restart(session)
    }
    run.record.changed()
    await session.adopt(next, { sheets: patch.restyle, windows: patch.windows })
    if (patch.code !== '' || patch.redraw.length > 0) await run.apply({ ...patch, sections: patch.map?.sections ?? [] })
    run.record.arrival.value = { kind: 'apply', ms: Date.now() - patch.savedMs, at: Date.now(), reason: '' }
  }

  const follow = async (programs: Programs, session: Session): Promise<void> => {
    if (busy.has(session)) {
      again.add(session)
      return
    }
    busy.add(session)
    do {
      again.delete(session)
      await take(programs, session).catch((error: unknown) => {
        session.report('error', error instanceof Error ? error.message : String(error))
        if (programs.alive.value.includes(session)) programs.restart(session)
      })
    } while (again.has(session))
    busy.delete(session)
  }

  return {
    changed(programs, appId, packageSha) {
      const session = programs.alive.value.find((each) => each.appId === appId)
      // Without a package nothing of it opens at the moment: what runs goes on.
      if (session !== undefined && packageSha !== '' && session.info.value?.package !== packageSha) void follow(programs, session)
    },
  }
}
