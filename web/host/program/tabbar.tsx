/** The tab bar that the host draws for a program; icons come from the package as Blobs. */
import type { ComponentChild } from 'preact'
import type { TabState } from './chrome.js'
import { useIcon } from './icon.js'
import type { LivePage } from './pages.js'
import type { Session } from './session.js'

function Tab({
  session,
  tab,
  index,
  selected,
}: {
  readonly session: Session
  readonly tab: TabState
  readonly index: number
  readonly selected: boolean
}): ComponentChild {
  const bar = session.pages.value?.tabBar.value
  const plain = useIcon(session, tab.icon, 'tabBar')
  const chosen = useIcon(session, tab.selectedIcon, 'tabBar')
  const icon = selected ? (chosen ?? plain) : plain
  if (bar == null) return null
  const choose = (): void => {
    const pages = session.pages.value
    if (pages === null) return
    const alipay = session.held()?.app.dialect === 'alipay'
    const tell = (name: string): void => session.happened(name, { index, pagePath: tab.route, text: tab.text }, pages.top.value?.page.id ?? 0)
    if (selected) return tell(alipay ? 'selectedTabItemTap' : 'tabItemTap')
    if (alipay) tell('beforeTabItemTap')
    pages.go({ name: 'switchTab', url: `/${tab.route}` }).then(
      () => tell('tabItemTap'),
      () => undefined,
    )
  }
  return (
    <button type="button" role="tab" aria-selected={selected} class="program-tab" style={{ color: selected ? bar.selectedColor : bar.color }} onClick={choose}>
      {(tab.icon ?? '') !== '' && (
        <span class="program-tab-icon">
          {icon !== undefined && <img src={icon} alt="" />}
          <Mark tab={tab} />
        </span>
      )}
      <span class="program-tab-text">
        {tab.text}
        {(tab.icon ?? '') === '' && <Mark tab={tab} />}
      </span>
    </button>
  )
}

function Mark({ tab }: { readonly tab: TabState }): ComponentChild {
  if (tab.badge !== '') return <b class="program-tab-badge">{tab.badge}</b>
  return tab.dot ? <b class="program-tab-dot" /> : null
}

export function TabBarView({ session, page }: { readonly session: Session; readonly page: LivePage }): ComponentChild {
  const bar = session.pages.value?.tabBar.value
  if (bar == null || (bar.hidden && !bar.moves) || !page.page.tab) return null
  return (
    <div
      class={`program-tabs ${bar.moves ? (bar.hidden ? 'sinks' : 'rises') : ''}`}
      role="tablist"
      aria-hidden={bar.hidden}
      inert={bar.hidden}
      style={{ background: bar.background, borderTopColor: bar.border === 'white' ? '#ffffff' : 'rgb(0 0 0 / 0.12)' }}
    >
      {bar.tabs.map((tab, index) => (
        <Tab key={tab.route} session={session} tab={tab} index={index} selected={tab.route === page.page.route} />
      ))}
    </div>
  )
}
