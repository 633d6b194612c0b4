/** The line is cut: said above the list, and above a conversation that covers it. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Stripes } from '../../kit/ui/parts.js'
import { session } from '../session.js'
import { online } from './layout.js'

/** Said only when it lasts: a short cut of the line is nobody's business. */
export function ConnectionBanner(): JSX.Element | null {
  const { live } = session()
  const [late, setLate] = useState(false)
  const since = live.downSince.value
  useEffect(() => {
    setLate(false)
    if (since === 0) return
    const timer = setTimeout(() => setLate(true), 2000)
    return () => clearTimeout(timer)
  }, [since])
  if (online.value && !late) return null
  return (
    <div class="connection" role="status">
      {online.value ? <Stripes label={t('connection.trying')} /> : null}
      <p>
        <Icon name="offline" size={18} />
        {online.value ? t('connection.trying') : t('connection.offline')}
      </p>
    </div>
  )
}
