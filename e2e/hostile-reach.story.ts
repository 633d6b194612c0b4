/** README: "a mini program cannot hurt the host". What a program can reach: globals, networks, other programs' data. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { engine } from './harness/browser.js'
import { chatWorks, createStage, givePort, goTo, type Stage, teahouseOpens } from './harness/hostile.js'
import { root } from './harness/instance.js'
import { assertQuiet, signInAs } from './harness/people.js'
import { programFrame, programPage } from './harness/program.js'
import { until } from './harness/until.js'

let teahouse: string
let stage: Stage

before(async () => {
  stage = await createStage({ whole: true })
  const shelf = (await stage.eve.call('ProgramService/ListShelf', {})).body['programs'] as readonly { readonly appId: string; readonly name: string }[]
  teahouse = shelf.find((each) => each.name === 'Teahouse')?.appId ?? ''
  assert.match(teahouse, /^wx[0-9a-f]{16}$/)
})
after(() => stage?.dispose())

test('a program reaches the globals of the list and no other, and every way out is refused', async () => {
  const ling = await stage.beside()
  const { page } = ling
  ling.expectFault(/Content Security Policy/)
  await goTo(page, 'reach')
  await programPage(page).locator('.done').waitFor()
  const names = ((await programPage(page).locator('.names').textContent()) ?? '').split(' ')
  const list = join(root, 'e2e', 'testdata', 'globals.txt')
  if (process.env.UPDATE) await writeFile(list, `${names.join('\n')}\n`)
  // The classes of `crypto`, which Chromium shows on https alone.
  const known = new Set([...(await readFile(list, 'utf8')).split('\n'), ...(engine === 'firefox' ? ['CryptoKey', 'SubtleCrypto'] : [])])
  assert.deepEqual(
    names.filter((name) => !known.has(name)),
    [],
    'a program reaches something new: is it a way out?',
  )
  // A script of the template has the language's own few names, and of its functions nothing more.
  assert.equal(await programPage(page).locator('.wxs').textContent(), 'Object console Math JSON Date getRegExp getDate')
  const tries = ((await programPage(page).locator('.tries').textContent()) ?? '').split(' ')
  assert.deepEqual(
    tries.filter((each) => !/=(refused|nothing)$/.test(each)),
    [],
  )
  assert.equal(tries.length, 29)
  await ling.context.close()
})

test("a page's frame has no network, no host above it, and nowhere to go", async () => {
  const ling = await stage.beside()
  const { page } = ling
  ling.expectFault(/Content Security Policy|Blocked|[Ss]andbox|ERR_BLOCKED_BY_CSP|Unsafe attempt|denied/)
  // Something outside that would answer everybody.
  const asked: string[] = []
  const outside = createServer((request, answer) => {
    asked.push(request.url ?? '')
    answer.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'image/svg+xml' })
    answer.end('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
  })
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(outside.address() as AddressInfo).port}`
  const frame = await programFrame(page)
  const got = await frame.evaluate(async (address) => {
    // Methods, since the test runner's compiler wraps named functions in a helper that the page has not.
    const tool = {
      async attempt(action: () => unknown): Promise<string> {
        try {
          const value = await action()
          return value === undefined || value === null ? 'nothing' : 'REACHED'
        } catch {
          return 'refused'
        }
      },
      own(name: string, of: unknown): unknown {
        return (of as Record<string, unknown>)[name]
      },
      picture(url: string): Promise<unknown> {
        return new Promise((resolve, reject) => {
          const image = new Image()
          image.onload = resolve
          image.onerror = reject
          image.src = url
        })
      },
    }
    const inner = document.createElement('iframe')
    document.body.append(inner)
    const out = {
      rtc: await tool.attempt(() => tool.own('RTCPeerConnection', globalThis)),
      rtcPrefixed: await tool.attempt(() => tool.own('webkitRTCPeerConnection', globalThis)),
      rtcOfFrame: await tool.attempt(() => tool.own('RTCPeerConnection', inner.contentWindow)),
      socket: await tool.attempt(() => new WebSocket(`ws://${address}/`)),
      transport: await tool.attempt(() => new WebTransport(`https://${address}/`)),
      worker: await tool.attempt(() => new Worker('data:text/javascript,1')),
      fetch: await tool.attempt(() => fetch(`http://${address}/`)),
      fetchOwn: await tool.attempt(() => fetch('/api/superette.v1.AccountService/Me')),
      beacon: await tool.attempt(() => {
        navigator.sendBeacon(`http://${address}/`, 'x') // says true also for what the policy stops
      }),
      picture: await tool.attempt(() => tool.picture(`http://${address}/x.png`)),
      ownPicture: await tool.attempt(() => tool.picture('http://localhost/x.png')),
      parentDocument: await tool.attempt(() => tool.own('document', window.parent)),
      parentStorage: await tool.attempt(() => tool.own('localStorage', window.parent)),
      topDocument: await tool.attempt(() => window.top?.document),
      topMove: await tool.attempt(() => {
        if (window.top) window.top.location.href = `http://${address}/`
      }),
      cookie: await tool.attempt(() => document.cookie),
      storage: await tool.attempt(() => localStorage),
      database: await tool.attempt(
        () =>
          new Promise((resolve, reject) => {
            const request = indexedDB.open('x')
            request.onsuccess = resolve
            request.onerror = reject
          }),
      ),
      popup: await tool.attempt(() => window.open(`http://${address}/`)),
      eval: await tool.attempt(() => (tool.own('eval', globalThis) as (text: string) => unknown)('1')),
      function: await tool.attempt(() => new Function('return 1')()),
      inline: await tool.attempt(() => {
        const script = document.createElement('script')
        script.textContent = 'window.leaked = 1'
        document.body.append(script)
        script.remove()
        return tool.own('leaked', window)
      }),
    }
    inner.remove()
    return out
  }, address)
  assert.deepEqual(
    Object.entries(got).filter(([, how]) => how !== 'refused' && how !== 'nothing'),
    [],
  )
  // Nor can it leave by a form or by its own address: the browser puts an empty page of its own in its place.
  await frame.evaluate((address) => {
    const form = document.createElement('form')
    form.action = `http://${address}/`
    document.body.append(form)
    form.submit()
    form.remove()
  }, address)
  await programPage(page).locator('.foreign').click()
  await programPage(page).locator('.answer', { hasText: 'done' }).waitFor()
  // Firefox tells nothing of a way that it stops.
  const gone = engine === 'chromium' ? page.waitForEvent('framenavigated', (each) => each === frame) : undefined
  await frame.evaluate((address) => {
    setTimeout(() => {
      location.href = `http://${address}/`
    })
  }, address)
  if (gone !== undefined) {
    await gone
    assert.match(frame.url(), /^chrome-error:/)
  }
  assert.deepEqual(asked, [])
  assert.ok(page.url().startsWith(stage.instance.url))
  await chatWorks(page)
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await teahouseOpens(page, stage.instance)
  assert.deepEqual(asked, [])
  outside.close()
  await ling.context.close()
})

/** What the programs of the person in view have kept in the browser: "appid key" → JSON. */
function kept(page: Page): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(async () => {
    const tool = {
      as<T>(request: IDBRequest<T>): Promise<T> {
        return new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
      },
    }
    const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('superette.programs.'))?.name
    if (name === undefined) throw new Error('no storage of programs')
    const database = await tool.as(indexedDB.open(name))
    const store = database.transaction('kept').objectStore('kept')
    const [keys, values] = await Promise.all([tool.as(store.getAllKeys()), tool.as(store.getAll())])
    database.close()
    return Object.fromEntries(keys.map((key, i) => [(key as string[]).join(' '), String(values[i])]))
  })
}

