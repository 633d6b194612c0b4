/** The last step of every payment: somebody without a PIN sets one first, twice the same; everybody else types theirs. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { failureOf, wallets } from '../../kit/api/client.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Problem } from '../../kit/ui/parts.js'
import { isEasyPin } from './pin.js'
import { PinPad } from './pin-pad.js'

interface PinStepProps {
  readonly set: boolean
  readonly busy: boolean
  /** Why the last try did not go through, or "". */
  readonly problem: string
  /** Counts the tries, so that each begins with no digits. */
  readonly tries: number
  readonly onPin: (pin: string) => void
}

export function PinStep({ set, busy, problem, tries, onPin }: PinStepProps): JSX.Element {
  const [known, setKnown] = useState(set)
  const [first, setFirst] = useState('')
  const [fault, setFault] = useState('')
  const [round, setRound] = useState(0)
  const [saving, setSaving] = useState(false)
  const again = (why: string) => {
    setFirst('')
    setFault(why)
    setRound((n) => n + 1)
  }
  const choose = (pin: string) => {
    setFault('')
    if (first === '') {
      if (isEasyPin(pin)) return again(t('pay.easyPin'))
      setFirst(pin)
      setRound((n) => n + 1)
      return
    }
    if (pin !== first) return again(t('pay.pinsDiffer'))
    setSaving(true)
    wallets.setPin({ pin }).then(
      () => {
        setKnown(true)
        setSaving(false)
        onPin(pin)
      },
      (err: unknown) => {
        setSaving(false)
        again(explain(failureOf(err)))
      },
    )
  }
  const shown = fault || problem
  return (
    <>
      {shown !== '' && <Problem text={shown} />}
      {known ? (
        <PinPad key={`pin-${tries}`} label={t('pay.enterPin')} busy={busy} onPin={onPin} />
      ) : (
        <PinPad key={`set-${round}`} label={first === '' ? t('pay.choosePin') : t('pay.repeatPin')} busy={saving || busy} onPin={choose} />
      )}
    </>
  )
}
