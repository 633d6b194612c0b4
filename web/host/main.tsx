/**
 * The host page's entry. It draws the last known person's screens from the local copy, then asks the server; what only
 * some screens need (contacts, shelf, settings, search, the program container) is loaded with them.
 */
import '../kit/theme/tokens.css'
import '../kit/theme/base.css'
import './app/shell.css'
import './chats/chats.css'
import './contacts/contacts.css'
import './report/report.css'
import './program/program.css'
import './pay/pay.css'
import './host.css'
import type { JSX } from 'preact'
import { render } from 'preact'
import { startLocale, t } from '../kit/i18n/i18n.js'
import { startTheme } from '../kit/theme/theme.js'
import { Slowly, Stripes } from '../kit/ui/parts.js'
import { ToastRegion } from '../kit/ui/toast.js'
import { startClock } from './app/clock.js'
import { startLayout } from './app/layout.js'
import { opening } from './app/opening.js'
import { place, startRouter } from './app/router.js'
import { Shell } from './app/shell.js'
import { startNotices } from './notices/notices.js'
import { startOffline } from './offline/offline.js'
import { sessionState, startSession } from './session.js'
import { startDoor } from './signin/door.js'
import { SignIn } from './signin/signin.js'

function Host(): JSX.Element {
  return (
    <>
      {sessionState.value === 'in' && <Shell />}
      {sessionState.value === 'out' && <SignIn />}
      {sessionState.value === 'starting' && (
        <Slowly>
          <Stripes label={t('loading')} />
        </Slowly>
      )}
      <ToastRegion />
    </>
  )
}

startTheme()
startLocale()
startLayout()
startDoor()
startRouter()
const { program } = place.peek()
if (program) {
  opening.value = true
  import('./app/container.js').then(
    (room) => room.openEarly(program),
    () => undefined, // the dock asks for it again, and says so
  )
}
startClock()
const root = document.getElementById('app')
if (root) render(<Host />, root)
startOffline()
startNotices()
void startSession()
