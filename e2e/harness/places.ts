/** The host's own screens. */
import type { Page } from 'playwright-core'
import { ME_SECTIONS } from '../../web/host/app/places.js'
import type { Visitor } from './browser.js'
import type { Instance } from './instance.js'
import { call } from './people.js'

/** The addresses of the host, with something in them. */
export async function places(ling: Visitor, instance: Instance): Promise<string[]> {
  const chats = (await call(ling, instance, 'ChatService/ListConversations', {})).body['conversations'] as {
    id: string
    members: { id: string; handle: string }[]
  }[]
  const tom = chats.find((each) => each.members.some(({ handle }) => handle === 'tom'))
  const person = tom?.members.find(({ handle }) => handle === 'tom')
  const shelf = (await call(ling, instance, 'ProgramService/ListShelf', {})).body['programs'] as { appId: string }[]
  return [
    '/chats',
    `/chats/${tom?.id}`,
    '/contacts',
    `/contacts/${person?.id}`,
    '/contacts/add',
    '/contacts/requests',
    '/contacts/group',
    '/discover',
    `/discover/${shelf[0]?.appId}`,
    '/me',
    ...ME_SECTIONS.map((section) => `/me/${section}`),
  ]
}

/** What whoever follows an old or mistyped link comes to; the last is the server's own page. */
export const DEAD_ENDS: readonly string[] = [
  '/chats/cnv_00000000000000000000000000',
  '/contacts/usr_00000000000000000000000000',
  '/discover/wx0000000000000000',
  '/p/wx0000000000000000',
  '/nosuch',
]

/** A person's page while the server says of all that it is asked that its database cannot be reached; ends with what is given. */
export async function whileAway<T>(page: Page, url: string, look: () => Promise<T>): Promise<T> {
  await page.route('**/api/superette.v1.*/*', (route) =>
    route.fulfill({
      status: 503,
      headers: { 'content-type': 'application/json', 'superette-code': 'store.away' },
      body: JSON.stringify({ code: 'unavailable', message: 'The database cannot be reached.' }),
    }),
  )
  await page.goto(url)
  await page.locator('.problem').first().waitFor()
  await page.locator('.connection').first().waitFor()
  const found = await look()
  await page.unroute('**/api/superette.v1.*/*')
  return found
}

/** What a screen waits for has come: no skeleton, no stripes. */
export const isThere = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => document.querySelector('#app')?.childElementCount !== 0 && document.querySelector('.skeleton, .stripes') === null)
