/**
 * editor: rich text that a person writes. The browser's own editing serves for typing; formats are carried out on the text's model
 * (editmodel.ts), which is drawn anew, and undo goes by whole states, since the browser forgets its own when a script draws.
 */
import { eventFlags } from '../../protocol/template.js'
import { draw, fromHtml, read, spotAt, toHtml } from './editdom.js'
import {
  empty,
  type Formats,
  formatsAt,
  fromDelta,
  lengthOf,
  type Lines,
  plainText,
  type Range,
  replaced,
  toDelta,
  wholeLength,
  withFormats,
  withoutFormats,
} from './editmodel.js'
import type { Kit } from './extend.js'

const css =
  'wx-editor{display:block;position:relative;box-sizing:border-box;min-height:200px;height:200px;overflow-y:auto;-webkit-user-select:text;user-select:text}' +
  '.wx-editor-text{min-height:100%;outline:0;overflow-wrap:break-word;white-space:pre-wrap;cursor:text;caret-color:var(--wx-brand)}' +
  '.wx-editor-text:empty::before,.wx-editor-text[data-empty]::before{content:attr(data-placeholder);position:absolute;color:var(--wx-faint);pointer-events:none}' +
  '.wx-editor-text img{max-width:100%;vertical-align:bottom}.wx-editor-text hr{border:0;border-top:1px solid var(--wx-line);margin:8px 0}' +
  '.wx-editor-text h1{font-size:2em}.wx-editor-text h2{font-size:1.5em}.wx-editor-text h3{font-size:1.17em}.wx-editor-text ol,.wx-editor-text ul{padding-left:1.6em;margin:0}' +
  '.wx-editor-text li[data-list=check],.wx-editor-text li[data-list=checked],.wx-editor-text li[data-list=unchecked]{list-style:none;position:relative}' +
  '.wx-editor-text li[data-list=check]::before,.wx-editor-text li[data-list=unchecked]::before,.wx-editor-text li[data-list=checked]::before{content:"☐";position:absolute;left:-1.4em;cursor:pointer}' +
  '.wx-editor-text li[data-list=checked]::before{content:"☑"}' +
  [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `.wx-editor-text [data-indent="${n}"]{margin-left:${n * 2}em}`).join('')

const defaults = { readOnly: false, placeholder: '' }
type EditorProperties = typeof defaults & Record<string, unknown>

/** Formats that are on or off. */
const switches = new Set(['bold', 'italic', 'underline', 'strike', 'ins'])
const mostStates = 100
/** What is typed in one go is one step of undo. */
const stepMs = 600

type Listening = Node & { readonly $on?: ReadonlyMap<string, number> }

type Args = Readonly<Record<string, unknown>>
const argsOf = (value: unknown): Args => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Args) : {})

