/** An editor's text as elements, as HTML, and back from elements: what a person typed, what a program or a clipboard gave. */
import { type Embed, empty, type Formats, joined, type Line, type Run, type Lines } from './editmodel.js'
import { withoutHandlers } from './rules.js'

/** A format of letters → the element that WeChat writes for it. */
const tags: Readonly<Record<string, string>> = { bold: 'strong', italic: 'em', underline: 'u', strike: 's', ins: 'ins' }
const formatOfTag: Readonly<Record<string, readonly [string, unknown]>> = {
  STRONG: ['bold', true],
  B: ['bold', true],
  EM: ['italic', true],
  I: ['italic', true],
  U: ['underline', true],
  S: ['strike', true],
  STRIKE: ['strike', true],
  DEL: ['strike', true],
  INS: ['ins', true],
  SUB: ['script', 'sub'],
  SUP: ['script', 'super'],
}
const letterStyles = 'color backgroundColor fontSize fontFamily fontWeight fontStyle letterSpacing textDecoration'.split(' ')
const lineStyles =
  'lineHeight textIndent margin marginTop marginBottom marginLeft marginRight padding paddingTop paddingBottom paddingLeft paddingRight whiteSpace wordBreak wordWrap'.split(
    ' ',
  )
const blocks = new Set('P DIV H1 H2 H3 H4 H5 H6 LI OL UL BLOCKQUOTE PRE TABLE TBODY TR TD TH SECTION ARTICLE HEADER FOOTER FIGURE'.split(' '))
/** Of a stranger's HTML nothing in them is text. */
const mute = new Set('SCRIPT STYLE TEMPLATE NOSCRIPT IFRAME OBJECT HEAD TITLE META LINK'.split(' '))

/** Where a place of the text is in the elements. */
export interface Spot {
  readonly node: Node
  readonly offset: number
}

export type MakeImage = (embed: Embed, formats: Formats) => HTMLElement

function styled(element: HTMLElement, formats: Formats, names: readonly string[]): void {
  for (const name of names) if (formats[name] !== undefined) (element.style as unknown as Record<string, string>)[name] = String(formats[name])
}

function runNode(run: Run, makeImage: MakeImage): Node {
  const { insert, formats } = run
  let node: Node = typeof insert === 'string' ? document.createTextNode(insert) : embedNode(insert, formats, makeImage)
  const wrap = (tag: string): HTMLElement => {
    const element = document.createElement(tag)
    element.append(node)
    node = element
    return element
  }
  if (typeof insert === 'string') {
    if (letterStyles.some((name) => formats[name] !== undefined)) styled(wrap('span'), formats, letterStyles)
    for (const [name, tag] of Object.entries(tags)) if (formats[name] !== undefined) wrap(tag)
    if (formats['script'] === 'sub' || formats['script'] === 'super') wrap(formats['script'] === 'sub' ? 'sub' : 'sup')
  }
  return node
}

function embedNode(embed: Embed, formats: Formats, makeImage: MakeImage): HTMLElement {
  if (embed['divider'] === true) return document.createElement('hr')
  if (typeof embed['image'] === 'string') return makeImage(embed, formats)
  return document.createElement('span')
}

export const tagOf = (formats: Formats): string => {
  const level = Number(formats['header'])
  return formats['list'] !== undefined ? 'li' : level >= 1 && level <= 6 ? `h${Math.trunc(level)}` : 'p'
}

function lineNode(line: Line, makeImage: MakeImage): HTMLElement {
  const { formats } = line
  const element = document.createElement(tagOf(formats))
  styled(element, formats, lineStyles)
  if (typeof formats['align'] === 'string') element.style.textAlign = formats['align']
  if (formats['direction'] === 'rtl') element.dir = 'rtl'
  if (formats['indent'] !== undefined) element.dataset['indent'] = String(formats['indent'])
  if (formats['list'] !== undefined) element.dataset['list'] = String(formats['list'])
  element.append(...line.runs.map((run) => runNode(run, makeImage)))
  // A line without anything has no height, and one that ends in a picture no place behind it.
  if (line.runs.length === 0) element.append(document.createElement('br'))
  return element
}

/** Lists are elements around the lines that are of one. */
export function draw(root: HTMLElement, text: Lines, makeImage: MakeImage): void {
  const nodes: HTMLElement[] = []
  for (const line of text) {
    const node = lineNode(line, makeImage)
    const { list } = line.formats
    if (list === undefined) {
      nodes.push(node)
      continue
    }
    const tag = list === 'ordered' ? 'OL' : 'UL'
    const last = nodes.at(-1)
    if (last?.tagName === tag) last.append(node)
    else {
      const around = document.createElement(tag)
      around.append(node)
      nodes.push(around)
    }
  }
  root.replaceChildren(...nodes)
}

function letterFormats(element: Element): Formats {
  const out: Record<string, unknown> = {}
  const named = formatOfTag[element.tagName]
  if (named !== undefined) out[named[0]] = named[1]
  const { style } = element as HTMLElement
  if (style === undefined) return out
  for (const name of letterStyles) {
    const value = (style as unknown as Record<string, string>)[name]
    if (value !== undefined && value !== '') out[name] = value
  }
  // What other editors write as a style is a format here.
  if (out['fontWeight'] === 'bold' || Number(out['fontWeight']) >= 600) out['bold'] = true
  if (out['fontStyle'] === 'italic') out['italic'] = true
  return out
}

