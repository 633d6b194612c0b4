/** A screen whose code comes when it is needed: loaded once, then drawn without a gap; says so when it cannot come. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { Problem, SkeletonRows } from '../../kit/ui/parts.js'

const loaded = new Map<() => Promise<unknown>, unknown>()

/** Brings code early, so that its screen is drawn at the first tap or key. A failure is that of the screen, when it is opened. */
export function loadEarly(load: () => Promise<unknown>): void {
  load().then(
    (m) => {
      loaded.set(load, m)
    },
    () => undefined,
  )
}

interface LaterProps<M> {
  readonly load: () => Promise<M>
  readonly pick: (m: M) => JSX.Element
}

export function Later<M>({ load, pick }: LaterProps<M>): JSX.Element {
  const [state, setState] = useState<'waiting' | 'ready' | 'failed'>(loaded.has(load) ? 'ready' : 'waiting')
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (loaded.has(load)) return setState('ready')
    let gone = false
    setState('waiting')
    load().then(
      (m) => {
        loaded.set(load, m)
        if (!gone) setState('ready')
      },
      () => {
        if (!gone) setState('failed')
      },
    )
    return () => {
      gone = true
    }
  }, [load, tries])
  if (state === 'failed') return <Problem text={t('unreachable')} onRetry={() => setTries(tries + 1)} />
  if (state === 'waiting' || !loaded.has(load)) return <SkeletonRows count={4} />
  return pick(loaded.get(load) as M)
}
