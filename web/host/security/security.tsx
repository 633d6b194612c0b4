/** Me → Security: the ways into one's account, and the devices that are in. */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { security } from '../../kit/api/client.js'
import type { Device, GetSecurityResponse, Passkey } from '../../kit/api/superette/v1/security_pb.js'
import { dateOnly, shortTime } from '../../kit/i18n/format.js'
import { t, when } from '../../kit/i18n/i18n.js'
import type { IconName } from '../../kit/icons/icons.js'
import { Icon } from '../../kit/icons/icons.js'
import { Problem, Slowly } from '../../kit/ui/parts.js'
import { arrowKeys } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { minute } from '../app/clock.js'
import { makePasskey, passkeysHere } from '../signin/passkey.js'
import { deviceName, type Why, why } from '../signin/ways.js'
import { Given, ProofSheet, withProof } from './proof.js'
import { CodesSheet, PasskeySheet, PasswordSheet } from './sheets.js'

type Open = 'nothing' | 'password' | 'codes' | Passkey
type Act = (what: () => Promise<unknown>, done?: () => void) => Promise<void>

export function SecurityPage(): JSX.Element {
  const [now, setNow] = useState<GetSecurityResponse | null>(null)
  const [problem, setProblem] = useState<Why | null>(null)
  const [busy, setBusy] = useState(false)
  const [open, setOpen] = useState<Open>('nothing')
  const load = () =>
    security.getSecurity({}).then(setNow, (err: unknown) => {
      setProblem(why(err))
    })
  useEffect(() => {
    void load()
  }, [])
  /** Does a thing, then shows how everything stands; what went wrong is said above. */
  const act: Act = async (what, done) => {
    setBusy(true)
    setProblem(null)
    try {
      await what()
      await load()
      done?.()
    } catch (err) {
      if (!(err instanceof Given)) setProblem(why(err))
      await load()
    }
    setBusy(false)
  }
  if (!now) return problem ? <Problem {...problem} onRetry={() => void load()} /> : <Slowly>{t('loading')}</Slowly>
  const remove = (key: Passkey) =>
    act(
      () => withProof(now, () => security.removePasskey({ id: key.id })),
      () =>
        toast(t('security.passkeyRemoved'), 'trash', {
          text: t('security.undo'),
          act: () =>
            void act(
              () => withProof(now, () => security.restorePasskey({ id: key.id })),
              () => toast(t('security.restored')),
            ),
        }),
    )
  return (
    <div class="security" aria-busy={busy}>
      {problem && <Problem {...problem} />}
      <Passkeys
        now={now}
        busy={busy}
        onOpen={setOpen}
        onAdd={() =>
          void act(
            () => add(now),
            () => toast(t('security.passkeyAdded')),
          )
        }
      />
      <Part title={t('security.password')}>
        <Row icon="edit" text={t(now.password ? 'security.changePassword' : 'security.setPassword')} onClick={() => setOpen('password')} />
      </Part>
      <Part title={t('security.codes')}>
        <Row
          icon="copy"
          text={t('security.codes')}
          value={now.codesLeft > 0 ? t('security.codesLeft', now.codesLeft) : t('security.codesNone')}
          onClick={() => setOpen('codes')}
        />
      </Part>
      <Devices devices={now.devices} busy={busy} act={act} />
      {open === 'password' && <PasswordSheet now={now} onClose={() => setOpen('nothing')} onDone={() => void load()} />}
      {open === 'codes' && <CodesSheet now={now} onClose={() => setOpen('nothing')} onDone={() => void load()} />}
      {typeof open === 'object' && (
        <PasskeySheet
          passkey={open}
          onClose={() => setOpen('nothing')}
          onDone={() => void load()}
          onRemove={() => {
            setOpen('nothing')
            void remove(open)
          }}
        />
      )}
      <ProofSheet />
    </div>
  )
}

async function add(now: GetSecurityResponse): Promise<void> {
  const { make } = await withProof(now, () => security.beginPasskey({}))
  if (!make) throw new Error('the answer has no challenge')
  const attestation = await makePasskey(make)
  await security.addPasskey({ attestation, name: deviceName() })
}

