/**
 * loading, toast, modal and action-sheet: what WeChat's first programs put into their pages before `wx` had it. They are there while their
 * `hidden` is false. Their documentation is gone, WeChat still draws them.
 */
import { make, services, shadow, WxElement, type Properties } from './element.js'
import { WxIcon } from './small.js'

const scrim = '.mask{position:fixed;z-index:1000;inset:0;touch-action:none}.dim{background:rgba(0,0,0,.6)}'
const box = `${scrim}
.box{position:fixed;z-index:2000;top:180px;left:50%;box-sizing:border-box;width:7.6em;min-height:7.6em;margin-left:-3.8em;padding-bottom:15px;border-radius:5px;background:rgba(40,40,40,.75);color:#fff;font-size:16px;line-height:1.4;text-align:center}
.ring{box-sizing:border-box;width:36px;height:36px;margin:30px auto 12px;border:3px solid rgba(255,255,255,.3);border-top-color:#fff;border-radius:50%;animation:turn 1s linear infinite}
wx-icon{display:block;margin:20px auto 5px}
@keyframes turn{to{transform:rotate(1turn)}}
@media (prefers-reduced-motion:reduce){.ring{animation-duration:3s}}`

export class WxLoading extends WxElement {
  constructor() {
    super({})
    shadow(this, box, make('div', 'mask'), make('div', 'box', make('div', 'ring'), make('slot')))
  }
  protected override build(): void {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'status')
  }
}

interface ToastProperties extends Properties {
  icon: string
  duration: number
}

export class WxToast extends WxElement<ToastProperties> {
  static readonly observedAttributes = ['hidden']
  private readonly box = make('div', 'box')
  private timer = 0

  constructor() {
    super({ icon: 'success_no_circle', duration: 1500 })
    shadow(this, box, make('div', 'mask'), this.box)
  }
  protected override build(): void {
    const icon = new WxIcon()
    icon.setProperty('size', 55)
    icon.setProperty('color', '#fff')
    this.box.append(icon, make('slot'))
    if (!this.hasAttribute('role')) this.setAttribute('role', 'status')
    this.changed('icon')
  }
  protected override attached(): void {
    this.wait()
  }
  protected override detached(): void {
    clearTimeout(this.timer)
  }
  attributeChangedCallback(): void {
    this.wait()
  }
  protected override changed(name: string): void {
    if (name === 'icon') (this.box.firstChild as WxIcon).setProperty('type', this.p.icon)
    else this.wait()
  }
  /** It does not go of itself: it says when its time is over, and the program hides it. */
  private wait(): void {
    clearTimeout(this.timer)
    if (this.hidden || !this.isConnected || this.p.duration === 0) return
    this.timer = window.setTimeout(() => this.emit('change', { value: this.hidden }), this.p.duration)
  }
}

interface ModalProperties extends Properties {
  title: string
  noCancel: boolean
  confirmText: string
  cancelText: string
}

const modalCss = `${scrim}
.dialog{position:fixed;z-index:5000;top:50%;left:50%;width:85%;max-width:400px;transform:translate(-50%,-50%);overflow:hidden;border-radius:12px;background:var(--wx-sheet);color:var(--wx-ink);text-align:center}
.title{padding:1.4em 24px .6em;font-size:17px;font-weight:600}
.body{max-height:60vh;overflow-y:auto;padding:0 24px;font-size:15px;color:var(--wx-muted);text-align:left;overflow-wrap:anywhere}
.foot{display:flex;margin-top:24px;border-top:1px solid var(--wx-line)}
button{flex:1;padding:0;border:0;background:none;font:inherit;font-size:17px;line-height:50px;color:inherit}
button+button{border-left:1px solid var(--wx-line)}
button:active{background:var(--wx-fill)}
.confirm{color:var(--wx-brand);font-weight:600}
[hidden]{display:none}`

export class WxModal extends WxElement<ModalProperties> {
  private readonly head = make('div', 'title')
  private readonly cancel = make('button')
  private readonly confirm = make('button', 'confirm')

  constructor() {
    super({ title: '', noCancel: false, confirmText: '', cancelText: '' })
    const mask = make('div', 'mask dim')
    const foot = make('div', 'foot', this.cancel, this.confirm)
    shadow(this, modalCss, mask, make('div', 'dialog', this.head, make('div', 'body', make('slot')), foot))
    for (const each of [mask, this.cancel]) each.addEventListener('click', () => this.emit('cancel'))
    this.confirm.addEventListener('click', () => this.emit('confirm'))
  }
  protected override build(): void {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'dialog')
    this.setAttribute('aria-modal', 'true')
    this.changed('')
  }
  protected override changed(_name: string): void {
    const { title, noCancel, confirmText, cancelText } = this.p
    this.head.textContent = title
    this.setAttribute('aria-label', title)
    this.cancel.hidden = noCancel
    this.cancel.textContent = cancelText || services().words.cancel
    this.confirm.textContent = confirmText || services().words.done
  }
}

const sheetCss = `${scrim}
.sheet{position:fixed;z-index:5000;left:0;right:0;bottom:0;max-height:80%;overflow-y:auto;padding-bottom:env(safe-area-inset-bottom);border-radius:12px 12px 0 0;background:var(--wx-sheet)}
@media (prefers-reduced-motion:no-preference){.sheet{animation:up .3s}}
@keyframes up{from{transform:translateY(100%)}}`

export class WxActionSheet extends WxElement {
  constructor() {
    super({})
    const mask = make('div', 'mask dim')
    shadow(this, sheetCss, mask, make('div', 'sheet', make('slot')))
    mask.addEventListener('click', () => this.leave())
  }
  protected override build(): void {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'dialog')
    this.setAttribute('aria-modal', 'true')
  }
  /** The program hides it. */
  leave(): void {
    this.emit('change')
  }
}

export class WxActionSheetCancel extends WxElement {
  constructor() {
    super({})
  }
  activate(): void {
    this.closest<WxActionSheet>('wx-action-sheet')?.leave()
  }
}
