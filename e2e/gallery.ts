/**
 * Pictures of the chat's screens for docs/screens.md, which it writes too: light and dark, on a phone and on a desktop, of a demo whose
 * people have talked.
 *
 * Run: make pictures
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, pictureIn, type Shape, type Visitor, visit } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { becomeContacts, call, openConversation, type Party, signInAs, thread, userOf, write } from './harness/people.js'
import { isThere } from './harness/places.js'

const folder = join(root, 'docs', 'pictures', 'screens')
const shapes: readonly Shape[] = ['phone', 'desktop']

interface Screen {
  readonly name: string
  readonly title: string
  readonly says: string
  readonly path: string
  /** What has to be on it, beside what every screen has. */
  readonly ready?: (page: Page) => Promise<unknown>
}

const drawn = (page: Page): Promise<unknown> => page.locator('.picture.there').first().waitFor()

async function choose(page: Page, kind: 'Picture' | 'File', file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('menuitem', { name: kind, exact: true }).click()])
  await chooser.setFiles(file)
}

async function speak(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Record a voice message' }).click()
  await page.getByRole('group', { name: 'Recording' }).getByRole('timer').filter({ hasText: '0:03' }).waitFor()
  await page.getByRole('button', { name: 'Send the recording' }).click()
}

/** What the server answers; anything but success ends it all. */
async function told(by: Visitor, place: Instance, method: string, asked: object): Promise<Record<string, unknown>> {
  const { status, body } = await call(by, place, method, asked)
  if (status !== 200) throw new Error(`${method}: ${status} ${JSON.stringify(body)}`)
  return body
}

async function send(by: Visitor, place: Instance, conv: string, text: string): Promise<void> {
  await told(by, place, 'ChatService/Send', { conv, clientId: `gallery-${randomUUID()}`, text })
}

const lastOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? ''

/** Fills the demo as two people and two who come to it would, and says what there is to see. */
async function talked(browser: Browser, place: Instance): Promise<Screen[]> {
  const ling = await signInAs(browser, place, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, place, 'tom', { shape: 'desktop' })
  const [lingId, tomId] = [await userOf(ling.page), await userOf(tom.page)]
  await openConversation(ling.page, 'Tom')
  const pair = lastOf(ling.page)
  await openConversation(tom.page, 'Ling')
  await choose(tom.page, 'Picture', join(root, 'examples', 'teahouse', 'images', 'shop.jpg'))
  await drawn(ling.page)
  await write(ling.page, 'Is that the new place by the river?')
  await thread(tom.page).getByText('Is that the new place').waitFor()
  await speak(tom.page)
  await thread(ling.page).locator('button.voice').first().waitFor()
  const menu = await readFile(join(root, 'examples', 'teahouse', 'server', 'README.md'))
  await choose(tom.page, 'File', { name: 'Menu, spring.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([menu, Buffer.alloc(400_000, menu)]) })
  await thread(ling.page).locator('button.file').first().waitFor()
  await write(ling.page, 'Four o’clock, then. I bring the cake.')
  const ida = await arrive(browser, place, 'ida', 'Ida Olsen')
  await becomeContacts(place, ida, { visitor: ling, id: lingId })
  const made = await told(ling, place, 'GroupService/CreateGroup', { title: 'Tea on Sundays', userIds: [tomId, ida.id] })
  const group = (made['conversation'] as { id: string }).id
  await send(ling, place, group, 'Who is in for Sunday?')
  await send(tom, place, group, 'Me! And I know somebody who bakes.')
  await send(ling, place, group, 'Longjing or jasmine?')
  await send(ida.visitor, place, group, 'Both, there are enough of us.')
  const nora = await arrive(browser, place, 'nora', 'Nora')
  await told(nora.visitor, place, 'SocialService/AddContact', { userId: lingId, note: 'Nora, from the pottery class' })
  await Promise.all([ling, tom, ida.visitor, nora.visitor].map(({ context }) => context.close()))
  return [
    { name: 'chats', title: 'Chats', says: 'Who wrote last, and what is unread.', path: '/chats' },
    { name: 'conversation', title: 'A conversation', says: 'Pictures, voices and files stand where they were sent.', path: `/chats/${pair}`, ready: drawn },
    { name: 'group', title: 'A group', says: 'Its members speak under their names.', path: `/chats/${group}` },
    { name: 'group-about', title: 'About a group', says: 'Members, roles, its code and link, and what is muted.', path: `/contacts/${group}` },
    { name: 'contacts', title: 'Contacts', says: 'Who asks to be one stands above them.', path: '/contacts' },
    { name: 'requests', title: 'Contact requests', says: 'Each with the line that its sender wrote.', path: '/contacts/requests' },
    { name: 'person', title: 'A person', says: 'What can be done with them.', path: `/contacts/${tomId}` },
    { name: 'discover', title: 'Discover', says: 'The shelf of programs.', path: '/discover' },
    { name: 'me', title: 'Me', says: 'Wallet, devices, notifications, privacy.', path: '/me' },
  ]
}

async function arrive(browser: Browser, place: Instance, handle: string, name: string): Promise<Party> {
  const visitor = await visit(browser, { shape: 'desktop' })
  await visitor.page.goto(place.url)
  const { me } = await told(visitor, place, 'AccountService/Register', { handle, name, password: 'a kettle on the stove' })
  return { visitor, id: (me as { id: string }).id }
}

async function look(browser: Browser, place: Instance, screens: readonly Screen[], shape: Shape, dark: boolean): Promise<void> {
  const { page, context } = await signInAs(browser, place, 'ling', { shape, dark })
  for (const { name, path, ready } of screens) {
    await page.goto(place.url + path)
    await isThere(page)
    await ready?.(page)
    await pictureIn(folder, page, `${name}-${shape}${dark ? '-dark' : ''}`)
  }
  await context.close()
}

function described(screens: readonly Screen[]): string {
  const shown = (name: string, title: string, width: number): string => `<img src="pictures/screens/${name}.png" alt="${title}" width="${width}">`
  const parts = screens.map(({ name, title, says }) =>
    [
      `## ${title}\n\n${says}\n`,
      '| | |\n|---|---|',
      `| ${shown(`${name}-phone`, `${title}, on a phone`, 260)} | ${shown(`${name}-phone-dark`, `${title}, on a phone at night`, 260)} |`,
      `| ${shown(`${name}-desktop`, `${title}, on a desktop`, 420)} | ${shown(`${name}-desktop-dark`, `${title}, on a desktop at night`, 420)} |\n`,
    ].join('\n'),
  )
  return `# The chat's screens\n\nEach on a phone and on a desktop, by day and at night, as \`make pictures\` took them from a demo.\n\n${parts.join('\n')}`
}

const browser = await launchBrowser({ whole: true, switches: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] })
const place = await startInstance('demo')
try {
  await mkdir(folder, { recursive: true })
  const screens = await talked(browser, place)
  for (const shape of shapes) for (const dark of [false, true]) await look(browser, place, screens, shape, dark)
  await writeFile(join(root, 'docs', 'screens.md'), described(screens))
} finally {
  await browser.close()
  await place.dispose()
}
