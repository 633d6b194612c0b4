/** The frame around everything for a signed-in person: tabs, the pages in them, the docked program, and the keys. */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { TextKey } from '../../kit/i18n/i18n.js'
import { t } from '../../kit/i18n/i18n.js'
import { Awning, Icon } from '../../kit/icons/icons.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { ConversationScreen } from '../chats/conversation.js'
import { ForwardSheet } from '../chats/forward.js'
import { ConversationList, totalUnread, useTitle } from '../chats/list.js'
import { asked } from '../pay/ask.js'
import { reporting } from '../report/ask.js'
import { requests } from '../session.js'
import { ShareSheet } from '../share/share.js'
import { ConnectionBanner } from './connection.js'
import { Dock, prepare } from './dock.js'
import { Later, loadEarly } from './later.js'
import { layout } from './layout.js'
import { Link } from './link.js'
import { opening } from './opening.js'
import type { Page, Tab } from './places.js'
import { ME_SECTIONS, pagePath, TABS } from './places.js'
import { closeProgram, go, lastPage, place, up } from './router.js'
import { Stack } from './stack.js'

const contacts = () => import('../contacts/contacts.js')
const discover = () => import('../discover/discover.js')
const meRoom = () => import('../me/me.js')
const payRoom = () => import('../pay/sheet.js')
const palette = () => import('../palette/palette.js')
const reportRoom = () => import('../report/report.js')

const TITLES: Readonly<Record<Tab, TextKey>> = { chats: 'tab.chats', contacts: 'tab.contacts', discover: 'tab.discover', me: 'tab.me' }

type Overlay = 'none' | 'palette' | 'keys'

export function Shell(): JSX.Element {
  const [overlay, setOverlay] = useState<Overlay>('none')
  useTitle()
  const ready = !opening.value
  useEffect(() => {
    if (!ready) return
    const early = () => {
      for (const room of [palette, contacts, discover, meRoom, payRoom]) loadEarly(room)
      void prepare()
    }
    // Safari has no idle callback.
    if ('requestIdleCallback' in window) requestIdleCallback(early, { timeout: 3000 })
    else setTimeout(early, 1500)
  }, [ready])
  useKeys(setOverlay)
  const { page, program } = place.value
  const phone = layout.value === 'phone'
  const adding = page.tab === 'contacts' && page.detail === 'add'
  const grouping = page.tab === 'contacts' && page.detail === 'group'
  const shown: Page = adding || grouping ? { tab: 'contacts', detail: '' } : page
  return (
    <div class={`app ${layout.value}${program ? ' with-program' : ''}`}>
      {!phone && <Rail tab={page.tab} />}
      {phone ? (
        <main class="app-main" inert={program !== null}>
          {ready && (
            <Stack
              below={<ListPane page={shown} onSearch={() => setOverlay('palette')} />}
              above={shown.detail === '' ? undefined : { key: pagePath(shown), content: <Detail page={shown} /> }}
              onBack={up}
            />
          )}
        </main>
      ) : (
        <>
          <ListPane page={shown} onSearch={() => setOverlay('palette')} />
          <main class="detail-pane">
            <Detail page={shown} />
          </main>
        </>
      )}
      <Dock />
      {adding && <Later load={contacts} pick={(m) => <m.AddContact />} />}
      {grouping && <Later load={contacts} pick={(m) => <m.NewGroup />} />}
      {overlay === 'palette' && <Later load={palette} pick={(m) => <m.Palette onClose={() => setOverlay('none')} />} />}
      {overlay === 'keys' && (
        <Sheet title={t('me.keyboard')} onClose={() => setOverlay('none')}>
          <Later load={meRoom} pick={(m) => <m.Shortcuts />} />
        </Sheet>
      )}
      <ShareSheet />
      <ForwardSheet />
      {asked.value && <Later load={payRoom} pick={(m) => <m.MoneySheet />} />}
      {reporting.value && <Later load={reportRoom} pick={(m) => <m.ReportSheet />} />}
    </div>
  )
}

function ListPane({ page, onSearch }: { readonly page: Page; readonly onSearch: () => void }): JSX.Element {
  return (
    <section class="list-pane" aria-label={t(TITLES[page.tab])}>
      <header class="bar list-bar">
        <h1>{t(TITLES[page.tab])}</h1>
        {(page.tab === 'chats' || page.tab === 'contacts') && (
          <Link to="/contacts/group" class="icon-button" label={t('group.new')}>
            <Icon name="group" />
          </Link>
        )}
        {page.tab === 'contacts' && (
          <Link to="/contacts/add" class="icon-button" label={t('contacts.add')}>
            <Icon name="addPerson" />
          </Link>
        )}
        {(page.tab === 'chats' || page.tab === 'contacts') && (
          <button type="button" class="icon-button" aria-label={t('palette.title')} aria-keyshortcuts="Control+K Meta+K" onClick={onSearch}>
            <Icon name="search" />
          </button>
        )}
      </header>
      <ConnectionBanner />
      <div class="scroller list-scroller" key={page.tab}>
        {list(page.tab)}
      </div>
      {layout.value === 'phone' && <TabBar tab={page.tab} />}
    </section>
  )
}

