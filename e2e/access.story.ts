/** README: "keyboard, light and dark, English and Chinese": no screen of the host has a fault that axe knows, and 200 % text hides nothing. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { faultsInBoth } from './harness/access.js'
import { launchBrowser, picture, type Shape, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { outOfSight } from './harness/layout.js'
import { openConversation, signInAs, write } from './harness/people.js'
import { DEAD_ENDS, isThere, places, whileAway } from './harness/places.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo', ['--run', 'node examples/teahouse/server/main.js'])
  await instance.printed(/takes orders/)
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

const looks: readonly { readonly shape: Shape; readonly locale: 'en-US' | 'zh-CN' }[] = [
  { shape: 'phone', locale: 'en-US' },
  { shape: 'desktop', locale: 'zh-CN' },
]

test('axe finds no fault on any screen, light and dark, in both languages and on both shapes', async () => {
  const found: string[] = []
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await openConversation(tom.page, 'Ling')
  await write(tom.page, 'What shall it be today?')
  await tom.context.close()
  for (const look of looks) {
    const name = Object.values(look).join(' ')
    const stranger = await visit(browser, look)
    await stranger.page.goto(instance.url)
    for (const step of [0, 1]) {
      await isThere(stranger.page)
      found.push(...(await faultsInBoth(stranger.page, `${name} door ${step}`)))
      if (step === 0) await stranger.page.locator('.door-actions button').first().click()
    }
    await stranger.context.close()
    const ling = await signInAs(browser, instance, 'ling', look)
    for (const place of await places(ling, instance)) {
      await ling.page.goto(instance.url + place)
      await isThere(ling.page)
      found.push(...(await faultsInBoth(ling.page, `${name} ${place.replace(/[a-z]{3}_\w+|wx\w{16}/, '…')}`)))
    }
    await ling.context.close()
  }
  assert.deepEqual([...new Set(found)], [])
})

test('axe finds no fault on what says that something is not there, or failed, in both languages and on both shapes', async () => {
  const found: string[] = []
  for (const look of looks) {
    const name = Object.values(look).join(' ')
    const ling = await signInAs(browser, instance, 'ling', look)
    const { page } = ling
    for (const place of DEAD_ENDS) {
      await page.goto(instance.url + place)
      await page.locator('.empty, .program-end, body > main').first().waitFor()
      await isThere(page)
      found.push(...(await faultsInBoth(page, `${name} ${place}`)))
      if (process.env.LOOK) await picture(page, `dead-end-${Object.values(look).join('-')}-${place.slice(1, 5)}`)
    }
    const [program = ''] = (await places(ling, instance)).filter((each) => each.startsWith('/discover/'))
    found.push(...(await whileAway(page, instance.url + program, () => faultsInBoth(page, `${name} away`))))
    await ling.context.close()
  }
  assert.deepEqual([...new Set(found)], [])
})

test('axe finds no fault on sheets, menus and around a program', async () => {
  const found: string[] = []
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const { page } = ling
  await openConversation(page, 'Tom')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('searchbox').or(page.getByRole('dialog').getByRole('combobox')).first().fill('t')
  found.push(...(await faultsInBoth(page, 'palette')))
  await page.keyboard.press('Escape') // empties the field
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'More', exact: true }).click()
  found.push(...(await faultsInBoth(page, 'what is sent')))
  await page.getByRole('menuitem', { name: 'Send money' }).click()
  await page.getByRole('dialog').getByRole('textbox').first().fill('1.50')
  found.push(...(await faultsInBoth(page, 'transfer')))
  await page.keyboard.press('Escape')
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(page).getByText('Jasmine milk').click()
  await programPage(page).getByRole('button', { name: 'Order and pay' }).waitFor()
  found.push(...(await faultsInBoth(page, 'program')))
  await page.locator('.program.shown').getByRole('button', { name: 'Menu' }).click()
  found.push(...(await faultsInBoth(page, 'menu of the program')))
  await page.keyboard.press('Escape')
  await programPage(page).getByRole('button', { name: 'Order and pay' }).click()
  await page.getByRole('dialog', { name: 'Pay' }).getByText('Your PIN').waitFor()
  found.push(...(await faultsInBoth(page, 'pay sheet')))
  await ling.context.close()
  assert.deepEqual([...new Set(found)], [])
})

test('with text of twice the size nothing is cut off and nothing stands out of a phone', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  const { page } = ling
  const found: string[] = []
  for (const place of [...(await places(ling, instance)), ...DEAD_ENDS]) {
    await page.goto(instance.url + place)
    await page.addStyleTag({ content: 'html { font-size: 200% !important }' })
    await isThere(page)
    found.push(...(await outOfSight(page)).map((fault) => `${place}: ${fault}`))
    if (place === '/me') await picture(page, 'phone-large-text')
  }
  assert.deepEqual(found, [])
})
