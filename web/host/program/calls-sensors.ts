/** What a device feels of its own movement, and where it goes: told as long as the program asks for it and is in view. */
import { integer, object, oneOf, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { askScope } from './calls-permission.js'
import { toMars } from './mars.js'
import { agreed } from './question.js'
import type { Session } from './session.js'
import { word } from './words.js'

const sensors = ['accelerometer', 'gyroscope', 'compass', 'deviceMotion'] as const
type Sensor = (typeof sensors)[number]

/** A device without the sensor has told nothing by then. */
const firstWithinMs = 1000
const gravity = 9.806_65
const radians = Math.PI / 180

/** In iOS a pull is the other way round than everywhere else; WeChat's are those of iOS. */
const isApple = (): boolean => /iPhone|iPad|iPod/.test(navigator.userAgent)

/** What Apple's browsers add. */
type Orientation = DeviceOrientationEvent & { readonly webkitCompassHeading?: number; readonly webkitCompassAccuracy?: number }

const turned = (): number => globalThis.screen?.orientation?.angle ?? 0
const wholeTurn = (degrees: number): number => ((degrees % 360) + 360) % 360

/** What each listens for, and WeChat's form of it; null: the device does not say. */
const readers: Readonly<Record<Sensor, { readonly events: readonly string[]; read(event: Event): object | null }>> = {
  accelerometer: {
    events: ['devicemotion'],
    read(event) {
      const { x, y, z } = (event as DeviceMotionEvent).accelerationIncludingGravity ?? {}
      if (x == null || y == null || z == null) return null
      const unit = isApple() ? gravity : -gravity
      return { x: x / unit, y: y / unit, z: z / unit }
    },
  },
  gyroscope: {
    events: ['devicemotion'],
    read(event) {
      const { alpha, beta, gamma } = (event as DeviceMotionEvent).rotationRate ?? {}
      return alpha == null || beta == null || gamma == null ? null : { x: beta * radians, y: gamma * radians, z: alpha * radians }
    },
  },
  compass: {
    events: ['deviceorientationabsolute', 'deviceorientation'],
    read(event) {
      const { alpha, absolute, webkitCompassHeading, webkitCompassAccuracy } = event as Orientation
      if (webkitCompassHeading !== undefined) return { direction: wholeTurn(webkitCompassHeading + turned()), accuracy: webkitCompassAccuracy ?? 0 }
      return alpha === null || !absolute ? null : { direction: wholeTurn(360 - alpha + turned()), accuracy: 'medium' }
    },
  },
  deviceMotion: {
    events: ['deviceorientation'],
    read(event) {
      const { alpha, beta, gamma } = event as Orientation
      return alpha === null || beta === null || gamma === null ? null : { alpha, beta, gamma }
    },
  },
}

interface Listening {
  /** Out of view nothing is told. */
  resting: boolean
  readonly stops: Map<string, () => void>
}
const listening = new WeakMap<Session, Listening>()
function listeningOf(session: Session): Listening {
  const known = listening.get(session)
  if (known !== undefined) return known
  const made: Listening = { resting: false, stops: new Map() }
  listening.set(session, made)
  return made
}

function stop(session: Session, what: string): void {
  const { stops } = listeningOf(session)
  stops.get(what)?.()
  stops.delete(what)
}
export function stopSensors(session: Session): void {
  for (const stopped of listening.get(session)?.stops.values() ?? []) stopped()
  listening.delete(session)
}
export function restSensors(session: Session, on: boolean): void {
  const known = listening.get(session)
  if (known !== undefined) known.resting = on
}

/** Some browsers ask the person by a question of their own, Apple's only after a tap: without one, a tap on the host's question comes before theirs. */
async function permitted(session: Session): Promise<void> {
  const kinds = [globalThis.DeviceMotionEvent, globalThis.DeviceOrientationEvent] as readonly ({ requestPermission?(): Promise<string> } | undefined)[]
  const ask = (): Promise<readonly (string | undefined)[]> => Promise.all(kinds.map((each) => each?.requestPermission?.()))
  const asked = async (): Promise<readonly (string | undefined)[]> => {
    const title = word('askScope', session.info.value?.name ?? '', word('scopeMotion'))
    const yes = await agreed(session.overlays, { title, yes: word('allow'), no: word('refuse') })
    return yes ? ask() : ['denied']
  }
  const answers = await ask()
    .catch(asked)
    .catch((): readonly string[] => ['denied'])
  if (answers.includes('denied')) throw new ApiFailure('auth deny')
}

async function start(session: Session, sensor: Sensor, intervalMs: number): Promise<void> {
  await permitted(session)
  stop(session, sensor)
  const { events, read } = readers[sensor]
  const known = listeningOf(session)
  let last = -Infinity
  await new Promise<void>((resolve, reject) => {
    const hear = (event: Event): void => {
      const value = read(event)
      if (value === null) return
      clearTimeout(timer)
      resolve()
      // An event is a little early as often as late.
      if (known.resting || event.timeStamp - last < intervalMs * 0.9) return
      last = event.timeStamp
      session.happened(sensor, value)
    }
    const stopped = (): void => {
      clearTimeout(timer)
      for (const each of events) removeEventListener(each, hear)
      resolve()
    }
    const timer = setTimeout(() => {
      reject(new ApiFailure('system not support'))
      stop(session, sensor)
    }, firstWithinMs)
    known.stops.set(sensor, stopped)
    for (const each of events) addEventListener(each, hear)
  })
}

/** Where the person goes, while they look. */
async function followPlace(session: Session, type: string): Promise<void> {
  await askScope(session, 'scope.userLocation')
  stop(session, 'place')
  const known = listeningOf(session)
  await new Promise<void>((resolve, reject) => {
    const watch = navigator.geolocation.watchPosition(
      ({ coords }) => {
        resolve()
        if (known.resting) return
        const at = type === 'gcj02' ? toMars(coords) : { latitude: coords.latitude, longitude: coords.longitude }
        const { accuracy, altitude, altitudeAccuracy, heading, speed } = coords
        session.happened('place', {
          ...at,
          accuracy,
          horizontalAccuracy: accuracy,
          verticalAccuracy: altitudeAccuracy ?? 0,
          altitude: altitude ?? 0,
          speed: speed ?? -1,
          ...(heading === null || Number.isNaN(heading) ? {} : { direction: heading }),
        })
      },
      (error) => {
        const denied = error.code === error.PERMISSION_DENIED
        reject(new ApiFailure(denied ? 'system permission denied' : 'ERROR_NOCELL&WIFI_LOCATIONSWITCHOFF'))
        session.happened('placeLost', { errCode: denied ? 3 : 2 })
      },
      { enableHighAccuracy: true },
    )
    known.stops.set('place', () => {
      navigator.geolocation.clearWatch(watch)
      resolve()
    })
  })
}

interface StartArgs {
  readonly sensor: Sensor
  readonly intervalMs: number
}
const startArgs: Parser<StartArgs> = object<StartArgs>({ sensor: oneOf(...sensors), intervalMs: integer(1, 10_000) })

export const sensorCalls: CallTable<Session> = {
  sensorStart: call<Session, StartArgs>(startArgs, ({ sensor, intervalMs }, { host }) => start(host, sensor, intervalMs)),
  sensorStop: call<Session, { sensor: Sensor }>(object({ sensor: oneOf(...sensors) }), ({ sensor }, { host }) => stop(host, sensor)),
  followPlace: call<Session, { type: string }>(object({ type: text(20) }), ({ type }, { host }) => followPlace(host, type)),
  leavePlace: call<Session, object>(object<object>({}), (_, { host }) => stop(host, 'place')),
}
