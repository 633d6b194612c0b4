/** README: "unmodified WeChat programs" and "share a page as a card with picture and price; the other opens it over the chat". */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, notInFirefox, picture } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, call, openConversation, signInAs, thread, write } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance

before(async () => {
  browser = await launchBrowser({ whole: true })
  instance = await startInstance('demo')
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

async function openTeahouse(page: Page): Promise<void> {
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(page).getByText('Jasmine milk').waitFor()
}

/** A tab of the program's own tab bar. */
function tab(page: Page, name: string) {
  return page.locator('.program.shown').getByRole('tab', { name })
}

/** Pictures come from the package over the host's port. */
async function picturesAreThere(page: Page): Promise<void> {
  await programPage(page).locator('wx-image img, wx-image').first().waitFor()
  const frame = await (await programPage(page).locator('body').elementHandle())?.ownerFrame()
  await frame?.waitForFunction(() => {
    const shown = [...document.querySelectorAll('wx-image')].filter((each) => each.getBoundingClientRect().top < innerHeight)
    return (
      shown.length > 0 &&
      shown.every((each) => {
        const img = each.querySelector('img')
        return img
          ? img.complete && img.naturalWidth > 0
          : getComputedStyle(each).backgroundImage !== 'none' || each.querySelector('[style*="background-image"]') !== null
      })
    )
  })
}

/** Buttons hold their words in one line, in their middle, also in a wide font. */
async function oneLineEach(page: Page, words: readonly string[]): Promise<void> {
  for (const text of words) {
    const place = await programPage(page)
      .getByText(text, { exact: true })
      .evaluate((element) => {
        const range = document.createRange()
        range.selectNodeContents(element)
        const [box, line] = [element.getBoundingClientRect(), range.getBoundingClientRect()]
        const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)))
        return { lines: lines.size, left: line.left - box.left, right: box.right - line.right }
      })
    assert.equal(place.lines, 1, `${text} is one line`)
    assert.ok(place.left >= 0 && Math.abs(place.left - place.right) < 2, `${text} is in the middle: ${JSON.stringify(place)}`)
  }
}

test('a link to a program brings all that it starts with before it is known who is there', async () => {
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  const { page } = tom
  const shelf = (await call(tom, instance, 'ProgramService/ListShelf', {})).body['programs'] as { appId: string }[]
  await page.evaluate(() => localStorage.clear()) // as in a browser where nobody was before
  const come = (part: RegExp): Promise<unknown> => page.waitForResponse((answer) => part.test(answer.url()))
  const all = Promise.all([/runtime-worker/, /runtime-view/, /runtime-boot/, /pkg\/\w+\/manifest/, /pkg\/.*\.js$/].map(come))
  await page.route('**/AccountService/Me', async (route) => {
    await all
    await route.continue()
  })
  const link = `${instance.url}/p/${shelf[0]?.appId}/pages/tea/tea?id=brown-sugar`
  await page.goto(link)
  await programPage(page).getByText('Brown sugar pearls').waitFor()

  // Each thing is asked for once. (Where requests are held up, as above, browsers forget what they brought early.)
  await page.unroute('**/AccountService/Me')
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto(link)
  await programPage(page).getByText('Brown sugar pearls').waitFor()
  for (const part of ['runtime-worker', 'runtime-view', 'manifest.json']) assert.equal(asked.filter((path) => path.includes(part)).length, 1, part)
  assert.equal(await page.locator('#early').count(), 0, 'the frame that kept a process for it is gone')
  // What lies below comes then.
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).tap()
  await page.getByRole('button', { name: 'Open Teahouse' }).first().waitFor()
  assertQuiet(tom)
  await tom.context.close()
})

test('Teahouse opens in its own colour; menu, detail and cart work, back and forth, and it is where it was', async () => {
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  const { page } = tom
  await openTeahouse(page)
  await picturesAreThere(page)
  await picture(page, 'phone-menu')
  const bar = page.locator('.program.shown .program-bar')
  assert.equal(await bar.evaluate((element) => getComputedStyle(element).backgroundColor), 'rgb(15, 118, 110)')

  // Categories filter, and the list comes back in its order.
  await programPage(page).getByText('Fruit tea', { exact: true }).click()
  await programPage(page).getByText('Jasmine milk').waitFor({ state: 'detached' })
  await programPage(page).getByText('All', { exact: true }).click()
  await programPage(page).getByText('Jasmine milk').waitFor()

  // Detail: options, a component that answers by an event, prices by WXS.
  await programPage(page).getByText('Grape cloud').click()
  await programPage(page).getByText('Hand-peeled grapes under a cheese foam.').waitFor()
  await page.locator('.program.shown .program-bar').getByText('Grape cloud').waitFor()
  await programPage(page).getByText('Large').click()
  await programPage(page).getByRole('button', { name: '+' }).click()
  await programPage(page).getByText('Add to cart · ¥50.00').waitFor()
  await oneLineEach(page, ['Add to cart · ¥50.00', 'Order and pay', 'Share with a friend'])
  await picture(page, 'phone-detail')
  await programPage(page).getByText('Add to cart · ¥50.00').click()
  await page.locator('.program.shown').getByText('Added').waitFor()
  await page.goBack()
  await programPage(page).getByText('Jasmine milk').waitFor()

  // The cart, by the tab; stored, so that it is there when the program is opened anew.
  await tab(page, 'Cart').click()
  await programPage(page).getByText('Grape cloud').waitFor()
  await programPage(page).getByText('¥50.00').first().waitFor()
  await picture(page, 'phone-cart')

  // Left and come back to: where it was.
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(page).getByText('Grape cloud').waitFor()

  await page.reload()
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(page).getByText('Jasmine milk').waitFor()
  await tab(page, 'Cart').click()
  await programPage(page).getByText('Grape cloud').waitFor()
  assertQuiet(tom)
  await tom.context.close()
})

