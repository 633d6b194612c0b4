/** The built-ins by tag. A tag that is not here is plain to the browser and styled by the base sheet alone (view, block, cover-view). */
import { baseCss } from './base.js'
import { WxButton } from './button.js'
import { WxInput, WxTextarea } from './field.js'
import { WxImage } from './image.js'
import { WxNavigator } from './navigator.js'
import { WxScrollView } from './scrollview.js'
import { WxText } from './text.js'

const table: Readonly<Record<string, CustomElementConstructor>> = {
  button: WxButton,
  image: WxImage,
  input: WxInput,
  navigator: WxNavigator,
  'scroll-view': WxScrollView,
  text: WxText,
  textarea: WxTextarea,
}

export function registerElements(): void {
  for (const [tag, element] of Object.entries(table)) customElements.define(`wx-${tag}`, element)
}

/** Puts the base sheet before the program's. */
export function installBase(): void {
  const style = document.createElement('style')
  style.textContent = baseCss
  document.head.append(style)
}
