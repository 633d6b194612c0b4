/** Me: name, language, theme, keyboard, about, sign out. */
import type { ComponentChildren, JSX } from 'preact'
import { personLink } from '../contacts/address.js'
import { useEffect, useState } from 'preact/hooks'
import { account, chat, failureOf, social } from '../../kit/api/client.js'
import { toPerson } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import type { LocaleChoice, TextKey } from '../../kit/i18n/i18n.js'
import { chooseLocale, localeChoice, t } from '../../kit/i18n/i18n.js'
import type { IconName } from '../../kit/icons/icons.js'
import { Awning, Icon } from '../../kit/icons/icons.js'
import type { ThemeChoice } from '../../kit/theme/theme.js'
import { chooseTheme, themeChoice } from '../../kit/theme/theme.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { CodeOf } from '../../kit/ui/code.js'
import { Button, Field, Problem, Slowly } from '../../kit/ui/parts.js'
import { arrowKeys } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { Later } from '../app/later.js'
import { Bar } from '../app/bar.js'
import { Link } from '../app/link.js'
import type { MeSection } from '../app/places.js'
import { go, place } from '../app/router.js'
import { changeMe, instance, me, signOut } from '../session.js'
import { nameFault } from '../signin/rules.js'
import { Choices } from './choices.js'

const LANGUAGES: Readonly<Record<LocaleChoice, TextKey>> = { system: 'me.system', en: 'me.english', zh: 'me.chinese' }
const THEMES: Readonly<Record<ThemeChoice, TextKey>> = { system: 'me.system', light: 'me.light', dark: 'me.dark' }

const walletRoom = () => import('../pay/wallet.js')
const noticesRoom = () => import('../notices/page.js')
const securityRoom = () => import('../security/security.js')

interface RowProps {
  readonly section: MeSection
  readonly icon: IconName
  readonly text: string
  readonly value?: string
}

function SettingRow({ section, icon, text, value }: RowProps): JSX.Element {
  const current = place.value.page.detail === section
  return (
    <Link to={`/me/${section}`} class={current ? 'setting current' : 'setting'} current={current} row>
      <Icon name={icon} />
      <span class="setting-text">{text}</span>
      {value !== undefined && <span class="setting-value">{value}</span>}
      <Icon name="forward" size={18} class="muted" />
    </Link>
  )
}

async function leave(failed: (text: string) => void): Promise<void> {
  try {
    await signOut()
    go({ tab: 'chats', detail: '' }, { replace: true })
  } catch (err) {
    failed(explain(failureOf(err)))
  }
}

export function MeList(): JSX.Element {
  const [problem, setProblem] = useState('')
  return (
    <div class="me" role="group" aria-label={t('tab.me')} onKeyDown={arrowKeys}>
      <Link to="/me/profile" class="profile" row>
        <Avatar person={me.value} size={64} />
        <span class="row-main">
          <span class="profile-name">{me.value.name}</span>
          <span class="row-line">@{me.value.handle}</span>
          <span class="sr-only">{t('me.profile')}</span>
        </span>
        <Icon name="forward" size={18} class="muted" />
      </Link>
      <div class="settings">
        <SettingRow section="wallet" icon="wallet" text={t('wallet.title')} />
      </div>
      <div class="settings">
        <SettingRow section="security" icon="shield" text={t('security.title')} />
        <SettingRow section="privacy" icon="eye" text={t('me.privacy')} />
        <SettingRow section="notices" icon="bell" text={t('notices.title')} />
        <SettingRow section="language" icon="globe" text={t('me.language')} value={t(LANGUAGES[localeChoice.value])} />
        <SettingRow section="theme" icon="theme" text={t('me.theme')} value={t(THEMES[themeChoice.value])} />
        <SettingRow section="keyboard" icon="keyboard" text={t('me.keyboard')} />
        <SettingRow section="about" icon="info" text={t('me.about')} value={instance.value.version} />
      </div>
      {problem !== '' && <Problem text={problem} />}
      <div class="settings">
        <button type="button" class="setting" data-row onClick={() => void leave(setProblem)}>
          <Icon name="leave" />
          <span class="setting-text">{t('me.signOut')}</span>
        </button>
      </div>
    </div>
  )
}

export function MePage({ section }: { readonly section: MeSection }): JSX.Element {
  const titles: Readonly<Record<MeSection, TextKey>> = {
    profile: 'me.profile',
    wallet: 'wallet.title',
    security: 'security.title',
    privacy: 'me.privacy',
    notices: 'notices.title',
    language: 'me.language',
    theme: 'me.theme',
    keyboard: 'me.keyboard',
    about: 'me.about',
  }
  return (
    <section class="screen" aria-label={t(titles[section])}>
      <Bar title={t(titles[section])} />
      <div class="scroller">
        <div class="me-page">{content(section)}</div>
      </div>
    </section>
  )
}

