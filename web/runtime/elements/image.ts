import { make, pixels, services, WxElement } from './element.js'
import { imageModes } from './rules.js'

/** Pictures marked lazy are asked for when they come within three screens. */
let lazy: IntersectionObserver | null = null
function whenNear(image: WxImage): void {
  lazy ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue
        lazy?.unobserve(entry.target)
        ;(entry.target as WxImage).fetchNow()
      }
    },
    { root: document, rootMargin: '300% 0px' }, // named, since a frame in an origin of its own has no margins otherwise
  )
  lazy.observe(image)
}

/** Also cover-image, which has no modes. */
export class WxImage extends WxElement {
  private readonly img = make('img')
  private held = ''

  constructor() {
    super({ src: '', mode: 'scaleToFill', lazyLoad: false, webp: false, showMenuByLongpress: false, alt: '', fadeIn: false }, ['mode'])
  }
  protected override build(): void {
    this.img.alt = ''
    this.img.draggable = false
    this.img.addEventListener('load', () => {
      if (this.p['fadeIn'] === true && !matchMedia('(prefers-reduced-motion: reduce)').matches) this.img.animate({ opacity: [0, 1] }, 300)
      if (this.img.getAttribute('src') !== null) this.emit('load', { width: this.img.naturalWidth, height: this.img.naturalHeight })
    })
    this.img.addEventListener('error', () => this.failed('could not be decoded'))
    // The browser's own menu (save, copy) stands for WeChat's, which comes only where it is asked for.
    this.addEventListener('contextmenu', (event) => {
      if (this.p['showMenuByLongpress'] !== true && (event as PointerEvent).pointerType !== 'mouse') event.preventDefault()
    })
    this.prepend(this.img)
    this.changed('mode')
    this.changed('alt')
  }
  protected override attached(): void {
    if (this.held === '') this.load()
  }
  protected override detached(): void {
    lazy?.unobserve(this)
    this.letGo()
  }
  protected override changed(name: string): void {
    const { mode, alt } = this.p
    if (name === 'mode') {
      const { fit, position } = imageModes[String(mode)] ?? { fit: 'fill', position: '50% 50%' }
      this.img.style.objectFit = fit
      this.img.style.objectPosition = position
    } else if (name === 'showMenuByLongpress') this.img.style.setProperty('-webkit-touch-callout', this.p[name] === true ? 'default' : '')
    else if (name === 'alt') this.img.alt = String(alt)
    else if (name === 'src' && this.isConnected) this.load()
  }
  private load(): void {
    if (this.p['src'] === '') {
      this.letGo()
      this.img.removeAttribute('src')
    } else if (this.p['lazyLoad'] === true) whenNear(this)
    else this.fetchNow()
  }
  fetchNow(): void {
    const src = String(this.p['src'])
    if (src === this.held) return
    this.letGo()
    this.held = src
    services()
      .acquire(src)
      .then(
        (address) => {
          if (this.held === src) this.img.src = address
        },
        (error: unknown) => {
          if (this.held === src) this.failed(error instanceof Error ? error.message : String(error))
        },
      )
  }
  private failed(why: string): void {
    this.img.removeAttribute('src')
    this.emit('error', { errMsg: `GET ${String(this.p['src']).slice(0, 200)} ${why}` })
  }
  private letGo(): void {
    if (this.held !== '') services().release(this.held)
    this.held = ''
  }
}

/** A second class, since one class can be registered for one tag only. */
export class WxCoverImage extends WxImage {}

/** It scrolls by its program alone, unless its style says otherwise. */
export class WxCoverView extends WxElement {
  constructor() {
    super({ scrollTop: '' as unknown })
  }
  protected override attached(): void {
    queueMicrotask(() => this.changed('scrollTop')) // when its children are in
  }
  protected override changed(_name: string): void {
    if (this.p['scrollTop'] !== '') this.scrollTop = pixels(this.p['scrollTop'])
  }
}
