/** Inline styles with pictures, such as style="background-image: url({{cover}})": each picture comes as a Blob and is put in when it is there. */
import { builtIn, type Known } from './nodes.js'
import { isDirect, type Resources } from './resources.js'
import { rpx } from './styles.js'

const reference = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]+))\s*\)/gi

/** A picture that is not here yet: an empty resource, so that the declaration stays valid. It is written as the browser gives it back. */
const absent = (at: number): string => `url("data:,${at}")`

/** address → where it can be had in this document, once it is known. */
type Pictures = ReadonlyMap<string, { here: string }>

/** Puts what has come in the place of what stood for it, and leaves all other properties, which may have changed since. */
function putIn(element: HTMLElement, placeholder: string, here: string): void {
  const { style } = element
  for (const name of [...style]) {
    const value = style.getPropertyValue(name)
    if (value.includes(placeholder)) style.setProperty(name, value.replaceAll(placeholder, `url("${here}")`), style.getPropertyPriority(name))
  }
}

export interface InlineStyles {
  /** Replaces the whole style of an element. */
  set(element: Known<HTMLElement>, text: string): void
  /** The element goes: its pictures are let go. */
  forget(element: Known): void
}

export function createInlineStyles({ acquire, release }: Pick<Resources, 'acquire' | 'release'>): InlineStyles {
  const shown = new WeakMap<Node, Pictures>()
  const letGo = (element: Node): void => {
    for (const url of shown.get(element)?.keys() ?? []) release(url)
    shown.delete(element)
  }
  return {
    set(element, text) {
      const before = shown.get(element)
      if (before === undefined && !/url\(/i.test(text)) {
        element.style.cssText = rpx(text)
        return builtIn(element).restyled?.()
      }
      const pictures = new Map<string, { here: string }>()
      element.style.cssText = rpx(text).replace(reference, (whole: string, ...quoted: (string | undefined)[]) => {
        const url = quoted.slice(0, 3).find((each) => each !== undefined) ?? ''
        if (url === '' || isDirect(url)) return whole
        // What is moved by its style keeps its picture meanwhile.
        if (!pictures.has(url)) pictures.set(url, { here: before?.get(url)?.here ?? '' })
        return pictures.get(url)?.here ? `url("${pictures.get(url)?.here}")` : absent([...pictures.keys()].indexOf(url))
      })
      builtIn(element).restyled?.()
      const asked = [...pictures.keys()].map((url) => acquire(url))
      letGo(element)
      if (pictures.size > 0) shown.set(element, pictures)
      for (const [at, picture] of [...pictures.values()].entries()) {
        asked[at]?.then(
          (here) => {
            if (picture.here === '' && shown.get(element) === pictures) putIn(element, absent(at), here)
            picture.here = here
          },
          () => {}, // the host has said why; the element just has no picture
        )
      }
    },
    forget: letGo,
  }
}
