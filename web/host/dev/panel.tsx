/** The author's panel: beside the docked program, or as a sheet over a phone's screen. */
import { signal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../kit/icons/icons.js'
import { layout } from '../app/layout.js'
import type { Programs } from '../program/programs.js'
import type { Session } from '../program/session.js'
import { ConsoleTab } from './console.js'
import { DeviceTab } from './device.js'
import type { Diagnostics } from './diagnostics.js'
import { NetworkTab } from './network.js'
import { PagesTab } from './pages.js'
import { type Arrival, errorsNow } from './record.js'
import type { Run } from './run.js'
import { StorageTab } from './storage.js'
import { UpdatesTab } from './updates.js'
import { word } from './words.js'

const tabs = ['console', 'network', 'storage', 'pages', 'setData', 'device'] as const
type Tab = (typeof tabs)[number]

const openKey = 'superette.dev.open'
const widthKey = 'superette.dev.width'
const narrowest = 360
const step = 24

const tab = signal<Tab>('console')
const wanted = localStorage.getItem(openKey)
/** Open from the start where it covers nothing of the program. */
export const panelOpen = signal(wanted === null ? matchMedia('(min-width: 1000px)').matches : wanted === 'yes')
const panelWidth = signal(Number(localStorage.getItem(widthKey)) || 0)

export function openPanel(open: boolean): void {
  panelOpen.value = open
  localStorage.setItem(openKey, open ? 'yes' : 'no')
}

interface PanelProps {
  readonly programs: Programs
  readonly diagnostics: Diagnostics
  readonly runOf: (session: Session) => Run | undefined
}

export function Panel({ programs, diagnostics, runOf }: PanelProps): ComponentChild {
  const session = programs.current.value
  const run = session === null ? undefined : runOf(session)
  const box = useRef<HTMLElement>(null)
  const phone = layout.value === 'phone'
  const isOpen = session !== null && run !== undefined && panelOpen.value
  useEffect(() => {
    if (!isOpen || !phone) return
    // A sheet takes the focus, and gives it back.
    const before = document.activeElement
    box.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus()
    return () => (before instanceof HTMLElement ? before.focus() : undefined)
  }, [isOpen, phone])
  if (!isOpen) return null
  const { record } = run
  const found = diagnostics.of(session.appId)
  const errors = errorsNow(record) + found.filter((each) => each.severity === 'error').length
  const width = panelWidth.value > 0 && !phone ? { style: { width: `min(${panelWidth.value}px, var(--dev-most))` } } : {}
  return (
    <section
      class={phone ? 'dev-panel sheet' : 'dev-panel'}
      aria-label={word('panel')}
      ref={box}
      {...width}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        openPanel(false)
      }}
    >
      {!phone && <Edge box={() => box.current} />}
      <header class="dev-head">
        <div class="dev-tabs" role="tablist" aria-label={word('panel')}>
          {tabs.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`dev-tab-${each}`}
              aria-selected={tab.value === each}
              aria-controls="dev-tabpanel"
              tabIndex={tab.value === each ? 0 : -1}
              onClick={() => (tab.value = each)}
              onKeyDown={moveTab}
            >
              {word(each)}
              {each === 'console' && errors > 0 && <span class="dev-count error">{errors}</span>}
            </button>
          ))}
        </div>
        <button type="button" class="dev-icon" aria-label={word('close')} onClick={() => openPanel(false)}>
          <Icon name="close" size={18} />
        </button>
      </header>
      <div class="dev-body" role="tabpanel" id="dev-tabpanel" aria-labelledby={`dev-tab-${tab.value}`}>
        {tab.value === 'console' && <ConsoleTab record={record} found={found} />}
        {tab.value === 'network' && <NetworkTab record={record} />}
        {tab.value === 'storage' && <StorageTab run={run} />}
        {tab.value === 'pages' && <PagesTab session={session} run={run} />}
        {tab.value === 'setData' && <UpdatesTab record={record} />}
        {tab.value === 'device' && <DeviceTab session={session} programs={programs} docked={!phone} />}
      </div>
      <Arrived arrival={record.arrival.value} />
    </section>
  )
}

/** Arrows go through the tabs. */
function moveTab(event: KeyboardEvent): void {
  const moves: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }
  const at = tabs.indexOf(tab.value)
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : (at + (moves[event.key] ?? 0) + tabs.length) % tabs.length
  if (next === at) return
  event.preventDefault()
  tab.value = tabs[next]!
  const list = event.currentTarget instanceof HTMLElement ? event.currentTarget.parentElement : null
  list?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
}

function Arrived({ arrival }: { readonly arrival: Arrival | null }): ComponentChild {
  const text =
    arrival === null
      ? ''
      : arrival.kind === 'apply'
        ? word('updated', arrival.ms)
        : arrival.reason === ''
          ? word('restarted')
          : word('restartedFor', arrival.reason)
  return (
    <span class="dev-arrived" role="status" key={arrival?.at ?? 0}>
      {text}
    </span>
  )
}

/** Its edge is dragged, or moved by arrows. */
function Edge({ box }: { readonly box: () => HTMLElement | null }): ComponentChild {
  const set = (width: number): void => {
    panelWidth.value = Math.max(narrowest, Math.round(width))
    localStorage.setItem(widthKey, String(panelWidth.value))
  }
  return (
    <div
      class="dev-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={word('size')}
      aria-valuenow={panelWidth.value || Math.round(box()?.offsetWidth ?? 0)}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        const panel = box()
        if (event.currentTarget.hasPointerCapture(event.pointerId) && panel !== null) set(panel.getBoundingClientRect().right - event.clientX)
      }}
      onKeyDown={(event) => {
        const panel = box()
        if (panel === null || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
        event.preventDefault()
        set(panel.offsetWidth + (event.key === 'ArrowLeft' ? step : -step))
      }}
    />
  )
}
