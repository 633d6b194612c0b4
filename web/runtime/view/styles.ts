/** Style text: rpx in inline styles, and sheets whose pictures and fonts arrive later as Blobs. */
import type { StyleSheet } from '../../protocol/template.js'

export type Theme = 'light' | 'dark'

const rpxNumber = /(-?(?:\d+\.?\d*|\.\d+))rpx\b/gi

/** `20rpx` → `2.66667vw`: 750 rpx are the frame's width, as in WeChat. Text inside quotes is left alone only as far as CSS has none. */
export function rpx(style: string): string {
  if (!/rpx/i.test(style)) return style
  return style.replace(rpxNumber, (_, n: string) => `${Number((Number(n) / 7.5).toFixed(5))}vw`)
}

/** A picture that is not here (yet): an empty resource, so that the rule stays valid. */
const nothing = 'data:,'
/** The same for a font: browsers complain of an empty file. */
const unknownFont = /url\("?asset:(\d+)"?\)(\s*format\([^)]*\))?/g

/** The sheet's text with the urls that are known (`resolved[i]` belongs to `urls[i]`), its colour scheme decided by the host, not by the system. */
export function sheetText(sheet: StyleSheet, resolved: readonly (string | undefined)[], theme: Theme): string {
  return sheet.css
    .replace(/@font-face\s*\{[^}]*\}/g, (face) => face.replace(unknownFont, (whole, n: string) => (resolved[Number(n)] === undefined ? 'local("")' : whole)))
    .replace(/asset:(\d+)/g, (_, n: string) => resolved[Number(n)] ?? nothing)
    .replace(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/g, (_, wanted: string) => (wanted === theme ? '(min-width:0px)' : '(max-width:0px)'))
}

export interface Sheets {
  theme(theme: Theme): void
  remove(): void
}

/** Installs sheets in order; each is filled again, once per frame, while its resources arrive. */
export function installSheets(sheets: readonly StyleSheet[], resource: (url: string) => Promise<string>, first: Theme): Sheets {
  let theme = first
  const elements: HTMLStyleElement[] = []
  const refills = sheets.map((sheet) => {
    const element = document.createElement('style')
    elements.push(element)
    const resolved: (string | undefined)[] = []
    const fill = (): void => {
      element.textContent = sheetText(sheet, resolved, theme)
    }
    fill()
    document.head.append(element)
    let due = false
    for (const [index, url] of (sheet.urls ?? []).entries()) {
      resource(url).then(
        (address) => {
          resolved[index] = address
          if (due) return
          due = true
          requestAnimationFrame(() => {
            due = false
            fill()
          })
        },
        () => {}, // the host has said why; the rule just has no picture
      )
    }
    return fill
  })
  return {
    theme: (next) => {
      theme = next
      for (const fill of refills) fill()
    },
    remove: () => {
      for (const each of elements) each.remove()
    },
  }
}
