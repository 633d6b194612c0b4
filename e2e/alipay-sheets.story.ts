/** README: programs written for Alipay are opened as they are. What a person chooses in the host's sheets, and what such a program is told of it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { faults } from './harness/access.js'
import { type Author, createAuthor } from './harness/author.js'
import { launchBrowser, notInFirefox, picture, type Visitor, type VisitOptions } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, call, signInAs, userOf } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance
let author: Author
let address: string
let ling: Visitor
let page: Page
let host: Locator

async function arrive(options: VisitOptions): Promise<Visitor> {
  const visitor = await signInAs(browser, instance, 'ling', options)
  await visitor.page.goto(address)
  await programPage(visitor.page).getByRole('button', { name: 'options', exact: true }).waitFor()
  return visitor
}

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo')
  author = await createAuthor(instance, 'sheets')
  address = `${instance.url}/p/${await author.publish('e2e/programs/alipay-sheets')}`
  ling = await arrive({ shape: 'phone' })
  page = ling.page
  host = page.locator('.program.shown')
  // A third person to choose.
  await author.call('SocialService/AddContact', { userId: await userOf(page) })
  const { asking } = (await call(ling, instance, 'SocialService/ListContactRequests', {})).body as { asking: { person: { id: string } }[] }
  const answered = await call(ling, instance, 'SocialService/AnswerContactRequest', { userId: asking[0]?.person.id, accept: true })
  assert.equal(answered.status, 200)
})
after(async () => {
  await browser?.close()
  await author?.dispose()
  await instance?.dispose()
})

const press = (name: string): Promise<void> => programPage(page).getByRole('button', { name, exact: true }).click()
async function said(name: string): Promise<unknown> {
  const out = programPage(page).locator('.said', { hasText: `["${name}"` })
  await out.waitFor()
  return (JSON.parse((await out.textContent()) ?? '') as unknown[])[1]
}
const sheet = (name: string): Locator => host.getByRole('dialog', { name, exact: true })
const button = (name: string): Locator => host.getByRole('button', { name, exact: true })
/** By the keyboard, until the wheel rests there. */
async function turn(name: string, key: string, to: string): Promise<void> {
  const wheel = host.getByRole('spinbutton', { name, exact: true })
  await wheel.press(key)
  await host.locator(`[role=spinbutton][aria-label="${name}"][aria-valuetext="${to}"]`).waitFor()
}
const cancelled = { error: 11, errorMessage: '用户取消操作' }

test('two wheels are turned, and what stands in them is taken; closed, they give nothing', async () => {
  await press('options')
  await sheet('Pay back').waitFor()
  assert.equal(await host.getByRole('spinbutton', { name: 'Column 1' }).getAttribute('aria-valuetext'), 'Tuesday')
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Column 1', 'the keyboard begins at the first wheel')
  await turn('Column 1', 'ArrowDown', 'Wednesday')
  await turn('Column 2', 'End', 'evening')
  assert.deepEqual(await faults(page, 'two wheels'), [])
  await picture(page, 'alipay-options')
  await button('Take').click()
  assert.deepEqual(await said('options'), { selectedOneIndex: 2, selectedOneOption: 'Wednesday', selectedTwoIndex: 1, selectedTwoOption: 'evening' })
  await press('options')
  await sheet('Pay back').waitFor()
  await page.keyboard.press('Escape')
  assert.deepEqual(await said('options'), { selectedOneIndex: '', selectedOneOption: '', selectedTwoIndex: '', selectedTwoOption: '' })
})

test('a date lies between the two that the program names', async () => {
  await press('date')
  await sheet('Choose').waitFor()
  await turn('Year', 'ArrowDown', '2017')
  await turn('Month', 'Home', '01')
  await picture(page, 'alipay-date')
  await button('OK').click()
  assert.deepEqual(await said('date'), { date: '2017-01-09' })
  await press('moment')
  await turn('Minute', 'ArrowDown', '12')
  await button('OK').click()
  assert.deepEqual(await said('moment'), { date: '2012-01-09 11:12' })
  await press('moment')
  await button('Cancel').last().click()
  assert.deepEqual(await said('moment'), cancelled)
})

