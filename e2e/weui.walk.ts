/** README: "unmodified WeChat programs". The whole example of npm `weui-wxss`, as published, page by page in the real host (harness/walk.ts). */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './harness/browser.js'
import { root, run } from './harness/instance.js'
import { walkProgram } from './harness/walk.js'

/** Faults of WeUI's own, which WeChat shows as well. */
const ofTheProgram = [
  // example/index calls a method of the app that app.js does not have.
  /themeChanged is not a function/,
  // example/navigation-bar binds "back" and has no such method.
  /does not have a method "back"/,
]

const program = join(root, 'node_modules', 'weui-wxss', 'dist')

let browser: Browser
let out: string

before(async () => {
  browser = await launchBrowser({ whole: true })
  out = await mkdtemp(join(tmpdir(), 'superette-weui-'))
})
after(async () => {
  await browser?.close()
  await rm(out, { recursive: true, force: true })
})

test('superette build compiles all 58 pages without a word', async () => {
  const built = await run(['build', program, '-o', out])
  assert.equal(built.code, 0, built.output)
  assert.match(built.output, /58 pages/)
  assert.doesNotMatch(built.output, /warning|error:/)
})

test('every page of WeUI is clean in the host', { timeout: 400_000 }, async (t) => {
  const walked = await walkProgram({ browser, program, out, ofTheProgram, unreached: ['back'], initial: true, first: 'phone-weui' })
  t.diagnostic(`${walked.total - walked.unclean.length} of ${walked.total} pages are clean`)
  assert.equal(walked.total, 58)
  assert.deepEqual(walked.unclean, [])
})
