/**
 * Where programs are: over everything on a phone, docked beside the chat on wider screens. The container's code is loaded
 * with the first program, and stays, so that a program that was left is where it was.
 */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { Awning, Icon } from '../../kit/icons/icons.js'
import { inkOn, safeColor } from '../../kit/ui/avatar.js'
import { Problem } from '../../kit/ui/parts.js'
import { session } from '../session.js'
import { layout } from './layout.js'
import { opening } from './opening.js'
import { closeProgram, place } from './router.js'

const container = () => import('./container.js')
type Container = Awaited<ReturnType<typeof container>>

/** Brings what every program starts with, so that the first one opens at the first tap. A failure is that of its start. */
export async function prepare(): Promise<void> {
  const room = await container().catch(() => undefined)
  room?.prepareProgram()
}

export function Dock(): JSX.Element | null {
  const { program } = place.value
  const [code, setCode] = useState<Container | null>(null)
  const [failed, setFailed] = useState(false)
  const [tries, setTries] = useState(0)
  const wanted = useRef(false)
  if (program) wanted.current = true
  const needed = wanted.current
  useEffect(() => {
    if (!needed || code) return
    setFailed(false)
    container().then(setCode, () => {
      opening.value = false
      setFailed(true)
    })
  }, [needed, tries])
  if (!needed) return null
  return (
    <aside class={program ? 'dock open' : 'dock'} aria-label={t('dock')} inert={program === null}>
      {code ? <code.Container /> : <Splash appId={program?.appId ?? ''} failed={failed} onRetry={() => setTries(tries + 1)} />}
    </aside>
  )
}

/** Before the container's own code is here: the program's colour and the awning, with a way out. */
function Splash({ appId, failed, onRetry }: { readonly appId: string; readonly failed: boolean; readonly onRetry: () => void }): JSX.Element {
  const p = session().shelf.find(appId)
  const color = safeColor(p?.color ?? '')
  const ink = inkOn(color)
  return (
    <div class="dock-splash" style={{ background: color, color: ink, '--stripe': `color-mix(in srgb, ${color} 40%, ${ink})` }}>
      <button type="button" class="icon-button dock-close" aria-label={t('close')} onClick={closeProgram}>
        <Icon name={layout.value === 'phone' ? 'back' : 'close'} />
      </button>
      <Awning size={88} color={ink} />
      <p>{p?.name ?? ''}</p>
      {failed && <Problem text={t('unreachable')} onRetry={onRetry} />}
    </div>
  )
}
