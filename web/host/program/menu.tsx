/** What the capsule's ⋯ opens: share, about, open again, and the console in development. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { showSettings } from './calls-permission.js'
import { trapFocus } from './focus.js'
import { OutsideCalls } from './outside.js'
import type { Session } from './session.js'
import { share } from './share.js'
import { word } from './words.js'

interface MenuProps {
  readonly session: Session
  readonly onClose: () => void
  readonly onReload: () => void
}

export function Menu({ session, onClose, onReload }: MenuProps): ComponentChild {
  const about = useSignal(false)
  const outside = useSignal(false)
  const info = session.info.value
  const manifest = session.held()?.manifest
  const running = session.phase.value.kind === 'running'
  const pick = (run: () => void) => (): void => {
    onClose()
    run()
  }
  return (
    <div class="program-scrim program-low">
      <button type="button" class="program-backdrop" tabIndex={-1} aria-label={word('cancel')} onClick={onClose} />
      <div class="program-sheet program-menu" role="dialog" aria-modal="true" aria-label={word('menu')} ref={trapFocus}>
        <div class="program-menu-head">
          {info !== null && info.logo !== '' ? <img src={info.logo} alt="" /> : <span class="program-menu-dot" aria-hidden="true" />}
          <strong>{info?.name ?? ''}</strong>
        </div>
        {outside.value ? (
          <OutsideCalls session={session} />
        ) : about.value ? (
          <dl class="program-about">
            {info !== null && info.description !== '' && <dd class="wide">{info.description}</dd>}
            {info !== null && info.publisher !== '' && <dd>{word('publisher', info.publisher)}</dd>}
            {info !== null && info.version !== '' && <dd>{word('version', info.version)}</dd>}
            {manifest !== undefined && <dd>{word('pages', Object.keys(manifest.app.pages).length)}</dd>}
            {manifest !== undefined && <dd>{word('size', Math.ceil(manifest.files.reduce((sum, each) => sum + each.size, 0) / 1024))}</dd>}
            {info !== null && <dd class="wide program-hash">{word('package', info.package)}</dd>}
          </dl>
        ) : (
          <>
            {running && !session.shareHidden.value && (
              <button type="button" onClick={pick(() => void share(session, 'menu').catch(() => undefined))}>
                {word('share')}
              </button>
            )}
            <button
              type="button"
              onClick={() => {
                about.value = true
              }}
            >
              {word('about')}
            </button>
            {running && (
              <button type="button" onClick={pick(() => void showSettings(session))}>
                {word('permissions')}
              </button>
            )}
            <button
              type="button"
              onClick={() => {
                outside.value = true
              }}
            >
              {word('outside')}
            </button>
            <button type="button" onClick={pick(onReload)}>
              {word('reload')}
            </button>
            <button type="button" onClick={pick(() => session.ports.report(session.appId, info?.name ?? ''))}>
              {word('report')}
            </button>
            {session.ports.dev !== null && (
              <button type="button" onClick={pick(() => session.ports.dev?.open())}>
                {word('console')}
              </button>
            )}
          </>
        )}
        <button type="button" class="program-sheet-cancel" onClick={onClose}>
          {word('cancel')}
        </button>
      </div>
    </div>
  )
}
