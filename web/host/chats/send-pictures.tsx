/** Pictures and files that are about to be sent: those that were chosen go at once, those that were pasted or dropped are shown first. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { sizeText } from '../../kit/i18n/format.js'
import { locale, t } from '../../kit/i18n/i18n.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { offerNotices } from '../notices/notices.js'
import { instance, session } from '../session.js'
import { answered } from './composing.js'
import { FileFace } from './file.js'
import { picturesIn, prepare } from './prepare.js'

/** Of one paste, drop or choice. */
export const MANY = 9

/** What was pasted or dropped, and where. */
export const offered = signal<{ readonly conv: string; readonly files: readonly File[] } | null>(null)

/** Sends files into a conversation, in their order; the first one answers what is being answered. */
export async function sendPictures(conv: string, files: readonly File[]): Promise<void> {
  const { chats } = session()
  let quote = answered(conv)
  for (const file of files.slice(0, MANY)) {
    try {
      const { content, picture } = await prepare(file)
      await chats.sendPicture(conv, content, picture, quote ? { quote } : {})
      quote = undefined
      offerNotices()
    } catch {
      toast(t('picture.unreadable'), 'alert')
    }
  }
}

/** Sends what is no picture as it is; what is too large, or cannot be read, is told of. The first one answers what is being answered. */
export async function sendFiles(conv: string, files: readonly File[]): Promise<void> {
  const { chats } = session()
  let quote = answered(conv)
  for (const file of files.slice(0, MANY)) {
    const most = instance.value.fileLimit
    if (file.size > most) {
      toast(t('file.large', file.name, sizeText(most, locale.value)), 'alert')
      continue
    }
    try {
      await file.slice(0, 1).arrayBuffer() // a folder cannot be read
    } catch {
      toast(t('file.unreadable', file.name), 'alert')
      continue
    }
    await chats.sendFile(conv, file, { name: file.name, size: file.size }, quote ? { quote } : {})
    quote = undefined
    offerNotices()
  }
}

/** What was handed over and can be sent here. */
export function sendable(list: Iterable<File> | null | undefined): readonly File[] {
  return instance.value.fileLimit > 0 ? [...(list ?? [])] : picturesIn(list)
}

export function OfferSheet(): JSX.Element | null {
  const offer = offered.value
  if (!offer) return null
  return <Offer conv={offer.conv} files={offer.files.slice(0, MANY)} />
}

function Offer({ conv, files }: { readonly conv: string; readonly files: readonly File[] }): JSX.Element {
  const [urls, setUrls] = useState<readonly string[]>([])
  const pictures = picturesIn(files)
  const others = files.filter((f) => !pictures.includes(f))
  useEffect(() => {
    const made = pictures.map((f) => URL.createObjectURL(f))
    setUrls(made)
    return () => {
      for (const url of made) URL.revokeObjectURL(url)
    }
  }, [files])
  const close = () => {
    offered.value = null
  }
  const what = others.length > 0 ? (['file.ask', 'file.askMany'] as const) : (['picture.ask', 'picture.askMany'] as const)
  return (
    <Sheet title={files.length === 1 ? t(what[0]) : t(what[1], files.length)} onClose={close}>
      <div class="sheet-form">
        {urls.length > 0 && (
          <div class="offer-pictures">
            {urls.map((url) => (
              <img key={url} src={url} alt={t('picture.one')} />
            ))}
          </div>
        )}
        {others.length > 0 && (
          <ul class="offer-files">
            {others.map((f, i) => (
              <li class="file" key={i}>
                <FileFace name={f.name} size={f.size} />
              </li>
            ))}
          </ul>
        )}
        <button
          type="button"
          class="button primary wide"
          data-autofocus
          onClick={() => {
            close()
            void sendPictures(conv, pictures).then(() => sendFiles(conv, others))
          }}
        >
          {t('chat.send')}
        </button>
      </div>
    </Sheet>
  )
}
