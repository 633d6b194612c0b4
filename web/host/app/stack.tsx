/**
 * The phone's pair of pages: the tab's list and, over it, what was opened from it. The upper one slides in and out and can
 * be dragged away from the left edge; while it is there, the lower one is inert.
 */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { motionMs } from '../../kit/ui/sheet.js'

interface StackProps {
  readonly below: ComponentChildren
  /** Undefined = nothing on top. */
  readonly above: { readonly key: string; readonly content: ComponentChildren } | undefined
  readonly onBack: () => void
}

export function Stack({ below, above, onBack }: StackProps): JSX.Element {
  const [leaving, setLeaving] = useState<StackProps['above']>(undefined)
  const shown = useRef<StackProps['above']>(undefined)
  const first = useRef(true)
  const upper = useRef<HTMLDivElement>(null)
  const dragged = useRef(false)
  const key = above?.key
  useLayoutEffect(() => {
    const was = shown.current
    const el = upper.current
    if (above && !was && el && !first.current) slide(el, '100%', '0')
    if (!above && was) {
      if (dragged.current) dragged.current = false
      else setLeaving(was)
    }
    first.current = false
  }, [key])
  useLayoutEffect(() => {
    if (above) shown.current = above
    else shown.current = undefined
  })
  useEffect(() => {
    if (!leaving) return
    const el = upper.current
    const done = () => setLeaving(undefined)
    if (!el) return done()
    const run = slide(el, '0', '100%')
    run.onfinish = done
    run.oncancel = done
  }, [leaving])
  const drag = useEdgeDrag(upper, () => {
    dragged.current = true
    onBack()
  })
  const top = above ?? leaving
  return (
    <div class="stack">
      <div class="stack-below" inert={above !== undefined}>
        {below}
      </div>
      {top && (
        <div class="stack-above" ref={upper} key={top.key} inert={above === undefined} {...drag}>
          {top.content}
        </div>
      )}
    </div>
  )
}

function slide(el: HTMLElement, from: string, to: string): Animation {
  return el.animate([{ translate: from }, { translate: to }], { duration: motionMs(), easing: 'cubic-bezier(0.2, 0.8, 0.3, 1)', fill: 'both' })
}

const EDGE = 28

function useEdgeDrag(ref: { readonly current: HTMLElement | null }, back: () => void) {
  const from = useRef<{ x: number; y: number; t: number; locked: boolean } | null>(null)
  return {
    onTouchStart: (e: TouchEvent) => {
      const touch = e.touches[0]
      if (touch && e.touches.length === 1 && touch.clientX < EDGE) from.current = { x: touch.clientX, y: touch.clientY, t: e.timeStamp, locked: false }
    },
    onTouchMove: (e: TouchEvent) => {
      const touch = e.touches[0]
      const f = from.current
      const el = ref.current
      if (!touch || !f || !el) return
      const dx = touch.clientX - f.x
      if (!f.locked && Math.abs(touch.clientY - f.y) > Math.abs(dx) + 6) {
        from.current = null
        return
      }
      if (dx > 6) f.locked = true
      if (f.locked) {
        for (const a of el.getAnimations()) a.cancel()
        el.style.translate = `${Math.max(0, dx)}px`
      }
    },
    onTouchEnd: (e: TouchEvent) => {
      const touch = e.changedTouches[0]
      const f = from.current
      const el = ref.current
      from.current = null
      if (!touch || !f?.locked || !el) return
      const dx = touch.clientX - f.x
      const goes = dx > innerWidth * 0.35 || (dx > 40 && dx / Math.max(1, e.timeStamp - f.t) > 0.5)
      const run = slide(el, `${Math.max(0, dx)}px`, goes ? '100%' : '0px')
      run.onfinish = () => {
        if (goes) back()
        else {
          run.cancel()
          el.style.translate = ''
        }
      }
    },
  }
}
