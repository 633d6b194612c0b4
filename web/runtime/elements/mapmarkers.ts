/** Markers, their labels and callouts: elements over the ground, so that they take taps, the keyboard and screen readers. */
import type { Kit } from './extend.js'
import type { Camera, Place } from '../../map/camera.js'
import { color, type Fields, fieldsOf, number, placeOf, text } from './mapvalues.js'

export interface Marker {
  readonly key: string
  /** What the program gave, and later moved. */
  given: Fields
  place: Place
  turn: number
  readonly root: HTMLElement
  readonly icon: HTMLImageElement
  held: string
  callout: HTMLElement | null
  label: HTMLElement | null
  /** Its callout was opened by a tap. */
  open: boolean
  width: number
  height: number
}

export type MarkerPart = 'marker' | 'callout' | 'label'

const pin =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 34'%3E%3Cpath d='M12 33C8 25 1 20 1 12a11 11 0 0 1 22 0c0 8-7 13-11 21z' fill='%23e5484d' stroke='%23fff' stroke-width='1.5'/%3E%3Ccircle cx='12' cy='12' r='4' fill='%23fff'/%3E%3C/svg%3E"
const pinSize = { width: 24, height: 34 }

export const markerCss =
  '.wx-map-marker{position:absolute;left:0;top:0;width:0;height:0}' +
  '.wx-map-icon{position:absolute;padding:0;border:0;background:none;cursor:pointer;display:block;-webkit-tap-highlight-color:transparent}' +
  '.wx-map-icon>img{display:block;width:100%;height:100%;pointer-events:none}' +
  '.wx-map-label,.wx-map-callout{position:absolute;white-space:pre;cursor:pointer;font:12px/1.4 sans-serif;box-sizing:border-box}' +
  '.wx-map-callout{background:#fff;color:#000;box-shadow:0 1px 4px rgba(0,0,0,.25);max-width:240px;white-space:pre-wrap;width:max-content}' +
  '.wx-map-callout::after{content:"";position:absolute;left:50%;bottom:-6px;margin-left:-6px;border:6px solid transparent;border-bottom:0;border-top-color:inherit;pointer-events:none}'

/** The widest text of a label: a program's list is no novel. */
const mostText = 2000

function dress(element: HTMLElement, given: Fields): void {
  const style = element.style
  element.textContent = text(given['content']).slice(0, mostText)
  style.color = color(given['color'], element.className === 'wx-map-callout' ? '#000000' : '#000000')
  style.fontSize = `${Math.max(1, number(given['fontSize'], 12))}px`
  style.borderRadius = `${Math.max(0, number(given['borderRadius'], 0))}px`
  style.padding = `${Math.max(0, number(given['padding'], 0))}px`
  style.textAlign = ['left', 'right', 'center'].includes(text(given['textAlign'])) ? text(given['textAlign']) : 'center'
  const border = Math.max(0, number(given['borderWidth'], 0))
  style.border = border > 0 ? `${border}px solid ${color(given['borderColor'], '#000000')}` : ''
  style.background = color(given['bgColor'], element.className === 'wx-map-callout' ? '#ffffff' : 'transparent')
}

export class Markers {
  readonly all = new Map<string, Marker>()
  private readonly parts = new WeakMap<Node, readonly [Marker, MarkerPart]>()

  constructor(
    private readonly kit: Kit,
    private readonly layer: HTMLElement,
    private readonly changed: () => void,
  ) {}

  /** The part of a marker that a tap fell on. */
  partAt(target: Node | null): readonly [Marker, MarkerPart] | null {
    for (let at = target; at !== null && at !== this.layer; at = at.parentNode) {
      const part = this.parts.get(at)
      if (part !== undefined) return part
    }
    return null
  }

  /** `clear`: those that are not in the list go. */
  set(list: readonly Fields[], clear: boolean): void {
    const seen = new Set<string>()
    list.forEach((given, at) => {
      const place = placeOf(given)
      if (place === null) return
      const key = given['id'] === undefined ? `#${at}` : `${text(given['id'])}`
      if (seen.has(key)) return
      seen.add(key)
      const known = this.all.get(key)
      if (known !== undefined) {
        known.given = given
        known.place = place
        this.draw(known)
      } else this.draw(this.make(key, given, place))
    })
    if (clear) for (const key of [...this.all.keys()]) if (!seen.has(key)) this.remove(key)
    this.changed()
  }
  find(id: unknown): Marker | undefined {
    return this.all.get(text(id))
  }
  remove(key: string): void {
    const marker = this.all.get(key)
    if (marker === undefined) return
    this.all.delete(key)
    marker.root.remove()
    if (marker.held !== '') this.kit.services().release(marker.held)
  }
  clear(): void {
    for (const key of [...this.all.keys()]) this.remove(key)
  }

  private make(key: string, given: Fields, place: Place): Marker {
    const { make } = this.kit
    const icon = make('img')
    icon.alt = ''
    icon.draggable = false
    const button = make('button', 'wx-map-icon', icon)
    button.type = 'button'
    const root = make('div', 'wx-map-marker', button)
    this.layer.append(root)
    const marker: Marker = { key, given, place, turn: 0, root, icon, held: '', callout: null, label: null, open: false, width: 0, height: 0 }
    this.parts.set(button, [marker, 'marker'])
    this.all.set(key, marker)
    icon.addEventListener('load', () => {
      this.size(marker)
      this.changed()
    })
    return marker
  }

