/** README: "`wx.*`". The members that need the person, the file dialog or the drawing board, in the real host. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { type Echo, startEcho } from './harness/echo.js'
import { launchBrowser, type Visitor, visit } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { programFrame, programPage } from './harness/program.js'

const picture = join(root, 'examples', 'teahouse', 'images', 'grape.jpg')

let browser: Browser
let instance: Instance
let echo: Echo
let visitor: Visitor
let page: Page
let program: FrameLocator

before(async () => {
  browser = await launchBrowser()
  echo = await startEcho()
  const folder = join(root, 'e2e', 'programs', 'media')
  instance = await startInstance('dev', [folder, '--allow-private', `127.0.0.1:${echo.port}=media=https://api.media.example`])
  visitor = await visit(browser, { shape: 'phone' })
  page = visitor.page
  await page.goto((await instance.printed(/http\S+\/dev\/open\S*/))[0])
  program = programPage(page)
  await program.getByText('choose a picture').waitFor()
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
  await echo?.close()
})

/** Taps a button of the program and answers the file dialog that it brings up. */
async function choose(button: string, files: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const dialog = page.waitForEvent('filechooser')
  await program.getByText(button, { exact: true }).tap()
  await (await dialog).setFiles(files)
}

test('what is chosen after a long look arrives, though the browser has cleaned up meanwhile', async () => {
  const cdp = await visitor.context.newCDPSession(page)
  await cdp.send('Page.enable')
  await cdp.send('Page.setInterceptFileChooserDialog', { enabled: true })
  const opened = new Promise<number>((resolve) => cdp.once('Page.fileChooserOpened', ({ backendNodeId }) => resolve(backendNodeId ?? 0)))
  await program.getByText('choose a picture', { exact: true }).tap()
  const backendNodeId = await opened
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('DOM.setFileInputFiles', { files: [picture], backendNodeId })
  await program.getByText('picture 650 x 520').waitFor()
  await cdp.detach()
})

test('a chosen picture is shown by its temporary path, and large', async () => {
  await choose('choose a picture', picture)
  await program.getByText('picture 650 x 520').waitFor()
  await program.getByText('show it large').tap()
  await page.locator('.program.shown').getByRole('dialog', { name: 'Picture 1 of 1' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.program.shown').getByRole('dialog', { name: 'Picture 1 of 1' }).waitFor({ state: 'detached' })
})

test('a choice that no touch led to asks for one, since the browser opens nothing without', async () => {
  const own = await visitor.context.newPage()
  // Playwright's own looks at a page count as touches.
  await own.addInitScript(() => Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } }))
  const app = page.url().match(/wx[0-9a-f]{16}/)?.[0]
  await own.goto(`${instance.url}/p/${app}/pages/index/index?choose=1`)
  const asked = own.locator('.program.shown').getByRole('alertdialog', { name: /asks for a picture or film$/ })
  await asked.getByRole('button', { name: 'Cancel' }).tap()
  await programPage(own).getByText('chooseImage:fail cancel').waitFor()
  await own.reload()
  const dialog = own.waitForEvent('filechooser')
  await asked.getByRole('button', { name: 'Choose' }).tap()
  await (await dialog).setFiles(picture)
  await programPage(own).getByText('picture 650 x 520').waitFor()
  await own.close()
})

test('media and films come with kind and size', async () => {
  await choose('choose media', picture)
  await program.getByText(/media image image\d{4,}/).waitFor()
  await choose('choose a film', { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(1234) })
  await program.getByText('film 1234 kept').waitFor()
})

/** A film of 64 by 48, made by the browser itself. */
async function recorded(): Promise<Buffer> {
  const maker = await browser.newPage()
  const text = await maker.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 })
    const context = canvas.getContext('2d')
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' })
    const parts: Blob[] = []
    const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve))
    const some = new Promise<void>((resolve) =>
      recorder.addEventListener('dataavailable', (event) => {
        parts.push(event.data)
        if (event.data.size > 0) resolve()
      }),
    )
    recorder.start(50)
    const drawing = setInterval(() => context?.fillRect(0, 0, Math.random() * 64, 48), 20)
    await some
    recorder.stop()
    await ended
    clearInterval(drawing)
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  })
  await maker.close()
  return Buffer.from(text, 'base64')
}

