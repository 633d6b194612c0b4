/** picker-view and its columns: wheels inside a page, filled by the program. */
import { rpx } from '../view/styles.js'
import { make, type Properties, shadow, WxElement } from './element.js'
import { createWheel, type Wheel, wheelCss } from '../../wheel/wheel.js'

interface PickerViewProperties extends Properties {
  value: unknown
  indicatorStyle: string
  indicatorClass: string
  maskStyle: string
  maskClass: string
  immediateChange: boolean
}

const viewCss = `
:host{display:block}
#columns{position:relative;display:flex;height:100%;overflow:hidden}
slot:not([name])::slotted(*){flex:1;min-width:0}
slot[name=mask]::slotted(*){position:absolute;inset:0;pointer-events:none;background:linear-gradient(var(--wx-sheet),transparent 45%,transparent 55%,var(--wx-sheet));opacity:.85}
slot[name=line]::slotted(*){position:absolute;left:0;right:0;top:50%;height:34px;transform:translateY(-50%);border:solid var(--wx-line);border-width:1px 0;pointer-events:none;box-sizing:border-box}
`

export class WxPickerView extends WxElement<PickerViewProperties> {
  /** Children like the program's, so that its indicator-class and mask-class reach them. */
  private readonly line = make('div')
  private readonly mask = make('div')
  /** The line gives the rows their height, also once a sheet, a class or its appearing has changed that. */
  private readonly sizes = new ResizeObserver(() => this.changed('value'))

  constructor() {
    super({ value: [], indicatorStyle: '', indicatorClass: '', maskStyle: '', maskClass: '', immediateChange: false })
    const columns = make('div')
    const slot = make('slot')
    columns.id = 'columns'
    columns.append(slot)
    for (const name of ['mask', 'line'] as const) {
      this[name].slot = name
      const place = make('slot')
      place.name = name
      columns.append(place)
    }
    shadow(this, viewCss, columns)
    slot.addEventListener('slotchange', () => this.changed('value'))
  }
  private columns(): WxPickerViewColumn[] {
    return Array.from(this.querySelectorAll('wx-picker-view-column')) as unknown as WxPickerViewColumn[]
  }
  get rowPx(): number {
    return this.line.offsetHeight || 34
  }
  protected override build(): void {
    this.append(this.mask, this.line)
    for (const name of ['indicatorStyle', 'indicatorClass', 'maskStyle', 'maskClass']) this.changed(name)
  }
  protected override attached(): void {
    this.sizes.observe(this.line)
    queueMicrotask(() => this.changed('value'))
  }
  protected override detached(): void {
    this.sizes.disconnect()
  }
  protected override changed(name: string): void {
    if (name === 'indicatorStyle') this.line.style.cssText = rpx(this.p.indicatorStyle)
    else if (name === 'maskStyle') this.mask.style.cssText = rpx(this.p.maskStyle)
    else if (name === 'indicatorClass') this.line.className = this.p.indicatorClass
    else if (name === 'maskClass') this.mask.className = this.p.maskClass
    else if (name === 'value' && this.isConnected) {
      const value: readonly unknown[] = Array.isArray(this.p.value) ? this.p.value : []
      for (const [i, column] of this.columns().entries()) column.show(this.rowPx, Number(value[i] ?? 0))
    }
  }
  started(): void {
    this.emit('pickstart', {})
  }
  settled(): void {
    const value = this.columns().map((column) => column.index)
    this.p.value = value
    this.emit('change', { value })
    this.model('value', value)
  }
  ended(): void {
    this.emit('pickend', {})
  }
  get atOnce(): boolean {
    return this.p.immediateChange
  }
}

const columnCss = `
:host{display:block;height:100%}
${wheelCss}
.wheel{box-sizing:border-box;padding:calc(50cqh - var(--row)/2) 0}
#box{height:100%;container-type:size}
::slotted(*){height:var(--row);scroll-snap-align:center;overflow:hidden}
`

export class WxPickerViewColumn extends WxElement {
  private readonly scroller = make('div', 'wheel', make('slot'))
  private readonly wheel: Wheel
  private rowPx = 34
  private wanted = 0

  constructor() {
    super({})
    const box = make('div', '', this.scroller)
    box.id = 'box'
    shadow(this, columnCss, box)
    this.scroller.tabIndex = 0
    this.scroller.setAttribute('role', 'listbox')
    this.wheel = createWheel(this.scroller, {
      itemHeight: () => this.rowPx,
      count: () => this.childElementCount,
      settled: (index) => {
        this.wanted = index
        this.view()?.settled()
      },
      started: () => this.view()?.started(),
      ended: () => this.view()?.ended(),
      atOnce: () => this.view()?.atOnce === true,
    })
    this.scroller.firstElementChild?.addEventListener('slotchange', () => this.show(this.rowPx, this.wanted))
  }
  private view(): WxPickerView | null {
    return this.closest('wx-picker-view') as unknown as WxPickerView | null
  }
  show(rowPx: number, index: number): void {
    this.rowPx = rowPx
    this.wanted = index
    this.style.setProperty('--row', `${rowPx}px`)
    this.wheel.to(index)
  }
  restyled(): void {
    this.style.setProperty('--row', `${this.rowPx}px`)
  }
  get index(): number {
    return this.wheel.index
  }
}