test("a program cannot read or change another program's storage, nor by a forged message", async () => {
  const ling = await signInAs(stage.browser, stage.instance, 'ling', { shape: 'phone' })
  const { page } = ling
  await teahouseOpens(page, stage.instance)
  await programPage(page).getByText('Grape cloud').click()
  await programPage(page)
    .getByText(/^Add to cart/)
    .click()
  await page.locator('.program.shown').getByText('Added').waitFor()
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  const cart = async (): Promise<[string, string][]> => Object.entries(await kept(page)).filter(([key]) => key.startsWith(teahouse))
  await until(page, async () => (await indexedDB.databases()).length > 0)
  const before = await cart()
  assert.ok(before.length > 0, 'the Teahouse has kept nothing')

  await page.goto(`${stage.instance.url}/p/${stage.hostile}/pages/index/index?victim=${teahouse}`)
  await programPage(page).locator('.foreign').click()
  const answer = programPage(page).locator('.answer', { hasText: 'done' })
  await answer.waitFor()
  // Its own key of that name; nothing for every other spelling.
  assert.equal(await answer.textContent(), `"mine" "" "" refused cart,${teahouse}/cart done`)
  await goTo(page, 'forge')
  await programPage(page).locator('.go').click()
  await programPage(page).getByText('no port').waitFor()
  // The host does not go by that: with the port in its hands the program gets no further.
  await givePort(ling.context)
  await page.goto(`${stage.instance.url}/p/${stage.hostile}/pages/index/index?victim=${teahouse}`)
  await goTo(page, 'forge')
  await programPage(page).locator('.go').click()
  await programPage(page).getByText('24 said').waitFor()
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await teahouseOpens(page, stage.instance)
  const now = await kept(page)
  assert.deepEqual(await cart(), before)
  for (const key of Object.keys(now)) assert.ok(key.startsWith(`${teahouse} `) || key.startsWith(`${stage.hostile} `), key)
  assertQuiet(ling)
  await ling.context.close()
})
