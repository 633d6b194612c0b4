/** this.createMediaQueryObserver(): the window against a query, now and whenever it turns or changes its size. */
import type { Env } from '../core/env.js'
import { isFields, type Fields } from '../core/paths.js'

function fits(query: Fields, { windowWidth, windowHeight }: Fields): boolean {
  const [width, height] = [Number(windowWidth), Number(windowHeight)]
  const holds = (name: string, test: (wanted: number) => boolean): boolean => query[name] === undefined || test(Number(query[name]))
  return (
    holds('width', (wanted) => width === wanted) &&
    holds('height', (wanted) => height === wanted) &&
    holds('minWidth', (least) => width >= least) &&
    holds('maxWidth', (most) => width <= most) &&
    holds('minHeight', (least) => height >= least) &&
    holds('maxHeight', (most) => height <= most) &&
    (query['orientation'] === undefined || query['orientation'] === (height >= width ? 'portrait' : 'landscape'))
  )
}

export function mediaQueryObserver(env: Env, now: () => unknown): object {
  let stop = (): void => {}
  return {
    observe(query: unknown, callback: unknown) {
      let before: boolean | undefined
      const look = (size: unknown): void => {
        const matches = fits(isFields(query) ? query : {}, isFields(size) ? size : {})
        if (matches !== before) env.run(callback, [{ matches }], 'MediaQueryObserver callback')
        before = matches
      }
      stop()
      stop = env.onHostEvent('resize', (detail) => look(isFields(detail) ? detail['size'] : {}))
      look(now())
    },
    disconnect: () => stop(),
  }
}
