/** What a page's interpreter lends to the chunks of built-ins (extend.ts), so that nothing is there twice and all elements are of one class. */
import { make, pixels, services, shadow, WxElement } from './element.js'
import type { Door, Elements } from './extend.js'

const kit = { make, pixels, services, shadow, WxElement } as const
export type Kit = typeof kit

/** From here on chunks may hand their elements over. */
export function openDoor(): void {
  ;(globalThis as Door).$define = (elements: Elements) => {
    document.currentScript?.remove() // no child of the page
    for (const [tag, element] of Object.entries(elements(kit))) customElements.define(`wx-${tag}`, element)
  }
}
