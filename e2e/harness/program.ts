/** A running mini program, seen through the host: its page on top, its bars, its Worker. */
import type { Frame, FrameLocator, Page, Worker } from 'playwright-core'

/** The page of the program that is in view. */
export function programPage(page: Page): FrameLocator {
  return page.frameLocator('.program.shown iframe.program-frame').frameLocator('iframe.shown:not([inert])')
}

/** The same as a Frame, once it has content. */
export async function programFrame(page: Page): Promise<Frame> {
  const body = programPage(page).locator('body')
  await body.locator('> *').first().waitFor({ state: 'attached' })
  const handle = await body.elementHandle()
  const frame = await handle?.ownerFrame()
  if (!frame) throw new Error('the program has no page in view')
  return frame
}

/** The logic Worker of the program in view (the newest that answers). */
export async function programWorker(page: Page): Promise<Worker> {
  const worker = page.workers().at(-1)
  if (!worker) throw new Error('no Worker')
  return worker
}
