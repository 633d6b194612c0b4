/** Toasts, loading, dialogs and action sheets. The Worker's side has checked WeChat's rules for the arguments; here are the bounds. */
import { bool, finite, list, object, oneOf, optional, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { safeColor } from './chrome.js'
import type { Session } from './session.js'
import { word } from './words.js'

interface ToastArgs {
  readonly title: string
  readonly icon?: 'success' | 'error' | 'loading' | 'none' | undefined
  readonly image?: string | undefined
  readonly durationMs?: number | undefined
  readonly mask?: boolean | undefined
}
const toastArgs: Parser<ToastArgs> = object<ToastArgs>({
  title: text(10_000),
  icon: optional(oneOf('success', 'error', 'loading', 'none')),
  image: optional(text(4096)),
  durationMs: optional(finite),
  mask: optional(bool),
})

interface ModalArgs {
  readonly title?: string | undefined
  readonly content?: string | undefined
  readonly showCancel?: boolean | undefined
  readonly cancelText?: string | undefined
  readonly confirmText?: string | undefined
  readonly cancelColor?: string | undefined
  readonly confirmColor?: string | undefined
  readonly editable?: boolean | undefined
  readonly placeholderText?: string | undefined
  /** my.prompt's, above its field. */
  readonly message?: string | undefined
  readonly align?: 'left' | 'center' | 'right' | undefined
}
const modalArgs: Parser<ModalArgs> = object<ModalArgs>({
  title: optional(text(10_000)),
  content: optional(text(100_000)),
  showCancel: optional(bool),
  cancelText: optional(text(100)),
  confirmText: optional(text(100)),
  cancelColor: optional(text(100)),
  confirmColor: optional(text(100)),
  editable: optional(bool),
  placeholderText: optional(text(1000)),
  message: optional(text(10_000)),
  align: optional(oneOf('left', 'center', 'right')),
})

interface SheetArgs {
  readonly itemList: readonly string[]
  readonly itemColor?: string | undefined
  readonly alertText?: string | undefined
}
const sheetArgs: Parser<SheetArgs> = object<SheetArgs>({ itemList: list(text(1000), 30), itemColor: optional(text(100)), alertText: optional(text(1000)) })

async function imageUrl(session: Session, path: string | undefined): Promise<string | undefined> {
  if (path === undefined || path === '') return undefined
  const base = session.pages.value?.top.value?.page.route ?? ''
  try {
    return URL.createObjectURL(await session.files.find(path, base))
  } catch {
    return undefined // a toast without its picture still says its word
  }
}

/** WeChat's noConflict: a toast's end leaves a loading, and the other way round. */
interface HideArgs {
  readonly only?: boolean | undefined
}
const hideArgs: Parser<HideArgs> = object<HideArgs>({ only: optional(bool) })

export const feedbackCalls: CallTable<Session> = {
  showToast: call<Session, ToastArgs>(toastArgs, async (args, { host }) => {
    const image = await imageUrl(host, args.image)
    host.overlays.showToast(
      { kind: 'toast', title: args.title, icon: args.icon ?? 'success', mask: args.mask ?? false, ...(image === undefined ? {} : { image }) },
      Math.min(60_000, args.durationMs ?? 1500),
    )
  }),
  hideToast: call<Session, HideArgs>(hideArgs, ({ only }, { host }) => host.overlays.hideToast(only === true ? 'toast' : undefined)),
  showLoading: call<Session, ToastArgs>(toastArgs, (args, { host }) =>
    host.overlays.showToast({ kind: 'loading', title: args.title, icon: 'loading', mask: args.mask ?? false }, null),
  ),
  hideLoading: call<Session, HideArgs>(hideArgs, ({ only }, { host }) => host.overlays.hideToast(only === true ? 'loading' : undefined)),
  showModal: call<Session, ModalArgs>(modalArgs, (args, { host }) =>
    host.overlays.modal({
      title: args.title ?? '',
      content: args.content ?? '',
      showCancel: args.showCancel ?? true,
      cancelText: args.cancelText ?? word('cancel'),
      confirmText: args.confirmText ?? word('ok'),
      cancelColor: safeColor(args.cancelColor, 'var(--program-cancel)'),
      confirmColor: safeColor(args.confirmColor, 'var(--program-confirm)'),
      editable: args.editable ?? false,
      placeholderText: args.placeholderText ?? '',
      ...(args.message === undefined ? {} : { message: { text: args.message, align: args.align ?? 'left' } }),
    }),
  ),
  showActionSheet: call<Session, SheetArgs>(sheetArgs, async (args, { host }) => {
    const tapIndex = await host.overlays.sheet({ items: args.itemList, itemColor: safeColor(args.itemColor, ''), alertText: args.alertText ?? '' })
    if (tapIndex === null) throw new ApiFailure('cancel')
    return { tapIndex }
  }),
}
