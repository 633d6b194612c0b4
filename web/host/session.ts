/** Who is signed in at this browser, and everything that lives as long as that. */
import { effect, signal } from '@preact/signals'
import { account, failureOf, social } from '../kit/api/client.js'
import { serverAway, watchServer } from '../kit/api/server.js'
import type { Instance, Person } from '../kit/api/model.js'
import { toPerson } from '../kit/api/model.js'
import type { ContactRequest, Remark as PbRemark } from '../kit/api/superette/v1/account_pb.js'
import { t, type TextKey } from '../kit/i18n/i18n.js'
import { Live } from '../kit/live/live.js'
import { toast } from '../kit/ui/toast.js'
import { Player, tellUnheard, voiceURL } from './chats/player.js'
import { Chats } from './chats/store.js'
import { opening } from './app/opening.js'
import { LocalCopy } from './local/db.js'
import { nameOf, type Remark, remarks } from './names.js'
import { Shelf } from './discover/shelf.js'
import { giftMoved } from './pay/gifts.js'
import { forgetNotices, forgetPrograms } from './local/forget.js'
import { moneyMoved } from './pay/moved.js'
import { askDoor, door, dropInvitation } from './signin/door.js'

const KEY = 'superette.session'

export interface Session {
  readonly chats: Chats
  readonly player: Player
  readonly live: Live
  readonly local: LocalCopy
  readonly shelf: Shelf
}
interface Remembered {
  readonly me: Person
  readonly instance: Instance
}

export type SessionState = 'starting' | 'out' | 'in'
export const sessionState = signal<SessionState>('starting')
export const me = signal<Person>({ id: '', handle: '', name: '', tint: 0, bot: false })
export const instance = signal<Instance>({ name: '', version: '', demo: false, dev: false, fileLimit: 0 })
export const contacts = signal<readonly Person[]>([])
export const contactsKnown = signal(false)

/** Somebody who asks to be a contact, or is asked. */
export interface Request {
  readonly person: Person
  readonly note: string
  readonly at: number // unix ms
}
export interface Requests {
  readonly asking: readonly Request[] // who waits for my answer, the newest first
  readonly asked: readonly Request[] // whose answer I wait for
}
const NO_REQUESTS: Requests = { asking: [], asked: [] }
export const requests = signal(NO_REQUESTS)
/** What this browser keeps of them follows the events; only a new one has to ask at once. */
let requestsKept = false
/** Why the person is at the door again without having asked for it. */
export const farewell = signal<TextKey | null>(null)
/** A program that has a new version out, by app id, for the container. */
export const changedProgram = signal<{ readonly appId: string; readonly package: string } | null>(null)

let current: Session | undefined
let unwatch: () => void = () => undefined

/** The session of the signed-in person. Only for screens that are shown when there is one. */
export function session(): Session {
  if (!current) throw new Error('nobody is signed in')
  return current
}

/** Shows the last known person at once, if any, and asks the server who it really is. */
export async function startSession(): Promise<void> {
  addEventListener('storage', otherTab)
  const kept = remembered()
  const asked = kept || door.value ? undefined : askDoor() // so that the door is drawn as it is, once
  if (kept) await begin(kept.me, kept.instance)
  try {
    const answer = await account.me({})
    if (!answer.me) throw new Error('the answer has no person')
    const person = toPerson(answer.me)
    const inst = {
      name: answer.instance?.name ?? '',
      version: answer.instance?.version ?? '',
      demo: answer.instance?.demo ?? false,
      dev: answer.instance?.dev ?? false,
      fileLimit: Number(answer.instance?.fileLimitBytes ?? 0),
    }
    localStorage.setItem(KEY, JSON.stringify({ me: person, instance: inst } satisfies Remembered))
    if (current && me.value.id === person.id) {
      me.value = person
      instance.value = inst
    } else {
      const before = current?.local
      end('starting')
      await before?.remove()
      if (kept) {
        await forgetNotices()
        await forgetPrograms(kept.me.id)
      }
      await begin(person, inst)
    }
    if (dropInvitation()) toast(t('door.inHere'), 'info')
    current?.live.start()
    void loadContacts()
    if (!requestsKept) void loadRequests()
  } catch (err) {
    const f = failureOf(err)
    await asked
    if (f.kind === 'unauthenticated') await leave(kept ? 'door.ended' : null)
    else if (kept) current?.live.start()
    else sessionState.value = 'out'
  }
}

