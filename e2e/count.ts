/**
 * Counts the clean pages of any program:
 *
 *     node --import tsx e2e/count.ts DIR [PART OF A ROUTE]
 *
 * DIR is a mini program as it lies on disk. A walk.json in it tells what to do on its pages (harness/steps.ts). SHOTS=FOLDER keeps a
 * picture of each page. WITH=FILE names a file like those in strangers/: what pages are given in their address by the page that leads
 * to them, and faults that the program's own source makes, in WeChat as well. What "clean" means stands in harness/walk.ts.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser } from './harness/browser.js'
import { walkProgram } from './harness/walk.js'

const [program, part] = process.argv.slice(2)
if (program === undefined) {
  process.stderr.write('usage: node --import tsx e2e/count.ts DIR [PART OF A ROUTE]\n')
  process.exit(2)
}
interface With {
  readonly queries?: Readonly<Record<string, string>>
  /** Regular expressions. */
  readonly ofTheProgram?: readonly string[]
  /** Handlers that pages name and do not have. */
  readonly unreached?: readonly string[]
}
const given = process.env.WITH ? (JSON.parse(await readFile(process.env.WITH, 'utf8')) as With) : {}
const browser = await launchBrowser()
const out = await mkdtemp(join(tmpdir(), 'superette-count-'))
try {
  const steps = join(program, 'walk.json')
  const walked = await walkProgram({
    browser,
    program,
    out,
    queries: given.queries ?? {},
    ofTheProgram: (given.ofTheProgram ?? []).map((each) => new RegExp(each)),
    unreached: given.unreached ?? [],
    tell: (line) => process.stdout.write(`${line}\n`),
    ...(existsSync(steps) ? { steps: JSON.parse(await readFile(steps, 'utf8')) as Record<string, string[]> } : {}),
    ...(part ? { only: (route: string) => route.includes(part) } : {}),
    ...(process.env.SHOTS ? { shots: process.env.SHOTS } : {}),
  })
  process.stdout.write(`${walked.total - walked.unclean.length} of ${walked.total} pages are clean\n`)
  if (walked.unfinished.length > 0) process.stdout.write(`not all of these was reached, their time was over: ${walked.unfinished.join(', ')}\n`)
} finally {
  await browser.close()
  await rm(out, { recursive: true, force: true })
}
