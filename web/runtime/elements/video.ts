import { make, services, WxElement } from './element.js'

/** The native film player; the film comes whole, as a Blob. */
export class WxVideo extends WxElement {
  private readonly video = make('video')
  private held = ''
  private heldPoster = ''
  /** Where a film was that stood here before the page was drawn anew (dev/renew.ts), and whether it played. */
  private kept: readonly [time: number, playing: boolean] | null = null

  constructor() {
    super({
      src: '',
      controls: true,
      autoplay: false,
      loop: false,
      muted: false,
      poster: '',
      objectFit: 'contain',
      initialTime: 0,
      showFullscreenBtn: true,
      autoPauseIfNavigate: true,
      title: '',
    })
  }
  protected override build(): void {
    const { video } = this
    video.playsInline = true
    video.disableRemotePlayback = true
    this.prepend(video)
    for (const name of Object.keys(this.p)) this.changed(name)
    for (const type of ['play', 'pause', 'ended', 'waiting'] as const) video.addEventListener(type, () => this.emit(type, {}))
    video.addEventListener('timeupdate', () => this.emit('timeupdate', { currentTime: video.currentTime, duration: video.duration || 0 }))
    video.addEventListener('loadedmetadata', () => {
      const [time, playing] = this.kept ?? [Number(this.p['initialTime']), false]
      this.kept = null
      video.currentTime = time
      if (playing) void video.play().catch(() => undefined)
      this.emit('loadedmetadata', { width: video.videoWidth, height: video.videoHeight, duration: video.duration })
    })
    video.addEventListener('progress', () => {
      const { buffered, duration } = video
      if (buffered.length > 0 && duration > 0) this.emit('progress', { buffered: (buffered.end(buffered.length - 1) / duration) * 100 })
    })
    video.addEventListener('seeked', () => this.emit('seekcomplete', { position: video.currentTime * 1000 }))
    video.addEventListener('error', () => this.emit('error', { errMsg: 'MEDIA_ERR_DECODE' }))
    this.addEventListener('fullscreenchange', () => this.emit('fullscreenchange', { fullScreen: document.fullscreenElement !== null, direction: 'vertical' }))
  }
  override property(name: string): unknown {
    return name === '$kept' ? [this.video.currentTime, !this.video.paused] : super.property(name)
  }
  protected override extra(name: string, value: unknown): void {
    if (name === '$kept') this.kept = value as [number, boolean]
  }
  protected override detached(): void {
    this.video.pause()
    for (const url of [this.held, this.heldPoster]) if (url !== '') services().release(url)
    this.held = this.heldPoster = ''
  }
  protected override attached(): void {
    this.changed('src')
    this.changed('poster')
  }
  protected override changed(name: string): void {
    const { video, p } = this
    if (name === 'src') this.load(String(p['src']))
    else if (name === 'poster') this.loadPoster(String(p['poster']))
    else if (name === 'objectFit') video.style.objectFit = String(p['objectFit'])
    else if (name === 'controls') video.controls = p['controls'] === true
    else if (name === 'autoplay') video.autoplay = p['autoplay'] === true
    else if (name === 'loop') video.loop = p['loop'] === true
    else if (name === 'muted') video.muted = p['muted'] === true
    else if (name === 'title') video.title = String(p['title'])
    // Only some browsers know the list; its attribute they all keep.
    else if (name === 'showFullscreenBtn') video.setAttribute('controlsList', p['showFullscreenBtn'] === true ? '' : 'nofullscreen')
  }
  private load(src: string): void {
    if (src === this.held || !this.isConnected) return
    if (this.held !== '') services().release(this.held)
    this.held = src
    if (src === '') return this.video.removeAttribute('src')
    services()
      .acquire(src)
      .then(
        (address) => {
          if (this.held === src) this.video.src = address
        },
        (error: unknown) => this.emit('error', { errMsg: `MEDIA_ERR_NETWORK ${error instanceof Error ? error.message : ''}` }),
      )
  }
  private loadPoster(src: string): void {
    if (src === this.heldPoster || !this.isConnected) return
    this.heldPoster = src
    if (src !== '')
      services()
        .acquire(src)
        .then(
          (address) => {
            this.video.poster = address
          },
          () => {},
        )
  }
  /** The page went out of sight. */
  pageHidden(): void {
    if (this.p['autoPauseIfNavigate'] === true) this.video.pause()
  }
  /** VideoContext. */
  invoke(method: string, args: unknown): unknown {
    const { video } = this
    switch (method) {
      case 'play':
        return video.play()
      case 'pause':
        return video.pause()
      case 'stop':
        video.pause()
        video.currentTime = 0
        return undefined
      case 'seek':
        video.currentTime = Number(args) || 0
        return undefined
      case 'playbackRate':
        video.playbackRate = Number(args) || 1
        return undefined
      case 'requestFullScreen':
        return this.requestFullscreen()
      case 'exitFullScreen':
        return document.exitFullscreen()
      default:
        throw new Error(`video has no method ${method}`)
    }
  }
}
