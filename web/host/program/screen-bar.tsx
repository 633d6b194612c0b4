/** The bar of the host's own screens over a program: what it is, and the way back. */
import type { ComponentChild } from 'preact'

export function ScreenBar({ title, label, onBack }: { readonly title: string; readonly label: string; readonly onBack: () => void }): ComponentChild {
  return (
    <header class="program-bar">
      <button type="button" class="program-bar-button" aria-label={label} onClick={onBack}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M15 4l-8 8 8 8" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
      </button>
      <h1 class="program-bar-title">
        <span>{title}</span>
      </h1>
    </header>
  )
}
