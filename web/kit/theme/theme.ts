/** Light, dark, or what the system says: kept in localStorage, shown as data-theme on the root element. */
import { computed, signal } from '@preact/signals'

export type ThemeChoice = 'system' | 'light' | 'dark'
const KEY = 'superette.theme'
const systemDark = signal(false)

export const themeChoice = signal<ThemeChoice>('system')
export const theme = computed<'light' | 'dark'>(() => {
  if (themeChoice.value !== 'system') return themeChoice.value
  return systemDark.value ? 'dark' : 'light'
})

export function parseThemeChoice(v: string | null): ThemeChoice {
  return v === 'light' || v === 'dark' ? v : 'system'
}

export function startTheme(): void {
  const media = matchMedia('(prefers-color-scheme: dark)')
  systemDark.value = media.matches
  media.addEventListener('change', () => {
    systemDark.value = media.matches
  })
  show(parseThemeChoice(localStorage.getItem(KEY)))
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, choice)
  show(choice)
}

function show(choice: ThemeChoice): void {
  themeChoice.value = choice
  if (choice === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = choice
  // The system's bar around an installed host: paper, in the theme that is shown.
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const dark = choice === 'system' ? bar.media.includes('dark') : choice === 'dark'
    bar.content = dark ? '#0C0A09' : '#FAFAF9'
  }
}
