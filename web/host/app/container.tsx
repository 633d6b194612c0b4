/** The container of programs tied to this host: its ports answered by our calls, its layer fed by the router. */
import { effect } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { failureOf, programs as calls } from '../../kit/api/client.js'
import { type Program, toMessage, toProgram } from '../../kit/api/model.js'
import { CardPurpose as Purpose } from '../../kit/api/superette/v1/chat_pb.js'
import { locale } from '../../kit/i18n/i18n.js'
import { theme } from '../../kit/theme/theme.js'
import { uploadPicture } from '../contacts/picture.js'
import type { Dev } from '../dev/index.js'
import { createPrograms, ProgramLayer, type ProgramPorts, type Programs, prepareRuntime, startEarly } from '../program/index.js'
import { formatPageUrl } from '../program/url.js'
import { keepLaunch, keptLaunch, lastLaunch, type Launch } from '../program-launch.js'
import { changedProgram, contacts, contactsKnown, instance, loadContacts, me, session } from '../session.js'
import { askToPay, pinAsked } from '../pay/ask.js'
import { report } from '../report/ask.js'
import { askWhereToShare } from '../share/share.js'
import { layout } from './layout.js'
import type { CardPurpose } from '../../protocol/bridge.js'
import { opening } from './opening.js'
import type { ProgramPlace } from './places.js'
import { closeProgram, place, programMoved, setInnerBack } from './router.js'

const PURPOSES: Readonly<Record<CardPurpose, Purpose>> = { product: Purpose.UNSPECIFIED, order: Purpose.ORDER, groupOrder: Purpose.GROUP_ORDER }

async function askFor(appId: string): Promise<Program | null> {
  const { program } = await calls.getProgram({ appId })
  return program ? toProgram(program) : null
}

/** Whoever signs in first may take long: until then there may be another version. */
const earlyMs = 30_000
let asked: { readonly appId: string; readonly program: Promise<Program | null>; readonly at: number } | undefined

export function prepareProgram(): void {
  prepareRuntime(instance.peek().dev)
}

/** The page was opened at a program: that need not wait until it is known who is there. */
export function openEarly({ appId, path }: ProgramPlace): void {
  asked = { appId, program: askFor(appId), at: performance.now() }
  startEarly(asked.program, path)
}

/** What was asked for early, once; a failure is that of the new request. */
async function programOf(appId: string): Promise<Program | null> {
  const early = asked?.appId === appId && performance.now() - asked.at < earlyMs ? asked.program : undefined
  asked = undefined
  return (await early?.catch(() => null)) ?? askFor(appId)
}

function ports(dev: Dev | null): ProgramPorts {
  return {
    userId: me.value.id,
    dev,
    async getProgram(appId) {
      try {
        const found = await programOf(appId)
        if (found === null) return null
        session().shelf.learn(found)
        return found
      } catch (err) {
        const kind = failureOf(err).kind
        if (kind === 'notFound' || kind === 'invalid') return null
        const known = kind === 'offline' || kind === 'away' ? await session().shelf.learned(appId) : undefined
        if (known) return known
        throw err
      }
    },
    uploadPicture,
    async share(card) {
      const answer = await calls.share({ ...card, purpose: PURPOSES[card.cardType], price: BigInt(card.price), currency: card.price > 0 ? 'CNY' : '' })
      if (answer.message) session().chats.accept(toMessage(answer.message))
    },
    async shareSheet(offer) {
      const conv = await askWhereToShare(offer)
      return conv === null ? null : { conv }
    },
    async pay(demand) {
      // Only what the person looks at may ask for money.
      if (!place.peek().program || made?.programs.current.peek()?.appId !== demand.appId) return { kind: 'refused', text: 'the program is not in front' }
      return askToPay(demand)
    },
    pinAsked,
    theme: () => dev?.theme(theme.value) ?? theme.value,
    locale: () => dev?.locale(locale.value) ?? locale.value,
    profile: () => ({ nickName: me.value.name, avatarUrl: '' }),
    async people() {
      if (!contactsKnown.value) await loadContacts()
      return { me: me.value, contacts: contacts.value }
    },
    report: (appId, name) => report({ kind: 'program', appId, name }),
    left(appId) {
      if (place.peek().program?.appId === appId) closeProgram()
    },
  }
}

let made: { readonly userId: string; readonly programs: Programs; readonly dev: Dev | null } | undefined

