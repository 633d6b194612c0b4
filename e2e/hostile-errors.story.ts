/** README: "a mini program cannot hurt the host". Programs that throw wherever they are called, hold themselves, forge messages, and change the language. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { engine, visit } from './harness/browser.js'
import { act, begin, chatWorks, createStage, givePort, goTo, type Stage, teahouseOpens } from './harness/hostile.js'
import { startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { programFrame, programPage } from './harness/program.js'

let stage: Stage

before(async () => {
  stage = await createStage({ whole: true })
})
after(() => stage?.dispose())

test('a program that throws in every lifecycle and in taps goes on, and so does everything around it', async () => {
  const ling = await stage.beside()
  const { page } = ling
  // Firefox writes a rejected promise of a Worker into its console, also when the Worker has prevented that.
  if (engine === 'firefox') ling.expectFault(/^uncaught: rejected in onReady$/)
  await goTo(page, 'throws')
  await programPage(page).getByText('still here 0').waitFor()
  await programPage(page).locator('.go').click()
  await programPage(page).locator('.count').click()
  await programPage(page).getByText('still here 1').waitFor()
  await chatWorks(page)
  await programPage(page).locator('.count').click()
  await programPage(page).getByText('still here 2').waitFor()
  assertQuiet(ling)
  await ling.context.close()
})

test('in development what a program throws is shown with its place, and a forged message is named and dropped', async () => {
  const dev = await startInstance('dev', ['e2e/programs/hostile'])
  try {
    const [link] = await dev.printed(/http:\S+\/dev\/open\?key=\w+/)
    const author = await visit(stage.browser, { shape: 'desktop' })
    await givePort(author.context)
    const { page } = author
    await page.goto(link)
    await goTo(page, 'throws')
    await programPage(page).locator('.go').click()
    await programPage(page).locator('.count').click()
    await programPage(page).getByText('still here 1').waitFor()
    await page.getByRole('button', { name: '5 problems in the program' }).click()
    const console = page.getByRole('region', { name: 'Developer panel' })
    for (const [text, place] of [
      ['thrown in onLoad', 'pages/throws/throws.js:4:11'],
      ['thrown in onShow', 'pages/throws/throws.js:7:11'],
      ['rejected in onReady', 'pages/throws/throws.js:10:20'],
      ['thrown in onReady', 'pages/throws/throws.js:11:11'],
      ['thrown in a tap', 'pages/throws/throws.js:14:11'],
    ] as const) {
      const line = console.getByRole('listitem').filter({ hasText: text }).first()
      assert.match((await line.textContent()) ?? '', new RegExp(place.replaceAll('.', '\\.')))
    }

    // A sub-package comes later, as a script of its own.
    await page.goBack()
    await programPage(page).locator('.to-late').click()
    await programPage(page).getByText('late, but here').waitFor()
    await console.getByRole('button', { name: 'Stack sub/late/late.js:4:11' }).waitFor()

    await page.goBack()
    await goTo(page, 'forge')
    await console.getByRole('button', { name: 'Clear' }).click()
    await programPage(page).locator('.go').click()
    await programPage(page).getByText('24 said').waitFor()
    await console.getByText('no message is called "host"').waitFor()
    const said = await console.getByText('dropped a message').allInnerTexts()
    assert.deepEqual(
      said.map((each) => each.replace('dropped a message of the program: ', '')),
      [
        'an object is expected, not null',
        'an object is expected, not string',
        'the message has no kind',
        'no message is called "toString"',
        'no message is called "boot"',
        'id: -1 is not from 0 to 9007199254740991',
        'name: a string is expected, not 5',
        'name: a string of 200 is longer than 120',
        'args: larger than 16777216',
        'args: nested deeper than 24',
        'changes[0].key: a string is expected, not 5',
        'changes: a list is expected, not object',
        'level: this value is not among the allowed ones',
        'args[0]: a string of 1048577 is longer than 1048576',
        'message: a string is expected, not 1',
        'n: an integer is expected, not 1e+300',
        'share.cardType: this value is not among the allowed ones',
        'share.price: a number is expected, not Infinity',
        'no message is called "host"',
      ],
    )
    // A page's frame is heard with the same care.
    const frame = await programFrame(page)
    await console.getByRole('button', { name: 'Clear' }).click()
    await frame.evaluate(() => {
      const honest = MessagePort.prototype.postMessage
      let host: MessagePort | undefined
      MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown, ...rest: unknown[]) {
        host = this
        return Reflect.apply(honest, this, [message, ...rest])
      }
      dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, cancelable: true }))
      MessagePort.prototype.postMessage = honest
      const messages = [
        'painted',
        { kind: 'call', id: 1, name: 'login', args: {} },
        { kind: 'resource', id: 'x', url: 'a.png' },
        { kind: 'resource', id: 1, url: 'u'.repeat((4 << 20) + 1) },
        { kind: 'key', key: 'k'.repeat(41), ctrl: true },
      ]
      for (const message of messages) host?.postMessage(message)
      // To windows instead of ports: nobody listens there any more.
      const extra = new MessageChannel()
      parent.postMessage({ kind: 'boot', worker: ['1'] }, '*', [extra.port1, extra.port2])
      parent.postMessage({ kind: 'stop' }, '*')
      top?.postMessage({ kind: 'storage', changes: [] }, '*')
      postMessage({ kind: 'ports' }, '*')
    })
    const dropped = console.getByText("a page's frame sent a message that is not understood")
    await dropped.nth(4).waitFor()
    assert.deepEqual(
      (await dropped.allInnerTexts()).map((each) => each.replace("a page's frame sent a message that is not understood: ", '')),
      [
        'an object is expected, not string',
        'no message is called "call"',
        'id: an integer is expected, not string',
        'url: a string of 4194305 is longer than 4194304',
        'key: a string of 41 is longer than 40',
      ],
    )
    assert.equal(page.workers().length, 1)
    await page.goBack()
    await programPage(page).locator('.foreign').click()
    await programPage(page).locator('.answer', { hasText: 'done' }).waitFor()
    await author.context.close()
  } finally {
    await dev.dispose()
  }
})

test('whatever throws, wherever it is called, is written down with its place, and the page goes on', async () => {
  const dev = await startInstance('dev', ['e2e/programs/hostile'])
  try {
    const author = await visit(stage.browser, { shape: 'desktop' })
    const { page } = author
    await page.goto((await dev.printed(/http:\S+\/dev\/open\?key=\w+/))[0])
    await goTo(page, 'every')
    const program = programPage(page)
    await program.locator('.go').click()
    await program.locator('.toggle').click()
    await program.locator('.count').click()
    await program.getByText('still here 1').waitFor()
    await page.setViewportSize({ width: 1100, height: 700 })
    await page.getByRole('button', { name: /problems in the program/ }).click()
    const console = page.getByRole('region', { name: 'Developer panel' })
    for (const name of [
      'created',
      'attached',
      'a component observer',
      'ready',
      'page show',
      'onLoad',
      'onShow',
      'onReady',
      'a timer',
      'a microtask',
      'a tap',
      'a page observer',
      'a setData callback',
      'a success callback',
      'a fail callback',
      'a query callback',
      'detached',
      'onResize',
    ]) {
      const line = console
        .getByRole('listitem')
        .filter({ hasText: new RegExp(`thrown in ${name}\\b`) })
        .first()
      await line.waitFor()
      assert.match((await line.textContent()) ?? '', /(every|faulty)\.(js|wxml):\d+/, name)
    }
    await console.getByText('rejected and never caught').first().waitFor()
    await program.locator('.count').click()
    await program.getByText('still here 2').waitFor()
    await page.goBack()
    await console.getByText('thrown in onUnload').first().waitFor()
    await programPage(page).getByText('ready').waitFor()
    await author.context.close()
  } finally {
    await dev.dispose()
  }
})

for (const what of ['component', 'template'] as const) {
  test(`a ${what} that holds itself without end is an error of its page; the page and the host go on`, async () => {
    const ling = await stage.beside('pages/self/self')
    const { page } = ling
    await programPage(page).locator(`.${what}`).click()
    await programPage(page).locator('.count').click()
    await programPage(page).getByText('still here 1').waitFor()
    await chatWorks(page)
    await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
    await teahouseOpens(page, stage.instance)
    assertQuiet(ling)
    await ling.context.close()
  })
}

for (const what of ['prototypes', 'functions'] as const) {
  test(`a program that changes the language's own ${what} harms nobody but itself`, async () => {
    const ling = await stage.beside(act(what))
    const { page } = ling
    await begin(page)
    await chatWorks(page)
    await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
    await teahouseOpens(page, stage.instance)
    await programPage(page).getByText('Grape cloud').click()
    await programPage(page)
      .getByText(/^Add to cart/)
      .waitFor()
    // Opened anew it has a language of its own again.
    await page.goto(`${stage.instance.url}/p/${stage.hostile}/${act('cyclic')}`)
    await begin(page)
    await programPage(page).getByText('taken').waitFor()
    assertQuiet(ling)
    await ling.context.close()
  })
}