test('a tea is shared into a chat, and the other opens it over the chat at that page', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await openConversation(tom.page, 'Ling')
  await openTeahouse(ling.page)
  await programPage(ling.page).getByText('Brown sugar pearls').click()
  await programPage(ling.page).getByText('Share with a friend').click()
  const sheet = ling.page.getByRole('dialog', { name: 'Send to' })
  await sheet.getByText('¥').first().waitFor()
  await sheet.getByRole('radio', { name: 'Tom' }).click()
  await sheet.getByRole('button', { name: 'Send to Tom' }).click()
  await ling.page.getByText('Sent', { exact: true }).waitFor()

  // The same card on both sides, with its picture.
  await ling.page.goto(`${instance.url}/chats`)
  await openConversation(ling.page, 'Tom')
  for (const { page } of [ling, tom]) {
    const card = thread(page)
      .getByRole('button', { name: /Brown sugar pearls/ })
      .last()
    await card.waitFor()
    assert.match((await card.textContent()) ?? '', /19\.00/)
    await page.waitForFunction(() => {
      const images = [...document.querySelectorAll<HTMLImageElement>('.card-cover img')]
      return images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0)
    })
  }
  await write(tom.page, 'That one! I will have it too.')
  await bubble(ling.page, 'That one!').waitFor()
  await picture(tom.page, 'phone-chat')

  await thread(tom.page)
    .getByRole('button', { name: /Brown sugar pearls/ })
    .last()
    .click()
  await programPage(tom.page).getByText('Slow-cooked brown sugar with soft tapioca pearls.').waitFor()
  await picturesAreThere(tom.page)
  await picture(tom.page, 'phone-tea')
  // The program lies over the chat: closing it shows the chat where it was.
  await tom.page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await bubble(tom.page, 'That one!').waitFor()

  await thread(ling.page)
    .getByRole('button', { name: /Brown sugar pearls/ })
    .last()
    .click()
  await programPage(ling.page).getByText('Slow-cooked brown sugar with soft tapioca pearls.').waitFor()
  await picturesAreThere(ling.page)
  // Docked beside it: the chat is still there to write in.
  await write(ling.page, 'Two of them, then.')
  await bubble(tom.page, 'Two of them, then.').waitFor()
  await picture(ling.page, 'desktop-shared')
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

notInFirefox('a dark screen', 'in the dark and in Chinese everything has its words', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone', locale: 'zh-CN', dark: true })
  const { page } = tom
  const shelf = (await call(ling, instance, 'ProgramService/ListShelf', {})).body.programs as { appId: string }[]
  const chats = (await call(ling, instance, 'ChatService/ListConversations', {})).body.conversations as { id: string; members: { handle: string }[] }[]
  const shared = await call(ling, instance, 'ProgramService/Share', {
    appId: shelf[0]?.appId,
    conv: chats.find((each) => each.members.some((member) => member.handle === 'tom'))?.id,
    clientId: 'share-for-the-dark',
    title: 'Brown sugar pearls',
    path: 'pages/tea/tea?id=brown-sugar',
    imagePath: 'images/brown-sugar.jpg',
    price: '1900',
    currency: 'CNY',
  })
  assert.equal(shared.status, 200)
  await openConversation(page, 'Ling')
  await thread(page)
    .getByRole('button', { name: /Brown sugar pearls/ })
    .last()
    .waitFor()
  await picture(page, 'phone-dark')
  const background = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  assert.equal(background, 'rgb(12, 10, 9)')
  for (const [path, name] of [
    ['chats', '聊天'],
    ['contacts', '通讯录'],
    ['discover', '发现'],
    ['me', '我'],
  ] as const) {
    await page.goto(`${instance.url}/${path}`)
    await page.getByRole('heading', { name }).first().waitFor()
    await picture(page, `phone-zh-${path}`)
  }
  await page.goto(`${instance.url}/discover`)
  await page
    .getByRole('button', { name: /打开.*Teahouse/ })
    .first()
    .click()
  await programPage(page).getByText('茉莉鲜奶').waitFor()
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})
