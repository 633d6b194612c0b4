/**
 * Built-ins that few pages have: the bar set from a template (navigation-bar), the sound player of WeChat's first years (audio), what
 * sticks and what lies in lists, and what stands for a service that is not here (advertisements, official accounts, live streams, the
 * person's own data), which shows nothing or says so by its event.
 */
import type { Kit } from './extend.js'

const css =
  'wx-selection,wx-list-view,wx-sticky-section,wx-open-data-list,wx-open-data-item{display:block}' +
  'wx-sticky-header{display:block;position:sticky;top:0;z-index:1}' +
  'wx-grid-view{display:grid}' +
  'wx-selection{-webkit-user-select:text;user-select:text}' +
  'wx-open-data{display:inline}wx-open-data>img{display:block;width:100%;height:100%}' +
  'wx-ad,wx-ad-custom,wx-official-account{display:none}' +
  'wx-live-player{display:block;position:relative;width:300px;height:225px;background:#000;color:rgba(255,255,255,.7);font-size:14px}' +
  '.wx-rare-note{position:absolute;inset:0;display:flex;align-items:center;justify-content:center;text-align:center;padding:12px}' +
  'wx-audio{display:inline-block;max-width:100%}wx-audio:not([controls]){display:none}' +
  '.wx-audio{display:flex;align-items:center;width:300px;max-width:100%;height:65px;box-sizing:border-box;border:1px solid var(--wx-line);border-radius:2px;overflow:hidden;background:var(--wx-sheet)}' +
  '.wx-audio button{flex:none;width:64px;height:64px;border:0;padding:0;background:var(--wx-fill-down) center/cover;color:var(--wx-ink);font-size:22px;cursor:pointer}' +
  '.wx-audio p{flex:1;min-width:0;padding:0 12px}.wx-audio b,.wx-audio i{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font:14px/1.5 inherit;font-family:inherit;font-style:normal;font-weight:400}.wx-audio i{font-size:12px;color:var(--wx-muted)}' +
  '.wx-audio time{padding-right:12px;font-size:12px;color:var(--wx-muted)}'

