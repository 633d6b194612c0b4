/** What the host draws over a program's pages, as state: at most one toast, one dialog, one preview at a time. */
import { signal, type Signal } from '@preact/signals'
import { type ComponentChild, type ComponentType, h } from 'preact'
import type { AddressProps } from './address-view.js'
import type { Address } from './addresses.js'
import { ApiFailure } from './broker.js'

export interface Toast {
  readonly kind: 'toast' | 'loading'
  readonly title: string
  readonly icon: 'success' | 'error' | 'loading' | 'none'
  /** An object URL, let go of when the toast is gone. */
  readonly image?: string
  readonly mask: boolean
  /** The host's own words, which are not cut to WeChat's seven characters beside an icon. */
  readonly whole?: boolean
}
export interface ModalAsk {
  readonly title: string
  /** Above a field that is typed in. */
  readonly message?: { readonly text: string; readonly align: 'left' | 'center' | 'right' }
  readonly content: string
  readonly showCancel: boolean
  readonly cancelText: string
  readonly confirmText: string
  readonly cancelColor: string
  readonly confirmColor: string
  readonly editable: boolean
  readonly placeholderText: string
}
export interface ModalAnswer {
  readonly confirm: boolean
  readonly cancel: boolean
  readonly content: string | null
}
export interface SheetAsk {
  readonly alertText: string
  readonly items: readonly string[]
  readonly itemColor: string
}
/** What a person may switch. */
export interface SettingsAsk {
  readonly title: string
  readonly items: readonly { readonly name: string; readonly on: boolean }[]
  change(index: number, on: boolean): void
}
/** The person's address book. What draws it comes when it is first asked for. */
export interface AddressAsk extends Omit<AddressProps, 'answer'> {
  readonly View: ComponentType<AddressProps>
}
/** A screen of the host's own over the whole of a program's box. What draws it comes when it is first asked for. */
export type ScreenView<P extends object, A> = ComponentType<P & { answer(answer: A | null): void }>
export type Dialog =
  /** null = cancelled */
  | { readonly kind: 'addresses'; readonly ask: AddressAsk; answer(address: Address | null): void }
  | { readonly kind: 'screen'; readonly props: object; draw(): ComponentChild; answer(answer: unknown): void }
  | { readonly kind: 'settings'; readonly ask: SettingsAsk; answer(): void }
  | { readonly kind: 'modal'; readonly ask: ModalAsk; answer(answer: ModalAnswer): void }
  /** null = cancelled */
  | { readonly kind: 'sheet'; readonly ask: SheetAsk; answer(index: number | null): void }

export interface Preview {
  /** Object URLs; null where a picture cannot be had. */
  readonly pictures: readonly (string | null)[]
  /** Those of them that are films. */
  readonly films: ReadonlySet<string>
  readonly index: number
  close(): void
}

export interface Overlays {
  readonly toast: Signal<Toast | null>
  readonly dialog: Signal<Dialog | null>
  readonly preview: Signal<Preview | null>
  showToast(toast: Toast, durationMs: number | null): void
  /** Only what `kind` names goes, or anything without it. */
  hideToast(kind?: Toast['kind']): void
  modal(ask: ModalAsk): Promise<ModalAnswer>
  sheet(ask: SheetAsk): Promise<number | null>
  addresses(ask: AddressAsk): Promise<Address | null>
  /** null if the person goes back from it. */
  screen<P extends object, A>(View: ScreenView<P, A>, props: P): Promise<A | null>
  /** Resolves when the person is done. */
  settings(ask: SettingsAsk): Promise<void>
  /** Takes the topmost overlay away as Escape does; false if there is none. */
  dismiss(): boolean
  /** Cancels what belongs to the page in view, which is left: every dialog, and the preview. */
  leave(): void
  dispose(): void
}

/** Dialogs behind the one in view; nobody answers more of them. */
const maxWaiting = 5

export function createOverlays(): Overlays {
  const toast = signal<Toast | null>(null)
  const dialog = signal<Dialog | null>(null)
  const preview = signal<Preview | null>(null)
  const queue: Dialog[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  const put = (next: Dialog): void => {
    if (dialog.value === null) dialog.value = next
    else if (queue.length < maxWaiting) queue.push(next)
    else throw new ApiFailure('too many dialogs are waiting')
  }
  const done = (): void => {
    dialog.value = queue.shift() ?? null
  }
  const show = (next: Toast | null): void => {
    const image = toast.value?.image
    toast.value = next
    if (image !== undefined) URL.revokeObjectURL(image)
  }
  const hideToast = (kind?: Toast['kind']): void => {
    if (kind !== undefined && toast.value?.kind !== kind) return
    clearTimeout(timer)
    show(null)
  }
  const cancel = (open: Dialog): void => {
    if (open.kind === 'modal') open.answer({ confirm: false, cancel: true, content: null })
    else if (open.kind === 'settings') open.answer()
    else open.answer(null)
  }
  const leave = (): void => {
    preview.value?.close()
    for (let open = dialog.value; open !== null; open = dialog.value) cancel(open)
  }
  return {
    toast,
    dialog,
    preview,
    showToast(next, durationMs) {
      clearTimeout(timer)
      show(next)
      if (durationMs !== null) timer = setTimeout(() => hideToast(), durationMs)
    },
    hideToast,
    modal: (ask) =>
      new Promise((resolve) =>
        put({
          kind: 'modal',
          ask,
          answer(given) {
            done()
            resolve(given)
          },
        }),
      ),
    sheet: (ask) =>
      new Promise((resolve) =>
        put({
          kind: 'sheet',
          ask,
          answer(index) {
            done()
            resolve(index)
          },
        }),
      ),
    addresses: (ask) =>
      new Promise((resolve) =>
        put({
          kind: 'addresses',
          ask,
          answer(address) {
            done()
            resolve(address)
          },
        }),
      ),
    screen: <P extends object, A>(View: ScreenView<P, A>, props: P) =>
      new Promise<A | null>((resolve) => {
        const answer = (given: A | null): void => {
          done()
          resolve(given)
        }
        put({ kind: 'screen', props, draw: () => h(View, { ...props, answer }), answer: (given) => answer(given as A | null) })
      }),
    settings: (ask) =>
      new Promise((resolve) =>
        put({
          kind: 'settings',
          ask,
          answer() {
            done()
            resolve()
          },
        }),
      ),
    dismiss() {
      if (preview.value !== null) {
        preview.value.close()
        return true
      }
      const open = dialog.value
      if (open === null) return false
      if (open.kind === 'addresses' && open.ask.editing.value !== null)
        open.ask.editing.value = null // from the form to its list
      else if (open.kind !== 'modal' || open.ask.showCancel) cancel(open)
      return true
    },
    leave,
    dispose() {
      clearTimeout(timer)
      show(null)
      leave()
    },
  }
}
