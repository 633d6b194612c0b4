/** input and textarea: one native field inside, a placeholder of its own since programs style it by class. */
import { rpx } from '../view/styles.js'
import { make, pixels, type Properties, WxElement } from './element.js'
import { inputModes, typable } from './rules.js'

interface FieldProperties extends Properties {
  value: string
  placeholder: string
  placeholderStyle: string
  placeholderClass: string
  disabled: boolean
  maxlength: number
  focus: boolean
  autoFocus: boolean
  cursor: number
  selectionStart: number
  selectionEnd: number
  confirmType: string
  confirmHold: boolean
  name: string
  type: string
  password: boolean
  autoHeight: boolean
  cursorSpacing: number | string
  adjustPosition: boolean
  holdKeyboard: boolean
  cursorColor: string
}

function defaults(placeholderClass: string, confirmType: string): FieldProperties {
  return {
    value: '',
    placeholder: '',
    placeholderStyle: '',
    placeholderClass,
    disabled: false,
    maxlength: 140,
    focus: false,
    autoFocus: false,
    cursor: -1,
    selectionStart: -1,
    selectionEnd: -1,
    confirmType,
    confirmHold: false,
    name: '',
    type: 'text',
    password: false,
    autoHeight: false,
    cursorSpacing: 0,
    adjustPosition: true,
    holdKeyboard: false,
    cursorColor: '',
  }
}

const echoMs = 500
const enterHints: Readonly<Record<string, string>> = { send: 'send', search: 'search', next: 'next', go: 'go', done: 'done', return: 'enter' }

abstract class WxField extends WxElement<FieldProperties> {
  protected abstract readonly field: HTMLInputElement | HTMLTextAreaElement
  private readonly hint = make('div')
  private first = ''
  /** Values sent lately: a program that writes back what it was told is one step behind a fast writer. */
  private told: { value: string; at: number }[] = []

  constructor(
    private readonly className_: string,
    own: FieldProperties,
  ) {
    super(own)
  }
  protected override build(): void {
    const { field, hint } = this
    hint.setAttribute('aria-hidden', 'true')
    this.prepend(make('div', this.className_, hint, field))
    this.first = this.p.value
    for (const name of Object.keys(this.p)) this.changed(name)
    field.addEventListener('beforeinput', (event) => {
      const { data } = event as InputEvent
      if (data !== null && !typable(this.p.type, data)) event.preventDefault()
    })
    field.addEventListener('input', (event) => {
      if (!(event as InputEvent).isComposing) this.typed()
      else this.showHint()
    })
    field.addEventListener('compositionend', () => this.typed())
    for (const moment of ['start', 'update', 'end'])
      field.addEventListener(`composition${moment}`, (event) =>
        this.emit(`keyboardcomposition${moment}`, { value: field.value, data: (event as CompositionEvent).data }),
      )
    field.addEventListener('selectionchange', () => {
      if (document.activeElement === field) this.emit('selectionchange', { selectionStart: field.selectionStart, selectionEnd: field.selectionEnd })
    })
    field.addEventListener('focus', () => {
      this.p.focus = true
      this.select()
      this.emit('focus', { value: field.value, height: keyboardHeight() })
      keyboard.add(this)
      this.uncover()
    })
    field.addEventListener('blur', () => {
      this.p.focus = false
      keyboard.delete(this)
      this.emit('blur', { value: field.value, cursor: field.selectionEnd ?? 0 })
      this.model('focus', false)
    })
    field.addEventListener('keydown', (event) => {
      const key = event as KeyboardEvent
      if (key.key === 'Enter' && !key.isComposing) this.enter(key)
    })
  }
  protected abstract enter(event: KeyboardEvent): void
  protected confirm(): void {
    this.emit('confirm', { value: this.field.value })
  }
  protected typed(): void {
    const { field } = this
    const value = field.value
    this.showHint()
    if (value === this.p.value) return
    this.p.value = value
    this.told = [...this.told.filter(({ at }) => performance.now() - at < echoMs), { value, at: performance.now() }]
    this.emit('input', { value, cursor: field.selectionEnd ?? value.length, keyCode: value.charCodeAt((field.selectionEnd ?? value.length) - 1) || 8 })
    this.model('value', value)
    this.grown()
  }
  protected grown(): void {}
  override setProperty(name: string, value: unknown): void {
    // What bindinput gave back stands instead of what was typed, also if it is an earlier value.
    if (name === '$replace') return this.replaced(value)
    if (name === 'value' && this.isEcho(value)) return
    super.setProperty(name, value)
  }
  private replaced(given: unknown): void {
    const { value, cursor } = (typeof given === 'object' && given !== null ? given : { value: given }) as {
      readonly value?: unknown
      readonly cursor?: unknown
    }
    if (value === undefined || value === null) return
    this.told = []
    super.setProperty('value', value)
    if (typeof cursor === 'number' && document.activeElement === this.field) this.field.setSelectionRange(cursor, cursor)
  }
  private isEcho(value: unknown): boolean {
    const at = this.told.findIndex((one) => one.value === value)
    const old = at >= 0 && at < this.told.length - 1 && performance.now() - (this.told[at]?.at ?? 0) < echoMs
    this.told = old ? this.told.slice(at + 1) : []
    return old
  }
  protected override attached(): void {
    if (this.p.focus || this.p.autoFocus) requestAnimationFrame(() => this.takeFocus())
    this.grown()
  }
  /**
   * A program may give a field the focus within its own page, and never take it from the host: what is typed there, such as
   * a PIN, must not arrive here. It gets it when the page has the focus.
   */
  private takeFocus(): void {
    if (document.hasFocus()) this.field.focus()
    else addEventListener('focus', () => this.isConnected && (this.p.focus || this.p.autoFocus) && this.field.focus(), { once: true })
  }
  protected override detached(): void {
    keyboard.delete(this)
  }
  protected override changed(name: string): void {
    const { field, hint, p } = this
    switch (name) {
      case 'value':
        if (field.value !== p.value) field.value = p.value
        this.showHint()
        this.grown()
        return
      case 'placeholder':
        hint.textContent = p.placeholder
        // Read out instead of the visible one, which programs may style away.
        field.setAttribute('aria-placeholder', p.placeholder)
        if (!this.hasAttribute('aria-label')) field.setAttribute('aria-label', p.placeholder)
        return
      case 'placeholderClass':
        hint.className = p.placeholderClass
        return
      case 'placeholderStyle':
        hint.style.cssText = rpx(p.placeholderStyle)
        this.showHint()
        return
      case 'disabled':
        // A browser's disabled field swallows taps, which reach whoever listens in WeChat; the base sheet lets them through.
        field.disabled = p.disabled
        return
      case 'maxlength':
        if (p.maxlength < 0) field.removeAttribute('maxlength')
        else field.maxLength = p.maxlength
        return
      case 'focus':
        if (!this.isConnected || p.focus === (document.activeElement === field)) return
        if (p.focus) this.takeFocus()
        else field.blur()
        return
      case 'cursor':
      case 'selectionStart':
      case 'selectionEnd':
        if (document.activeElement === field) this.select()
        return
      case 'cursorColor':
        // What is no colour, such as WeChat's "default", takes the last one away.
        field.style.caretColor = ''
        field.style.caretColor = p.cursorColor
        return
      case 'confirmType':
        field.enterKeyHint = enterHints[p.confirmType] ?? 'done'
        return
      default:
        return
    }
  }
  private showHint(): void {
    this.hint.style.display = this.field.value === '' ? '' : 'none'
  }
  private select(): void {
    const { cursor, selectionStart, selectionEnd } = this.p
    if (selectionStart >= 0 && selectionEnd >= 0) this.field.setSelectionRange(selectionStart, selectionEnd)
    else if (cursor >= 0) this.field.setSelectionRange(cursor, cursor)
  }
  heightChanged(height: number): void {
    this.emit('keyboardheightchange', { height, duration: 0 })
    this.uncover()
  }
  /** Scrolls the page so far that the keyboard leaves `cursorSpacing` below the field free. */
  private uncover(): void {
    if (!this.p.adjustPosition) return
    const view = window.visualViewport
    const covered = this.getBoundingClientRect().bottom + pixels(this.p.cursorSpacing) - (view === null ? window.innerHeight : view.offsetTop + view.height)
    if (covered > 0 && keyboardHeight() > 0) window.scrollBy(0, covered)
  }
  /** hold-keyboard: a tap beside the field leaves it the focus. */
  get holds(): boolean {
    return this.p.holdKeyboard && document.activeElement === this.field
  }
  override property(name: string): unknown {
    return name === 'value' ? this.field.value : super.property(name)
  }
  activate(): void {
    if (!this.p.disabled && document.activeElement !== this.field) this.field.focus()
  }
  formValue(): string {
    return this.field.value
  }
  formReset(): void {
    this.setProperty('value', this.first)
  }
}