function list(tab: Tab): JSX.Element {
  switch (tab) {
    case 'chats':
      return <ConversationList />
    case 'contacts':
      return <Later load={contacts} pick={(m) => <m.ContactsList />} />
    case 'discover':
      return <Later load={discover} pick={(m) => <m.DiscoverList />} />
    case 'me':
      return <Later load={meRoom} pick={(m) => <m.MeList />} />
  }
}

function Detail({ page }: { readonly page: Page }): JSX.Element {
  if (page.detail === '') return <Nothing tab={page.tab} />
  switch (page.tab) {
    case 'chats':
      return <ConversationScreen conv={page.detail} key={page.detail} />
    case 'contacts':
      return <Later load={contacts} pick={(m) => <m.ContactDetail id={page.detail} key={page.detail} />} />
    case 'discover':
      return <Later load={discover} pick={(m) => <m.ProgramPage appId={page.detail} key={page.detail} />} />
    case 'me': {
      const section = ME_SECTIONS.find((s) => s === page.detail) ?? 'about'
      return <Later load={meRoom} pick={(m) => <m.MePage section={section} />} />
    }
  }
}

/** Beside a list from which nothing is open. */
function Nothing({ tab }: { readonly tab: Tab }): JSX.Element {
  const texts: Readonly<Record<Tab, TextKey>> = { chats: 'nothing.chats', contacts: 'nothing.contacts', discover: 'nothing.discover', me: 'nothing.me' }
  return (
    <div class="nothing-open">
      <Awning size={96} />
      <p>{t(texts[tab])}</p>
    </div>
  )
}

function TabLinks({ tab }: { readonly tab: Tab }): JSX.Element {
  const unread = totalUnread()
  const asking = requests.value.asking.length
  const badge = (n: number, text: TextKey) =>
    n > 0 && (
      <span class="badge">
        <span aria-hidden="true">{n > 99 ? '99+' : n}</span>
        <span class="sr-only">{t(text, n)}</span>
      </span>
    )
  return (
    <>
      {TABS.map((each): ComponentChildren => {
        const again = each === tab
        const to = layout.value === 'phone' || again ? `/${each}` : pagePath(lastPage(each))
        return (
          <Link key={each} to={to} class={again ? 'tab current' : 'tab'} current={again}>
            <span class="tab-icon">
              <Icon name={each} />
              {each === 'chats' && badge(unread, 'chats.unread')}
              {each === 'contacts' && badge(asking, 'requests.waiting')}
            </span>
            <span class="tab-text">{t(TITLES[each])}</span>
          </Link>
        )
      })}
    </>
  )
}

function TabBar({ tab }: { readonly tab: Tab }): JSX.Element {
  return (
    <nav class="tab-bar" aria-label={t('nav')}>
      <TabLinks tab={tab} />
    </nav>
  )
}

function Rail({ tab }: { readonly tab: Tab }): JSX.Element {
  return (
    <nav class="rail" aria-label={t('nav')}>
      <Awning size={40} class="rail-mark" />
      <TabLinks tab={tab} />
    </nav>
  )
}

function useKeys(setOverlay: (o: Overlay) => void): void {
  useEffect(() => {
    const pressed = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.isComposing) return
      if ((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'k') {
        e.preventDefault()
        setOverlay('palette')
        return
      }
      const tab = e.altKey && !e.ctrlKey && !e.metaKey ? TABS[['Digit1', 'Digit2', 'Digit3', 'Digit4'].indexOf(e.code)] : undefined
      if (tab) {
        e.preventDefault()
        go(layout.value === 'phone' ? { tab, detail: '' } : lastPage(tab), { keep: layout.value !== 'phone' })
        return
      }
      if (document.querySelector('dialog[open]')) return
      const typing = e.target instanceof HTMLElement && e.target.matches('input, textarea, select, [contenteditable]')
      if (e.key === '?' && !typing) {
        e.preventDefault()
        setOverlay('keys')
      } else if (e.key === 'Escape') closeTop(e)
      else if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && e.target === document.body) {
        const rows = document.querySelectorAll<HTMLElement>('.list-pane [data-row]')
        e.preventDefault()
        ;(e.key === 'ArrowDown' ? rows[0] : rows[rows.length - 1])?.focus()
      }
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])
}

/** Closes what is uppermost; the focus goes to where it was opened from. */
function closeTop(e: KeyboardEvent): void {
  const { page, program } = place.value
  if (program) {
    e.preventDefault()
    closeProgram()
  } else if (page.detail !== '') {
    e.preventDefault()
    const path = pagePath(page)
    up()
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`.list-pane [href="${CSS.escape(path)}"]`)?.focus())
  }
}
