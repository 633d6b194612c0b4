/** README: "in any browser". One of two people has Firefox, the other Chromium. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchChromium } from './harness/browser.js'
import { launchFirefox } from './harness/firefox.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, openConversation, signInAs, texts, write } from './harness/people.js'

let chromium: Browser
let firefox: Browser
let instance: Instance

before(async () => {
  chromium = await launchChromium({ whole: true })
  firefox = await launchFirefox()
  instance = await startInstance('demo')
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
