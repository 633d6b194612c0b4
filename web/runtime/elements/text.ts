import type { Known } from '../view/nodes.js'
import { make, shadow, WxElement } from './element.js'
import { shownText } from './rules.js'

export class WxText extends WxElement {
  constructor() {
    super({ selectable: false, userSelect: false, space: '', decode: false, overflow: 'visible', maxLines: 0 })
  }
  protected override attached(): void {
    if (this.parentElement instanceof WxText) this.parentElement.flow()
  }
  /**
   * WeChat keeps what is in a text in a line of its own inside it, so that a text that is laid out as a box keeps its parts in that line. Only
   * where there are parts does it matter.
   */
  private flow(): void {
    if (this.shadowRoot === null) shadow(this, '', make('span', '', make('slot')))
  }
  override setProperty(name: string, value: unknown): void {
    super.setProperty(name, value)
    if (name === 'overflow' || name === 'maxLines') this.restyled()
    if (name !== 'space' && name !== 'decode') return
    for (const child of this.childNodes) if (child instanceof Text) child.data = this.shownText((child as Known<Text>).$raw ?? child.data)
  }
  /** What is longer than it may be is cut, with an ellipsis or without; a program's style comes in place of the whole of ours. */
  restyled(): void {
    const { style } = this
    const lines = Math.max(0, Number(this.p['maxLines']))
    const marked = this.p['overflow'] === 'ellipsis'
    const cut = lines > 0 || marked || this.p['overflow'] === 'clip'
    if (!cut && style.maxWidth === '') return
    const clamped = marked && lines > 0
    style.display = clamped ? '-webkit-inline-box' : cut ? 'inline-block' : ''
    style.overflow = cut ? 'hidden' : ''
    style.maxWidth = cut ? '100%' : ''
    style.verticalAlign = cut ? 'bottom' : ''
    style.textOverflow = marked ? 'ellipsis' : ''
    style.maxHeight = lines > 0 && !clamped ? `${lines}lh` : ''
    style.setProperty('-webkit-box-orient', clamped ? 'vertical' : '')
    style.setProperty('-webkit-line-clamp', clamped ? String(lines) : '')
  }
  shownText(raw: string): string {
    return shownText(raw, String(this.p['space']), this.p['decode'] === true)
  }
}
