/**
 * A person who never has a password: registers with a passkey, comes back by it, adds a second device, takes one away and
 * puts it back, recovers with a code when all keys are gone, and signs devices out. The keys are in Chromium's virtual
 * authenticator; everything else is as people meet it.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { GetDoorResponseSchema, GetSecurityResponseSchema } from '../web/kit/api/superette/v1/security_pb.js'
import { launchBrowser, picture, type VisitOptions, type Visitor, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { until } from './harness/until.js'

let browser: Browser
let instance: Instance
before(async () => {
  instance = await startInstance('serve')
  browser = await launchBrowser({ whole: true })
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

interface Authenticator {
  readonly cdp: CDPSession
  readonly id: string
}

/** Puts an authenticator into a page's browser: the finger is always on it. */
async function authenticator(page: Page): Promise<Authenticator> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, id: authenticatorId }
}

async function arrive(options: VisitOptions): Promise<{ visitor: Visitor; key: Authenticator }> {
  const visitor = await visit(browser, options)
  // What the door asks to find out whether somebody is signed in.
  visitor.expectFault(/401/)
  const key = await authenticator(visitor.page)
  await visitor.page.goto(instance.url)
  return { visitor, key }
}

async function register(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create an account' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create it with a passkey, without a password' }).click()
  await page.locator('.app').waitFor()
}

async function openSecurity(page: Page): Promise<void> {
  await page.goto(`${instance.url}/me/security`)
  await page.getByRole('heading', { name: 'Passkeys' }).waitFor()
}

const passkeyRows = (page: Page) => page.getByRole('group', { name: 'Passkeys' }).getByRole('button').filter({ hasText: 'Added' })

test('a new person registers with a passkey alone, and comes back by it', async () => {
  const { visitor, key } = await arrive({ shape: 'desktop' })
  const { page } = visitor
  await register(page, 'Ada')
  const { credentials } = await key.cdp.send('WebAuthn.getCredentials', { authenticatorId: key.id })
  assert.equal(credentials.length, 1)
  assert.equal(credentials[0]?.rpId, 'localhost')
  assert.ok(credentials[0]?.isResidentCredential)
  await openSecurity(page)
  assert.match((await passkeyRows(page).textContent()) ?? '', /Chrome on Linux/)
  await picture(page, 'security-desktop')
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.locator('.app').waitFor()
  await openSecurity(page)
  assert.match((await passkeyRows(page).textContent()) ?? '', /last used/)
  assertQuiet(visitor)
  await visitor.context.close()
})

test('where a handle is typed the browser suggests the passkey by itself', async () => {
  const { visitor } = await arrive({ shape: 'phone' })
  const { page } = visitor
  await register(page, 'Faye')
  await page.goto(`${instance.url}/me`)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.locator('.app').waitFor()
  assertQuiet(visitor)
  await visitor.context.close()
})

test('the last way in stays, with a sentence; a second passkey makes room, and what was removed comes back', async () => {
  const { visitor, key } = await arrive({ shape: 'phone' })
  const { page } = visitor
  await register(page, 'Bea')
  await openSecurity(page)
  const remove = async () => {
    await passkeyRows(page).first().click()
    await page.getByRole('button', { name: 'Remove this passkey' }).click()
  }
  visitor.expectFault(/RemovePasskey/)
  await remove()
  await page.getByRole('alert').filter({ hasText: 'This is your last way to sign in.' }).waitFor()
  assert.equal(await passkeyRows(page).count(), 1)

  // The one key of this device is excluded; another device has one of its own.
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('alert').filter({ hasText: 'This device has a passkey of yours already.' }).waitFor()
  await key.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: key.id })
  await authenticator(page)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('Passkey added').waitFor()
  assert.equal(await passkeyRows(page).count(), 2)
  await passkeyRows(page).nth(1).click()
  await page.getByLabel('Name').fill('Blue phone')
  await page.getByRole('button', { name: 'Save' }).click()
  await passkeyRows(page).filter({ hasText: 'Blue phone' }).waitFor()
  await picture(page, 'security-phone')

  await remove()
  await page.getByText('Removed: it signs in no more').waitFor()
  assert.equal(await passkeyRows(page).count(), 1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('It is back').waitFor()
  assert.equal(await passkeyRows(page).count(), 2)
  assertQuiet(visitor)
  await visitor.context.close()
})

