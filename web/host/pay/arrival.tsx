/** How transfers from contacts come: at once, or after a yes. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { failureOf } from '../../kit/api/client.js'
import { wallets } from '../../kit/api/pay.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Problem } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { Choices } from '../me/choices.js'
import { toWallet, type Wallet } from './model.js'

const TEXTS = { once: 'wallet.arriveAtOnce', ask: 'wallet.askFirst' } as const
const NOTES = { once: 'wallet.arriveAtOnceNote', ask: 'wallet.askFirstNote' } as const

interface ArrivalProps {
  readonly wallet: Wallet
  readonly onChange: (wallet: Wallet) => void
}

export function Arrival({ wallet, onChange }: ArrivalProps): JSX.Element {
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState('')
  const chosen = wallet.askFirst ? 'ask' : 'once'
  const choose = (option: 'once' | 'ask') => {
    const askFirst = option === 'ask'
    setProblem('')
    onChange({ ...wallet, askFirst })
    wallets.changeTransfers({ askFirst }).then(
      (answer) => answer.wallet && onChange(toWallet(answer.wallet)),
      (err: unknown) => {
        onChange(wallet)
        setProblem(explain(failureOf(err)))
      },
    )
  }
  return (
    <>
      <div class="settings wallet-settings">
        <button type="button" class="setting tall" onClick={() => setOpen(true)}>
          <Icon name="transfer" />
          <span class="setting-text">
            {t('wallet.arrival')}
            <span class="setting-note">{t(TEXTS[chosen])}</span>
          </span>
          <Icon name="forward" size={18} class="muted" />
        </button>
      </div>
      {open && (
        <Sheet title={t('wallet.arrival')} onClose={() => setOpen(false)}>
          {problem !== '' && <Problem text={problem} />}
          <Choices name={t('wallet.arrival')} options={['once', 'ask']} chosen={chosen} text={(o) => t(TEXTS[o])} note={(o) => t(NOTES[o])} onChoose={choose} />
        </Sheet>
      )}
    </>
  )
}
