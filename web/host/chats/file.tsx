/** A file in a conversation: what it is called, how large it is, and how much of it is up while it is sent. Nothing of it is shown. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { FileKind, Message, SentFile } from '../../kit/api/model.js'
import { textOfFault } from '../../kit/i18n/failure.js'
import { clockTime, sizeText } from '../../kit/i18n/format.js'
import { locale, t, when } from '../../kit/i18n/i18n.js'
import type { IconName } from '../../kit/icons/icons.js'
import { Icon } from '../../kit/icons/icons.js'
import { toast } from '../../kit/ui/toast.js'
import { session } from '../session.js'
import { who } from './preview.js'
import type { Pending } from './thread.js'

export type FileMessage = Message & { readonly body: { readonly kind: 'file'; readonly file: SentFile } }

export function isFile(m: Message): m is FileMessage {
  return m.body.kind === 'file'
}

const ICONS: Readonly<Record<FileKind, IconName>> = {
  document: 'fileText',
  text: 'fileText',
  pdf: 'fileText',
  sheet: 'fileSheet',
  slides: 'fileSlides',
  archive: 'fileArchive',
  audio: 'fileAudio',
  video: 'fileVideo',
  image: 'fileImage',
  program: 'fileProgram',
  other: 'file',
}

/** The ending of a name, as it is shown beside the size: a long name is cut, and people judge a file by this. */
export function endingOf(name: string): string {
  const found = /[^.]\.([\p{L}\p{N}]{1,8})$/u.exec(name)
  return found?.[1]?.toUpperCase() ?? ''
}

/** kind: as the server says; before it has, the file looks like any other. line: in the place of the size. */
export function FileFace({
  name,
  size,
  kind = 'other',
  line,
}: {
  readonly name: string
  readonly size: number
  readonly kind?: FileKind
  readonly line?: string
}): JSX.Element {
  const ending = endingOf(name)
  return (
    <>
      <span class="file-mark">
        <Icon name={ICONS[kind]} size={28} />
      </span>
      <span class="file-words">
        <span class="file-name" dir="auto">
          {name}
        </span>
        <span class="file-line">{line ?? [ending, sizeText(size, locale.value)].filter((x) => x !== '').join(' · ')}</span>
      </span>
    </>
  )
}

export function FileView({ m, me }: { readonly m: FileMessage; readonly me: string }): JSX.Element {
  const [busy, setBusy] = useState(false)
  const { name, size, kind } = m.body.file
  return (
    <button
      type="button"
      class="file"
      aria-busy={busy}
      onClick={() => {
        if (busy) return
        setBusy(true)
        void saveFile(m).finally(() => setBusy(false))
      }}
    >
      <span class="sr-only">{t(m.sender === me ? 'file.mine' : 'file.from', who(m.sender))} </span>
      <FileFace name={name} size={size} kind={kind} />
      <span class="sr-only"> {t('file.save', clockTime(m.ts, when()))}</span>
    </button>
  )
}

/** A file of mine on its way, with how much of it is up. */
export function PendingFileView({ p }: { readonly p: Pending & { readonly file: NonNullable<Pending['file']> } }): JSX.Element {
  const { files, outbox } = session().chats
  const { name, size } = p.file
  const part = files.progress.value.get(p.clientId)
  const live = session().live.state.value === 'live'
  const failed = p.state === 'failed'
  const whole = sizeText(size, locale.value)
  const line = failed ? undefined : part !== undefined ? t('file.sent', sizeText(part * size, locale.value), whole) : t(live ? 'file.queued' : 'file.waits')
  const percent = Math.floor((part ?? 0) * 100)
  return (
    <span class="file pending-file" role="group" aria-label={t('file.pending', name, failed ? t('chat.notSent') : (line ?? whole))}>
      <FileFace name={name} size={size} {...(line !== undefined ? { line } : {})} />
      <button type="button" class="icon-button file-cancel" aria-label={t('file.cancel', name)} onClick={() => void outbox.take(p.clientId)}>
        <Icon name="close" size={18} />
      </button>
      {part !== undefined && !failed && (
        <span class="file-bar" role="progressbar" aria-label={t('file.sending')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
          <span style={{ width: `${percent}%` }} />
        </span>
      )}
    </span>
  )
}

function fileURL(m: FileMessage): string {
  return `/api/chat/file/${m.conv}/${m.seq}/${m.body.file.hash}`
}

/** Has the browser save it, if it is still to be had: of a download that is refused people are told nothing that helps. */
export async function saveFile(m: FileMessage): Promise<void> {
  try {
    const answer = await fetch(fileURL(m), { method: 'HEAD', cache: 'no-store' })
    if (!answer.ok) return toast(textOfFault(answer.headers.get('superette-code') ?? '', t('file.failed')), 'alert')
    const link = document.createElement('a')
    link.href = fileURL(m)
    link.download = m.body.file.name
    link.click()
  } catch {
    toast(t('file.failed'), 'alert')
  }
}
