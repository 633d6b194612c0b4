/** README: "`wx.*`". A program asks for an address: the host shows the person's own book, and the program gets what is tapped. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, picture, type Visitor, type VisitOptions, visit } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance
let link: string
let visitor: Visitor
let page: Page
let host: Locator

async function arrive(options: VisitOptions): Promise<Visitor> {
  const someone = await visit(browser, options)
  await someone.page.goto(link)
  await programPage(someone.page).getByRole('button', { name: 'address', exact: true }).waitFor()
  return someone
}

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('dev', [join(root, 'e2e', 'programs', 'device')])
  link = (await instance.printed(/http\S+\/dev\/open\S*/))[0]
  visitor = await arrive({ shape: 'phone' })
  page = visitor.page
  host = page.locator('.program.shown')
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

const press = (name: string): Promise<void> => programPage(page).getByRole('button', { name, exact: true }).click()
async function said(name: string): Promise<unknown> {
  const out = programPage(page).locator('.said', { hasText: `["${name}"` })
  await out.waitFor()
  return (JSON.parse((await out.textContent()) ?? '') as unknown[])[1]
}
const list = (): Locator => host.getByRole('dialog', { name: 'Your addresses' })
const fill = async (fields: Readonly<Record<string, string>>): Promise<void> => {
  for (const [label, value] of Object.entries(fields)) await host.getByLabel(label).fill(value)
}
/** The first names that a field offers. */
const offered = (label: string): Promise<string[]> =>
  host.getByLabel(label).evaluate((field) => [...((field as HTMLInputElement).list?.options ?? [])].slice(0, 3).map((each) => each.value))
const cancelled = ['fail', { errMsg: 'chooseAddress:fail cancel' }]

test('without an address the book leads to adding one; what is tapped is what the program gets', async () => {
  await press('address')
  await list().getByText('You have no address yet.').waitFor()
  await picture(page, 'address-empty')
  await list().getByRole('button', { name: 'Add address' }).tap()
  await host.getByRole('button', { name: 'Save' }).tap()
  await host.getByRole('alert').filter({ hasText: 'This is needed.' }).waitFor()
  await fill({ Name: '张玲', Phone: '12' })
  await fill({
    'Province or state': '广东省',
    City: '广州市',
    District: '天河区',
    Neighbourhood: '猎德街道',
    'Street, number': '茶行路 8 号',
    Postal: '510630',
  })
  // What is known below a province is offered, and nothing has to be taken.
  assert.deepEqual(await offered('City'), ['广州市', '韶关市', '深圳市'])
  assert.deepEqual(await offered('District'), ['荔湾区', '越秀区', '海珠区'])
  await fill({ 'Province or state': '上海市', City: '上海市' })
  assert.deepEqual(await offered('District'), ['黄浦区', '徐汇区', '长宁区'])
  await fill({ 'Province or state': '广东省', City: '广州市' })
  await host.getByRole('button', { name: 'Save' }).tap()
  await host.getByRole('alert').filter({ hasText: 'no phone number' }).waitFor()
  await picture(page, 'address-form')
  await fill({ Phone: '13800138000' })
  await host.getByRole('button', { name: 'Save' }).tap()
  await list().getByRole('button', { name: '广东省广州市天河区猎德街道茶行路 8 号 510630' }).tap()
  assert.deepEqual(await said('address'), [
    'success',
    {
      userName: '张玲',
      postalCode: '510630',
      provinceName: '广东省',
      cityName: '广州市',
      countyName: '天河区',
      streetName: '猎德街道',
      detailInfo: '猎德街道茶行路 8 号',
      detailInfoNew: '茶行路 8 号',
      nationalCode: '440106',
      telNumber: '13800138000',
      errMsg: 'chooseAddress:ok',
    },
  ])
})

test('by keyboard: a second one becomes the default, is changed, is removed and is back', async () => {
  await press('address')
  await list().getByRole('button', { name: 'Add address' }).press('Enter')
  await fill({ Name: 'Tom', Phone: '+44 1304 555 010', 'Province or state': 'Kent', City: 'Dover', 'Street, number': '8 Tea Row' })
  await host.getByRole('checkbox', { name: 'Use as the default' }).press('Space')
  await host.getByLabel('Street, number').press('Enter')
  const first = list().getByRole('listitem').first()
  await first.getByText('Default').waitFor()
  await first.getByText('Kent Dover 8 Tea Row').waitFor()
  await list().getByRole('button', { name: 'Edit the address of Tom' }).press('Enter')
  await host.getByLabel('Street, number').fill('9 Tea Row')
  await host.getByLabel('Name').press('Escape')
  await first.getByText('8 Tea Row').waitFor() // Escape led back to the list, and kept nothing
  await list().getByRole('button', { name: 'Edit the address of Tom' }).press('Enter')
  await host.getByRole('button', { name: 'Remove' }).press('Enter')
  await list().getByText('Address removed.').waitFor()
  assert.equal(await list().getByRole('listitem').count(), 1)
  await picture(page, 'address-removed')
  await list().getByRole('button', { name: 'Undo' }).press('Enter')
  await first.getByText('Tom').waitFor()
  await picture(page, 'address-list')
  await page.keyboard.press('Escape')
  assert.deepEqual(await said('address'), cancelled)
})

test('the person’s back closes the book, and nothing that the program sends along says what it shows or answers', async () => {
  await press('hostile')
  await list().getByText('Kent Dover 8 Tea Row').waitFor()
  assert.equal(await list().getByText('nobody').count(), 0)
  await page.goBack()
  assert.deepEqual(await said('hostile'), cancelled)
  await press('pile')
  for (let open = 0; open < 6; open++) await list().getByRole('button', { name: 'Cancel' }).tap()
  const answers = (await said('pile')) as string[]
  assert.equal(answers.filter((each) => each === 'chooseAddress:fail cancel').length, 6)
  assert.equal(answers.filter((each) => each === 'chooseAddress:fail too many dialogs are waiting').length, 14)
  await press('addressScope')
  assert.deepEqual(await said('addressScope'), [true, ['success', { errMsg: 'authorize:ok' }]])
  assertQuiet(visitor)
})

test('in Chinese, in the dark, on a desktop', async () => {
  const other = await arrive({ shape: 'desktop', locale: 'zh-CN', dark: true })
  await programPage(other.page).getByRole('button', { name: 'address', exact: true }).click()
  const box = other.page.locator('.program.shown')
  await box.getByText('还没有收货地址').waitFor()
  await box.getByRole('button', { name: '新增地址' }).click()
  await picture(other.page, 'address-form-dark')
  const typed = { 收货人: '张玲', 手机号码: '13800138000', '省 / 自治区': '上海市', 城市: '上海市', 详细地址: '茶行路 8 号' }
  for (const [label, value] of Object.entries(typed)) await box.getByLabel(label).fill(value)
  await box.getByRole('button', { name: '保存' }).click()
  await box.getByText('上海市上海市茶行路 8 号').waitFor()
  await picture(other.page, 'address-list-dark')
  await box.getByRole('button', { name: '取消' }).click()
  assertQuiet(other)
})
