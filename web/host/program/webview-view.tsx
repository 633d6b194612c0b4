/** Web pages over the pages of a program that show them, each with the name of whose page it is. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Session } from './session.js'
import { hearWebView, webViewsOf, type WebView } from './webviews.js'
import { word } from './words.js'

export function WebViews({ session }: { readonly session: Session }): ComponentChild {
  const top = session.pages.value?.top.value?.page.id
  return (
    <>
      {webViewsOf(session).value.map((view) => (
        <WebViewBox session={session} view={view} shown={view.page === top} key={view.page} />
      ))}
    </>
  )
}

function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return url.slice(0, 100)
  }
}

function WebViewBox({ session, view, shown }: { readonly session: Session; readonly view: WebView; readonly shown: boolean }): ComponentChild {
  const frame = useRef<HTMLIFrameElement>(null)
  const ready = useRef(false)
  const title = useSignal('')
  const pages = session.pages.value
  const live = pages?.find(view.page)
  const room = live === undefined || pages === null ? { top: 0, bottom: 0 } : pages.room(live)
  const show = (): void => frame.current?.contentWindow?.postMessage({ kind: 'show', url: view.url }, location.origin)

  useEffect(() => {
    const hear = (event: MessageEvent<unknown>): void => {
      if (event.source === null || event.source !== frame.current?.contentWindow || event.origin !== location.origin) return
      hearWebView(session, view, event.data, {
        show: () => {
          ready.current = true
          show()
        },
        title: (text) => {
          title.value = text
          if (live !== undefined && text !== '') live.bar.value = { ...live.bar.value, title: text }
        },
      })
    }
    addEventListener('message', hear)
    // Another address in the same page.
    if (ready.current) show()
    return () => removeEventListener('message', hear)
  }, [session, view])

  const name = hostOf(view.url)
  return (
    <section class={`program-webview ${shown ? '' : 'away'}`} style={{ top: `${room.top}px`, bottom: `${room.bottom}px` }} aria-label={title.value || name}>
      <header>
        <span class="program-webview-host">{name}</span>
        <a href={/^https?:/i.test(view.url) ? view.url : undefined} target="_blank" rel="noopener noreferrer">
          {word('openOutside')}
        </a>
      </header>
      {view.allowed ? (
        <iframe ref={frame} title={name} src={`/webview/${session.appId}`} allow="fullscreen" />
      ) : (
        <div class="program-webview-refused" role="alert">
          <p>{word('webViewRefused', name)}</p>
          <p>{word('webViewWhy', session.info.value?.name ?? '')}</p>
        </div>
      )}
    </section>
  )
}