test('a film is measured by the browser that shows it', async () => {
  await choose('choose a film to measure', { name: 'film.webm', mimeType: 'video/webm', buffer: await recorded() })
  await program.getByText('film 64 x 48 video').waitFor()
})

test('a photograph tells which way up it was taken', async () => {
  const jpeg = await readFile(picture)
  // The head of an Exif segment with one entry: orientation, "right".
  const exif = Buffer.from('ffe1002245786966000049492a00080000000100120103000100000006000000' + '00000000', 'hex')
  await choose('choose a picture', { name: 'turned.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]) })
  await program.getByText('picture 520 x 650').waitFor()
  await program.getByText('about it').tap()
  await program.getByText('info 650 x 520 right jpeg').waitFor()
})

test('the first request of a program that names wx.request is answered', async () => {
  await program.getByText('ask the server').tap()
  await program.getByText('answer 200 plain').waitFor()
})

test('a toast says what it can hold; questions stand apart, are named, and answered by Enter and Esc', async () => {
  const host = page.locator('.program.shown')
  const toast = host.locator('.program-toast span')
  const lines = () => toast.evaluate((span) => Math.round(span.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(span).lineHeight)))
  await program.getByText('toast', { exact: true }).tap()
  await host.getByRole('status').getByText('一二三四五六七…').waitFor()
  await host.getByRole('status').getByText('一二三四五六七八九十').waitFor({ state: 'attached' })
  await program.getByText('long toast').tap()
  await host.getByRole('status').getByText('tea tea').waitFor()
  assert.equal(await lines(), 2)

  await program.getByText('two questions').tap()
  await host.getByRole('alertdialog', { name: 'first' }).getByRole('textbox').fill('oolong')
  await page.keyboard.press('Enter')
  const second = host.getByRole('alertdialog', { name: 'second' }).getByRole('textbox')
  await second.waitFor()
  assert.equal(await second.inputValue(), '')
  assert.equal(await second.evaluate((field) => field === document.activeElement), true)
  await page.keyboard.press('Escape')
  await program.getByText('first=oolong,second=null').waitFor()
})

test('a program that does not say "darkmode" stays as light as it was drawn', async () => {
  const colors = () => program.locator('body').evaluate((body) => [getComputedStyle(body).color, getComputedStyle(body).backgroundColor])
  const light = await colors()
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.reload()
  await program.getByText('choose a picture').waitFor()
  assert.deepEqual(await colors(), light)
  await page.emulateMedia({ colorScheme: 'light' })
})

test('who somebody is, is told after a yes and not after a no', async () => {
  await program.getByText('who am I').tap()
  await page.locator('.program.shown').getByRole('button', { name: 'Refuse' }).tap()
  await program.getByText('getUserProfile:fail').waitFor()
  await program.getByText('who am I').tap()
  await page.locator('.program.shown').getByRole('button', { name: 'Allow' }).tap()
  await program.getByText('hello Developer').waitFor()
})

test('a canvas is drawn and gives its picture; an animation moves; the page scrolls', async () => {
  await program.getByText('draw', { exact: true }).tap()
  await program.getByText('drawn true').waitFor()
  await program.getByText('animate', { exact: true }).tap()
  const frame = await programFrame(page)
  await frame.waitForFunction(() => getComputedStyle(document.querySelector('.box') ?? document.body).transform.includes(', 40,'))
  await program.getByText('scroll down').tap()
  await program.getByText('scrolled').waitFor({ state: 'attached' })
  const top = await program.locator('.end').evaluate((end) => end.getBoundingClientRect().top)
  assert.ok(top < 844, `the end is at ${top}`)
  assertQuiet(visitor)
})
