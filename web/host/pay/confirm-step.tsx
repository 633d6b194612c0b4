/** From the PIN to the tick, or to the sentence that says what happened and whether money moved. */
import type { ComponentChildren, JSX } from 'preact'
import { explain } from '../../kit/i18n/failure.js'
import { clockTime, dayNumber, fullTime } from '../../kit/i18n/format.js'
import { t, tryText, when } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Money } from '../../kit/ui/money.js'
import { Button, Stripes } from '../../kit/ui/parts.js'
import type { ChooseFault, Confirm, Refusal, State } from './confirm.js'
import type { Payment } from './model.js'
import { PinPad } from './pin-pad.js'

/** While it is sent for the first time, closing would leave open what becomes of it. */
export function isHeld(state: State | undefined): boolean {
  return state?.kind === 'setting' || (state?.kind === 'sending' && state.asked === 0)
}

const CHOOSE_FAULTS: Readonly<Record<ChooseFault, Parameters<typeof t>[0]>> = {
  short: 'pay.easyPin',
  sequence: 'pay.easyPin',
  same: 'pay.easyPin',
  different: 'pay.pinsDiffer',
  unreachable: 'pay.notReached',
}

/** A refusal in the reader's words, with what is left to try. */
export function refusalText({ code, said, triesLeft, lockedUntil = 0 }: Refusal): string {
  if (code === 'pin.set') return t('pay.pinIsSet')
  const text = tryText(`fault.${code}`, []) ?? explain({ kind: 'refused', message: said, code })
  if (code === 'pay.locked' && lockedUntil > 0) {
    const w = when()
    const over = Math.ceil(lockedUntil / 60_000) * 60_000 // a clock without seconds must not promise too much
    return `${text} ${t('pay.lockedUntil', dayNumber(over) === dayNumber(w.now) ? clockTime(over, w) : fullTime(over, w))}`
  }
  if (code === 'pay.pin' && triesLeft !== undefined) return `${text} ${triesLeft === 1 ? t('pay.oneTryLeft') : t('pay.triesLeft', triesLeft)}`
  return text
}

interface ConfirmStepProps {
  readonly confirm: Confirm
  readonly payee: string
  /** What the tick says; that the payee was paid unless told otherwise. */
  readonly said?: string
  readonly onClose: () => void
  /** What can be done about a refusal, by its code. */
  readonly wayOn?: (code: string) => WayOn | undefined
}

export function ConfirmStep({ confirm, payee, said = t('pay.paidTo', payee), onClose, wayOn }: ConfirmStepProps): JSX.Element {
  const state = confirm.state.value
  const pad = (label: string, entered: number, fault = '', busy = false): JSX.Element => (
    <PinPad label={label} entered={entered} fault={fault} busy={busy} onKey={confirm.key} onErase={confirm.erase} />
  )
  switch (state.kind) {
    case 'choose':
      return pad(t('pay.choosePin'), state.entered.length, state.fault === undefined ? '' : t(CHOOSE_FAULTS[state.fault]))
    case 'repeat':
      return pad(t('pay.repeatPin'), state.entered.length)
    case 'setting':
      return pad(t('pay.repeatPin'), state.pin.length, '', true)
    case 'enter':
      return pad(t('pay.enterPin'), state.entered.length, state.fault === undefined ? '' : refusalText(state.fault))
    case 'sending':
      return state.asked > 0 ? <Checking /> : pad(t('pay.paying'), state.pin.length, '', true)
    case 'waiting':
      return <Checking />
    case 'unknown':
      return (
        <Ending icon="clock" tone="warn" title={t('pay.unknown')} text={t('pay.unknownText')}>
          <Button wide onClick={confirm.again}>
            {t('pay.checkAgain')}
          </Button>
          <Button wide kind="soft" onClick={onClose}>
            {t('close')}
          </Button>
        </Ending>
      )
    case 'refused':
      return <Refused text={refusalText(state.refusal)} code={state.refusal.code} onClose={onClose} wayOn={wayOn?.(state.refusal.code)} />
    case 'paid':
      return <Done payment={state.payment} said={said} onClose={onClose} />
  }
}

function Checking(): JSX.Element {
  return (
    <Ending icon="clock" tone="warn" title={t('pay.checking')} text={t('pay.checkingText')}>
      <Stripes label={t('pay.checking')} />
    </Ending>
  )
}

interface EndingProps {
  readonly icon: 'clock' | 'alert'
  readonly tone: 'warn' | 'bad'
  readonly title: string
  readonly text?: string
  readonly children?: ComponentChildren
}

function Ending({ icon, tone, title, text, children }: EndingProps): JSX.Element {
  return (
    <div class="pay-ending">
      <Icon name={icon} size={48} class={tone} />
      <div role="alert">
        <p class="pay-said">{title}</p>
        {text !== undefined && <p class="muted">{text}</p>}
      </div>
      {children}
    </div>
  )
}

/** A button that leads on after a refusal. */
export interface WayOn {
  readonly label: string
  readonly run: () => void
}

interface RefusedProps {
  readonly text: string
  readonly code: string
  readonly onClose: () => void
  readonly wayOn?: WayOn | undefined
}

export function Refused({ text, code, onClose, wayOn }: RefusedProps): JSX.Element {
  return (
    <Ending icon="alert" tone="bad" title={text}>
      <details class="pay-details">
        <summary>{t('details')}</summary>
        <code>{code}</code>
      </details>
      {wayOn && (
        <Button wide onClick={wayOn.run}>
          {wayOn.label}
        </Button>
      )}
      <Button wide kind="soft" onClick={onClose}>
        {t('close')}
      </Button>
    </Ending>
  )
}

/** The tick, drawn in 400 ms, and what is left. */
function Done({ payment, said, onClose }: { readonly payment: Payment; readonly said: string; readonly onClose: () => void }): JSX.Element {
  return (
    <div class="pay-ending">
      <svg class="pay-tick" width={72} height={72} viewBox="0 0 72 72" aria-hidden="true">
        <circle cx="36" cy="36" r="34" />
        <path d="m21 37 10.5 10.5L51 27" />
      </svg>
      <div role="status">
        <p class="pay-said">{said}</p>
        <p class="pay-amount">
          <Money minor={payment.amount} currency={payment.currency} />
        </p>
        <p class="muted">
          {t('pay.left')} <Money minor={payment.balance} currency={payment.currency} />
        </p>
      </div>
      <FirstButton onClick={onClose}>{t('pay.done')}</FirstButton>
    </div>
  )
}

/** It has the focus as soon as it is there: the pad that had it is gone. */
function FirstButton({ onClick, children }: { readonly onClick: () => void; readonly children: string }): JSX.Element {
  return (
    <button
      type="button"
      class="button primary wide"
      data-autofocus=""
      ref={(el) => {
        if (el && !el.dataset['focused']) {
          el.dataset['focused'] = 'yes'
          el.focus({ preventScroll: true })
        }
      }}
      onClick={onClick}
    >
      {children}
    </button>
  )
}
