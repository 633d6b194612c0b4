/** What the host measures of a run for wx.getPerformance, in Unix ms: it sees what a program cannot measure of itself. */
import type { PackageManifest } from '../../protocol/manifest.js'

export interface Measure {
  readonly name: 'appLaunch' | 'route' | 'firstRender' | 'firstPaint' | 'downloadPackage'
  readonly entryType: 'navigation' | 'render' | 'loadPackage'
  readonly startTime: number
  /** 0 of a moment. */
  readonly duration: number
  readonly [more: string]: string | number
}

export interface Measures {
  note(...entries: readonly Measure[]): void
  /** The program can be told, and whether it wants to be. */
  begin(wanted: boolean): void
}

export function createMeasures(tell: (entries: readonly Measure[]) => void): Measures {
  let waiting: Measure[] = []
  let wanted: boolean | null = null
  return {
    note(...entries) {
      if (wanted === null) waiting.push(...entries)
      else if (wanted) tell(entries)
    },
    begin(now) {
      if (now && waiting.length > 0) tell(waiting)
      waiting = []
      wanted = now
    },
  }
}

interface Page {
  readonly id: number
  readonly route: string
}

/** A way to a page: how it was asked for, from where, and when. */
export interface Way {
  /** navigateTo, redirectTo, reLaunch, switchTab, navigateBack; appLaunch for the first. */
  readonly navigationType: string
  readonly startTime: number
}

/** The page is in view. */
export function routeOf(way: Way, page: Page, from: Page | null, navigationStart: number, now: number): Measure {
  return {
    name: way.navigationType === 'appLaunch' ? 'appLaunch' : 'route',
    entryType: 'navigation',
    ...way,
    duration: now - way.startTime,
    navigationStart,
    path: page.route,
    pageId: page.id,
    ...(from === null ? {} : { referrerPath: from.route, referrerPageId: from.id }),
  }
}

/** The page has drawn its first content; began: when the program was told of it. */
export function paintsOf(page: Page, began: number, now: number): readonly Measure[] {
  const where = { path: page.route, pageId: page.id }
  return [
    { name: 'firstRender', entryType: 'render', startTime: began, duration: now - began, ...where },
    { name: 'firstPaint', entryType: 'render', startTime: now, duration: 0, ...where },
  ]
}

/** The package is here: its list of files, and of them what the first page is made of. */
export function downloadOf({ app, files }: PackageManifest, chunks: readonly string[], startTime: number, now: number): Measure {
  const paths = new Set(chunks.flatMap((name) => [app.chunks[name]?.js, app.chunks[name]?.styles]))
  const packageSize = files.reduce((sum, each) => sum + (paths.has(each.path) ? each.size : 0), 0)
  return { name: 'downloadPackage', entryType: 'loadPackage', startTime, duration: now - startTime, packageName: '__APP__', packageSize }
}
