/** A picture in a conversation: as large as it will be from the first moment on, its colours until it is there, then the small one. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Message, Picture } from '../../kit/api/model.js'
import { clockTime } from '../../kit/i18n/format.js'
import { t, when } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { download } from '../../kit/ui/download.js'
import { toast } from '../../kit/ui/toast.js'
import { session } from '../session.js'
import { who } from './preview.js'
import type { Pending } from './thread.js'

/** The picture that lies large over the page. */
export const viewing = signal<{ readonly conv: string; readonly seq: number } | null>(null)

export type PictureMessage = Message & { readonly body: { readonly kind: 'picture'; readonly picture: Picture } }

export function isPicture(m: Message): m is PictureMessage {
  return m.body.kind === 'picture'
}

export function pictureURL(m: PictureMessage, small = false): string {
  const { hash, thumb } = m.body.picture
  return `/api/chat/picture/${m.conv}/${m.seq}/${small ? thumb : hash}`
}

/** What a screen reader hears of it. */
export function pictureLabel(m: Message, me: string): string {
  const time = clockTime(m.ts, when())
  return m.sender === me ? t('picture.mine', time) : t('picture.from', who(m.sender), time)
}

const WIDE = 260
const HIGH = 320
const NARROW = 72

/** How large it is drawn, in CSS pixels. Of what is far longer than wide a part is shown. */
export function shownSize({ width, height }: { readonly width: number; readonly height: number }): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, WIDE / Math.max(1, width), HIGH / Math.max(1, height))
  return { width: Math.round(Math.max(NARROW, width * scale)), height: Math.round(Math.max(NARROW, height * scale)) }
}

function boxOf(p: { readonly width: number; readonly height: number }): Readonly<Record<string, string>> {
  const { width, height } = shownSize(p)
  return { width: `${width}px`, aspectRatio: `${width} / ${height}` }
}

const BLUR = 6

/** Six by six pixels, which the browser smooths. */
export function Blur({ of }: { readonly of: readonly number[] }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const pen = canvas.current?.getContext('2d')
    if (!pen || of.length !== 3 * BLUR * BLUR) return
    const pixels = pen.createImageData(BLUR, BLUR)
    for (let i = 0; i < BLUR * BLUR; i++) pixels.data.set([of[3 * i] ?? 0, of[3 * i + 1] ?? 0, of[3 * i + 2] ?? 0, 255], 4 * i)
    pen.putImageData(pixels, 0, 0)
  }, [of])
  return <canvas class="picture-blur" ref={canvas} width={BLUR} height={BLUR} />
}

export function PictureView({ m, me }: { readonly m: PictureMessage; readonly me: string }): JSX.Element {
  const own = m.sender === me ? session().chats.uploads.url(m.clientId) : undefined
  const [state, setState] = useState<'coming' | 'there' | 'failed'>(own ? 'there' : 'coming')
  const [tries, setTries] = useState(0)
  const again = () => {
    setState('coming')
    setTries((n) => n + 1)
  }
  const live = session().live.state.value === 'live'
  useEffect(() => {
    if (live && state === 'failed') again()
  }, [live])
  const label = pictureLabel(m, me)
  return (
    <button
      type="button"
      class={`picture ${state}`}
      style={boxOf(m.body.picture)}
      aria-label={state === 'failed' ? `${label}. ${t('picture.failed')}` : label}
      onClick={() => {
        if (state === 'failed') again()
        else viewing.value = { conv: m.conv, seq: m.seq }
      }}
    >
      <Blur of={m.body.picture.blur} />
      {state !== 'failed' && (
        <img
          key={tries}
          src={own ?? pictureURL(m, true)}
          alt=""
          loading={own ? 'eager' : 'lazy'}
          decoding="async"
          draggable={false}
          onLoad={() => setState('there')}
          onError={() => setState('failed')}
        />
      )}
      {state === 'failed' && <Icon name="retry" size={28} />}
    </button>
  )
}

/** A picture of mine on its way, with how much of it is up. */
export function PendingPictureView({ p }: { readonly p: Pending & { readonly picture: NonNullable<Pending['picture']> } }): JSX.Element {
  const { uploads } = session().chats
  const part = uploads.progress.value.get(p.clientId)
  const percent = Math.floor((part ?? 0) * 100)
  const url = uploads.url(p.clientId)
  const waits = p.state === 'waiting'
  const label = !waits ? t('chat.notSent') : part === undefined ? t('picture.waits') : t('picture.sending', percent)
  return (
    <span class="picture pending-picture" style={boxOf(p.picture)} role="img" aria-label={label}>
      {url && <img src={url} alt="" draggable={false} />}
      {waits && (
        <span class="picture-progress" aria-hidden="true">
          {part === undefined ? <Icon name="clock" size={18} /> : `${percent} %`}
          {part !== undefined && <span class="picture-bar" style={{ width: `${percent}%` }} />}
        </span>
      )}
    </span>
  )
}

/** Puts it where the person's downloads go. */
export async function savePicture(m: PictureMessage): Promise<void> {
  try {
    const answer = await fetch(pictureURL(m))
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    const ending = m.body.picture.type === 'image/png' ? 'png' : 'jpg'
    const at = new Date(m.ts)
    const two = (n: number): string => String(n).padStart(2, '0')
    download(await answer.blob(), `superette-${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}-${m.seq}.${ending}`)
  } catch {
    toast(t('picture.failed'), 'alert')
  }
}
