/** The bar above a screen: its title, and on a phone the way back. */
import type { JSX } from 'preact'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { layout } from './layout.js'
import { up } from './router.js'

export function Bar({ title }: { readonly title: string }): JSX.Element {
  return (
    <header class="bar">
      {layout.value === 'phone' && (
        <button type="button" class="icon-button" aria-label={t('back')} onClick={up}>
          <Icon name="back" />
        </button>
      )}
      <h1 class="bar-title">{title}</h1>
    </header>
  )
}
