/**
 * What a program may use of the device, and the place where the person is. A scope is asked for by the host's own sheet, once; the
 * answer is remembered, and changed in the settings (wx.openSetting and the program's menu).
 */
import { bool, finite, object, optional, text, type Parser } from '../../protocol/parse.js'
import { readRegions } from '../../protocol/regions.js'
import { signal } from '@preact/signals'
import { answerOf } from './addresses.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import type { InvoiceProps } from './invoice-view.js'
import type { Invoice } from './invoices.js'
import { toMars } from './mars.js'
import { isScope, type Scope, scopes } from './scopes.js'
import { agreed } from './question.js'
import type { Session } from './session.js'
import { word, type Word } from './words.js'

const nothing: Parser<object> = object<object>({})

export const scopeWords: Readonly<Record<Scope, Word>> = {
  'scope.userInfo': 'scopeUserInfo',
  'scope.userLocation': 'scopeUserLocation',
  'scope.userFuzzyLocation': 'scopeUserFuzzyLocation',
  'scope.werun': 'scopeWerun',
  'scope.writePhotosAlbum': 'scopeWritePhotosAlbum',
  'scope.camera': 'scopeCamera',
  'scope.record': 'scopeRecord',
  'scope.bluetooth': 'scopeBluetooth',
  'scope.addPhoneContact': 'scopeAddPhoneContact',
  'scope.addPhoneCalendar': 'scopeAddPhoneCalendar',
  'scope.address': 'scopeAddress',
  'scope.invoiceTitle': 'scopeInvoice',
  'scope.invoice': 'scopeInvoice',
}

/** Resolves if the person allows it, now or before; fails with "auth deny". */
export async function askScope(session: Session, scope: Scope, why = ''): Promise<void> {
  const decided = session.scopes.all()[scope]
  if (decided === false) throw new ApiFailure('auth deny')
  if (decided === true) return
  const yes = await agreed(session.overlays, {
    title: word('askScope', session.info.value?.name ?? '', word(scopeWords[scope])),
    content: why,
    yes: word('allow'),
    no: word('refuse'),
  })
  session.scopes.set(scope, yes)
  if (!yes) throw new ApiFailure('auth deny')
}

/** WeChat asks for it no more since 2020: the tap on an address is the yes, each time, and programs are told that they may ask. */
const given: Scope = 'scope.address'
const settingOf = (session: Session): Readonly<Partial<Record<Scope, boolean>>> => ({ ...session.scopes.all(), [given]: true })

async function chooseAddress(session: Session): Promise<object> {
  const [{ AddressView }, { regionNames }] = await Promise.all([import('./address-view.js'), import('./regionnames.js')])
  const regions = readRegions(regionNames)
  const chosen = await session.overlays.addresses({
    program: session.info.value?.name ?? '',
    book: session.addresses,
    editing: signal(null),
    regions,
    View: AddressView,
  })
  if (chosen === null) throw new ApiFailure('cancel')
  return answerOf(chosen, regions)
}

async function chooseInvoice(session: Session): Promise<object> {
  const [{ InvoiceView }, { answerOfInvoice, openInvoices }] = await Promise.all([import('./invoice-view.js'), import('./invoices.js')])
  const props = { program: session.info.value?.name ?? '', book: openInvoices(session.ports.userId) }
  const chosen = await session.overlays.screen<InvoiceProps, Invoice>(InvoiceView, props)
  if (chosen === null) throw new ApiFailure('cancel')
  return answerOfInvoice(chosen)
}

/** The person looks through what the program has asked for, and changes it. */
export async function showSettings(session: Session): Promise<void> {
  const { consents } = session
  const decided = session.scopes.all()
  const asked = scopes.filter((scope) => scope !== given && decided[scope] !== undefined)
  const { messages, templates } = consents.now()
  const ids = Object.keys(templates)
  const says = !messages || ids.length > 0 ? [{ name: word('messages'), on: messages }] : []
  await session.overlays.settings({
    title: word('settings', session.info.value?.name ?? ''),
    items: [
      ...asked.map((scope) => ({ name: word(scopeWords[scope]), on: decided[scope] === true })),
      ...says,
      ...ids.map((id) => ({ name: word('messagesOf', id), on: templates[id] === 'accept' })),
    ],
    change(index, on) {
      const scope = asked[index]
      const id = ids[index - asked.length - says.length]
      if (scope !== undefined) session.scopes.set(scope, on)
      else if (id === undefined) consents.change({ messages: on })
      else consents.change({ templates: { ...consents.now().templates, [id]: on ? 'accept' : 'reject' } })
    },
  })
}

