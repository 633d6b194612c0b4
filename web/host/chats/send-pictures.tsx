/** Pictures that are about to be sent: those that were chosen go at once, those that were pasted or dropped are shown first. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Quote } from '../../kit/api/model.js'
import { t } from '../../kit/i18n/i18n.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { offerNotices } from '../notices/notices.js'
import { session } from '../session.js'
import { composing } from './composing.js'
import { prepare } from './prepare.js'

/** Of one paste, drop or choice. */
export const MANY = 9

/** What was pasted or dropped, and where. */
export const offered = signal<{ readonly conv: string; readonly files: readonly File[] } | null>(null)

/** Sends files into a conversation, in their order; the first one answers what is being answered. */
export async function sendPictures(conv: string, files: readonly File[]): Promise<void> {
  const { chats } = session()
  const about = composing.value?.kind === 'reply' && composing.value.message.conv === conv ? composing.value.message : null
  if (about) composing.value = null
  let quote: Quote | undefined = about
    ? {
        seq: about.seq,
        sender: about.sender,
        text: about.body.kind === 'text' ? about.body.text : '',
        ...(about.body.kind === 'picture' ? { picture: true } : {}),
      }
    : undefined
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

export function OfferSheet(): JSX.Element | null {
  const offer = offered.value
  if (!offer) return null
  return <Offer conv={offer.conv} files={offer.files.slice(0, MANY)} />
}

function Offer({ conv, files }: { readonly conv: string; readonly files: readonly File[] }): JSX.Element {
  const [urls, setUrls] = useState<readonly string[]>([])
  useEffect(() => {
    const made = files.map((f) => URL.createObjectURL(f))
    setUrls(made)
    return () => {
      for (const url of made) URL.revokeObjectURL(url)
    }
  }, [files])
  const close = () => {
    offered.value = null
  }
  return (
    <Sheet title={files.length === 1 ? t('picture.ask') : t('picture.askMany', files.length)} onClose={close}>
      <div class="offer-pictures">
        {urls.map((url) => (
          <img key={url} src={url} alt={t('picture.one')} />
        ))}
      </div>
      <button
        type="button"
        class="button primary wide"
        data-autofocus
        onClick={() => {
          close()
          void sendPictures(conv, files)
        }}
      >
        {t('chat.send')}
      </button>
    </Sheet>
  )
}
