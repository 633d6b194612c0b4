/** README: "in any browser". One of two people has Firefox, the other Chromium. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchChromium } from './harness/browser.js'
import { launchFirefox } from './harness/firefox.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, openConversation, signInAs, texts, write } from './harness/people.js'
import { programPage } from './harness/program.js'

let chromium: Browser
let firefox: Browser
let instance: Instance

before(async () => {
  chromium = await launchChromium()
  firefox = await launchFirefox()
  instance = await startInstance('demo', ['--run', 'node examples/teahouse/server/main.js'])
  await instance.printed(/takes orders/)
})
after(async () => {
  await firefox?.close()
  await chromium?.close()
  await instance?.dispose()
})

test('two people write to each other, one in Firefox and one in Chromium, and see the same', async () => {
  const ling = await signInAs(firefox, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(chromium, instance, 'tom', { shape: 'phone' })
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  await write(ling.page, 'from the fox')
  await bubble(tom.page, 'from the fox').waitFor()
  await write(tom.page, '从另一边')
  await bubble(ling.page, '从另一边').waitFor()
  assert.deepEqual(await texts(ling.page), await texts(tom.page))
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a tea is paid in Firefox, by the PIN, on the sheet of the host', async () => {
  const tom = await signInAs(firefox, instance, 'tom', { shape: 'desktop' })
  const { page } = tom
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(page).getByText('Brown sugar pearls').click()
  await programPage(page).getByRole('button', { name: 'Order and pay' }).click()
  const sheet = page.getByRole('dialog', { name: 'Pay' })
  await sheet.getByText('Your PIN').waitFor()
  for (const digit of '246810') await sheet.getByRole('button', { name: digit, exact: true }).click()
  await sheet.getByText('Paid to Teahouse').waitFor()
  await sheet.getByRole('button', { name: 'Done' }).click()
  await programPage(page).getByText('Paid', { exact: true }).waitFor()
  assertQuiet(tom)
  await tom.context.close()
})
