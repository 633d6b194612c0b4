/** Toast, loading, modal, action sheet and picture preview, inside the program's box only. */
import { useSignal } from '@preact/signals'
import { type ComponentChild, Fragment } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { trapFocus } from './focus.js'
import type { Dialog, Overlays, Preview, Toast } from './overlays.js'
import { word } from './words.js'

export function OverlayView({ overlays }: { readonly overlays: Overlays }): ComponentChild {
  const toast = overlays.toast.value
  const dialog = overlays.dialog.value
  const preview = overlays.preview.value
  return (
    <>
      {preview !== null && <PreviewView preview={preview} key={preview.pictures.join()} />}
      {/* Keyed: one that waited behind another takes over neither what was typed there nor where the focus was. */}
      {dialog?.kind === 'modal' && <ModalView dialog={dialog} key={dialog} />}
      {dialog?.kind === 'sheet' && <SheetView dialog={dialog} key={dialog} />}
      {dialog?.kind === 'settings' && <SettingsView dialog={dialog} key={dialog} />}
      {dialog?.kind === 'addresses' && <dialog.ask.View {...dialog.ask} answer={dialog.answer} key={dialog} />}
      {dialog?.kind === 'screen' && <Fragment key={dialog}>{dialog.draw()}</Fragment>}
      <ToastLayer toast={toast} />
    </>
  )
}

function ToastIcon({ toast }: { readonly toast: Toast }): ComponentChild {
  if (toast.image !== undefined) return <img class="program-toast-image" src={toast.image} alt="" />
  switch (toast.icon) {
    case 'loading':
      return <span class="program-spinner large" aria-hidden="true" />
    case 'success':
      return (
        <svg viewBox="0 0 48 48" aria-hidden="true">
          <path d="M10 25l10 10 18-21" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
      )
    case 'error':
      return (
        <svg viewBox="0 0 48 48" aria-hidden="true">
          <path d="M24 12v16M24 35v1" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" />
          <circle cx="24" cy="24" r="19" fill="none" stroke="currentColor" stroke-width="3" />
        </svg>
      )
    case 'none':
      return null
  }
}

/** Always there: a screen reader tells what comes into a region that it knows. */
function ToastLayer({ toast }: { readonly toast: Toast | null }): ComponentChild {
  return (
    <div class={`program-toast-layer ${toast?.mask === true ? 'masked' : ''}`} role="status">
      {toast !== null && <ToastView toast={toast} />}
    </div>
  )
}

/** WeChat's measure beside an icon: seven Chinese characters, of which a letter of ASCII is a half. */
function brief(title: string): string {
  let room = 14
  let shown = ''
  for (const each of title) {
    room -= each > '\x7f' ? 2 : 1
    if (room < 0) return `${shown.trimEnd()}…`
    shown += each
  }
  return title
}

function ToastView({ toast }: { readonly toast: Toast }): ComponentChild {
  const bare = toast.icon === 'none' && toast.image === undefined
  const kind = bare ? 'text-only' : toast.whole === true ? '' : 'brief'
  const title = kind === 'brief' ? brief(toast.title) : toast.title
  return (
    <div class={`program-toast ${kind}`} {...(toast.icon === 'error' ? { role: 'alert' } : {})}>
      <ToastIcon toast={toast} />
      {title !== '' && <span aria-hidden={title !== toast.title}>{title}</span>}
      {title !== toast.title && <span class="sr-only">{toast.title}</span>}
    </div>
  )
}

function ModalView({ dialog }: { readonly dialog: Extract<Dialog, { kind: 'modal' }> }): ComponentChild {
  const { ask } = dialog
  const field = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  const [title, content] = [`${id}t`, `${id}c`]
  const named = ask.title !== '' ? title : content
  const told = ask.title !== '' && ask.content !== '' && !ask.editable
  const confirm = (): void => dialog.answer({ confirm: true, cancel: false, content: ask.editable ? (field.current?.value ?? '') : null })
  return (
    <div class="program-scrim program-center">
      <div
        class="program-dialog"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby={named}
        {...(told ? { 'aria-describedby': content } : {})}
        ref={trapFocus}
      >
        {ask.title !== '' && <h2 id={title}>{ask.title}</h2>}
        {ask.message !== undefined && <p style={{ textAlign: ask.message.align }}>{ask.message.text}</p>}
        {ask.editable ? (
          <textarea
            ref={field}
            id={content}
            rows={2}
            enterkeyhint="done"
            aria-label={ask.title || word('input')}
            placeholder={ask.placeholderText}
            defaultValue={ask.content}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
              event.preventDefault()
              confirm()
            }}
          />
        ) : (
          ask.content !== '' && <p id={content}>{ask.content}</p>
        )}
        <div class="program-dialog-buttons">
          {ask.showCancel && (
            <button
              type="button"
              style={ask.cancelColor === '' ? {} : { color: ask.cancelColor }}
              onClick={() => dialog.answer({ confirm: false, cancel: true, content: null })}
            >
              {ask.cancelText}
            </button>
          )}
          <button type="button" class="strong" style={ask.confirmColor === '' ? {} : { color: ask.confirmColor }} onClick={confirm}>
            {ask.confirmText}
          </button>
        </div>
      </div>
    </div>
  )
}