test('a region is turned to, column by column', async () => {
  await press('region')
  await sheet('Where').waitFor()
  assert.equal(await host.getByRole('spinbutton', { name: 'District' }).getAttribute('aria-valuetext'), '西湖区')
  await turn('Province', 'Home', '北京市')
  await picture(page, 'alipay-region')
  await button('OK').click()
  assert.deepEqual(await said('region'), { data: ['北京市', '北京市', '东城区'], code: ['110000', '110100', '110101'] })
})

test('levels are gone through one by one, and gone back to', async () => {
  await press('levels')
  await sheet('Street').waitFor()
  await button('Hangzhou').click()
  await button('Xihu').click()
  await button('Wenxin').waitFor()
  await button('Hangzhou').click()
  await button('Shanghai').click()
  await picture(page, 'alipay-levels')
  assert.deepEqual(await faults(page, 'levels'), [])
  await button('Pudong').click()
  assert.deepEqual(await said('levels'), { success: true, result: [{ name: 'Shanghai' }, { name: 'Pudong' }] })
  await press('levelsOfFile')
  await button('Green').click()
  await button('Sencha').click()
  assert.deepEqual(await said('levelsOfFile'), { success: true, result: [{ name: 'Green' }, { name: 'Sencha' }] })
  await press('levels')
  await sheet('Street').waitFor()
  await page.keyboard.press('Escape')
  assert.deepEqual(await said('levels'), { success: false, result: [] })
})

test('a city is found by its letters, and the one where somebody is by what the program calls it', async () => {
  await press('city')
  const screen = sheet('Choose a city')
  await screen.waitFor()
  await screen.getByRole('button', { name: '朝阳区' }).waitFor()
  assert.deepEqual(await faults(page, 'cities'), [])
  await picture(page, 'alipay-city')
  await button('H').click()
  await screen.getByRole('searchbox').fill('hz')
  await screen.getByRole('button', { name: '杭州市' }).click()
  assert.deepEqual(await said('city'), { city: '杭州市', adCode: '330100' })
  await press('city')
  await screen.getByRole('button', { name: 'Cancel' }).click()
  assert.deepEqual(await said('city'), cancelled)
})

test('a district is chosen among cities that the program puts there and names, and below its own among their parts', async () => {
  await press('district')
  const screen = sheet('Choose a city')
  await screen.getByRole('searchbox').fill('la')
  await screen.getByRole('button', { name: '临安' }).click()
  assert.deepEqual(await said('district'), { name: '临安', adCode: '330100' })
  await press('district')
  await screen.getByRole('button', { name: 'Tea hills' }).click()
  await sheet('Tea hills').waitFor()
  await picture(page, 'alipay-district')
  await button('North').click()
  assert.deepEqual(await said('district'), { name: 'North', adCode: '91', ext: 'shade' })
})

test('a contact is chosen: the program learns a name and an id of its own', async () => {
  await press('person')
  const screen = sheet('Choose people')
  await screen.getByText(/learns the name of whom you choose/).waitFor()
  assert.deepEqual(await faults(page, 'contacts'), [])
  await screen.getByRole('button', { name: 'Tom Berg' }).click()
  const { contacts } = (await said('person')) as { contacts: { userId: string; realName: string; avatar: string }[] }
  assert.match(contacts[0]?.userId ?? '', /^o[\w-]{27}$/)
  assert.deepEqual(contacts, [{ userId: contacts[0]?.userId, realName: 'Tom Berg', avatar: '' }])

  await press('people')
  await screen.getByRole('checkbox', { name: 'Tom Berg' }).click()
  await screen.getByRole('checkbox', { name: /\(you\)$/ }).click()
  await screen.getByRole('checkbox', { name: 'sheets' }).click()
  await screen.getByText('Two are enough').waitFor()
  await picture(page, 'alipay-people')
  await button('Choose 2 of 2').click()
  const { contactsDicArray } = (await said('people')) as { contactsDicArray: { userId: string; displayName: string }[] }
  assert.deepEqual(
    contactsDicArray.map((each) => each.displayName),
    ['Tom Berg', 'Ling 林玲'],
  )
  assert.equal(contactsDicArray[0]?.userId, contacts[0]?.userId, 'the same person has the same id')
  await press('people')
  await screen.getByRole('button', { name: 'Cancel' }).click()
  assert.deepEqual(await said('people'), { contactsDicArray: [] })
})