export function editorElement(kit: Kit): CustomElementConstructor {
  const { make, services, WxElement } = kit
  let styled = false

  return class WxEditor extends WxElement<EditorProperties> {
    private readonly area = make('div', 'wx-editor-text')
    private text: Lines = empty
    /** Where the person was last; a tap on a tool of the page takes the focus away. */
    private range: Range = { index: 0, length: 0 }
    /** For what is typed next. */
    private pending: Formats | null = null
    private told = ''
    private past: { readonly text: Lines; readonly range: Range }[] = []
    private future: { readonly text: Lines; readonly range: Range }[] = []
    private lastStep = -Infinity
    private held = new Set<string>()
    private readonly onSelection = (): void => this.selected()
    /** A tool that catches its touches (catchtouchend) leaves the keyboard where it is, as in WeChat. */
    private readonly onPress = (event: Event): void => {
      if (document.activeElement !== this.area) return
      for (let at = event.target as Listening | null; at !== null && at !== this.area; at = at.parentNode)
        if (['touchstart', 'touchend'].some((type) => ((at?.$on?.get(type) ?? 0) & eventFlags.catch) !== 0)) return event.preventDefault()
    }

    constructor() {
      super({ ...defaults })
    }
    protected override build(): void {
      if (!styled) {
        styled = true
        const style = make('style')
        style.textContent = css
        ;(document.head.querySelector('style') ?? document.head).after(style)
      }
      const { area } = this
      area.setAttribute('role', 'textbox')
      area.setAttribute('aria-multiline', 'true')
      this.prepend(area)
      // Enter makes lines of the kind that are drawn here.
      document.execCommand('defaultParagraphSeparator', false, 'p')
      this.draw()
      area.addEventListener('beforeinput', (event) => this.intend(event))
      area.addEventListener('input', () => this.typed())
      area.addEventListener('focus', () => this.tellText('focus'))
      area.addEventListener('blur', () => this.tellText('blur'))
      area.addEventListener('paste', (event) => this.paste(event))
      area.addEventListener('drop', (event) => event.preventDefault())
      area.addEventListener('keydown', (event) => {
        if (!(event.ctrlKey || event.metaKey) || event.isComposing) return
        const name = ({ b: 'bold', i: 'italic', u: 'underline' } as const)[event.key.toLowerCase() as 'b']
        if (name !== undefined) this.format(name, undefined)
        else if (event.key.toLowerCase() === 'z') this.travel(event.shiftKey ? 'future' : 'past')
        else if (event.key.toLowerCase() === 'y') this.travel('future')
        else return
        event.preventDefault()
      })
      area.addEventListener('click', (event) => {
        const item = event.target instanceof Element ? event.target.closest('li') : null
        if (item !== null && event.clientX < item.getBoundingClientRect().left) this.check(item)
      })
      for (const name of Object.keys(this.p)) this.changed(name)
    }
    protected override attached(): void {
      document.addEventListener('selectionchange', this.onSelection)
      document.addEventListener('mousedown', this.onPress)
      // When the program's handlers are bound.
      queueMicrotask(() => this.emit('ready', {}))
    }
    protected override detached(): void {
      document.removeEventListener('selectionchange', this.onSelection)
      document.removeEventListener('mousedown', this.onPress)
      for (const each of this.held) services().release(each)
      this.held.clear()
    }
    protected override changed(name: string): void {
      const { area, p } = this
      if (name === 'readOnly') {
        area.contentEditable = String(!p.readOnly)
        area.setAttribute('aria-readonly', String(p.readOnly))
      } else if (name === 'placeholder') {
        area.dataset['placeholder'] = p.placeholder
        area.setAttribute('aria-label', p.placeholder)
      }
    }

    private draw(): void {
      const { area } = this
      draw(area, this.text, (embed, formats) => this.image(String(embed['image']), formats))
      this.hint()
    }
    private hint(): void {
      const [first] = this.text
      const bare = this.text.length === 1 && first !== undefined && lengthOf(first) === 0 && Object.keys(first.formats).length === 0
      if (bare) this.area.dataset['empty'] = ''
      else delete this.area.dataset['empty']
    }
    private image(src: string, formats: Formats): HTMLElement {
      const image = make('img')
      image.dataset['src'] = src
      image.alt = String(formats['alt'] ?? '')
      for (const side of ['width', 'height'] as const)
        if (formats[side] !== undefined) {
          image.setAttribute(side, String(formats[side]))
          image.style[side] = /^\d+(\.\d+)?$/.test(String(formats[side])) ? `${formats[side]}px` : String(formats[side])
        }
      if (formats['data-custom'] !== undefined) image.setAttribute('data-custom', String(formats['data-custom']))
      if (formats['class'] !== undefined) image.className = String(formats['class'])
      // Let go when the editor goes: undo may bring a picture back.
      if (!this.held.has(src)) this.held.add(src)
      services()
        .acquire(src)
        .then(
          (address) => {
            image.src = address
          },
          () => undefined,
        )
      return image
    }

    /** Reads what the browser made of the person's keys. */
    private refresh(): void {
      const selection = document.getSelection()
      const inside = selection !== null && selection.rangeCount > 0 && this.area.contains(selection.anchorNode)
      const range = inside ? selection.getRangeAt(0) : null
      const spots =
        range === null
          ? []
          : [
              { node: range.startContainer, offset: range.startOffset },
              { node: range.endContainer, offset: range.endOffset },
            ]
      const { text, places } = read(this.area, spots)
      this.text = text
      const [from, to] = places
      if (from !== undefined && to !== undefined && from >= 0 && to >= 0) this.range = { index: Math.min(from, to), length: Math.abs(to - from) }
    }
    private selected(): void {
      const selection = document.getSelection()
      if (selection === null || !this.area.contains(selection.anchorNode)) return
      const before = this.range
      this.refresh()
      if (before.index !== this.range.index || before.length !== this.range.length) this.pending = null
      this.tellFormats()
    }
    private tellFormats(): void {
      const formats = { ...formatsAt(this.text, this.range), ...this.pending }
      const now = JSON.stringify(formats)
      if (now === this.told) return
      this.told = now
      this.emit('statuschange', formats)
    }
    private tellText(type: 'input' | 'focus' | 'blur'): void {
      this.refresh()
      this.emit(type, { html: toHtml(this.text), text: this.plain(), delta: toDelta(this.text) })
    }
    private readonly plain = (): string => `${plainText(this.text)}\n`

    /** A step that undo goes back over. */
    private remember(forced: boolean): void {
      const now = performance.now()
      if (!forced && now - this.lastStep < stepMs) return
      this.lastStep = now
      this.past.push({ text: this.text, range: this.range })
      if (this.past.length > mostStates) this.past.shift()
      this.future = []
    }
    private intend(event: InputEvent): void {
      if (event.inputType === 'historyUndo' || event.inputType === 'historyRedo') {
        event.preventDefault()
        return this.travel(event.inputType === 'historyUndo' ? 'past' : 'future')
      }
      this.refresh()
      this.remember(event.inputType === 'insertParagraph')
      if (this.pending === null || event.inputType !== 'insertText' || event.data === null) return
      event.preventDefault()
      const formats = Object.fromEntries(Object.entries({ ...formatsAt(this.text, this.range), ...this.pending }).filter(([, value]) => value !== undefined))
      this.put([{ runs: [{ insert: event.data, formats }], formats: {} }], event.data.length)
    }
    private typed(): void {
      this.refresh()
      // What a browser leaves when all is deleted is no line.
      if (this.area.querySelector('p,h1,h2,h3,h4,h5,h6,li') === null) {
        this.draw()
        this.select(this.range)
      }
      this.hint()
      this.tellText('input')
      this.tellFormats()
    }
    private paste(event: ClipboardEvent): void {
      event.preventDefault()
      const html = event.clipboardData?.getData('text/html') ?? ''
      const written = event.clipboardData?.getData('text/plain') ?? ''
      const given = html !== '' ? fromHtml(html) : fromDelta([{ insert: written }])
      if (given === null || this.p.readOnly) return
      this.refresh()
      this.remember(true)
      this.put(given, wholeLength(given) - 1)
    }
    private check(item: HTMLElement): void {
      if (!['checked', 'unchecked', 'check'].includes(item.dataset['list'] ?? '')) return
      this.remember(true)
      item.dataset['list'] = item.dataset['list'] === 'checked' ? 'unchecked' : 'checked'
      this.tellText('input')
    }

    /** In the place of what is selected; the caret then stands behind it. */
    private put(given: Lines, length: number): void {
      this.text = replaced(this.text, this.range, given)
      this.settle({ index: this.range.index + length, length: 0 })
    }
    private settle(range: Range): void {
      this.range = range
      this.draw()
      this.select(range)
      this.tellText('input')
      this.tellFormats()
    }
    private select(range: Range): void {
      this.range = range
      // A page without the focus stays without it: else a program's button would bring up the keyboard.
      if (document.activeElement !== this.area) return
      const selection = document.getSelection()
      const [from, to] = [spotAt(this.area, range.index), spotAt(this.area, range.index + range.length)]
      selection?.setBaseAndExtent(from.node, from.offset, to.node, to.offset)
    }
    private travel(way: 'past' | 'future'): void {
      const back = way === 'past'
      const state = (back ? this.past : this.future).pop()
      if (state === undefined) return
      ;(back ? this.future : this.past).push({ text: this.text, range: this.range })
      this.text = state.text
      this.lastStep = -Infinity
      this.settle(state.range)
    }

    private format(name: string, given: unknown): void {
      if (this.p.readOnly) return
      if (document.activeElement === this.area) this.refresh()
      const now = { ...formatsAt(this.text, this.range), ...this.pending }[name]
      const value = this.valueFor(name, given, now)
      const ofLine =
        ['header', 'align', 'direction', 'indent', 'list', 'lineHeight', 'textIndent', 'whiteSpace', 'wordBreak', 'wordWrap'].includes(name) ||
        /^(margin|padding)/.test(name)
      if (!ofLine && this.range.length === 0) {
        this.pending = { ...this.pending, [name]: value }
        return this.tellFormats()
      }
      this.remember(true)
      let text = withFormats(this.text, this.range, name, value)
      // A line is a heading or in a list, not both.
      if (value !== undefined && (name === 'header' || name === 'list')) text = withFormats(text, this.range, name === 'header' ? 'list' : 'header', undefined)
      this.text = text
      this.settle(this.range)
    }
    private valueFor(name: string, given: unknown, now: unknown): unknown {
      if (switches.has(name)) return now === undefined ? true : undefined
      if (name === 'indent') {
        const level = Math.min(8, Math.max(0, (Number(now) || 0) + (String(given) === '-1' ? -1 : 1)))
        return level === 0 ? undefined : level
      }
      const value = name === 'header' ? Number(given) : name === 'list' && given === 'check' ? 'unchecked' : given
      // The same once more takes it away.
      return value === undefined || value === null || value === '' || value === false || value === now || (name === 'header' && !(Number(value) >= 1))
        ? undefined
        : value
    }

    /** EditorContext. */
    invoke(method: string, given: unknown): unknown {
      const list: readonly unknown[] = Array.isArray(given) ? given : [given]
      const args = argsOf(given)
      switch (method) {
        case 'format':
          return this.format(String(list[0]), list[1])
        case 'blur':
          return this.area.blur()
        case 'scrollIntoView':
          return this.area.ownerDocument.getSelection()?.anchorNode?.parentElement?.scrollIntoView({ block: 'nearest' })
        case 'undo':
          return this.travel('past')
        case 'redo':
          return this.travel('future')
        case 'getHistoryState':
          return { undo: this.past.length > 0, redo: this.future.length > 0 }
        case 'clear':
          this.remember(true)
          this.text = empty
          return this.settle({ index: 0, length: 0 })
        case 'removeFormat':
          this.remember(true)
          this.text = withoutFormats(this.text, this.range)
          this.pending = null
          return this.settle(this.range)
        case 'getContents':
          this.refresh()
          return { html: toHtml(this.text), text: this.plain(), delta: toDelta(this.text) }
        case 'setContents':
          return this.setContents(args)
        default:
          return this.insert(method, args)
      }
    }
    private setContents({ html, delta }: Args): void {
      const next = typeof delta === 'object' && delta !== null ? fromDelta(delta) : typeof html === 'string' ? fromHtml(html) : null
      if (next === null) throw new Error('neither html nor delta is given')
      this.remember(true)
      this.text = next
      this.settle({ index: wholeLength(next) - 1, length: 0 })
    }
    private insert(method: string, args: Args): unknown {
      switch (method) {
        case 'insertText': {
          this.remember(true)
          const lines = fromDelta([{ insert: String(args['text'] ?? ''), attributes: argsOf(args['formats']) }]) ?? empty
          return this.put(lines, wholeLength(lines) - 1)
        }
        case 'insertDivider':
          this.remember(true)
          // A line of its own, and one behind it to write on.
          return this.put(
            [
              { runs: [], formats: {} },
              { runs: [{ insert: { divider: true }, formats: {} }], formats: {} },
              { runs: [], formats: {} },
            ],
            3,
          )
        case 'insertImage': {
          const data = new URLSearchParams(Object.entries(argsOf(args['data'])).map(([name, value]) => [name, String(value)])).toString()
          const formats = {
            ...(data === '' ? {} : { 'data-custom': data }),
            ...Object.fromEntries(['alt', 'width', 'height'].flatMap((name) => (args[name] === undefined ? [] : [[name, String(args[name])]]))),
            ...(args['extClass'] === undefined ? {} : { class: String(args['extClass']) }),
          }
          this.remember(true)
          const image = { runs: [{ insert: { image: String(args['src'] ?? '') }, formats }], formats: {} }
          return args['nowrap'] === true ? this.put([image], 1) : this.put([image, { runs: [], formats: {} }], 2)
        }
        case 'getSelectionText':
          return { text: plainText(this.text, this.range) }
        case 'getSelection':
          return { range: this.range, text: plainText(this.text, this.range) }
        case 'setSelection': {
          const { index, length } = argsOf(args['range'] ?? args)
          this.area.focus()
          return this.select({ index: Number(index) || 0, length: Number(length) || 0 })
        }
        case 'deleteText': {
          this.remember(true)
          this.text = replaced(this.text, { index: Number(args['index']) || 0, length: Number(args['length']) || 0 }, [{ runs: [], formats: {} }])
          return this.settle({ index: Number(args['index']) || 0, length: 0 })
        }
        case 'getBounds': {
          const [from, to] = [spotAt(this.area, Number(args['index']) || 0), spotAt(this.area, (Number(args['index']) || 0) + (Number(args['length']) || 0))]
          const range = document.createRange()
          range.setStart(from.node, from.offset)
          range.setEnd(to.node, to.offset)
          const { left, top, width, height } = range.getBoundingClientRect()
          const box = this.getBoundingClientRect()
          return { bounds: { left: left - box.left, top: top - box.top, width, height } }
        }
        default:
          throw new Error(`${method} is not supported`)
      }
    }
  }
}
