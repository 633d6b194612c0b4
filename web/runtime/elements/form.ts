import { type Known, up } from '../view/nodes.js'
import { type Control, isControl, services, WxElement } from './element.js'
import { formValues } from './rules.js'

/** Form ids ended when template messages did; WeChat says so in the id's place. */
const noFormId = 'requestFormId:fail deprecated'

export class WxForm extends WxElement {
  constructor() {
    super({ reportSubmit: false })
  }
  protected override build(): void {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'form')
  }
  /** What stands in the form's own template, or in that of a component which lets forms in (wx://form-field-group). */
  private controls(): Control[] {
    const [own = 0] = this.trees
    return Array.from(this.querySelectorAll('*'))
      .filter(isControl)
      .filter((control) => control.trees.includes(own))
  }
  submit(by: HTMLElement): void {
    const named = this.controls().map((control) => ({ name: String((control as unknown as WxElement).property('name') ?? ''), value: control.formValue() }))
    this.emit('submit', { value: formValues(named), formId: this.p['reportSubmit'] === true ? noFormId : '', target: placed(by) })
  }
  reset(by: HTMLElement): void {
    for (const control of this.controls()) control.formReset()
    this.emit('reset', { target: placed(by) })
  }
}

/** The button that was tapped: the Worker knows the rest of it. */
const placed = (by: Known<HTMLElement>): readonly unknown[] => [by.$id, by.offsetLeft, by.offsetTop]

/** Operates its control: the one named by `for`, else the first inside. */
export class WxLabel extends WxElement {
  constructor() {
    super({ for: '' })
  }
  private control(): HTMLElement | null {
    const named = String(this.p['for'])
    // The nearest: an id is one of its component, which may stand on the page many times.
    for (let at = this.parentElement; at !== null && named !== ''; at = at.parentElement) {
      const found = at.querySelector<HTMLElement>(`#${CSS.escape(named)}`)
      if (found !== null) return found
    }
    if (named !== '') return null
    return this.querySelector<HTMLElement>('wx-checkbox,wx-radio,wx-switch,wx-button,wx-input,wx-textarea,wx-picker,wx-slider')
  }
  activate(): void {
    const control = this.control()
    if (control === null || within(services().events.tapped(), control)) return
    if (control.nodeName === 'WX-BUTTON') services().events.tap(control)
    else (control as Partial<{ activate(): void }>).activate?.()
  }
}

function within(node: Node | null, outer: Node): boolean {
  for (let at = node; at !== null; at = up(at)) if (at === outer) return true
  return false
}
