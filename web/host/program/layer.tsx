/**
 * Where programs are seen. Mounted once: a frame that is moved in the document starts anew, so each run gets an element
 * of its own that is put in when it opens and taken out when it ends, never moved; only the one in view is visible.
 * The layer fills the box it is given (positioned by its parent) and tells the programs its size.
 */
import { effect, untracked } from '@preact/signals'
import { render, type ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { theme } from '../../kit/theme/theme.js'
import { followKeyboard, lieOver } from './keyboard.js'
import { ProgramView } from './view.js'
import type { Programs } from './programs.js'
import type { Session } from './session.js'
import { word } from './words.js'

export interface ProgramLayerProps {
  readonly programs: Programs
  /** docked: beside the chat; full: the whole screen of a phone; sheet: over the lower part. It only changes corners and insets. */
  readonly presentation: 'docked' | 'full' | 'sheet'
}

interface Mounted {
  readonly root: HTMLElement
  readonly chrome: HTMLElement
}

function mount(session: Session, into: HTMLElement, programs: Programs): Mounted {
  const root = document.createElement('section')
  root.className = 'program'
  const stage = document.createElement('div')
  stage.className = 'program-stage'
  session.frame.className = 'program-frame'
  stage.append(session.frame)
  const chrome = document.createElement('div')
  chrome.className = 'program-chrome'
  root.append(stage, chrome)
  into.append(root)
  render(<ProgramView session={session} programs={programs} stage={stage} root={root} />, chrome)
  return { root, chrome }
}

/** env(safe-area-inset-*) as numbers, read where the layer stands. */
function insets(box: HTMLElement): { readonly safeTop: number; readonly safeBottom: number } {
  const style = getComputedStyle(box)
  return { safeTop: Number.parseFloat(style.paddingTop) || 0, safeBottom: Number.parseFloat(style.paddingBottom) || 0 }
}

export function ProgramLayer({ programs, presentation }: ProgramLayerProps): ComponentChild {
  const box = useRef<HTMLDivElement>(null)
  const measure = useRef<() => void>(() => undefined)

  useEffect(() => {
    const element = box.current!
    const mounted = new Map<Session, Mounted>()
    const tell = (): void => {
      const { width, height } = element.getBoundingClientRect()
      if (width > 0 && height > 0) programs.resized({ width: Math.round(width), height: Math.round(height), ...insets(element) })
    }
    measure.current = tell
    // What lies under a program that is open over its lower part is dimmed, and a tap there is the way back to it.
    const dim = document.createElement('button')
    dim.type = 'button'
    dim.className = 'program-dim'
    dim.tabIndex = -1
    dim.addEventListener('click', () => programs.current.value?.leave())
    element.append(dim)
    const observer = new ResizeObserver(tell)
    observer.observe(element)
    const stop = effect(() => {
      const alive = programs.alive.value
      const current = programs.current.value
      const behind = programs.behind.value
      untracked(() => {
        dim.hidden = behind === null
        dim.setAttribute('aria-label', word('leave'))
        for (const [session, each] of mounted) {
          if (alive.includes(session)) continue
          render(null, each.chrome)
          each.root.remove()
          mounted.delete(session)
        }
        for (const session of alive) if (!mounted.has(session)) mounted.set(session, mount(session, element, programs))
        for (const [session, each] of mounted) {
          each.root.classList.toggle('shown', session === current)
          each.root.classList.toggle('behind', session === behind)
          each.root.classList.toggle('embedded', session === current && behind !== null)
          each.root.inert = session !== current
        }
      })
    })
    let first = true
    const stopTheme = theme.subscribe(() => {
      if (!first) programs.themeChanged()
      first = false
    })
    return () => {
      observer.disconnect()
      stop()
      stopTheme()
      for (const each of mounted.values()) {
        render(null, each.chrome)
        each.root.remove()
      }
      dim.remove()
    }
  }, [programs])

  useEffect(() => measure.current(), [presentation])

  useEffect(() => {
    if (presentation !== 'full') return
    const stopHearing = followKeyboard((height) => programs.current.value?.happened('keyboardHeightChange', { height, duration: 0 }))
    const stop = programs.current.subscribe((session) => lieOver(session !== null))
    return () => {
      stopHearing()
      stop()
      lieOver(false)
    }
  }, [programs, presentation])

  return <div class={`program-layer program-at-${presentation}`} ref={box} />
}
