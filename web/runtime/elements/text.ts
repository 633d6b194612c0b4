import type { Known } from '../view/nodes.js'
import { WxElement } from './element.js'

const entities: Readonly<Record<string, string>> = { nbsp: '\u00a0', ensp: '\u2002', emsp: '\u2003', lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' }
const spaces: Readonly<Record<string, string>> = { nbsp: '\u00a0', ensp: '\u2002', emsp: '\u2003' }

/** What <text> shows: the two characters \n break the line; space widens blanks; decode reads the few entities WeChat names. */
export function shownText(raw: string, space: string, decode: boolean): string {
  let text = raw.replaceAll('\\n', '\n')
  const wide = spaces[space]
  if (wide !== undefined) text = text.replaceAll(' ', wide)
  return decode ? text.replace(/&(nbsp|ensp|emsp|lt|gt|amp|apos|quot);/g, (_, name: string) => entities[name] ?? '') : text
}

export class WxText extends WxElement {
  constructor() {
    super({ selectable: false, userSelect: false, space: '', decode: false })
  }
  override setProperty(name: string, value: unknown): void {
    super.setProperty(name, value)
    if (name === 'selectable' || name === 'userSelect') this.toggleAttribute(name === 'userSelect' ? 'user-select' : name, this.p[name] === true)
    if (name !== 'space' && name !== 'decode') return
    for (const child of this.childNodes) if (child instanceof Text) child.data = this.shownText((child as Known<Text>).$raw ?? child.data)
  }
  shownText(raw: string): string {
    return shownText(raw, String(this.p['space']), this.p['decode'] === true)
  }
}
