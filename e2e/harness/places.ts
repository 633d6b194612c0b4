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
    '/contacts/group',
    '/discover',
    `/discover/${shelf[0]?.appId}`,
    '/me',
    ...ME_SECTIONS.map((section) => `/me/${section}`),
  ]
}

/** What a screen waits for has come: no skeleton, no stripes. */
export const isThere = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => document.querySelector('#app')?.childElementCount !== 0 && document.querySelector('.skeleton, .stripes') === null)