function Part({ title, text, children }: { readonly title: string; readonly text?: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <section aria-label={title}>
      <h2 class="settings-title">{title}</h2>
      {text !== undefined && <p class="settings-text">{text}</p>}
      <div class="settings" role="group" aria-label={title} onKeyDown={arrowKeys}>
        {children}
      </div>
    </section>
  )
}

interface RowProps {
  readonly icon: IconName
  readonly text: string
  readonly note?: string
  readonly value?: string
  readonly disabled?: boolean
  readonly onClick: () => void
}

function Row({ icon, text, note, value, disabled = false, onClick }: RowProps): JSX.Element {
  return (
    <button type="button" class={note === undefined ? 'setting' : 'setting tall'} data-row disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
      <span class="setting-text">
        {text}
        {note !== undefined && <span class="setting-note">{note}</span>}
      </span>
      {value !== undefined && <span class="setting-value">{value}</span>}
      <Icon name="forward" size={18} class="muted" />
    </button>
  )
}

interface PasskeysProps {
  readonly now: GetSecurityResponse
  readonly busy: boolean
  readonly onOpen: (key: Passkey) => void
  readonly onAdd: () => void
}

function Passkeys({ now, busy, onOpen, onAdd }: PasskeysProps): JSX.Element {
  const possible = now.passkeysPossible && passkeysHere()
  const old = now.passkeys.filter((key) => key.elsewhere !== '')
  const note = (key: Passkey) => {
    if (key.elsewhere !== '') return t('security.passkeyElsewhere', key.elsewhere)
    const made = dateOnly(Number(key.createdTs), when(minute.value))
    const used = key.usedTs > 0n ? t('security.passkeyUsed', made, ago(key.usedTs)) : t('security.passkeyMade', made)
    return key.synced ? `${used} · ${t('security.passkeySynced')}` : used
  }
  return (
    <Part title={t('security.passkeys')} text={t(now.passkeysPossible ? 'security.passkeysText' : 'security.passkeysNever')}>
      {old.length > 0 && old.length === now.passkeys.length && (
        <p class="settings-text" role="status">
          {t(possible ? 'security.moved' : 'security.movedNever', old[0]?.elsewhere ?? '')}
        </p>
      )}
      {now.passkeys.map((key) => (
        <Row key={key.id} icon="key" text={key.name} note={note(key)} onClick={() => onOpen(key)} />
      ))}
      {possible && (
        <button type="button" class="setting" data-row disabled={busy} onClick={onAdd}>
          <Icon name="plus" />
          <span class="setting-text">{t('security.addPasskey')}</span>
        </button>
      )}
    </Part>
  )
}

function Devices({ devices, busy, act }: { readonly devices: readonly Device[]; readonly busy: boolean; readonly act: Act }): JSX.Element {
  const others = devices.filter((d) => !d.current).length
  return (
    <Part title={t('security.devices')}>
      {devices.map((d) => (
        <DeviceRow
          key={d.id}
          device={d}
          busy={busy}
          onRevoke={() =>
            void act(
              () => security.revokeDevice({ id: d.id }),
              () => toast(t('security.revoked')),
            )
          }
        />
      ))}
      {others > 0 && (
        <button
          type="button"
          class="setting danger"
          data-row
          disabled={busy}
          onClick={() =>
            void act(
              () => security.revokeOtherDevices({}),
              () => toast(t('security.othersRevoked', others)),
            )
          }
        >
          <Icon name="leave" />
          <span class="setting-text">{t('security.revokeOthers')}</span>
        </button>
      )}
    </Part>
  )
}

function ago(ts: bigint): string {
  return shortTime(Number(ts), when(minute.value), t('yesterday'))
}

function DeviceRow({ device, busy, onRevoke }: { readonly device: Device; readonly busy: boolean; readonly onRevoke: () => void }): JSX.Element {
  const name = deviceName(device.agent)
  return (
    <div class="setting tall device">
      <Icon name="globe" />
      <span class="setting-text">
        {name}
        <span class="setting-note">{device.current ? t('security.thisDevice') : t('security.deviceSeen', ago(device.seenTs))}</span>
      </span>
      {!device.current && (
        <button type="button" class="text-button" data-row disabled={busy} aria-label={t('security.revokeOf', name)} onClick={onRevoke}>
          {t('security.revoke')}
        </button>
      )}
    </div>
  )
}
