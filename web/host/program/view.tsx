/** One program as it is seen: the host's bars and capsule around its pages, the splash before, the overlays above. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Capsule, NavigationBar } from './bar.js'
import { textOn } from './chrome.js'
import { Menu } from './menu.js'
import { OverlayView } from './overlay-view.js'
import type { Programs } from './programs.js'
import type { Session } from './session.js'
import { Failed, Splash, Stopped, Stuck } from './splash.js'
import { TabBarView } from './tabbar.js'
import { WebViews } from './webview-view.js'

interface ProgramViewProps {
  readonly session: Session
  readonly programs: Programs
  readonly stage: HTMLElement
  readonly root: HTMLElement
}

export function ProgramView({ session, programs, stage, root }: ProgramViewProps): ComponentChild {
  const menuOpen = useSignal(false)
  const phase = session.phase.value
  const info = session.info.value
  const top = session.pages.value?.top.value ?? null
  const running = phase.kind === 'running' && top !== null
  const over = phase.kind === 'failed' || phase.kind === 'stopped'

  useEffect(() => {
    root.style.setProperty('--program-color', info?.color ?? '#c2410c')
    root.style.setProperty('--on-program-color', textOn(info?.color ?? '#c2410c') === 'white' ? '#ffffff' : '#1c1917')
    root.setAttribute('aria-label', info?.name ?? '')
  }, [info, root])
  // While something of the host's lies over the pages, they take no keys.
  const covered =
    session.overlays.dialog.value !== null || session.overlays.preview.value !== null || menuOpen.value || session.trouble.value !== null || !running
  useEffect(() => {
    stage.inert = covered
  }, [covered, stage])
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || !root.classList.contains('shown')) return
      // A focused button that went away leaves the focus to the page: then only what lies over the program is meant.
      const inside = event.target instanceof Node && root.contains(event.target)
      const open = menuOpen.value || session.overlays.dialog.value !== null || session.overlays.preview.value !== null
      if (!inside && !(open && event.target === document.body)) return
      event.preventDefault()
      event.stopPropagation()
      if (menuOpen.value) menuOpen.value = false
      else if (!session.back()) session.leave()
    }
    // Before the host's own Escape, which would leave the program.
    addEventListener('keydown', onKey, true)
    return () => removeEventListener('keydown', onKey, true)
  }, [root, session, menuOpen])

  const veiled = session.veiled.value
  useEffect(() => {
    stage.classList.toggle('veiled', veiled)
  }, [veiled, stage])

  const Author = session.ports.dev?.Overlay
  const capsuleOn = running ? top.bar.value.text : textOn(info?.color ?? '#c2410c')
  return (
    <>
      {running && <WebViews session={session} />}
      {running && <NavigationBar session={session} page={top} />}
      {running && <TabBarView session={session} page={top} />}
      {running && (session.canBack.value || top.holdsBack.value) && (
        <EdgeSwipe closes={top.holdsBack.value ? 'container' : 'page'} onBack={() => session.back()} />
      )}
      {!over && <Splash session={session} gone={session.painted.value} />}
      {phase.kind === 'failed' && <Failed session={session} phase={phase} onAgain={() => programs.again(session)} />}
      {phase.kind === 'stopped' && <Stopped session={session} phase={phase} onAgain={() => programs.again(session)} />}
      <Capsule
        floating={running && top.bar.value.custom}
        text={over ? 'black' : capsuleOn}
        onMenu={() => (menuOpen.value = true)}
        onLeave={() => session.leave()}
      />
      <OverlayView overlays={session.overlays} />
      {programs.behind.value !== null && programs.current.value === session && <Grip box={root} onDown={() => session.leave()} />}
      {session.trouble.value !== null && <Stuck session={session} programs={programs} />}
      {Author !== undefined && <Author session={session} route={top?.page.route ?? session.launch().path} />}
      {menuOpen.value && <Menu session={session} onClose={() => (menuOpen.value = false)} onReload={() => programs.again(session)} />}
    </>
  )
}

const swipeThreshold = 60

/** A strip at the left edge for fingers: the frames below cannot tell the host of a swipe. */
function EdgeSwipe({ closes, onBack }: { readonly closes: 'container' | 'page'; readonly onBack: () => void }): ComponentChild {
  const start = useRef<number | null>(null)
  return (
    <div
      class="program-edge"
      data-closes={closes}
      onPointerDown={(event) => {
        start.current = event.clientX
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerUp={(event) => {
        if (start.current !== null && event.clientX - start.current > swipeThreshold) onBack()
        start.current = null
      }}
      onPointerCancel={() => {
        start.current = null
      }}
    />
  )
}

const dragToLeave = 100

/** At the upper edge of a program that lies over another: dragged down by a finger it closes. The keyboard has Escape, everybody the capsule. */
function Grip({ box, onDown }: { readonly box: HTMLElement; readonly onDown: () => void }): ComponentChild {
  const start = useRef<number | null>(null)
  const move = (by: number): void => {
    box.style.translate = by > 0 ? `0 ${by}px` : ''
  }
  useEffect(() => () => move(0), [])
  return (
    <div
      class="program-grip"
      aria-hidden="true"
      onPointerDown={(event) => {
        if (event.pointerType === 'mouse') return // over the program's frame its moves are the frame's
        start.current = event.clientY
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => {
        if (start.current !== null) move(event.clientY - start.current)
      }}
      onPointerUp={(event) => {
        const far = start.current !== null && event.clientY - start.current > dragToLeave
        start.current = null
        move(0)
        if (far) onDown()
      }}
      onPointerCancel={() => {
        start.current = null
        move(0)
      }}
    />
  )
}
