import type { Known } from '../view/nodes.js'
import { WxElement } from './element.js'
import { shownText } from './rules.js'

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
