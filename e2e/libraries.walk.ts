/**
 * README: "unmodified WeChat programs". The component libraries that most programs stand on, as npm has them: a page per component, used
 * as a person would use it (walk.json of each program), clean in the real host (harness/walk.ts).
 *
 * PAGES=vant/calendar,tdesign/picker walks only those pages, and prints what each took.
 */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './harness/browser.js'
import { root } from './harness/instance.js'
import { walkProgram } from './harness/walk.js'

interface Library {
  /** Of e2e/programs. */
  readonly program: string
  /** In node_modules. */
  readonly name: string
  readonly pages: number
  /** Pages that are not clean, with the reason. */
  readonly unclean: readonly string[]
}

const libraries: readonly Library[] = [
  { program: 'vant', name: '@vant/weapp', pages: 56, unclean: [] },
  { program: 'tdesign', name: 'tdesign-miniprogram', pages: 74, unclean: [] },
  { program: 'weui-miniprogram', name: 'weui-miniprogram', pages: 20, unclean: [] },
]

/** Faults of the libraries' own, which WeChat shows as well. */
const ofTheLibraries = [
  // image-viewer and others keep the page still by catchtouchmove="true".
  /does not have a method "true"/,
  // weui-miniprogram's uploader keys its list of objects by *this, of which all are "[object Object]".
  /uploader\/uploader: wx:key="\*this" is not different/,
]

const pages = process.env.PAGES?.split(',').map((each) => each.split('/') as [string, string | undefined])
/** The folders of a program's pages that were asked for, or nothing if all are walked. */
const asked = (program: string): readonly (string | undefined)[] | undefined => pages?.filter(([name]) => name === program).map(([, page]) => page)

let browser: Browser
let work: string

before(async () => {
  browser = await launchBrowser({ whole: true })
  work = await mkdtemp(join(tmpdir(), 'superette-libraries-'))
})
after(async () => {
  await browser?.close()
  await rm(work, { recursive: true, force: true })
})

/** The program beside its library, as `npm install` leaves it, with pictures of ours. */
async function assemble({ program, name }: Library): Promise<string> {
  const folder = join(work, program)
  await cp(join(root, 'e2e', 'programs', program), folder, { recursive: true })
  await cp(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
  for (const picture of ['longjing.jpg', 'oolong.jpg']) await cp(join(root, 'examples', 'teahouse', 'images', picture), join(folder, 'images', picture))
  return folder
}

for (const library of libraries) {
  const only = asked(library.program)
  if (only?.length === 0) continue
  test(`every component of ${library.name} is clean in the host`, { timeout: 400_000 }, async (t) => {
    const folder = await assemble(library)
    const steps = JSON.parse(await readFile(join(folder, 'walk.json'), 'utf8')) as Record<string, string[]>
    const walked = await walkProgram({
      browser,
      program: folder,
      out: join(work, `${library.program}-package`),
      steps,
      ofTheProgram: ofTheLibraries,
      only: (route) => only === undefined || only.includes(route.split('/').at(-2)),
      tell: (line) => {
        if (only) t.diagnostic(line)
      },
    })
    t.diagnostic(`${walked.total - walked.unclean.length} of ${walked.total} pages are clean`)
    assert.equal(walked.total, only?.length ?? library.pages)
    assert.deepEqual(walked.unclean, library.unclean)
  })
}