test('recovery codes are shown once, can be kept as a file, and bring back whoever lost every key, once each', async () => {
  const { visitor } = await arrive({ shape: 'desktop' })
  const { page } = visitor
  await register(page, 'Cleo')
  await openSecurity(page)
  await page.getByRole('button', { name: /^Recovery codes/ }).click()
  await page.getByRole('button', { name: 'Make recovery codes' }).click()
  const codes = page.locator('.codes code')
  await codes.first().waitFor()
  const shown = await codes.allInnerTexts()
  assert.equal(shown.length, 10)
  await page.keyboard.press('Escape')
  assert.equal(await codes.count(), 10, 'Escape must not lose them')
  await picture(page, 'security-codes')
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()])
  const text = await readFile(await file.path(), 'utf8')
  for (const code of shown) assert.ok(text.includes(code), code)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 left').waitFor()
  await visitor.context.close()

  const fresh = await arrive({ shape: 'phone' })
  const recover = async (code: string) => {
    await fresh.visitor.page.getByLabel('Recovery code').fill(code)
    await fresh.visitor.page.getByRole('button', { name: 'Sign in with a recovery code' }).click()
  }
  await fresh.visitor.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await fresh.visitor.page.getByRole('button', { name: 'Lost your passkey or password?' }).click()
  await fresh.visitor.page.getByLabel('Handle').fill('cleo')
  await recover('00000-00000-00000')
  await fresh.visitor.page.getByRole('alert').filter({ hasText: 'Handle and code do not fit together' }).waitFor()
  await recover((shown[4] ?? '').toUpperCase().replaceAll('-', ' '))
  await fresh.visitor.page.getByText('9 left').waitFor()
  await fresh.visitor.page.getByRole('button', { name: 'Add a passkey' }).click()
  await fresh.visitor.page.getByText('Passkey added').waitFor()
  assertQuiet(visitor, fresh.visitor)
  await fresh.visitor.context.close()
})

test('a device that is signed out from another one goes to the door at once, and says why', async () => {
  const { visitor } = await arrive({ shape: 'desktop' })
  const { page } = visitor
  await register(page, 'Dora')
  await openSecurity(page)
  await page.getByRole('button', { name: 'Set a password' }).click()
  await page.getByLabel('New password').fill('a long enough one')
  await page.getByRole('button', { name: 'Set a password' }).last().click()
  await page.getByText('Password set').waitFor()

  const other = await visit(browser, { shape: 'phone', locale: 'zh-CN', dark: true })
  other.expectFault(/401/)
  await other.page.goto(instance.url)
  await other.page.getByRole('button', { name: '登录', exact: true }).click()
  await other.page.getByLabel('账号').fill('dora')
  await other.page.getByLabel('密码').fill('a long enough one')
  await other.page.getByRole('button', { name: '登录', exact: true }).click()
  await other.page.locator('.app').waitFor()
  await other.page.goto(`${instance.url}/me/security`)
  await other.page.getByText('这台设备').waitFor()
  await picture(other.page, 'security-zh-dark')

  await page.reload()
  const devices = page.getByRole('group', { name: 'Devices' })
  await devices.getByText('This device').waitFor()
  await devices.getByRole('button', { name: 'Sign out Chrome on Linux' }).click()
  await page.getByText('Signed out there').waitFor()
  await other.page.getByText('这台设备已在另一台设备上被退出登录。').waitFor()
  await until(other.page, async () => (await indexedDB.databases()).length === 0)
  await picture(other.page, 'signed-out-zh-dark')
  assert.equal(await devices.getByRole('button').count(), 0)
  assertQuiet(visitor, other)
  await visitor.context.close()
  await other.context.close()
})