/** One set of programs per signed-in person. */
function programsOf(userId: string, dev: Dev | null): Programs {
  if (made?.userId === userId && made.dev === dev) return made.programs
  void made?.programs.dispose()
  made = { userId, programs: createPrograms(ports(dev)), dev }
  return made.programs
}

/** WeChat's scenes of a card in a direct chat and in a group. */
const DIRECT_SCENE = 1007
const GROUP_SCENE = 1008

function sceneOf(kind: 'direct' | 'group'): number {
  return kind === 'group' ? GROUP_SCENE : DIRECT_SCENE
}

/** Whether a place is the one that was launched. The browser's address may have encoded what a card's path has in letters. */
function isThere(launched: Launch, there: ProgramPlace): boolean {
  const normal = (path: string): string => {
    const url = new URL(path, 'http://p/')
    return url.pathname + url.search
  }
  return launched.appId === there.appId && normal(launched.path) === normal(there.path)
}

/** Keeps router and container in step, both ways. Returns how to stop. */
function follow(programs: Programs): () => void {
  let told: ProgramPlace | null = null
  lastLaunch.value ??= keptLaunch(me.peek().id)
  const stopPlace = effect(() => {
    const wanted = place.value.program
    if (!wanted) {
      keepLaunch(me.peek().id, null)
      if (told) queueMicrotask(() => programs.leave())
      told = null
      return
    }
    if (told?.appId === wanted.appId && told.path === wanted.path) return
    told = wanted
    const from = lastLaunch.peek()
    const card = from && isThere(from, wanted) ? from.from : undefined
    const request = {
      appId: wanted.appId,
      scene: card ? sceneOf(card.kind) : 1001,
      ...(wanted.path === '' ? {} : { path: wanted.path }),
      ...(card ? { cardId: card.cardId, conv: card.conv } : {}),
    }
    // Not inside the effect, which holds signals back until its end: the layer has to see each change as it happens.
    queueMicrotask(() => void programs.open(request))
  })
  // The card of the page that is in view already: nothing opens, but what is bought from now on belongs to that card.
  const stopLaunches = effect(() => {
    const from = lastLaunch.value
    const run = programs.current.peek()
    const shown = place.peek().program
    if (!from?.from || !run || !shown || run.appId !== from.appId || !isThere(from, shown)) return
    const { conv, kind, cardId } = from.from
    run.request.value = { ...run.request.peek(), scene: sceneOf(kind), cardId, conv }
  })
  const stopMoves = effect(() => {
    const run = programs.current.value
    const top = run?.pages.value?.top.value?.page
    const shown = place.peek().program
    if (!run || !top || shown?.appId !== run.appId) return
    told = { appId: run.appId, path: formatPageUrl(top) }
    const { cardId, conv, scene } = run.request.value
    const from = cardId && conv ? { cardId, conv, kind: scene === GROUP_SCENE ? ('group' as const) : ('direct' as const) } : undefined
    keepLaunch(me.peek().id, { ...told, from })
    programMoved(told)
  })
  const stopOpening = effect(() => {
    const run = programs.current.value
    if (!place.value.program || run?.painted.value || (run && run.phase.value.kind !== 'loading')) opening.value = false
  })
  const stopChanges = effect(() => {
    const change = changedProgram.value
    if (change) queueMicrotask(() => programs.changed(change.appId, change.package)) // as above
  })
  setInnerBack({ can: () => programs.hasBack(), go: () => void programs.back() })
  return () => {
    setInnerBack(null)
    stopPlace()
    stopLaunches()
    stopMoves()
    stopOpening()
    stopChanges()
  }
}

let developing: Promise<Dev> | undefined

/** The author's side comes before the first program, and only where programs are developed. */
export function Container(): JSX.Element | null {
  const [dev, setDev] = useState<Dev | null>(null)
  const wanted = instance.value.dev
  useEffect(() => {
    if (!wanted) return
    developing ??= import('../dev/index.js').then((room) => room.createDev())
    void developing.then(setDev)
  }, [wanted])
  return wanted && dev === null ? null : <Running dev={dev} />
}

function Running({ dev }: { readonly dev: Dev | null }): JSX.Element {
  const programs = programsOf(me.value.id, dev)
  useEffect(() => {
    const stop = follow(programs)
    return () => {
      stop()
      // The container leaves the page only with its person: nothing of theirs may run on.
      if (made?.programs === programs) made = undefined
      void programs.dispose()
    }
  }, [programs])
  return (
    <>
      <ProgramLayer programs={programs} presentation={layout.value === 'phone' ? 'full' : 'docked'} />
      {dev !== null && <dev.Panel programs={programs} />}
    </>
  )
}
