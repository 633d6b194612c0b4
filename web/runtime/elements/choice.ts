/** checkbox, radio, switch and the groups of the first two. */
import { up } from '../view/nodes.js'
import { make, type Properties, WxElement } from './element.js'

interface ChoiceProperties extends Properties {
  value: string
  checked: boolean
  disabled: boolean
  color: string
  name: string
  type: string
}
const choiceDefaults = (type: string): ChoiceProperties => ({ value: '', checked: false, disabled: false, color: '', name: '', type })

function around<T extends { readonly tree: number }>(node: Node & { readonly tree: number }, tag: string): T | null {
  for (let at: Node | null = up(node); at !== null; at = up(at)) {
    if (at.nodeName !== tag) continue
    const group = at as unknown as T
    if (group.tree === node.tree) return group
  }
  return null
}

abstract class Choice extends WxElement<ChoiceProperties> {
  protected readonly mark = make('div')
  private first = false

  constructor(private readonly kind: 'checkbox' | 'radio' | 'switch') {
    super(choiceDefaults(kind === 'switch' ? 'switch' : ''), ['type'])
  }
  protected override build(): void {
    this.first = this.p.checked
    this.prepend(make('div', `wx-${this.kind}-wrapper`, this.mark))
    if (!this.hasAttribute('role')) this.setAttribute('role', this.kind)
    this.changed('checked')
    this.changed('disabled')
  }
  /** The class names are WeChat's: programs style them. */
  protected look(): void {
    const { checked, color, disabled } = this.p
    const name = `wx-${this.kind}-input`
    this.mark.className = `${name}${checked ? ` ${name}-checked` : ''}${disabled ? ` ${name}-disabled` : ''}`
    this.mark.style.color = this.kind === 'checkbox' ? color : ''
    const filled = checked && color !== '' && this.kind !== 'checkbox'
    this.mark.style.backgroundColor = filled ? color : ''
    this.mark.style.borderColor = filled ? color : ''
  }
  protected override changed(name: string): void {
    if (name === 'disabled') {
      this.tabIndex = this.p.disabled ? -1 : 0
      this.setAttribute('aria-disabled', String(this.p.disabled))
    }
    this.look()
    this.setAttribute('aria-checked', String(this.p.checked))
  }
  check(checked: boolean): void {
    if (this.p.checked === checked) return
    this.p.checked = checked
    this.reflect('checked')
    if (this.built) this.changed('checked')
    this.model('checked', checked)
  }
  /** The component in whose template it stands: a group holds what stands in its own alone, as in WeChat. */
  get tree(): number {
    return this.trees[0] ?? 0
  }
  get isChecked(): boolean {
    return this.p.checked
  }
  get isDisabled(): boolean {
    return this.p.disabled
  }
  get ownValue(): string {
    return this.p.value
  }
  resetChoice(): void {
    this.p.checked = this.first
    this.reflect('checked')
    this.changed('checked')
  }
}

export class WxCheckbox extends Choice {
  constructor() {
    super('checkbox')
  }
  activate(): void {
    if (this.p.disabled) return
    this.check(!this.p.checked)
    around<WxCheckboxGroup>(this, 'WX-CHECKBOX-GROUP')?.chosen(this)
  }
}

export class WxRadio extends Choice {
  constructor() {
    super('radio')
  }
  activate(): void {
    if (this.p.disabled || this.p.checked) return
    this.check(true)
    around<WxRadioGroup>(this, 'WX-RADIO-GROUP')?.chosen(this)
  }
  override setProperty(name: string, value: unknown): void {
    super.setProperty(name, value)
    if (name === 'checked' && this.p.checked && this.isConnected) around<WxRadioGroup>(this, 'WX-RADIO-GROUP')?.only(this)
  }
}

abstract class Group<T extends Choice> extends WxElement {
  constructor(private readonly tag: string) {
    super({ name: '' })
  }
  get tree(): number {
    return this.trees[0] ?? 0
  }
  protected items(): T[] {
    const all = Array.from(this.querySelectorAll(this.tag)) as unknown as T[]
    return all.filter((each) => each.tree === this.tree)
  }
  abstract formValue(): unknown
  formReset(): void {
    for (const item of this.items()) item.resetChoice()
  }
  chosen(_item: T): void {
    this.emit('change', { value: this.formValue() })
    this.model('value', this.formValue())
  }
}

export class WxCheckboxGroup extends Group<WxCheckbox> {
  constructor() {
    super('wx-checkbox')
  }
  formValue(): string[] {
    return this.items().flatMap((item) => (item.isChecked ? [item.ownValue] : []))
  }
}

export class WxRadioGroup extends Group<WxRadio> {
  constructor() {
    super('wx-radio')
  }
  protected override build(): void {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'radiogroup')
    this.addEventListener('keydown', (event) => {
      const step = event.key === 'ArrowDown' || event.key === 'ArrowRight' ? 1 : event.key === 'ArrowUp' || event.key === 'ArrowLeft' ? -1 : 0
      const items = this.items().filter((item) => !item.isDisabled)
      const at = items.indexOf(document.activeElement as unknown as WxRadio)
      const next = items[(at + step + items.length) % items.length]
      if (step === 0 || at < 0 || next === undefined) return
      event.preventDefault()
      next.focus()
      next.activate()
    })
  }
  formValue(): string {
    return this.items().find((item) => item.isChecked)?.ownValue ?? ''
  }
  only(item: WxRadio): void {
    for (const other of this.items()) if (other !== item) other.check(false)
  }
  override chosen(item: WxRadio): void {
    this.only(item)
    super.chosen(item)
  }
}

export class WxSwitch extends Choice {
  constructor() {
    super('switch')
  }
  protected override look(): void {
    if (this.p.type !== 'checkbox') return super.look()
    this.mark.className = this.p.checked ? 'wx-checkbox-input wx-checkbox-input-checked' : 'wx-checkbox-input'
    this.mark.style.color = this.p.color
  }
  activate(): void {
    if (this.p.disabled) return
    this.check(!this.p.checked)
    this.emit('change', { value: this.p.checked })
  }
  formValue(): boolean {
    return this.p.checked
  }
  formReset(): void {
    this.resetChoice()
  }
}