/** Fields that have the focus hear of the keyboard's height: what it takes from the visual viewport. */
const keyboard = new Set<WxField>()
const keyboardHeight = (): number => Math.max(0, Math.round(window.innerHeight - (window.visualViewport?.height ?? window.innerHeight)))
document.addEventListener(
  'mousedown',
  (event) => {
    const to = event.target instanceof Element ? event.target.closest('input,textarea') : null
    if (to === null && [...keyboard].some((field) => field.holds)) event.preventDefault()
  },
  true,
)
window.visualViewport?.addEventListener('resize', () => {
  for (const field of keyboard) field.heightChanged(keyboardHeight())
})

export class WxInput extends WxField {
  protected override readonly field = make('input')
  constructor() {
    super('wx-input-wrap', defaults('input-placeholder', 'done'))
  }
  protected override changed(name: string): void {
    super.changed(name)
    if (name !== 'type' && name !== 'password') return
    const { type, password } = this.p
    this.field.type = password || type === 'safe-password' ? 'password' : 'text'
    this.field.inputMode = inputModes[type] ?? 'text'
    this.field.autocomplete = 'off'
  }
  protected override enter(event: KeyboardEvent): void {
    event.preventDefault()
    this.confirm()
    if (!this.p.confirmHold) this.field.blur()
  }
}

export class WxTextarea extends WxField {
  protected override readonly field = make('textarea')
  private lines = 0
  constructor() {
    super('wx-textarea-wrap', defaults('textarea-placeholder', 'return'))
  }
  protected override changed(name: string): void {
    super.changed(name)
    if (name === 'autoHeight') this.grown()
  }
  protected override enter(event: KeyboardEvent): void {
    if (this.p.confirmType === 'return') return
    event.preventDefault()
    this.confirm()
    if (!this.p.confirmHold) this.field.blur()
  }
  protected override grown(): void {
    if (!this.isConnected) return
    const { field } = this
    if (this.p.autoHeight) {
      field.style.height = '0'
      field.style.height = `${field.scrollHeight}px`
    }
    const lineHeight = Number.parseFloat(getComputedStyle(field).lineHeight) || 19
    const lineCount = Math.max(1, Math.round(field.scrollHeight / lineHeight))
    if (lineCount === this.lines) return
    this.lines = lineCount
    this.emit('linechange', { height: field.scrollHeight, heightRpx: (field.scrollHeight * 750) / window.innerWidth, lineCount, lineHeight })
  }
}
