/** README: "phone, tablet and desktop": no screen of the host rolls sideways or cuts a control off, from 320 px on, with text of twice the size too. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, type Visitor, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { atBothSizes, atEveryWidth, heights, widths } from './harness/layout.js'
import { openConversation, signInAs, write } from './harness/people.js'
import { DEAD_ENDS, places, whileAway } from './harness/places.js'
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

/** Something of every kind to be shown: long names and words without an end. */
async function fill(ling: Visitor): Promise<void> {
  await openConversation(ling.page, 'Tom')
  await write(ling.page, 'What shall it be today?')
  await write(ling.page, 'https://example.org/a/very/long/address/that/does/not/end/anywhere/near/the/border/of/a/small/telephone')
  await write(ling.page, '今天想喝点什么？茉莉奶绿还是黑糖珍珠，半糖去冰，下午三点左右送到公司楼下可以吗？')
}

for (const dark of [false, true]) {
  const theme = dark ? 'dark' : 'light'
  test(`every address of the host fits every width, ${theme}`, async () => {
    const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop', dark, locale: dark ? 'zh-CN' : 'en-US' })
    if (!dark) await fill(ling)
    const found: string[] = []
    for (const place of await places(ling, instance)) {
      await ling.page.goto(instance.url + place)
      found.push(...(await atEveryWidth(ling.page, `${theme} ${place.replace(/[a-z]{3}_\w+|wx\w{16}/, '…')}`)))
    }
    // Dark differs in its colors alone, which axe looks at: once is enough.
    for (const place of dark ? [] : DEAD_ENDS) {
      await ling.page.goto(instance.url + place)
      await ling.page.locator('.empty, .program-end, body > main').first().waitFor()
      found.push(...(await atEveryWidth(ling.page, `${theme} ${place}`)))
    }
    found.push(...(await whileAway(ling.page, `${instance.url}/discover/wx0000000000000000`, () => atEveryWidth(ling.page, `${theme} away`))))
    await ling.context.close()
    assert.deepEqual(found, [])
  })
}

for (const locale of ['en-US', 'zh-CN'] as const) {
  test(`the door and its forms fit every width, with text of twice the size too, in ${locale}`, async () => {
    const { context, page } = await visit(browser, { shape: 'phone', locale })
    const found: string[] = []
    const look = async (screen: string) => found.push(...(await atEveryWidth(page, `${locale} ${screen}`)))
    await page.goto(instance.url)
    const [join, enter] = [page.locator('.door-actions .button').first(), page.locator('.door-actions .button').nth(1)]
    await look('door')
    await join.click()
    await look('account to be made')
    await page.locator('.door-form [type=submit]').click()
    await page.locator('.field.wrong').first().waitFor()
    await look('what an account lacks')
    await page.locator('.door-head .icon-button').click()
    await enter.click()
    await look('sign in')
    await page.locator('.door-form [type=submit]').click()
    await page.locator('.field.wrong').first().waitFor()
    await look('what signing in lacks')
    await page.locator('.door-lost').click()
    await page.locator('.door-form').waitFor()
    await look('recovery')
    await context.close()
    assert.deepEqual(found, [])
  })
}

for (const width of widths) {
  test(`sheets, menus and what stands around a program fit ${width} pixels`, async () => {
    const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop', dark: width === 390 || width === 1440 })
    const { page } = ling
    const found: string[] = []
    const look = async (screen: string) => found.push(...(await atBothSizes(page, `${screen} at ${width}`)))
    await page.setViewportSize({ width, height: heights[width] })
    await openConversation(page, 'Tom')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('t')
    await look('palette')
    await page.keyboard.press('Escape') // empties the field
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await look('what is sent')
    await page.getByRole('menuitem', { name: 'Send money' }).click()
    await page.getByRole('dialog').getByRole('textbox').first().fill('1.50')
    await look('transfer')
    await page.goto(`${instance.url}/discover`)
    await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
    await programPage(page).getByText('Jasmine milk').click()
    await programPage(page).getByRole('button', { name: 'Order and pay' }).waitFor()
    await look('program')
    await page.locator('.program.shown').getByRole('button', { name: 'Menu' }).click()
    await look('menu of the program')
    await page.keyboard.press('Escape')
    await programPage(page).getByRole('button', { name: 'Order and pay' }).click()
    await page.getByRole('dialog', { name: 'Pay' }).getByText('Your PIN').waitFor()
    await look('pay sheet')
    await ling.context.close()
    assert.deepEqual(found, [])
  })
}