  private draw(marker: Marker): void {
    const { given, root, icon } = marker
    const path = text(given['iconPath'])
    if (path !== marker.held || icon.src === '') {
      if (marker.held !== '') this.kit.services().release(marker.held)
      marker.held = path
      if (path === '') icon.src = pin
      else
        this.kit
          .services()
          .acquire(path)
          .then(
            (address) => {
              if (marker.held === path) icon.src = address
            },
            () => {
              if (marker.held === path) icon.src = pin
            },
          )
    }
    marker.turn = number(given['rotate'], marker.turn)
    icon.style.opacity = String(number(given['alpha'], 1))
    root.style.zIndex = String(Math.trunc(number(given['zIndex'], 0)))
    root.querySelector('button')?.setAttribute('aria-label', text(given['ariaLabel'], text(given['title'], text(fieldsOf(given['callout'])['content']))) || '●')
    marker.label = this.part(marker, 'label', text(fieldsOf(given['label'])['content']) === '' ? null : fieldsOf(given['label']))
    const callout = fieldsOf(given['callout'])
    const title = text(given['title'])
    const content = text(callout['content'])
    // A title alone shows as a callout when its marker is tapped.
    const shown = content !== '' ? callout : title !== '' && given['customCallout'] === undefined ? { content: title, padding: 8, borderRadius: 4 } : null
    marker.callout = this.part(marker, 'callout', shown)
    this.showCallout(marker)
    this.size(marker)
  }
  private part(marker: Marker, name: 'label' | 'callout', given: Fields | null): HTMLElement | null {
    const before = marker[name]
    if (given === null) {
      before?.remove()
      return null
    }
    const element = before ?? this.kit.make('div', `wx-map-${name}`)
    dress(element, given)
    if (before === null) {
      marker.root.append(element)
      this.parts.set(element, [marker, name])
    }
    return element
  }
  showCallout(marker: Marker): void {
    if (marker.callout !== null) marker.callout.hidden = !(marker.open || text(fieldsOf(marker.given['callout'])['display']) === 'ALWAYS')
  }
  /** At most one callout stands open by a tap. */
  tapped(marker: Marker | null): void {
    for (const each of this.all.values()) {
      const open = each === marker
      if (each.open === open) continue
      each.open = open
      this.showCallout(each)
    }
    this.changed()
  }

  private size(marker: Marker): void {
    const { given, icon } = marker
    const natural = marker.held === '' || icon.naturalWidth === 0 ? pinSize : { width: icon.naturalWidth, height: icon.naturalHeight }
    const [width, height] = [this.kit.pixels(given['width'] ?? 0), this.kit.pixels(given['height'] ?? 0)]
    marker.width = width > 0 ? width : height > 0 ? (natural.width * height) / natural.height : natural.width
    marker.height = height > 0 ? height : width > 0 ? (natural.height * width) / natural.width : natural.height
    const anchor = fieldsOf(given['anchor'])
    const [x, y] = [number(anchor['x'], 0.5), number(anchor['y'], 1)]
    const button = icon.parentElement
    if (button === null) return
    button.style.cssText = `left:${-x * marker.width}px;top:${-y * marker.height}px;width:${marker.width}px;height:${marker.height}px;transform-origin:${x * 100}% ${y * 100}%;transform:rotate(${marker.turn}deg)`
    const label = fieldsOf(given['label'])
    if (marker.label !== null)
      marker.label.style.transform = `translate(${number(label['anchorX'], number(label['x'], 0))}px,${number(label['anchorY'], number(label['y'], 0))}px)`
    const callout = fieldsOf(given['callout'])
    if (marker.callout !== null) {
      marker.callout.style.left = `${number(callout['anchorX'], 0)}px`
      marker.callout.style.top = `${-y * marker.height - 8 + number(callout['anchorY'], 0)}px`
      marker.callout.style.transform = 'translate(-50%,-100%)'
      marker.callout.style.borderTopColor = marker.callout.style.borderTopColor || color(callout['bgColor'], '#ffffff')
    }
  }

  /** Puts all at their places of the screen; the program's own callouts (cover-views with a marker-id) stand over theirs. */
  place(camera: Camera, own: ReadonlyMap<string, HTMLElement>): void {
    for (const [key, marker] of this.all) {
      const { x, y } = camera.toScreen(marker.place)
      marker.root.style.transform = `translate(${x}px,${y}px)`
      // Off the screen nothing is laid out, and no Tab leads there.
      const seen = x > -200 && y > -200 && x < camera.box.width + 200 && y < camera.box.height + 200
      marker.root.style.visibility = seen && marker.given['$clustered'] !== true ? '' : 'hidden'
      const callout = own.get(key)
      if (callout === undefined) continue
      const custom = fieldsOf(marker.given['customCallout'])
      const shown = seen && (marker.open || text(custom['display']) === 'ALWAYS')
      const anchor = number(fieldsOf(marker.given['anchor'])['y'], 1)
      callout.style.position = 'absolute'
      callout.style.left = callout.style.top = '0'
      callout.style.width ||= 'max-content'
      callout.style.visibility = shown ? '' : 'hidden'
      callout.style.transform = `translate(${x + number(custom['anchorX'], 0)}px,${y - anchor * marker.height + number(custom['anchorY'], 0)}px) translate(-50%,-100%)`
      this.parts.set(callout, [marker, 'callout'])
    }
  }
}
