import { up } from '../view/nodes.js'
import { services, WxElement } from './element.js'

/** Open types that the host carries out; `share` has its own event since it starts onShareAppMessage. */
export class WxButton extends WxElement {
  constructor() {
    super(
      {
        type: 'default',
        size: 'default',
        plain: false,
        disabled: false,
        loading: false,
        formType: '',
        openType: '',
        hoverClass: 'button-hover',
        hoverStopPropagation: false,
        hoverStartTime: 20,
        hoverStayTime: 70,
      },
      ['type', 'size'],
    )
  }
  protected override build(): void {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'button')
    this.changed('disabled')
    this.changed('loading')
  }
  protected override changed(name: string): void {
    if (name === 'disabled') {
      this.tabIndex = this.p['disabled'] === true ? -1 : 0
      this.setAttribute('aria-disabled', String(this.p['disabled']))
    }
    if (name === 'loading') this.setAttribute('aria-busy', String(this.p['loading']))
  }
  activate(): void {
    if (this.p['disabled'] === true) return
    const { formType, openType } = this.p
    if (formType === 'submit' || formType === 'reset') {
      const form = formAround(this, this.trees)
      if (formType === 'submit') form?.submit(this)
      else form?.reset(this)
    }
    // Two may stand together: "getPhoneNumber|agreePrivacyAuthorization".
    for (const type of String(openType).split('|')) {
      if (type === 'share') services().events.emit(this, '$share', {})
      else if (type !== '') services().events.emit(this, '$open', { type, ...this.$extra })
    }
  }
}

interface Form extends Node {
  readonly trees: readonly number[]
  submit(by: HTMLElement): void
  reset(by: HTMLElement): void
}
/** A form hears the buttons of its own template, and those of components that say so (wx://form-field-button). */
function formAround(node: Node, trees: readonly number[]): Form | null {
  for (let at: Node | null = up(node); at !== null; at = up(at)) {
    if (at.nodeName !== 'WX-FORM') continue
    const form = at as unknown as Form
    if (trees.includes(form.trees[0] ?? 0)) return form
  }
  return null
}
