/** A link to a page of the host: a real address (new tab, copy), answered in place by a plain click. */
import type { ComponentChildren, CSSProperties, JSX } from 'preact'
import { layout } from './layout.js'
import { go } from './router.js'

interface LinkProps {
  readonly to: string
  readonly children: ComponentChildren
  readonly class?: string
  readonly current?: boolean
  readonly label?: string
  readonly row?: boolean
  readonly style?: CSSProperties
}

export function Link({ to, children, class: cls, current = false, label, row = false, style }: LinkProps): JSX.Element {
  return (
    <a
      href={to}
      class={cls}
      style={style}
      aria-current={current ? 'page' : undefined}
      aria-label={label}
      data-row={row ? '' : undefined}
      draggable={false}
      onClick={(e) => {
        if (e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return
        e.preventDefault()
        go(to, { keep: layout.value !== 'phone' })
      }}
    >
      {children}
    </a>
  )
}