function SheetView({ dialog }: { readonly dialog: Extract<Dialog, { kind: 'sheet' }> }): ComponentChild {
  const { ask } = dialog
  return (
    <div class="program-scrim program-low">
      <button type="button" class="program-backdrop" tabIndex={-1} aria-label={word('cancel')} onClick={() => dialog.answer(null)} />
      <div class="program-sheet" role="dialog" aria-modal="true" aria-label={ask.alertText || word('menu')} ref={trapFocus}>
        {ask.alertText !== '' && <p class="program-sheet-title">{ask.alertText}</p>}
        {ask.items.map((item, i) => (
          <button type="button" key={i} style={ask.itemColor === '' ? {} : { color: ask.itemColor }} onClick={() => dialog.answer(i)}>
            {item}
          </button>
        ))}
        <button type="button" class="program-sheet-cancel" onClick={() => dialog.answer(null)}>
          {word('cancel')}
        </button>
      </div>
    </div>
  )
}

function SettingsView({ dialog }: { readonly dialog: Extract<Dialog, { kind: 'settings' }> }): ComponentChild {
  const { ask } = dialog
  return (
    <div class="program-scrim program-low">
      <button type="button" class="program-backdrop" tabIndex={-1} aria-label={word('close')} onClick={() => dialog.answer()} />
      <div class="program-sheet program-settings" role="dialog" aria-modal="true" aria-label={ask.title} ref={trapFocus}>
        <p class="program-sheet-title">{ask.items.length === 0 ? word('settingsNone') : ask.title}</p>
        {ask.items.map((item, i) => (
          <label key={item.name}>
            <span>{item.name}</span>
            <input type="checkbox" defaultChecked={item.on} onChange={(event) => ask.change(i, event.currentTarget.checked)} />
          </label>
        ))}
        <button type="button" class="program-sheet-cancel" onClick={() => dialog.answer()}>
          {word('done')}
        </button>
      </div>
    </div>
  )
}

function PreviewView({ preview }: { readonly preview: Preview }): ComponentChild {
  const index = useSignal(preview.index)
  const start = useRef(0)
  const count = preview.pictures.length
  const go = (step: number): void => {
    index.value = Math.min(count - 1, Math.max(0, index.value + step))
  }
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => trapFocus(box.current), [])
  const picture = preview.pictures[index.value] ?? null
  return (
    <div
      class="program-preview"
      role="dialog"
      aria-modal="true"
      aria-label={word('previewOf', index.value + 1, count)}
      ref={box}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') go(-1)
        if (event.key === 'ArrowRight') go(1)
      }}
      onPointerDown={(event) => {
        start.current = event.clientX
      }}
      onPointerUp={(event) => {
        const moved = event.clientX - start.current
        if (Math.abs(moved) > 40) go(moved > 0 ? -1 : 1)
        else if (!(event.target instanceof HTMLButtonElement || event.target instanceof HTMLVideoElement)) preview.close()
      }}
    >
      {picture === null ? (
        <p>{word('noPicture')}</p>
      ) : preview.films.has(picture) ? (
        // biome-ignore lint/a11y/useMediaCaption: the film is the program's, which has no captions for it
        <video src={picture} aria-label={word('previewOf', index.value + 1, count)} controls autoPlay playsInline key={picture} />
      ) : (
        <img src={picture} alt={word('previewOf', index.value + 1, count)} draggable={false} />
      )}
      {count > 1 && <span class="program-preview-count">{`${index.value + 1} / ${count}`}</span>}
      {count > 1 && (
        <>
          <button type="button" class="program-preview-step left" aria-label={word('previous')} disabled={index.value === 0} onClick={() => go(-1)}>
            ‹
          </button>
          <button type="button" class="program-preview-step right" aria-label={word('next')} disabled={index.value === count - 1} onClick={() => go(1)}>
            ›
          </button>
        </>
      )}
      <button type="button" class="program-preview-close" aria-label={word('close')} onClick={() => preview.close()}>
        ×
      </button>
    </div>
  )
}
