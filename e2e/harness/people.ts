/** What people do in the host, in the words of its screens. */
import assert from 'node:assert/strict'
import type { Browser, Locator, Page } from 'playwright-core'
import { type VisitOptions, type Visitor, visit } from './browser.js'
import type { Instance, Place } from './instance.js'
import { until } from './until.js'

export async function signInAs(browser: Browser, instance: Instance, name: 'ling' | 'tom', options: VisitOptions): Promise<Visitor> {
  const visitor = await visit(browser, options)
  await visitor.page.goto(`${instance.url}/demo/${name}`)
  // A group in which Mei spoke last has her name in its row too.
  await conversationRow(visitor.page, 'Mei').first().waitFor()
  return visitor
}

export function conversationRow(page: Page, name: string): Locator {
  return page
    .getByRole('list', { name: /^(Chats|聊天)$/ })
    .getByRole('listitem')
    .filter({ hasText: name })
}

export async function openConversation(page: Page, name: string): Promise<void> {
  await conversationRow(page, name).click()
  await thread(page).waitFor()
}

export function thread(page: Page): Locator {
  return page.locator('[role=log]')
}

/** The texts of the messages as they stand, from above. */
export async function texts(page: Page): Promise<string[]> {
  return thread(page).locator('.bubble .rich').allInnerTexts()
}

export async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}

export function bubble(page: Page, text: string): Locator {
  return thread(page).locator('.bubble').filter({ hasText: text })
}

/** A call of the instance's own API with the visitor's session, as the host makes it. */
export async function call(visitor: Visitor, instance: Place, method: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await visitor.context.request.post(`${instance.url}/api/superette.v1.${method}`, {
    data: body,
    headers: { 'content-type': 'application/json', origin: instance.url },
  })
  return { status: answer.status(), body: (await answer.json()) as Record<string, unknown> }
}

/** Two people who become contacts as they do: one asks, the other says yes. */
export async function becomeContacts(instance: Place, asks: Party, says: Party): Promise<void> {
  const asked = await call(asks.visitor, instance, 'SocialService/AddContact', { userId: says.id })
  assert.deepEqual([asked.status, asked.body['asked']], [200, true], JSON.stringify(asked.body))
  const answered = await call(says.visitor, instance, 'SocialService/AnswerContactRequest', { userId: asks.id, accept: true })
  assert.equal(answered.status, 200, JSON.stringify(answered.body))
}

export interface Party {
  readonly visitor: Visitor
  readonly id: string
}

/** The id of who is signed in on a page of the host. */
export function userOf(page: Page): Promise<string> {
  return page.evaluate(() => (JSON.parse(localStorage.getItem('superette.session') ?? '{}') as { me: { id: string } }).me.id)
}

/** Waits until a person is connected somewhere, or nowhere any more, as a contact of theirs sees it. */
async function untilPresent(contact: Page, user: string, present: boolean): Promise<void> {
  await until(
    contact,
    async ([id, wanted]) => {
      const answer = await fetch('/api/superette.v1.ChatService/GetPresence', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userIds: [id] }),
      })
      return answer.ok && (await answer.text()).includes(id) === wanted
    },
    [user, present] as const,
  )
}
export const here = (contact: Page, user: string): Promise<void> => untilPresent(contact, user, true)
export const gone = (contact: Page, user: string): Promise<void> => untilPresent(contact, user, false)

/** A story ends without anything on the console that nobody expected. */
export function assertQuiet(...visitors: readonly Visitor[]): void {
  for (const visitor of visitors) assert.deepEqual(visitor.faults(), [])
}