/** Another tab of this browser signed out, or somebody else signed in there: the cookie is the same for all tabs. */
function otherTab(e: StorageEvent): void {
  if (e.key !== KEY && e.key !== null) return
  const now = remembered()
  if (!now) void leave()
  else if (now.me.id !== me.value.id) restart()
}

/** Everything of the person before has to go, programs that run included; nothing does that as well as a new page. */
function restart(): void {
  end('starting')
  location.assign('/')
}

function remembered(): Remembered | undefined {
  try {
    const v: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    if (typeof v !== 'object' || v === null || !('me' in v) || !('instance' in v)) return undefined
    return v as Remembered
  } catch {
    return undefined
  }
}

async function begin(person: Person, inst: Instance): Promise<void> {
  me.value = person
  instance.value = inst
  const local = new LocalCopy(person.id)
  const live = new Live(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`, {
    hello: () => chats.hello(),
    frame: (f) => {
      if (f.case === 'welcome' && f.value.userId !== person.id) {
        restart()
        return
      }
      // What came and went meanwhile is told by no event.
      if (f.case === 'welcome' && f.value.reset) {
        void loadContacts()
        void loadRequests()
      }
      chats.receive(f)
      const notice = f.case === 'push' && f.value.message?.body.case === 'notice' ? f.value.message.body.value : undefined
      if (notice?.key === 'transfer') moneyMoved()
      if (notice?.key.startsWith('gift')) giftMoved(notice.args[0] ?? '')
      if (f.case !== 'event') return
      if (f.value.event.case === 'contact') {
        addContactLocally(toPerson(f.value.event.value))
        dropRequest(f.value.event.value.id)
      }
      if (f.value.event.case === 'requested') void loadRequests()
      if (f.value.event.case === 'remark') keepRemark(f.value.event.value)
      if (f.value.event.case === 'program') {
        changedProgram.value = { appId: f.value.event.value.appId, package: f.value.event.value.package }
        void shelf.load()
      }
    },
    down: (opened, reason) => {
      if (reason.startsWith('account.revoked')) void leave('door.revoked')
      // The server opens a socket to say why it will not have it; one that cannot even be opened tells nothing.
      else if (reason.startsWith('httpd.sign-in') || (!opened && navigator.onLine)) void checkSession()
    },
  })
  const chats = new Chats({ me: person.id, local, send: (f) => live.send(f), greet: () => live.greet(), up: () => live.state.value === 'live' })
  const player = new Player({
    me: person.id,
    local,
    messages: (conv) => chats.threads.peek().get(conv)?.messages ?? [],
    sound: () => new Audio(),
    url: voiceURL,
    failed: tellUnheard,
  })
  const shelf = new Shelf(local)
  current = { chats, player, live, local, shelf }
  unwatch()
  unwatch = watch(chats, live)
  const show = (): void => {
    farewell.value = null
    door.value = null
    sessionState.value = 'in'
  }
  const restored = Promise.all([
    local.contacts(),
    local.value<Requests>('requests'),
    local.value<typeof remarks.value>('remarks'),
    chats.restore(),
    shelf.restore(),
    player.restore(),
  ])
  if (opening.value) show() // a program needs nothing of what lies below it
  const [people, kept, named] = await restored
  if (current?.local !== local) return // signed out meanwhile
  if (named) remarks.value = named
  contacts.value = byName(people)
  contactsKnown.value = people.length > 0
  requestsKept = kept !== undefined
  requests.value = kept ?? NO_REQUESTS
  show()
}

/** How long a message may wait for its acknowledgement before the server is asked whether it is well: it waits itself for a database that broke away. */
const UNANSWERED_MS = 4_000

/** Finds out that the server cannot work, and that it can again; then what was written meanwhile goes out. */
function watch(chats: Chats, live: Live): () => void {
  const ask = () => account.me({})
  const ends = [
    watchServer({ ask, back: () => live.resume() }),
    effect(() => {
      if (serverAway.value || live.state.value !== 'live' || !chats.pending.value.some((each) => each.state === 'waiting')) return
      const timer = setInterval(() => void ask().catch(() => undefined), UNANSWERED_MS)
      return () => clearInterval(timer)
    }),
  ]
  return () => {
    for (const end of ends) end()
  }
}

// The status of an upgrade is hidden from scripts.
async function checkSession(): Promise<void> {
  try {
    await account.me({})
  } catch (err) {
    if (failureOf(err).kind === 'unauthenticated') await leave('door.ended')
  }
}

export async function loadContacts(): Promise<void> {
  // Without an answer the kept ones stay; the list is asked for again when it is shown.
  const answer = await social.listContacts({}).catch(() => undefined)
  if (!answer) return
  setRemarks(new Map(answer.remarks.map((r) => [r.userId, r])))
  setContacts(answer.contacts.map(toPerson))
}

/** What I call somebody from now on. */
export function keepRemark(r: PbRemark): void {
  setRemarks(new Map(remarks.value).set(r.userId, r))
}

function setRemarks(now: ReadonlyMap<string, Remark>): void {
  remarks.value = new Map([...now].flatMap(([id, { name, note }]) => (name + note === '' ? [] : [[id, { name, note }] as const])))
  contacts.value = byName(contacts.value)
  void current?.local.keepValue('remarks', remarks.value)
}

function byName(list: readonly Person[]): readonly Person[] {
  const order = new Intl.Collator(document.documentElement.lang)
  return [...list].sort((a, b) => order.compare(nameOf(a), nameOf(b)))
}

export async function loadRequests(): Promise<void> {
  const answer = await social.listContactRequests({}).catch(() => undefined)
  if (!answer) return
  const read = (r: ContactRequest): Request[] => (r.person ? [{ person: toPerson(r.person), note: r.note, at: Number(r.at) }] : [])
  setRequests({ asking: answer.asking.flatMap(read), asked: answer.asked.flatMap(read) })
}

/** Whatever was asked between somebody and me is over. */
export function dropRequest(user: string): void {
  const others = (list: readonly Request[]) => list.filter((r) => r.person.id !== user)
  setRequests({ asking: others(requests.value.asking), asked: others(requests.value.asked) })
}

function setRequests(now: Requests): void {
  requests.value = now
  void current?.local.keepValue('requests', now)
}

export function addContactLocally(p: Person): void {
  setContacts([...contacts.value.filter((c) => c.id !== p.id), p])
}

function setContacts(list: readonly Person[]): void {
  contacts.value = byName(list)
  contactsKnown.value = true
  void current?.local.keepContacts(contacts.value)
}

export function changeMe(p: Person): void {
  me.value = p
  localStorage.setItem(KEY, JSON.stringify({ me: p, instance: instance.value } satisfies Remembered))
}

export async function signOut(): Promise<void> {
  await account.signOut({})
  await leave()
}

/** Whoever ended the session, nothing of the person stays behind: a device that is signed out from another one may be in strange hands. */
async function leave(why: TextKey | null = null): Promise<void> {
  if (sessionState.value !== 'out') farewell.value = why
  localStorage.removeItem(KEY)
  const local = current?.local
  const person = local ? me.value.id : ''
  end('out')
  await forgetNotices()
  await local?.remove()
  if (person !== '') await forgetPrograms(person)
}

function end(then: 'starting' | 'out'): void {
  // First, so that no screen of the person is drawn again without them.
  sessionState.value = then
  unwatch()
  current?.live.dispose()
  current?.player.stop()
  current?.chats.uploads.dispose()
  current?.chats.files.dispose()
  current = undefined
  contacts.value = []
  contactsKnown.value = false
  requests.value = NO_REQUESTS
  remarks.value = new Map()
}
