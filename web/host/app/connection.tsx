/** The line is cut, or a new version is ready: said above the list, and above a conversation that covers it. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { serverAway } from '../../kit/api/server.js'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Stripes } from '../../kit/ui/parts.js'
import { newBuild, takeNewBuild } from '../offline/offline.js'
import { session } from '../session.js'
import { online } from './layout.js'

/** Said only when it lasts: a short cut of the line is nobody's business. */
export function ConnectionBanner(): JSX.Element | null {
  const { live } = session()
  const [late, setLate] = useState(false)
  const since = live.downSince.value
  const away = serverAway.value
  const troubled = since !== 0 || away
  useEffect(() => {
    setLate(false)
    if (!troubled) return
    const timer = setTimeout(() => setLate(true), 2000)
    return () => clearTimeout(timer)
  }, [troubled])
  if (online.value && !late) return newBuild.value ? <NewBuild /> : null
  const trying = online.value && !away && !live.unreachable.value
  const said = !online.value ? 'connection.offline' : away ? 'connection.serverAway' : trying ? 'connection.trying' : 'connection.unreachable'
  return (
    <div class="connection" role="status">
      {trying ? <Stripes label={t('connection.trying')} /> : null}
      <p>
        <Icon name={away && online.value ? 'alert' : 'offline'} size={18} />
        <span>{t(said)}</span>
      </p>
    </div>
  )
}

function NewBuild(): JSX.Element {
  return (
    <div class="connection new-build" role="status">
      <p>
        {t('connection.newBuild')}
        <span aria-hidden="true">·</span>
        <button type="button" class="text-button" onClick={() => void takeNewBuild()}>
          {t('connection.reload')}
        </button>
      </p>
    </div>
  )
}
