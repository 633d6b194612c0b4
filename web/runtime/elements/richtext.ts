/**
 * rich-text: nodes or a subset of HTML. Whatever comes is rebuilt from a list of allowed tags and attributes; the browser's parser is
 * used on an inert document, and none of its nodes are taken over.
 */
import { rpx } from '../view/styles.js'
import { services, WxElement } from './element.js'
import { isAllowedAttribute, isAllowedTag, withoutHandlers } from './rules.js'

export interface RichNode {
  readonly type?: string
  readonly name?: string
  readonly text?: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly children?: readonly RichNode[]
}

const entities: Readonly<Record<string, string>> = { nbsp: '\u00a0', ensp: '\u2002', emsp: '\u2003', lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const decode = (text: string): string =>
  text.replace(/&(#\d+|#x[\da-f]+|\w+);/gi, (whole, name: string) => (name.startsWith('#') ? fromCode(name.slice(1)) : (entities[name] ?? whole)))
function fromCode(code: string): string {
  const n = /^x/i.test(code) ? Number.parseInt(code.slice(1), 16) : Number(code)
  return n > 0 && n <= 0x10ffff ? String.fromCodePoint(n) : ''
}

/** Markup as nodes; elements that are not allowed vanish, script and style with all they hold. */
export function parseMarkup(markup: string): RichNode[] {
  const read = (node: Node): RichNode[] => {
    if (node.nodeType === Node.TEXT_NODE) return [{ type: 'text', text: node.nodeValue ?? '' }]
    if (!(node instanceof Element)) return []
    const name = node.localName
    if (['script', 'style', 'iframe', 'object', 'template', 'noscript', 'svg', 'math'].includes(name)) return []
    const children = Array.from(node.childNodes).flatMap(read)
    if (!isAllowedTag(name)) return children
    return [{ name, attrs: Object.fromEntries(Array.from(node.attributes, (one) => [one.name, one.value])), children }]
  }
  const parsed = new DOMParser().parseFromString(withoutHandlers(markup), 'text/html')
  return Array.from(parsed.body.childNodes).flatMap(read)
}

export class WxRichText extends WxElement {
  private held: string[] = []
  constructor() {
    super({ nodes: [] as unknown, space: '', userSelect: false })
  }
  protected override build(): void {
    this.changed('userSelect')
    this.changed('nodes')
  }
  protected override detached(): void {
    for (const url of this.held) services().release(url)
    this.held = []
  }
  protected override changed(name: string): void {
    if (name === 'userSelect') return void this.toggleAttribute('user-select', this.p['userSelect'] === true)
    for (const url of this.held) services().release(url)
    this.held = []
    const { nodes } = this.p
    const parsed = typeof nodes === 'string' ? parseMarkup(nodes) : Array.isArray(nodes) ? (nodes as RichNode[]) : []
    this.replaceChildren(...this.made(parsed, typeof nodes !== 'string', 0))
  }
  private made(nodes: readonly RichNode[], encoded: boolean, depth: number): Node[] {
    if (depth > 200) return []
    return nodes.flatMap((node): Node[] => {
      if (node === null || typeof node !== 'object') return []
      if (node.type === 'text' || (node.name === undefined && node.text !== undefined))
        return [document.createTextNode(this.spaced(encoded ? decode(String(node.text ?? '')) : String(node.text ?? '')))]
      const tag = String(node.name ?? '').toLowerCase()
      return isAllowedTag(tag) ? [this.element(tag, node, encoded, depth)] : []
    })
  }
  private spaced(text: string): string {
    const wide = { nbsp: '\u00a0', ensp: '\u2002', emsp: '\u2003' }[String(this.p['space'])]
    return wide === undefined ? text : text.replaceAll(' ', wide)
  }
  private element(tag: string, node: RichNode, encoded: boolean, depth: number): HTMLElement {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(node.attrs ?? {})) {
      if (name === 'style') element.style.cssText = rpx(String(value))
      else if (isAllowedAttribute(tag, name)) element.setAttribute(name, String(value))
    }
    const src = node.attrs?.['src']
    if (tag === 'img' && typeof src === 'string' && src !== '') {
      this.held.push(src)
      services()
        .acquire(src)
        .then(
          (address) => {
            ;(element as HTMLImageElement).src = address
          },
          () => {},
        )
    }
    element.append(...this.made(Array.isArray(node.children) ? node.children : [], encoded, depth + 1))
    return element
  }
}