test('a browser that was left open for a while changes no way in before its person says that it is them', async () => {
  const { visitor } = await arrive({ shape: 'desktop' })
  const { page } = visitor
  await register(page, 'Gwen')
  await openSecurity(page)
  // What the server answers ten minutes later, until it was given a proof.
  let proved = false
  await page.route('**/*.SecurityService/Prove', (route) => {
    proved = true
    return route.continue()
  })
  await page.route('**/*.SecurityService/ChangePassword', (route) => {
    if (proved) return route.continue()
    const body = JSON.stringify({ code: 'permission_denied', message: 'Please confirm first that it is you.' })
    return route.fulfill({ status: 403, contentType: 'application/json', headers: { 'superette-code': 'account.prove' }, body })
  })
  visitor.expectFault(/403/)
  await page.getByRole('button', { name: 'Set a password' }).click()
  await page.getByLabel('New password').fill('a long enough one')
  await page.getByRole('button', { name: 'Set a password' }).last().click()
  const ask = page.getByRole('dialog', { name: 'Is it you?' })
  await ask.waitFor()
  await page.keyboard.press('Escape')
  await ask.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Set a password' }).last().click()
  await ask.getByRole('button', { name: 'Confirm with a passkey' }).click()
  await page.getByText('Password set').waitFor()
  assertQuiet(visitor)
  await visitor.context.close()
})

test('everything in Security is reached and done by keyboard', async () => {
  const { visitor } = await arrive({ shape: 'desktop' })
  const { page } = visitor
  await register(page, 'Edith')
  await openSecurity(page)
  await passkeyRows(page).first().focus()
  await page.keyboard.press('ArrowDown')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Add a passkey')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('Key ring')
  await page.keyboard.press('Enter')
  await passkeyRows(page).filter({ hasText: 'Key ring' }).waitFor()
  assertQuiet(visitor)
  await visitor.context.close()
})

// The server's part, and that an old key opens nothing, is in internal/account/moved_test.go: browsers know one name for this machine.
test('after a change of address the door says that passkeys of the one before do not work, and Security offers a new one', async () => {
  const { visitor, key } = await arrive({ shape: 'phone' })
  const { page } = visitor
  await register(page, 'Gus')
  await page.route('**/superette.v1.SecurityService/GetDoor', (route) =>
    route.fulfill({
      contentType: 'application/proto',
      body: Buffer.from(toBinary(GetDoorResponseSchema, create(GetDoorResponseSchema, { movedFrom: ['old.example.org'] }))),
    }),
  )
  await page.route('**/superette.v1.SecurityService/GetSecurity', async (route) => {
    const answer = await route.fetch()
    const now = fromBinary(GetSecurityResponseSchema, await answer.body())
    for (const each of now.passkeys.slice(0, 1)) each.elsewhere = 'old.example.org'
    await route.fulfill({ response: answer, body: Buffer.from(toBinary(GetSecurityResponseSchema, now)) })
  })
  await openSecurity(page)
  await page.getByRole('status').filter({ hasText: 'Your passkeys were made at old.example.org and do not work at this address.' }).waitFor()
  await page.getByText('Made at old.example.org: it does not work at this address').waitFor()
  await picture(page, 'security-moved')
  await key.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: key.id })
  await authenticator(page)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('Passkey added').waitFor()
  await page.getByRole('status').filter({ hasText: 'Your passkeys were made at' }).waitFor({ state: 'detached' })
  await page.goto(`${instance.url}/me`)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  const note = page.getByRole('status').filter({ hasText: 'This place had the address old.example.org before.' })
  await note.waitFor()
  await picture(page, 'door-moved')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await note.waitFor()
  await visitor.context.close()
})