const chinese = (): boolean => document.documentElement.lang.startsWith('zh')
const face =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'%3E%3Crect width='40' height='40' fill='%23dcdfe3'/%3E%3Ccircle cx='20' cy='15' r='7' fill='%23fff'/%3E%3Cpath d='M6 40a14 14 0 0 1 28 0z' fill='%23fff'/%3E%3C/svg%3E"
const clock = (seconds: number): string => `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** What anybody gets of a person's own data in WeChat since 2022. */
function anonymous(type: string): string {
  if (type === 'userNickName') return chinese() ? '微信用户' : 'WeChat user'
  return type === 'userLanguage' ? (chinese() ? 'zh_CN' : 'en') : ''
}

export function rareElements({ make, services, WxElement }: Kit): Readonly<Record<string, CustomElementConstructor>> {
  let styled = false
  const style = (): void => {
    if (styled) return
    styled = true
    const sheet = make('style')
    sheet.textContent = css
    ;(document.head.querySelector('style') ?? document.head).after(sheet)
  }

  class WxNavigationBar extends WxElement {
    private due = false
    constructor() {
      super({ title: '', loading: false, frontColor: '', backgroundColor: '', colorAnimationDuration: 0, colorAnimationTimingFunc: 'linear' })
    }
    protected override attached(): void {
      this.changed('')
    }
    protected override changed(_name: string): void {
      if (this.due) return
      this.due = true
      queueMicrotask(() => {
        this.due = false
        const { title, loading, frontColor, backgroundColor, colorAnimationDuration, colorAnimationTimingFunc } = this.p
        if (this.isConnected)
          services()
            .ask('navigationBar', { title, loading, frontColor, backgroundColor, durationMs: colorAnimationDuration, timing: colorAnimationTimingFunc })
            .catch(() => undefined)
      })
    }
  }

  class WxAudio extends WxElement {
    private readonly sound = make('audio')
    private readonly button = make('button')
    private readonly names = [make('b'), make('i')] as const
    private readonly time = make('time')
    private held: string[] = []
    constructor() {
      super({ src: '', loop: false, controls: false, poster: '', name: '', author: '' }, ['controls'])
    }
    protected override build(): void {
      style()
      const { sound, button, time, names } = this
      button.type = 'button'
      this.prepend(make('div', 'wx-audio', button, make('p', '', ...names), time), sound)
      button.addEventListener('click', () => {
        if (sound.paused) sound.play().catch(() => undefined)
        else sound.pause()
      })
      for (const type of ['play', 'pause', 'ended'] as const)
        sound.addEventListener(type, () => {
          this.draw()
          this.emit(type, {})
        })
      sound.addEventListener('timeupdate', () => {
        this.draw()
        this.emit('timeupdate', { currentTime: sound.currentTime, duration: sound.duration || 0 })
      })
      sound.addEventListener('error', () => this.failed())
      for (const name of Object.keys(this.p)) this.changed(name)
    }
    private failed(): void {
      this.emit('error', { errMsg: 'MEDIA_ERR_SRC_NOT_SUPPORTED' })
    }
    private draw(): void {
      const { paused, currentTime } = this.sound
      this.button.textContent = paused ? '▶' : '❚❚'
      this.button.setAttribute('aria-label', paused ? (chinese() ? '播放' : 'Play') : chinese() ? '暂停' : 'Pause')
      this.time.textContent = clock(currentTime)
    }
    private take(url: string, use: (address: string) => void): void {
      this.held.push(url)
      services()
        .acquire(url)
        .then(use, () => {
          if (url === this.p['src']) this.failed()
        })
    }
    protected override changed(name: string): void {
      const { sound, p } = this
      const [title, author] = this.names
      title.textContent = String(p['name']) || (chinese() ? '未知音频' : 'Unknown sound')
      author.textContent = String(p['author']) || (chinese() ? '未知作者' : 'Unknown author')
      sound.loop = p['loop'] === true
      if (name === 'src' && p['src'] !== '')
        this.take(String(p['src']), (address) => {
          sound.src = address
        })
      if (name === 'poster' && p['poster'] !== '')
        this.take(String(p['poster']), (address) => {
          this.button.style.backgroundImage = `url("${address}")`
        })
      this.draw()
    }
    protected override detached(): void {
      this.sound.pause()
      for (const url of this.held.splice(0)) services().release(url)
    }
  }

  class WxOpenData extends WxElement {
    constructor() {
      super({ type: '', defaultText: '', defaultAvatar: '' })
    }
    protected override build(): void {
      style()
      this.changed('')
    }
    protected override changed(_name: string): void {
      const { type, defaultText, defaultAvatar } = this.p
      if (type !== 'userAvatarUrl') return this.replaceChildren(String(defaultText) || anonymous(String(type)))
      const image = make('img')
      image.alt = ''
      image.src = face
      this.replaceChildren(image)
      if (defaultAvatar !== '')
        services()
          .acquire(String(defaultAvatar))
          .then(
            (address) => {
              image.src = address
            },
            () => undefined,
          )
    }
  }

  /** Shows nothing, and says so when it is there. */
  const absent = (detail: object): CustomElementConstructor =>
    class extends WxElement {
      constructor() {
        super({})
      }
      protected override build(): void {
        style()
        queueMicrotask(() => this.emit('error', detail))
      }
    }
  /** A box of its own kind around what is in it. */
  const box = (): CustomElementConstructor =>
    class extends WxElement {
      constructor() {
        super({})
      }
      protected override build(): void {
        style()
      }
    }

  class WxLivePlayer extends WxElement {
    constructor() {
      super({})
    }
    protected override build(): void {
      style()
      this.prepend(make('div', 'wx-rare-note', chinese() ? '此处无法播放直播' : 'Live streams are not played here'))
      queueMicrotask(() => this.emit('statechange', { code: -2301, message: 'not supported' }))
    }
  }

  class WxStickyHeader extends WxElement {
    constructor() {
      super({ offsetTop: 0 })
    }
    protected override build(): void {
      style()
      this.changed('offsetTop')
    }
    protected override changed(_name: string): void {
      this.style.top = `${Number(this.p['offsetTop']) || 0}px`
    }
  }

  class WxGridView extends WxElement {
    constructor() {
      super({ crossAxisCount: 2, mainAxisGap: 0, crossAxisGap: 0 })
    }
    protected override build(): void {
      style()
      this.changed('')
    }
    restyled(): void {
      this.changed('')
    }
    protected override changed(_name: string): void {
      const { crossAxisCount, mainAxisGap, crossAxisGap } = this.p
      this.style.gridTemplateColumns = `repeat(${Math.max(1, Math.trunc(Number(crossAxisCount)))},minmax(0,1fr))`
      this.style.rowGap = `${Number(mainAxisGap)}px`
      this.style.columnGap = `${Number(crossAxisGap)}px`
    }
  }

  return {
    'navigation-bar': WxNavigationBar,
    audio: WxAudio,
    'open-data': WxOpenData,
    'live-player': WxLivePlayer,
    'sticky-header': WxStickyHeader,
    'grid-view': WxGridView,
    'sticky-section': box(),
    'list-view': box(),
    selection: box(),
    ad: absent({ errCode: 1004, errMsg: 'no advertisement' }),
    'ad-custom': absent({ errCode: 1004, errMsg: 'no advertisement' }),
    'official-account': absent({ status: -1, errMsg: 'no official account' }),
  }
}
