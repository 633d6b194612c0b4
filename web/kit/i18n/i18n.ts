/**
 * The host's two languages. A text is a string with {0}, {1}, … where arguments go; en.ts names the keys, zh.ts must have
 * the same (by type and by test). The choice is kept in localStorage; reading `t()` while rendering follows it at once.
 */
import { computed, signal } from '@preact/signals'
import { en } from './en.js'
import type { Locale, When } from './format.js'
import { languageTag } from './format.js'
import { zh } from './zh.js'

export type { Locale } from './format.js'
export type TextKey = keyof typeof en
export type LocaleChoice = 'system' | Locale

const KEY = 'superette.locale'
const TEXTS: Readonly<Record<Locale, Readonly<Record<TextKey, string>>>> = { en, zh }
const systemLocale = signal<Locale>('en')

export const localeChoice = signal<LocaleChoice>('system')
export const locale = computed<Locale>(() => (localeChoice.value === 'system' ? systemLocale.value : localeChoice.value))

export function parseLocaleChoice(v: string | null): LocaleChoice {
  return v === 'en' || v === 'zh' ? v : 'system'
}

export function localeOf(languages: readonly string[]): Locale {
  for (const l of languages) {
    if (/^zh\b/i.test(l)) return 'zh'
    if (/^en\b/i.test(l)) return 'en'
  }
  return 'en'
}

export function startLocale(): void {
  systemLocale.value = localeOf(navigator.languages)
  addEventListener('languagechange', () => {
    systemLocale.value = localeOf(navigator.languages)
    markDocument()
  })
  localeChoice.value = parseLocaleChoice(localStorage.getItem(KEY))
  markDocument()
}

export function chooseLocale(choice: LocaleChoice): void {
  if (choice === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, choice)
  localeChoice.value = choice
  markDocument()
}

function markDocument(): void {
  document.documentElement.lang = languageTag(locale.value)
  // What an installed host is called by the system around it.
  document.querySelector('link[rel=manifest]')?.setAttribute('href', locale.value === 'zh' ? '/manifest-zh.webmanifest' : '/manifest.webmanifest')
}

export function fill(text: string, args: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (_, i: string) => String(args[Number(i)] ?? ''))
}

export function t(key: TextKey, ...args: readonly (string | number)[]): string {
  return fill(TEXTS[locale.value][key], args)
}

/** A text by a key that came from the server; undefined when this version has no words for it. */
export function tryText(key: string, args: readonly string[]): string | undefined {
  const texts: Readonly<Record<string, string>> = TEXTS[locale.value]
  const text = Object.hasOwn(texts, key) ? texts[key] : undefined
  return text === undefined ? undefined : fill(text, args)
}

/** now and the locale for the time formats, of this moment. */
export function when(now: number = Date.now()): When {
  return { locale: locale.value, now }
}