test('a question has its text above the field', async () => {
  await press('prompt')
  const dialog = host.getByRole('alertdialog', { name: 'Name it' })
  await dialog.getByText('What the tea is called').waitFor()
  await dialog.getByRole('textbox').fill('Sencha')
  await picture(page, 'alipay-prompt')
  await button('OK').click()
  assert.deepEqual(await said('prompt'), { ok: true, inputValue: 'Sencha' })
})

test('the share panel asks the page by code; an address that is not https is not opened', async () => {
  await press('share')
  const panel = page.getByRole('dialog', { name: 'Send to' })
  await panel.getByText('A card').waitFor()
  await page.keyboard.press('Escape')
  assert.deepEqual(await said('share'), { from: 'code' })
  await press('url')
  const { error } = (await said('url')) as { error: number }
  assert.equal(error, 2)
  assertQuiet(ling)
})

test('where somebody is is told after their yes, and the program says which city that is', async () => {
  await page.context().grantPermissions(['geolocation'])
  await page.context().setGeolocation({ latitude: 30.2, longitude: 120.1 })
  await press('here')
  await button('Allow').click()
  await button('City at 30').click()
  const { city, adCode, latitude } = (await said('here')) as { city: string; adCode: string; latitude: number }
  assert.deepEqual([city, adCode, Math.round(latitude)], ['City at 30', '42', 30])
})

test('whoever has refused something is guided to the settings, and a program learns what is allowed in Alipay’s names', async () => {
  const settings = host.getByRole('dialog').filter({ has: page.getByRole('checkbox') })
  const toggle = async (): Promise<void> => {
    await settings.getByRole('checkbox').first().click()
    await settings.getByRole('button', { name: 'Done' }).click()
  }
  await press('guide')
  assert.deepEqual(await said('guide'), { shown: false })
  await press('setting')
  await toggle()
  assert.deepEqual(await said('setting'), { authSetting: { location: false, aliaddress: true } })
  await press('guide')
  await toggle()
  assert.deepEqual(await said('guide'), { shown: true })
  await press('setting')
  await settings.getByRole('button', { name: 'Done' }).click()
  assert.deepEqual(await said('setting'), { authSetting: { location: true, aliaddress: true } })
})

notInFirefox('a dark screen', 'the sheets are dark and Chinese where the person is', async () => {
  const dark = await arrive({ shape: 'phone', dark: true, locale: 'zh-CN' })
  try {
    const shown = dark.page.locator('.program.shown')
    const open = async (name: string, title: string, shot: string): Promise<void> => {
      await programPage(dark.page).getByRole('button', { name, exact: true }).click()
      await shown.getByRole('dialog', { name: title, exact: true }).waitFor()
      assert.deepEqual(await faults(dark.page, `${name}, dark`), [])
      await picture(dark.page, shot)
      await dark.page.keyboard.press('Escape')
    }
    await open('date', '请选择', 'alipay-date-dark')
    await open('levels', 'Street', 'alipay-levels-dark')
    await open('city', '选择城市', 'alipay-city-dark')
    await open('people', '选择联系人', 'alipay-people-dark')
    assertQuiet(dark)
  } finally {
    await dark.context.close()
  }
})
