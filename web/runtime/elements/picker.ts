/** picker: five modes, one panel of wheels that comes from below, drawn outside the page so that its styles do not reach it. */
import { readRegions, type Region, regionColumns } from '../../protocol/regions.js'
import { make, type Properties, services, shadow, WxElement } from './element.js'
import { type Columns, type DateFields, dateColumns, type Day, itemText, numberAt, parseDay, parseTime, timeColumns } from '../../wheel/columns.js'
import { createWheel, type Wheel, wheelCss } from '../../wheel/wheel.js'

const rowPx = 48
const css = `
:host{position:fixed;inset:0;z-index:2147483000;font:16px/1.4 -apple-system,"PingFang SC","Noto Sans SC",sans-serif;color:var(--wx-ink);user-select:none;-webkit-user-select:none}
#mask{position:absolute;inset:0;background:rgba(0,0,0,.5);animation:fade .2s ease-out}
#sheet{position:absolute;left:0;right:0;bottom:0;background:var(--wx-sheet);border-radius:12px 12px 0 0;padding-bottom:env(safe-area-inset-bottom);animation:rise .25s ease-out}
header{display:flex;align-items:center;justify-content:space-between;padding:0 16px;min-height:56px}
header b{font-weight:600;text-align:center;flex:1}
button{min-width:56px;min-height:44px;padding:0 12px;border:0;border-radius:4px;background:none;color:inherit;font:inherit;cursor:pointer}
button:last-child{color:var(--wx-brand);font-weight:600}
button:focus-visible,.wheel:focus-visible{outline:2px solid var(--wx-brand);outline-offset:-2px}
#columns{position:relative;display:flex;height:${rowPx * 5}px;overflow:hidden}
.column{flex:1;min-width:0}
.item{height:${rowPx}px;line-height:${rowPx}px;text-align:center;scroll-snap-align:center;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;padding:0 4px}
.pad{height:${rowPx * 2}px}
#veil{position:absolute;inset:0;pointer-events:none;background:linear-gradient(var(--wx-sheet),transparent 40%,transparent 60%,var(--wx-sheet))}
#line{position:absolute;left:0;right:0;top:${rowPx * 2}px;height:${rowPx}px;border:solid var(--wx-line);border-width:1px 0;pointer-events:none;box-sizing:border-box}
@keyframes rise{from{transform:translateY(100%)}}@keyframes fade{from{opacity:0}}
@media (prefers-reduced-motion:reduce){#sheet,#mask{animation:none}}
${wheelCss}`

/** A running choice: what the wheels show, and what a turn changes. */
interface Choice {
  columns(): Columns
  turn(column: number, index: number): void
  result(): unknown
}

interface PickerProperties extends Properties {
  mode: string
  range: unknown
  rangeKey: string
  value: unknown
  start: string
  end: string
  fields: string
  customItem: string
  level: string
  headerText: string
  disabled: boolean
  name: string
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Once per page, when the first region is chosen. */
let regions: readonly Region[] = []

export class WxPicker extends WxElement<PickerProperties> {
  private first: unknown
  constructor() {
    super({
      mode: 'selector',
      range: [],
      rangeKey: '',
      value: null,
      start: '',
      end: '',
      fields: 'day',
      customItem: '',
      level: 'region',
      headerText: '',
      disabled: false,
      name: '',
    })
  }
  protected override build(): void {
    this.first = this.p.value
    if (!this.hasAttribute('role')) this.setAttribute('role', 'button')
    this.setAttribute('aria-haspopup', 'dialog')
    this.changed('disabled')
  }
  protected override changed(name: string): void {
    if (name === 'disabled') this.tabIndex = this.p.disabled ? -1 : 0
    // A program answers columnchange with other columns while the panel is open.
    if (this.open !== null && (name === 'range' || name === 'value')) {
      this.open.choice = this.choice()
      this.open.refresh()
    }
  }
  private open: { choice: Choice; refresh(): void } | null = null
  /** What stood before the columns were turned, until the program says otherwise: cancelled, it stands again. */
  private turned: { readonly from: unknown; readonly to: unknown } | null = null

