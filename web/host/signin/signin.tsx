/** The first screens: say hello, then one form to join or to come back. Errors stand at the field they are about. */
import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import { account, failureOf } from '../../kit/api/client.js'
import { explain } from '../../kit/i18n/failure.js'
import { localeChoice, chooseLocale, locale, t } from '../../kit/i18n/i18n.js'
import { Awning, Icon } from '../../kit/icons/icons.js'
import { Button, Field, Problem } from '../../kit/ui/parts.js'
import { startSession } from '../session.js'
import { handleFrom, handleFault, nameFault, passwordFault } from './rules.js'

type Step = 'hello' | 'join' | 'enter'

export function SignIn(): JSX.Element {
  const [step, setStep] = useState<Step>('hello')
  return (
    <main class="door">
      <div class="door-card">
        {step === 'hello' && <Hello onStep={setStep} />}
        {step === 'join' && <Join onBack={() => setStep('hello')} onEnter={() => setStep('enter')} />}
        {step === 'enter' && <Enter onBack={() => setStep('hello')} onJoin={() => setStep('join')} />}
      </div>
      <button
        type="button"
        class="text-button door-language"
        onClick={() => chooseLocale(locale.value === 'en' ? 'zh' : 'en')}
        lang={locale.value === 'en' ? 'zh-CN' : 'en'}
        data-choice={localeChoice.value}
      >
        <Icon name="globe" size={20} />
        {locale.value === 'en' ? '中文' : 'English'}
      </button>
    </main>
  )
}

function Hello({ onStep }: { readonly onStep: (s: Step) => void }): JSX.Element {
  return (
    <div class="hello">
      <Awning size={104} class="door-mark" />
      <h1 class="wordmark">superette</h1>
      <p class="door-text">{t('door.text')}</p>
      <div class="door-actions">
        <Button wide onClick={() => onStep('join')}>
          {t('door.join')}
        </Button>
        <Button wide kind="soft" onClick={() => onStep('enter')}>
          {t('door.enter')}
        </Button>
      </div>
    </div>
  )
}

function DoorHead({ title, onBack }: { readonly title: string; readonly onBack: () => void }): JSX.Element {
  return (
    <header class="door-head">
      <button type="button" class="icon-button" aria-label={t('back')} onClick={onBack}>
        <Icon name="back" />
      </button>
      <h1>{title}</h1>
      <Awning size={36} />
    </header>
  )
}

interface Trouble {
  readonly name?: string
  readonly handle?: string
  readonly password?: string
  readonly form?: { readonly text: string; readonly code: string }
}

/** The frame both forms share: head, the fields given, what went wrong with the whole, the one action and the way to the other form. */
function DoorForm(props: {
  readonly title: string
  readonly onBack: () => void
  readonly onSubmit: () => Promise<void>
  readonly trouble: Trouble
  readonly busy: boolean
  readonly busyText: string
  readonly otherText: string
  readonly otherAction: string
  readonly onOther: () => void
  readonly children: ComponentChildren
}): JSX.Element {
  const { title, trouble, busy } = props
  return (
    <form
      noValidate
      class="door-form"
      onSubmit={(e) => {
        e.preventDefault()
        void props.onSubmit()
      }}
    >
      <DoorHead title={title} onBack={props.onBack} />
      {props.children}
      {trouble.form && <Problem text={trouble.form.text} code={trouble.form.code} />}
      <Button type="submit" wide busy={busy} disabled={busy}>
        {busy ? props.busyText : title}
      </Button>
      <p class="door-other">
        {props.otherText}{' '}
        <button type="button" class="text-button" onClick={props.onOther}>
          {props.otherAction}
        </button>
      </p>
    </form>
  )
}

