/** In a demo: how one person alone gets the other one. */
import type { JSX } from 'preact'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { toast } from '../../kit/ui/toast.js'
import { instance, me } from '../session.js'

/** The demo's two people, who have a link each. */
const OTHERS: Readonly<Record<string, string>> = { ling: 'tom', tom: 'ling' }

export function SecondPerson(): JSX.Element | null {
  // Whoever registered themselves has somebody to write to already, and would find two strangers there.
  const other = OTHERS[me.value.handle]
  if (!instance.value.demo || other === undefined) return null
  const url = `${location.origin}/demo/${other}`
  return (
    <aside class="demo-note">
      <h2>{t('demo.title')}</h2>
      <p>{t('demo.text')}</p>
      <button
        type="button"
        class="copy-line"
        onClick={() => {
          void navigator.clipboard.writeText(url).then(
            () => toast(t('copied')),
            () => toast(t('copyFailed'), 'alert'),
          )
        }}
      >
        <code>{url}</code>
        <Icon name="copy" size={18} label={t('copy')} />
      </button>
    </aside>
  )
}