function content(section: MeSection): JSX.Element {
  switch (section) {
    case 'profile':
      return <Profile />
    case 'wallet':
      return <Later load={walletRoom} pick={(m) => <m.WalletPage />} />
    case 'security':
      return <Later load={securityRoom} pick={(m) => <m.SecurityPage />} />
    case 'privacy':
      return <Privacy />
    case 'notices':
      return <Later load={noticesRoom} pick={(m) => <m.NoticesPage />} />
    case 'language':
      return (
        <Choices name={t('me.language')} options={['system', 'en', 'zh']} chosen={localeChoice.value} text={(o) => t(LANGUAGES[o])} onChoose={chooseLocale} />
      )
    case 'theme':
      return <Choices name={t('me.theme')} options={['system', 'light', 'dark']} chosen={themeChoice.value} text={(o) => t(THEMES[o])} onChoose={chooseTheme} />
    case 'keyboard':
      return <Shortcuts />
    case 'about':
      return <About />
  }
}

type Choice = 'presence' | 'receipts' | 'asking'

/** What others see of me, and whether they may add me; who hides a thing does not see it of others either. */
function Privacy(): JSX.Element {
  const [now, setNow] = useState<Readonly<Record<Choice, boolean>> | null>(null)
  const [problem, setProblem] = useState('')
  useEffect(() => {
    Promise.all([chat.getPrivacy({}), social.getAdding({})]).then(
      ([{ privacy }, { open }]) => setNow({ presence: privacy?.presence ?? true, receipts: privacy?.receipts ?? true, asking: !open }),
      (err: unknown) => setProblem(explain(failureOf(err))),
    )
  }, [])
  const change = (name: Choice, to: boolean) => {
    if (!now) return
    const next = { ...now, [name]: to }
    setNow(next)
    setProblem('')
    const done: Promise<unknown> = name === 'asking' ? social.changeAdding({ open: !to }) : chat.changePrivacy({ privacy: next })
    done.catch((err: unknown) => {
      setNow((shown) => shown && { ...shown, [name]: !to })
      setProblem(explain(failureOf(err)))
    })
  }
  if (!now) return problem === '' ? <Slowly>{t('loading')}</Slowly> : <Problem text={problem} />
  const toggle = (name: Choice, text: string, note: string) => (
    <label class="setting tall">
      <span class="setting-text">
        {text}
        <span class="setting-note">{note}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        class="switch"
        checked={now[name]}
        aria-checked={now[name]}
        onChange={(e) => change(name, e.currentTarget.checked)}
      />
    </label>
  )
  return (
    <>
      {problem !== '' && <Problem text={problem} />}
      <div class="settings">
        {toggle('receipts', t('me.receipts'), t('me.receiptsNote'))}
        {toggle('presence', t('me.presence'), t('me.presenceNote'))}
      </div>
      <div class="settings">{toggle('asking', t('me.asking'), t('me.askingNote'))}</div>
    </>
  )
}

function Profile(): JSX.Element {
  const [name, setName] = useState(me.value.name)
  const [error, setError] = useState<string | undefined>(undefined)
  const [busy, setBusy] = useState(false)
  const changed = name.trim() !== me.value.name
  const save = async () => {
    const fault = nameFault(name)
    if (fault) return setError(t(fault))
    setBusy(true)
    try {
      const answer = await account.changeProfile({ name: name.trim() })
      if (answer.me) changeMe(toPerson(answer.me))
      toast(t('me.saved'))
    } catch (err) {
      setError(explain(failureOf(err)))
    }
    setBusy(false)
  }
  return (
    <form
      class="sheet-form"
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      <div class="profile-face">
        <Avatar person={{ ...me.value, name: name.trim() || me.value.name }} size={96} />
        <p class="muted">@{me.value.handle}</p>
      </div>
      <Field
        name="name"
        label={t('door.name')}
        value={name}
        maxLength={32}
        autoComplete="name"
        error={error}
        hint={t('me.nameHint')}
        onInput={(v) => {
          setName(v)
          setError(undefined)
        }}
      />
      <Button type="submit" wide busy={busy} disabled={busy || !changed}>
        {t('me.save')}
      </Button>
      <section class="my-code" aria-label={t('code.mine')}>
        <h2>{t('code.mine')}</h2>
        <p class="muted">{t('code.mineText')}</p>
        <CodeOf link={personLink(me.value.handle)} label={t('code.of', me.value.name)} />
      </section>
    </form>
  )
}

const mac = /Mac|iPhone|iPad/.test(navigator.userAgent)

export function Shortcuts(): JSX.Element {
  const list: readonly (readonly [TextKey, readonly string[]])[] = [
    ['keys.search', [mac ? '⌘' : 'Ctrl', 'K']],
    ['keys.tabs', [mac ? '⌥' : 'Alt', '1–4']],
    ['keys.move', ['↑', '↓']],
    ['keys.open', ['Enter']],
    ['keys.close', ['Esc']],
    ['keys.send', ['Enter']],
    ['keys.newline', ['Shift', 'Enter']],
    ['keys.help', ['?']],
  ]
  return (
    <dl class="keys">
      {list.map(([text, keys]) => (
        <div key={text}>
          <dt>{t(text)}</dt>
          <dd>
            {keys.map(
              (k): ComponentChildren => (
                <kbd key={k}>{k}</kbd>
              ),
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function About(): JSX.Element {
  return (
    <div class="about">
      <Awning size={88} />
      <h2 class="wordmark">superette</h2>
      <p class="muted">{t('about.version', instance.value.version)}</p>
      <p>{t('about.text', instance.value.name || location.host)}</p>
      <p class="muted">{t('about.licence')}</p>
    </div>
  )
}