function Join({ onBack, onEnter }: { readonly onBack: () => void; readonly onEnter: () => void }): JSX.Element {
  const [name, setName] = useState('')
  const [handle, setHandle] = useState('')
  const [ownHandle, setOwnHandle] = useState(false)
  const [password, setPassword] = useState('')
  const [trouble, setTrouble] = useState<Trouble>({})
  const [busy, setBusy] = useState(false)
  const shownHandle = ownHandle ? handle : handleFrom(name)
  const submit = async () => {
    const faults = { name: nameFault(name), handle: handleFault(shownHandle), password: passwordFault(password) }
    if (faults.name || faults.handle || faults.password) {
      setTrouble({
        ...(faults.name ? { name: t(faults.name) } : {}),
        ...(faults.handle ? { handle: t(faults.handle) } : {}),
        ...(faults.password ? { password: t(faults.password) } : {}),
      })
      return
    }
    setBusy(true)
    setTrouble({})
    try {
      await account.register({ name: name.trim(), handle: shownHandle, password })
      await startSession()
    } catch (err) {
      const f = failureOf(err)
      if (f.kind === 'taken') setTrouble({ handle: t('door.handleTaken', shownHandle) })
      else setTrouble({ form: { text: explain(f), code: f.code } })
      setBusy(false)
    }
  }
  return (
    <DoorForm
      title={t('door.join')}
      onBack={onBack}
      onSubmit={submit}
      trouble={trouble}
      busy={busy}
      busyText={t('door.joining')}
      otherText={t('door.haveOne')}
      otherAction={t('door.enter')}
      onOther={onEnter}
    >
      <Field
        name="name"
        label={t('door.name')}
        value={name}
        onInput={setName}
        error={trouble.name}
        autoComplete="name"
        maxLength={32}
        autoFocus
        hint={t('door.nameHint')}
      />
      <Field
        name="handle"
        label={t('door.handle')}
        prefix="@"
        plain
        value={shownHandle}
        onInput={(v) => {
          setOwnHandle(true)
          setHandle(v.toLowerCase())
        }}
        error={trouble.handle}
        autoComplete="username"
        maxLength={24}
        hint={t('door.handleHint')}
      />
      <Field
        name="password"
        label={t('door.password')}
        type="password"
        value={password}
        onInput={setPassword}
        error={trouble.password}
        autoComplete="new-password"
        maxLength={128}
        hint={t('door.passwordHint')}
      />
    </DoorForm>
  )
}

function Enter({ onBack, onJoin }: { readonly onBack: () => void; readonly onJoin: () => void }): JSX.Element {
  const [handle, setHandle] = useState('')
  const [password, setPassword] = useState('')
  const [trouble, setTrouble] = useState<Trouble>({})
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    const bare = handle.trim().replace(/^@/, '').toLowerCase()
    if (bare === '' || password === '') {
      setTrouble({ ...(bare === '' ? { handle: t('door.needHandle') } : {}), ...(password === '' ? { password: t('door.needPassword') } : {}) })
      return
    }
    setBusy(true)
    setTrouble({})
    try {
      await account.signIn({ handle: bare, password })
      await startSession()
    } catch (err) {
      const f = failureOf(err)
      if (f.kind === 'unauthenticated' || f.kind === 'notFound' || f.kind === 'refused') setTrouble({ password: t('door.wrong') })
      else setTrouble({ form: { text: explain(f), code: f.code } })
      setBusy(false)
    }
  }
  return (
    <DoorForm
      title={t('door.enter')}
      onBack={onBack}
      onSubmit={submit}
      trouble={trouble}
      busy={busy}
      busyText={t('door.entering')}
      otherText={t('door.haveNone')}
      otherAction={t('door.join')}
      onOther={onJoin}
    >
      <Field
        name="handle"
        label={t('door.handle')}
        prefix="@"
        plain
        value={handle}
        onInput={setHandle}
        error={trouble.handle}
        autoComplete="username"
        maxLength={25}
        autoFocus
      />
      <Field
        name="password"
        label={t('door.password')}
        type="password"
        value={password}
        onInput={setPassword}
        error={trouble.password}
        autoComplete="current-password"
        maxLength={128}
      />
    </DoorForm>
  )
}
