/** The first screens: say hello, then one form to join or to come back. Errors stand at the field they are about. */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { account, failureOf, security } from '../../kit/api/client.js'
import { explain, textOfFault } from '../../kit/i18n/failure.js'
import { localeChoice, chooseLocale, locale, t } from '../../kit/i18n/i18n.js'
import { Awning, Icon } from '../../kit/icons/icons.js'
import { Button, Field, Problem } from '../../kit/ui/parts.js'
import { toast } from '../../kit/ui/toast.js'
import { go, place } from '../app/router.js'
import { farewell, startSession } from '../session.js'
import { askDoor, door, dropInvitation, invitation, titleOf } from './door.js'
import { passkeysHere } from './passkey.js'
import { handleFrom, handleFault, nameFault, passwordFault } from './rules.js'
import { enterByPasskey, joinByPasskey, suggestPasskeys, type Why, why } from './ways.js'

type Step = 'hello' | 'join' | 'enter' | 'recover'

export function SignIn(): JSX.Element {
  const known = door.value
  const invited = invitation() !== '' && known?.refused === ''
  const [step, setStep] = useState<Step>(invited ? 'join' : 'hello')
  useEffect(() => {
    if (!door.value) void askDoor()
  }, [])
  // An invitation that the open page came by.
  useEffect(() => {
    if (invited) setStep('join')
  }, [invited])
  const moved = known?.movedFrom.join(', ') ?? ''
  return (
    <main class="door">
      <div class="door-card">
        {farewell.value && (
          <p class="door-farewell" role="status">
            <Icon name="info" size={20} />
            {t(farewell.value)}
          </p>
        )}
        {moved !== '' && step !== 'join' && (
          <p class="door-farewell" role="status">
            <Icon name="key" size={20} />
            {t('door.moved', moved)}
          </p>
        )}
        {invited && step === 'join' && (
          <p class="door-farewell" role="status">
            <Icon name="check" size={20} />
            {t('door.invited')}
          </p>
        )}
        {step === 'hello' && <Hello onStep={setStep} />}
        {step === 'join' && <Join onBack={() => setStep('hello')} onEnter={() => setStep('enter')} />}
        {step === 'enter' && <Enter onBack={() => setStep('hello')} onStep={setStep} />}
        {step === 'recover' && <Recover onBack={() => setStep('enter')} />}
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
  const [problem, setProblem] = useState<Why | null>(null)
  const refused = door.value?.refused ?? ''
  return (
    <div class="hello">
      <Awning size={104} class="door-mark" />
      <h1 class="wordmark">superette</h1>
      <p class="door-text">
        {/* Chinese may break inside a word; it reads better where a phrase ends. */}
        {t('door.text')
          .split(/(?<=，)/)
          .map((phrase) => (
            <span key={phrase}>{phrase}</span>
          ))}
      </p>
      {refused !== '' && <Refused why={refused} />}
      <div class={door.value ? 'door-actions' : 'door-actions waiting'}>
        {refused === '' && (
          <Button wide onClick={() => onStep('join')}>
            {t('door.join')}
          </Button>
        )}
        <Button wide kind={refused === '' ? 'soft' : 'primary'} onClick={() => onStep('enter')}>
          {t('door.enter')}
        </Button>
        <PasskeyButton onProblem={setProblem} />
      </div>
      {problem && <Problem {...problem} />}
    </div>
  )
}

/** Why there is no way to an account, and what to do. */
function Refused({ why }: { readonly why: string }): JSX.Element {
  const { tab, detail } = place.value.page
  return (
    <section class="door-refused" role="status">
      <h2>{t(titleOf(why))}</h2>
      <p>{textOfFault(why, '')}</p>
      {tab === 'contacts' && detail.startsWith('join-') && <p>{t('door.group')}</p>}
      <p>{t('door.haveAlready')}</p>
    </section>
  )
}

/** One tap to come back, where the browser has passkeys. before ends what would stand in the way. */
function PasskeyButton({ onProblem, before }: { readonly onProblem: (p: Why | null) => void; readonly before?: () => void }): JSX.Element | null {
  const [busy, setBusy] = useState(false)
  if (!passkeysHere()) return null
  const enter = async () => {
    setBusy(true)
    onProblem(null)
    before?.()
    try {
      await enterByPasskey()
    } catch (err) {
      onProblem(why(err))
      setBusy(false)
    }
  }
  return (
    <Button wide kind="soft" busy={busy} disabled={busy} onClick={() => void enter()}>
      {t('door.passkey')}
    </Button>
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
  readonly form?: Why
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
  /** Below the one action. */
  readonly more?: ComponentChildren
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
      {trouble.form && <Problem {...trouble.form} />}
      <Button type="submit" wide busy={busy} disabled={busy}>
        {busy ? props.busyText : title}
      </Button>
      {props.more}
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
      await account.register({ name: name.trim(), handle: shownHandle, password, invitation: invitation() })
      dropInvitation()
      await startSession()
    } catch (err) {
      refused(err)
    }
  }
  const refused = (err: unknown) => {
    if (failureOf(err).code === 'account.handle-taken') setTrouble({ handle: t('door.handleTaken', shownHandle) })
    else setTrouble({ form: why(err) })
    setBusy(false)
  }
  const withPasskey = async () => {
    const faults = { name: nameFault(name), handle: handleFault(shownHandle) }
    if (faults.name || faults.handle) {
      setTrouble({ ...(faults.name ? { name: t(faults.name) } : {}), ...(faults.handle ? { handle: t(faults.handle) } : {}) })
      return
    }
    setBusy(true)
    setTrouble({})
    try {
      await joinByPasskey(name.trim(), shownHandle)
    } catch (err) {
      refused(err)
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
      more={
        passkeysHere() && (
          <Button wide kind="soft" disabled={busy} onClick={() => void withPasskey()}>
            {t('door.joinPasskey')}
          </Button>
        )
      }
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

function Enter({ onBack, onStep }: { readonly onBack: () => void; readonly onStep: (s: Step) => void }): JSX.Element {
  const [handle, setHandle] = useState('')
  const [password, setPassword] = useState('')
  const [trouble, setTrouble] = useState<Trouble>({})
  const [busy, setBusy] = useState(false)
  const refused = (door.value?.refused ?? '') !== ''
  const suggestions = useRef(new AbortController())
  useEffect(() => {
    const { current } = suggestions
    void suggestPasskeys(current.signal, (form) => setTrouble({ form }))
    return () => current.abort()
  }, [])
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
      otherAction={t(refused ? 'door.howIn' : 'door.join')}
      onOther={() => onStep(refused ? 'hello' : 'join')}
      more={
        <>
          <PasskeyButton onProblem={(form) => setTrouble(form ? { form } : {})} before={() => suggestions.current.abort()} />
          <button type="button" class="text-button door-lost" onClick={() => onStep('recover')}>
            {t('door.lost')}
          </button>
        </>
      }
    >
      <Field
        name="handle"
        label={t('door.handle')}
        prefix="@"
        plain
        value={handle}
        onInput={setHandle}
        error={trouble.handle}
        autoComplete="username webauthn"
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

/** With one of the codes that were kept for the day when nothing else is left. */
function Recover({ onBack }: { readonly onBack: () => void }): JSX.Element {
  const [handle, setHandle] = useState('')
  const [code, setCode] = useState('')
  const [trouble, setTrouble] = useState<Trouble>({})
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    const bare = handle.trim().replace(/^@/, '').toLowerCase()
    if (bare === '' || code.trim() === '') {
      setTrouble({ ...(bare === '' ? { handle: t('door.needHandle') } : {}), ...(code.trim() === '' ? { password: t('door.needCode') } : {}) })
      return
    }
    setBusy(true)
    setTrouble({})
    try {
      const { codesLeft } = await security.signInWithCode({ handle: bare, code })
      go({ tab: 'me', detail: 'security' }, { replace: true })
      await startSession()
      toast(t('door.recovered', codesLeft), 'info')
    } catch (err) {
      setTrouble({ form: why(err) })
      setBusy(false)
    }
  }
  return (
    <DoorForm
      title={t('door.recover')}
      onBack={onBack}
      onSubmit={submit}
      trouble={trouble}
      busy={busy}
      busyText={t('door.entering')}
      otherText={t('door.haveOne')}
      otherAction={t('door.enter')}
      onOther={onBack}
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
        name="code"
        label={t('door.code')}
        plain
        value={code}
        onInput={setCode}
        error={trouble.password}
        autoComplete="one-time-code"
        maxLength={40}
        hint={t('door.codeHint')}
      />
    </DoorForm>
  )
}