/** Of messages WeChat tells what the person does not want to be asked again. */
function settingWith(session: Session, withSubscriptions: boolean): object {
  const { messages: mainSwitch, templates: itemSettings } = session.consents.now()
  return { authSetting: settingOf(session), ...(withSubscriptions ? { subscriptionsSetting: { mainSwitch, itemSettings } } : {}) }
}
const settingArgs = object<{ withSubscriptions?: boolean | undefined }>({ withSubscriptions: optional(bool) })

interface LocationArgs {
  readonly type?: string | undefined
  readonly altitude?: boolean | undefined
  readonly highAccuracy?: boolean | undefined
  readonly expireMs?: number | undefined
  readonly fuzzy?: boolean | undefined
}
const locationArgs: Parser<LocationArgs> = object<LocationArgs>({
  type: optional(text(20)),
  altitude: optional(bool),
  highAccuracy: optional(bool),
  expireMs: optional(finite),
  fuzzy: optional(bool),
})

const locationLimitMs = 15_000

/** Where the person is, after their yes. Fails with WeChat's words. */
export function locate({ altitude, highAccuracy, expireMs }: LocationArgs): Promise<GeolocationCoordinates> {
  const timeout = highAccuracy === true && expireMs !== undefined && expireMs >= 3000 ? Math.min(60_000, expireMs) : locationLimitMs
  return new Promise((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(coords),
      (error) =>
        reject(
          new ApiFailure(
            error.code === error.PERMISSION_DENIED
              ? 'system permission denied'
              : error.code === error.TIMEOUT
                ? 'timeout'
                : 'ERROR_NOCELL&WIFI_LOCATIONSWITCHOFF',
          ),
        ),
      { enableHighAccuracy: highAccuracy === true || altitude === true, timeout },
    ),
  )
}

/** About a kilometre. */
const coarse = (degrees: number): number => Math.round(degrees * 100) / 100

async function location(args: LocationArgs, session: Session): Promise<object> {
  await askScope(session, args.fuzzy === true ? 'scope.userFuzzyLocation' : 'scope.userLocation')
  const coords = await locate(args)
  const at = args.type === 'gcj02' ? toMars(coords) : { latitude: coords.latitude, longitude: coords.longitude }
  if (args.fuzzy === true) return { latitude: coarse(at.latitude), longitude: coarse(at.longitude) }
  return {
    ...at,
    speed: coords.speed ?? -1,
    accuracy: coords.accuracy,
    altitude: args.altitude === true ? (coords.altitude ?? 0) : 0,
    verticalAccuracy: coords.altitudeAccuracy ?? 0,
    horizontalAccuracy: coords.accuracy,
  }
}

interface PlaceArgs {
  readonly latitude: number
  readonly longitude: number
  readonly scale: number
  readonly name: string
  readonly address: string
}
const placeArgs: Parser<PlaceArgs> = object<PlaceArgs>({ latitude: finite, longitude: finite, scale: finite, name: text(1000), address: text(1000) })

/** The place is shown by the map that the person's browser has for it, after a tap of theirs. */
export async function showPlace(session: Session, { latitude, longitude, scale, name, address }: PlaceArgs): Promise<void> {
  const tapped = await session.overlays.sheet({
    alertText: [name, address].filter((each) => each !== '').join('\n'),
    items: [word('openMap')],
    itemColor: '',
  })
  if (tapped === null) return
  const zoom = Math.min(19, Math.max(1, Math.round(scale)))
  window.open(`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=${zoom}/${latitude}/${longitude}`, '_blank', 'noopener,noreferrer')
}

export const permissionCalls: CallTable<Session> = {
  getSetting: call<Session, { withSubscriptions?: boolean | undefined }>(settingArgs, ({ withSubscriptions }, { host }) =>
    settingWith(host, withSubscriptions === true),
  ),
  authorize: call<Session, { scope: string }>(object({ scope: text(100) }), async ({ scope }, { host }) => {
    if (!isScope(scope)) throw new ApiFailure('invalid scope')
    if (scope !== given) await askScope(host, scope)
  }),
  openSetting: call<Session, { withSubscriptions?: boolean | undefined }>(settingArgs, async ({ withSubscriptions }, { host }) => {
    await showSettings(host)
    return settingWith(host, withSubscriptions === true)
  }),
  chooseAddress: call<Session, object>(nothing, (_, { host }) => chooseAddress(host)),
  chooseInvoiceTitle: call<Session, object>(nothing, (_, { host }) => chooseInvoice(host)),
  getLocation: call<Session, LocationArgs>(locationArgs, (args, { host }) => location(args, host)),
  openLocation: call<Session, PlaceArgs>(placeArgs, (args, { host }) => showPlace(host, args)),
}
