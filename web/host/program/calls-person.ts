/** What leaves a program for the person's own: text messages, contacts, files; and what the device says of itself and of films. */
import { integer, list, object, oneOf, optional, record, text, type Parser } from '../../protocol/parse.js'
import { download } from '../../kit/ui/download.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { contractOf } from './calls-consent.js'
import { choose, fileOf, measureFilm, whenTouched } from './calls-media.js'
import { nameOf } from './files.js'
import type { PrivacyProps } from './privacy-view.js'
import type { Session } from './session.js'
import { fullName, vcard } from './vcard.js'
import { word } from './words.js'

interface SmsArgs {
  readonly phoneNumber?: string | undefined
  readonly content?: string | undefined
}
interface DocumentArgs {
  readonly count: number
  readonly type: 'all' | 'video' | 'image' | 'file'
  readonly extension?: readonly string[] | undefined
}
const documentArgs: Parser<DocumentArgs> = object<DocumentArgs>({
  count: integer(1, 100),
  type: oneOf('all', 'video', 'image', 'file'),
  extension: optional(list(text(20), 50)),
})

/** navigator.getBattery is in some browsers only. */
interface BatteryNavigator {
  getBattery?(): Promise<{ readonly level: number; readonly charging: boolean }>
}

const fileNameOf = (name: string): string => name.replace(/[/\\:*?"<>|]/g, ' ').slice(0, 60)

/** By the device's own sheet of apps, which phones have and some desktops. */
async function handOn(file: File): Promise<void> {
  await navigator.share({ files: [file] }).catch((error: unknown) => {
    throw new ApiFailure(error instanceof DOMException && error.name === 'AbortError' ? 'cancel' : 'the browser does not share it')
  })
}

const digits = (number: string): string => number.replace(/[^\d+*#,;]/g, '')

function accepted({ type, extension = [] }: DocumentArgs): string {
  if (type === 'image' || type === 'video') return `${type}/*`
  return extension.map((each) => `.${each.replace(/^\./, '')}`).join(',')
}

function kindOf(file: File): 'video' | 'image' | 'file' {
  const [kind] = file.type.split('/')
  return kind === 'image' || kind === 'video' ? kind : 'file'
}

export const personCalls: CallTable<Session> = {
  sendSms: call<Session, SmsArgs>(object({ phoneNumber: optional(text(400)), content: optional(text(2000)) }), async (args, { host }) => {
    const { phoneNumber = '', content = '' } = args
    const tapped = await host.overlays.sheet({ alertText: content.slice(0, 200), items: [word('textTo', phoneNumber)], itemColor: '' })
    if (tapped === null) throw new ApiFailure('cancel')
    const link = document.createElement('a')
    link.href = `sms:${digits(phoneNumber)}${content === '' ? '' : `?body=${encodeURIComponent(content)}`}`
    link.click()
  }),
  addPhoneContact: call<Session, Readonly<Record<string, string>>>(record(text(500), 40), async (args, { host }) => {
    const name = fullName(args)
    if (name === '') throw new ApiFailure('parameter error: firstName should not be empty')
    const tapped = await host.overlays.sheet({ alertText: '', items: [word('saveContact', name)], itemColor: '' })
    if (tapped === null) throw new ApiFailure('cancel')
    download(new Blob([vcard(args)], { type: 'text/vcard' }), `${fileNameOf(name)}.vcf`)
  }),
  saveFileToDisk: call<Session, { filePath: string }>(object({ filePath: text(4096) }), async ({ filePath }, { host }) => {
    download(await fileOf(host, filePath), nameOf(filePath))
  }),
  /** What WeChat sends to a chat goes to an app of the device, or among the person's files: the person says which. */
  shareFile: call<Session, { filePath: string; fileName?: string | undefined }>(
    object({ filePath: text(4096), fileName: optional(text(200)) }),
    async ({ filePath, fileName }, { host }) => {
      const content = await fileOf(host, filePath)
      const given = nameOf(fileName || filePath)
      // A name that only the runtime gave it says nothing to a person.
      const name = given.startsWith('tmp_') ? fileNameOf(host.info.value?.name ?? 'file') + (given.match(/\.\w+$/)?.[0] ?? '') : given
      const file = new File([content], name, { type: content.type })
      const shares = navigator.canShare?.({ files: [file] }) === true
      const items = [...(shares ? [word('sendFile', name)] : []), word('keepFile', name)]
      const tapped = await host.overlays.sheet({ alertText: '', items, itemColor: '' })
      if (tapped === null) throw new ApiFailure('cancel')
      if (shares && tapped === 0) await handOn(file)
      else download(file, name)
    },
  ),
  /** Answered once it is opened, as in WeChat. */
  openPrivacyContract: call<Session, object>(object<object>({}), async (_, { host }) => {
    const { PrivacyView } = await import('./privacy-view.js')
    void host.overlays.screen<PrivacyProps, null>(PrivacyView, contractOf(host))
  }),
  getBatteryInfo: call<Session, object>(object<object>({}), async () => {
    const battery = await (navigator as BatteryNavigator).getBattery?.()
    if (battery === undefined) throw new ApiFailure('the browser does not tell')
    return { level: Math.max(1, Math.round(battery.level * 100)), isCharging: battery.charging, isLowPowerModeEnabled: false }
  }),
  getVideoInfo: call<Session, { src: string }>(object({ src: text(4 << 20) }), async ({ src }, { host }) => {
    const film = await fileOf(host, src)
    const { width, height, duration } = await measureFilm(film)
    if (width === 0) throw new ApiFailure('the file is not a film that can be read')
    return {
      orientation: 'up', // as it is shown, which a browser has turned
      type: film.type.replace(/^video\//, ''),
      duration,
      size: Math.ceil(film.size / 1024),
      width,
      height,
      bitrate: duration > 0 ? Math.round((film.size * 8) / 1000 / duration) : 0,
    }
  }),
  /** chooseMessageFile: files of the device, which is where those of a chat are saved. */
  chooseDocuments: call<Session, DocumentArgs>(documentArgs, async (args, { host }) => {
    await whenTouched(host, word('askAnyFile', host.info.value?.name ?? ''))
    const files = await choose({ accept: accepted(args), count: args.count })
    if (files.length === 0) throw new ApiFailure('cancel')
    return {
      tempFiles: files.map((file) => ({
        path: host.files.keep(file, file.name),
        name: file.name,
        size: file.size,
        type: kindOf(file),
        time: Math.trunc(file.lastModified / 1000),
      })),
    }
  }),
}