  activate(): void {
    if (this.p.mode !== 'region' || regions.length > 0) return this.choose()
    void services()
      .ask('regions', {})
      .then((text) => {
        regions = readRegions(String(text))
        this.choose()
      })
      .catch(() => undefined)
  }
  private choose(): void {
    if (this.p.disabled || this.open !== null || !this.isConnected) return
    const close = (): void => {
      this.open = null
      this.focus()
    }
    const panel = openPanel({
      title: this.p.headerText,
      current: () => this.open?.choice ?? this.choice(),
      done: () => {
        const value = this.open?.choice.result()
        close()
        this.p.value = this.p.mode === 'region' ? (value as { value: unknown }).value : value
        this.emit('change', this.p.mode === 'region' ? value : { value })
        this.model('value', this.p.value)
      },
      cancelled: () => {
        close()
        if (this.turned?.to === this.p.value) this.p.value = this.turned?.from
        this.emit('cancel', {})
      },
    })
    this.turned = null
    this.open = { choice: this.choice(), refresh: panel.refresh }
    panel.refresh()
  }
  private choice(): Choice {
    const { p } = this
    switch (p.mode) {
      case 'multiSelector':
        return this.multi()
      case 'time': {
        let value = parseTime(String(p.value ?? ''), parseTime(p.start, [0, 0]))
        const columns = () => timeColumns(value, parseTime(p.start, [0, 0]), parseTime(p.end, [23, 59]))
        return {
          columns,
          turn: (column, index) => {
            const n = numberAt(columns(), column, index)
            value = column === 0 ? [n, value[1]] : [value[0], n]
          },
          result: () => columns().value,
        }
      }
      case 'date':
        return this.date()
      case 'region': {
        let value = list(p.value).map(String)
        const level = p.level === 'province' ? 1 : p.level === 'city' ? 2 : 3
        const columns = () => regionColumns(regions, value, level, p.customItem)
        return {
          columns,
          turn: (column, index) => {
            value = [...columns().value.slice(0, column), columns().texts[column]?.[index] ?? '']
          },
          // There is no table of postcodes that could be passed on.
          result: () => ({ value: columns().value, code: columns().code, postcode: '' }),
        }
      }
      default: {
        const texts = [list(p.range).map((item) => itemText(item, p.rangeKey))]
        let index = Math.max(0, Number(p.value ?? 0) || 0)
        return {
          columns: () => ({ texts, indices: [index] }),
          turn: (_, next) => {
            index = next
          },
          result: () => index,
        }
      }
    }
  }
  private multi(): Choice {
    const texts = list(this.p.range).map((column) => list(column).map((item) => itemText(item, this.p.rangeKey)))
    const indices = texts.map((_, i) => Math.max(0, Number(list(this.p.value)[i] ?? 0) || 0))
    return {
      columns: () => ({ texts, indices }),
      turn: (column, value) => {
        indices[column] = value
        const to = [...indices]
        this.turned = { from: this.turned?.to === this.p.value ? this.turned?.from : this.p.value, to }
        this.p.value = to
        this.emit('columnchange', { column, value })
      },
      result: () => [...indices],
    }
  }
  private date(): Choice {
    const { p } = this
    const fields: DateFields = p.fields === 'year' || p.fields === 'month' ? p.fields : 'day'
    const now = new Date()
    const start = parseDay(p.start, [1900, 1, 1])
    const end = parseDay(p.end, [2100, 12, 31])
    let value: Day = parseDay(String(p.value ?? ''), [now.getFullYear(), now.getMonth() + 1, now.getDate()])
    const columns = () => dateColumns(value, start, end, fields)
    const { words } = services()
    const units = [words.year, words.month, words.day]
    return {
      columns: () => {
        const { texts, indices } = columns()
        return { texts: texts.map((column, i) => column.map((text) => text + (units[i] ?? ''))), indices }
      },
      turn: (column, index) => {
        const n = numberAt(columns(), column, index)
        value = [column === 0 ? n : value[0], column === 1 ? n : value[1], column === 2 ? n : value[2]]
      },
      result: () => columns().value,
    }
  }
  formValue(): unknown {
    return this.p.value
  }
  formReset(): void {
    this.setProperty('value', this.first)
  }
}

interface PanelOptions {
  readonly title: string
  current(): Choice
  done(): void
  cancelled(): void
}

function openPanel(options: PanelOptions): { refresh(): void } {
  const { words } = services()
  const host = make('div')
  const mask = make('div')
  const sheet = make('div')
  const columns = make('div')
  const cancel = make('button', '', words.cancel)
  const done = make('button', '', words.done)
  for (const [element, id] of [
    [mask, 'mask'],
    [sheet, 'sheet'],
    [columns, 'columns'],
  ] as const)
    element.id = id
  const title = make('b', '', options.title)
  sheet.append(make('header', '', cancel, title, done), columns)
  sheet.setAttribute('role', 'dialog')
  sheet.setAttribute('aria-modal', 'true')
  shadow(host, css, mask, sheet)
  let wheels: Wheel[] = []
  let shown: string[] = []
  const close = (then: () => void): void => {
    for (const wheel of wheels) wheel.dispose()
    document.body.inert = false
    host.remove()
    then()
  }
  const refresh = (): void => {
    const { texts, indices } = options.current().columns()
    if (wheels.length !== texts.length) {
      for (const wheel of wheels) wheel.dispose()
      shown = []
      const scrollers = texts.map(() => make('div', 'column wheel'))
      const veil = make('div')
      const line = make('div')
      veil.id = 'veil'
      line.id = 'line'
      columns.replaceChildren(...scrollers, veil, line)
      wheels = scrollers.map((scroller, column) => {
        scroller.tabIndex = 0
        scroller.setAttribute('role', 'listbox')
        return createWheel(scroller, {
          itemHeight: () => rowPx,
          count: () => scroller.childElementCount - 2,
          settled: (index) => {
            options.current().turn(column, index)
            refresh()
          },
        })
      })
    }
    texts.forEach((column, i) => {
      const scroller = columns.children[i] as HTMLElement
      const key = column.join('\n')
      if (shown[i] !== key) {
        scroller.replaceChildren(make('div', 'pad'), ...column.map((text) => make('div', 'item', text)), make('div', 'pad'))
        shown[i] = key
      }
      const index = indices[i] ?? 0
      if (wheels[i]?.index !== index || scroller.scrollTop !== index * rowPx) wheels[i]?.to(index)
      scroller.setAttribute('aria-label', column[index] ?? '')
    })
  }
  cancel.onclick = () => close(options.cancelled)
  mask.onclick = () => close(options.cancelled)
  done.onclick = () => {
    // What stands in the middle is taken, also while it still rolls.
    for (const wheel of wheels) wheel.rest()
    close(options.done)
  }
  host.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    close(options.cancelled)
  })
  document.documentElement.append(host)
  document.body.inert = true // focus stays in the panel
  done.focus({ preventScroll: true })
  return { refresh }
}
