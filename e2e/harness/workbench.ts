/** `superette dev` on a copy of e2e/programs/workbench, open in a browser; its files are edited for real. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type VisitOptions, visit, type Visitor } from './browser.js'
import { type Instance, root, startInstance } from './instance.js'
import { programPage } from './program.js'

export interface Workbench {
  readonly folder: string
  readonly dev: Instance
  readonly author: Visitor
  readonly page: Page
  edit(file: string, from: string | RegExp, to: string): Promise<void>
  /** Waits until the page of the program shows a text. */
  shown(text: string): Promise<void>
  dispose(): Promise<void>
}

export async function openWorkbench(browser: Browser, options: VisitOptions, args: (folder: string) => readonly string[] = () => []): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), 'superette-workbench-'))
  await cp(join(root, 'e2e', 'programs', 'workbench'), folder, { recursive: true })
  const dev = await startInstance('dev', [folder, ...args(folder)])
  const author = await visit(browser, options)
  const { page } = author
  const [link] = await dev.printed(/http:\S+\/dev\/open\?key=\w+/)
  await page.goto(link)
  await programPage(page).getByText('counted 0').waitFor()
  return {
    folder,
    dev,
    author,
    page,
    async edit(file, from, to) {
      const path = join(folder, file)
      const text = await readFile(path, 'utf8')
      const changed = text.replace(from, to)
      assert.notEqual(changed, text, `${file} has nothing like ${from}`)
      await writeFile(path, changed)
    },
    shown: (text) => programPage(page).getByText(text, { exact: true }).waitFor(),
    async dispose() {
      await author.context.close()
      await dev.dispose()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