function lineFormatsOf(element: Element): Formats {
  const out: Record<string, unknown> = {}
  const level = /^H([1-6])$/.exec(element.tagName)
  if (level !== null) out['header'] = Number(level[1])
  const { style, dataset, dir } = element as HTMLElement
  if (element.tagName === 'LI') out['list'] = dataset['list'] ?? (element.parentElement?.tagName === 'OL' ? 'ordered' : 'bullet')
  // A browser that splits a line of a check list copies its check.
  if (style.textAlign !== '') out['align'] = style.textAlign
  if (dir === 'rtl') out['direction'] = 'rtl'
  if (dataset['indent'] !== undefined) out['indent'] = Number(dataset['indent']) || 0
  for (const name of lineStyles) {
    const value = (style as unknown as Record<string, string>)[name]
    if (value !== undefined && value !== '') out[name] = value
  }
  return out
}

/** Reads elements into lines; `spots` are given the places that they are at. */
export function read(root: Node, spots: readonly Spot[] = []): { readonly text: Lines; readonly places: readonly number[] } {
  const lines: Line[] = []
  const places = spots.map(() => -1)
  let runs: Run[] = []
  let ofLine: Formats = {}
  let at = 0
  let open = false
  const mark = (node: Node, offset: number, place: number): void => {
    spots.forEach((spot, i) => {
      if (places[i] === -1 && spot.node === node && spot.offset === offset) places[i] = place
    })
  }
  const end = (): void => {
    if (!open) return
    lines.push({ runs: joined(runs), formats: ofLine })
    at += 1
    runs = []
    ofLine = {}
    open = false
  }
  const begin = (formats: Formats): void => {
    end()
    open = true
    ofLine = formats
  }
  const put = (insert: Run['insert'], formats: Formats): void => {
    open = true
    runs.push({ insert, formats })
    at += typeof insert === 'string' ? insert.length : 1
  }
  const walk = (node: Node, formats: Formats): void => {
    if (node instanceof CharacterData) {
      if (node.nodeType !== Node.TEXT_NODE) return
      const written = node.data.replaceAll('\u200b', '')
      spots.forEach((spot, i) => {
        if (spot.node === node && places[i] === -1) places[i] = at + Math.min(spot.offset, written.length)
      })
      const inside = written.replaceAll(/[\r\n]+/g, ' ')
      if (inside.trim() !== '' || open) put(inside, formats)
      return
    }
    if (!(node instanceof Element) || mute.has(node.tagName)) return
    if (node.tagName === 'BR') return
    if (node.tagName === 'HR') return put({ divider: true }, {})
    if (node.tagName === 'IMG') return put({ image: node.getAttribute('data-src') ?? node.getAttribute('src') ?? '' }, imageFormats(node))
    const block = blocks.has(node.tagName)
    if (block && node.tagName !== 'OL' && node.tagName !== 'UL') begin(lineFormatsOf(node))
    const own = block ? formats : { ...formats, ...letterFormats(node) }
    const inline = block ? letterStyleOf(node, formats) : own
    node.childNodes.forEach((child, i) => {
      mark(node, i, at)
      walk(child, inline)
    })
    mark(node, node.childNodes.length, at)
    if (block) end()
  }
  root.childNodes.forEach((child, i) => {
    mark(root, i, at)
    walk(child, {})
  })
  end()
  mark(root, root.childNodes.length, Math.max(0, at - 1))
  return { text: lines.length === 0 ? empty : lines, places }
}

/** A block's own colour and the like are its letters'. */
function letterStyleOf(block: Element, formats: Formats): Formats {
  const { bold: _, italic: __, ...own } = letterFormats(block) as Record<string, unknown>
  return { ...formats, ...own }
}

const imageAttributes = { width: 'width', height: 'height', alt: 'alt', 'data-custom': 'data-custom', class: 'class' } as const
function imageFormats(image: Element): Formats {
  return Object.fromEntries(
    Object.entries(imageAttributes).flatMap(([attribute, format]) => {
      const value = image.getAttribute(attribute)
      return value === null || value === '' ? [] : [[format, value]]
    }),
  )
}

/** The place of the text as a place of the elements. */
export function spotAt(root: HTMLElement, index: number): Spot {
  let at = 0
  let last: Spot = { node: root, offset: 0 }
  const lines = [...root.querySelectorAll<HTMLElement>('p,h1,h2,h3,h4,h5,h6,li')]
  for (const line of lines) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    last = { node: line, offset: 0 }
    if (index === at) {
      const first = line.firstChild
      return first instanceof Text ? { node: first, offset: 0 } : { node: line, offset: 0 }
    }
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof CharacterData) {
        if (index <= at + node.data.length) return { node, offset: index - at }
        at += node.data.length
        last = { node, offset: node.data.length }
      } else if (node instanceof HTMLImageElement || node instanceof HTMLHRElement) {
        at += 1
        const parent = node.parentNode ?? line
        last = { node: parent, offset: [...parent.childNodes].indexOf(node) + 1 }
        if (index === at) return last
      }
    }
    if (index <= at) return last
    at += 1
  }
  return last
}

/** As WeChat writes it: pictures with the addresses that the program gave. */
export function toHtml(text: Lines): string {
  const root = document.createElement('div')
  draw(root, text, (embed, formats) => {
    const image = document.createElement('img')
    image.setAttribute('src', String(embed['image']))
    for (const [name, value] of Object.entries(formats)) if (name in imageAttributes || name.startsWith('data-')) image.setAttribute(name, String(value))
    return image
  })
  return root.innerHTML
}

/** A stranger's HTML: it is read in a document of its own, which runs and fetches nothing. */
export function fromHtml(html: string): Lines {
  return read(new DOMParser().parseFromString(withoutHandlers(html), 'text/html').body).text
}
