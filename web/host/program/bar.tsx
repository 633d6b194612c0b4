/** The navigation bar and the capsule. */
import type { ComponentChild } from 'preact'
import { useIcon } from './icon.js'
import type { LivePage } from './pages.js'
import type { Session } from './session.js'
import { word } from './words.js'

export function NavigationBar({ session, page }: { readonly session: Session; readonly page: LivePage }): ComponentChild {
  const bar = page.bar.value
  const app = session.held()?.app
  const back = session.canBack.value
  // Opened at an inner page with nothing below it: the way to the program's first page.
  const home = !back && !page.page.tab && app !== undefined && page.page.route !== app.entry && !bar.homeHidden
  const logo = useIcon(session, bar.image, 'my.setNavigationBar', page.page.route)
  const goHome = (): void => {
    if (app !== undefined) session.pages.value?.go({ name: 'reLaunch', url: `/${app.entry}` }).catch(() => undefined)
  }
  return (
    <header
      class={`program-bar program-on-${bar.text} ${bar.custom ? 'program-bar-custom' : ''}`}
      style={
        bar.custom
          ? {}
          : {
              background: bar.background,
              transition: `background-color ${bar.transition}`,
              ...(bar.border === '' ? {} : { boxShadow: `inset 0 -1px ${bar.border}` }),
            }
      }
    >
      {back && !bar.custom && (
        <button type="button" class="program-bar-button" aria-label={word('back')} onClick={() => session.back()}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M15 4l-8 8 8 8" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
          </svg>
        </button>
      )}
      {home && !bar.custom && (
        <button type="button" class="program-bar-button" aria-label={word('home')} onClick={goHome}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 11l8-7 8 7v9h-5v-6H9v6H4z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" />
          </svg>
        </button>
      )}
      {!bar.custom && (
        <h1 class="program-bar-title" key={page.page.id}>
          {bar.loading && <span class="program-spinner" aria-hidden="true" />}
          {app?.dialect === 'alipay' ? (
            <button type="button" class="program-bar-named" onClick={() => session.happened('titleClick', {}, page.page.id)}>
              {logo === undefined ? bar.title : <img class="program-bar-logo" src={logo} alt={bar.title} />}
            </button>
          ) : (
            <span>{bar.title}</span>
          )}
        </h1>
      )}
      {bar.option !== '' && <OptionButton session={session} page={page} />}
    </header>
  )
}

/** The page's own button, beside the capsule. */
function OptionButton({ session, page }: { readonly session: Session; readonly page: LivePage }): ComponentChild {
  const icon = useIcon(session, page.bar.value.option, 'my.setOptionMenu', page.page.route)
  if (icon === undefined) return null
  return (
    <button
      type="button"
      class="program-bar-button program-bar-option"
      aria-label={word('pageButton')}
      onClick={() => session.happened('optionMenuClick', {}, page.page.id)}
    >
      <img src={icon} alt="" />
    </button>
  )
}

interface CapsuleProps {
  readonly text: 'black' | 'white'
  readonly floating: boolean
  readonly onMenu: () => void
  readonly onLeave: () => void
}

export function Capsule({ text, floating, onMenu, onLeave }: CapsuleProps): ComponentChild {
  return (
    <div class={`program-capsule program-on-${text} ${floating ? 'floating' : ''}`}>
      <button type="button" aria-label={word('menu')} aria-haspopup="menu" onClick={onMenu}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="5" cy="12" r="2" />
          <circle cx="12" cy="12" r="3" />
          <circle cx="19" cy="12" r="2" />
        </svg>
      </button>
      <i aria-hidden="true" />
      <button type="button" aria-label={word('leave')} onClick={onLeave}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="12" cy="12" r="8" fill="none" stroke="currentColor" stroke-width="2.4" />
          <circle cx="12" cy="12" r="3.4" />
        </svg>
      </button>
    </div>
  )
}
