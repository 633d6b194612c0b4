/** A group's members as far as they were asked for: page by page, or those who are searched for. The server sorts and searches. */
import { signal } from '@preact/signals'
import { type Failure, failureOf } from '../../kit/api/client.js'
import type { Person, Role } from '../../kit/api/model.js'

export interface Member {
  readonly person: Person
  readonly role: Role
}

export interface Page {
  readonly members: readonly Member[]
  /** Asks for the page after this one; empty: there is none. */
  readonly next: string
}

export interface Shown {
  /** Null: nothing came yet. */
  readonly list: readonly Member[] | null
  readonly more: boolean
  /** Why the last page that was asked for did not come. */
  readonly problem: Failure | null
}

export class Roll {
  readonly shown = signal<Shown>({ list: null, more: false, problem: null })
  readonly #ask: (query: string, cursor: string) => Promise<Page>
  #query = ''
  /** Whom the list that is shown was asked for. */
  #listed = ''
  #next = ''
  /** Counts what was asked for: only the last answer counts. */
  #turn = 0
  #answered = 0

  constructor(ask: (query: string, cursor: string) => Promise<Page>) {
    this.#ask = ask
  }

  /** Begins anew with those who are called so. */
  search(query: string): Promise<void> {
    this.#query = query
    this.#next = ''
    return this.#load('', (page) => page.members)
  }

  /** Asks for the first page again. Who stands behind it stays: whoever led the group or came by name is on the first. */
  refresh(): Promise<void> {
    return this.#load('', (page) => (page.next === '' || this.#listed !== this.#query ? page.members : before(page.members, this.shown.peek().list ?? [])))
  }

  /** Asks for the next page, unless an answer is still to come. */
  async more(): Promise<void> {
    if (this.#next === '' || this.#answered !== this.#turn) return
    await this.#load(this.#next, (page) => joined(this.shown.peek().list ?? [], page.members))
  }

  /** Asks again for what did not come. */
  retry(): Promise<void> {
    return this.#next === '' ? this.refresh() : this.more()
  }

  async #load(cursor: string, put: (page: Page) => readonly Member[]): Promise<void> {
    const turn = ++this.#turn
    const query = this.#query
    const page = await this.#ask(query, cursor).catch((err: unknown) => failureOf(err))
    if (turn !== this.#turn) return
    this.#answered = turn
    if (!('members' in page)) {
      this.shown.value = { ...this.shown.peek(), problem: page }
      return
    }
    const list = put(page)
    this.#listed = query
    // What was read behind a page that was asked for again keeps its end.
    if (list.length <= page.members.length || cursor !== '') this.#next = page.next
    this.shown.value = { list, more: this.#next !== '', problem: null }
  }
}

function joined(list: readonly Member[], page: readonly Member[]): readonly Member[] {
  const known = new Set(list.map((m) => m.person.id))
  return [...list, ...page.filter((m) => !known.has(m.person.id))]
}

/** The page, and those of the list who stand behind its last one. Without any of them in the list the page is all there is. */
function before(page: readonly Member[], list: readonly Member[]): readonly Member[] {
  const at = new Map(list.map((m, i) => [m.person.id + m.role, i]))
  const last = page.findLast((m) => at.has(m.person.id + m.role))
  return last ? joined(page, list.slice((at.get(last.person.id + last.role) ?? 0) + 1)) : page
}
