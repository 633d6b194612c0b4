/** What a device feels of its movement (startAccelerometer …), and where it goes (startLocationUpdate). */
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'
import type { Family } from './forms.js'
import { listenersOf, type Listeners } from './listeners.js'

interface Sensor {
  readonly start: string
  readonly stop: string
  /** WeChat's name after on/off, and the host's word. */
  readonly event: string
  readonly name: string
  /** Who listens has started it; compasses know no interval. */
  readonly startsItself?: boolean
  readonly interval?: boolean
}
const sensors: readonly Sensor[] = [
  { start: 'startAccelerometer', stop: 'stopAccelerometer', event: 'AccelerometerChange', name: 'accelerometer', startsItself: true, interval: true },
  { start: 'startGyroscope', stop: 'stopGyroscope', event: 'GyroscopeChange', name: 'gyroscope', interval: true },
  { start: 'startCompass', stop: 'stopCompass', event: 'CompassChange', name: 'compass', startsItself: true },
  { start: 'startDeviceMotionListening', stop: 'stopDeviceMotionListening', event: 'DeviceMotionChange', name: 'deviceMotion', interval: true },
]
/** Of the vendor's words, in ms. */
const intervals: Readonly<Record<string, number>> = { game: 20, ui: 60, normal: 200 }

type Listening = Listeners['members']

/** on… and off… of what the host tells by a name. */
function heardFrom(env: Env, title: string, name: string, begin?: () => void): Listening {
  const { members, tell } = listenersOf(env, title, begin)
  env.onHostEvent(name, tell)
  return members
}

function sensorSide(env: Env): { readonly family: Family; readonly listening: Listening } {
  const family: Record<string, Family[string]> = {}
  let listening: Listening = {}
  for (const { start, stop, event, name, startsItself, interval } of sensors) {
    let started = false
    const begin = async (intervalMs: number): Promise<void> => {
      started = true
      await env.call('sensorStart', { sensor: name, intervalMs })
    }
    family[start] = [
      interval === true ? { interval: 'String?' } : {},
      (options) => begin((interval === true ? intervals[String(options['interval'] ?? 'normal')] : undefined) ?? intervals['normal']!),
    ]
    family[stop] = [
      {},
      async () => {
        started = false
        await env.call('sensorStop', { sensor: name })
      },
    ]
    const itself = (): void => {
      if (startsItself === true && !started) begin(intervals['normal']!).catch(() => undefined)
    }
    listening = { ...listening, ...heardFrom(env, event, name, itself) }
  }
  return { family, listening }
}

function placeFamily(env: Env, { CallFailure }: Kit): Family {
  return {
    startLocationUpdate: [
      { type: 'String?' },
      async ({ type }) => {
        if (type != null && type !== 'wgs84' && type !== 'gcj02') throw new CallFailure('invalid coordinate type')
        await env.call('followPlace', { type: type ?? 'gcj02' })
      },
    ],
    stopLocationUpdate: [{}, () => env.call('leavePlace', {})],
  }
}

export const sensorsExtension: Extension = (env, tools) => {
  const { family: moves, listening } = sensorSide(env)
  const family: Family = { ...moves, ...placeFamily(env, tools) }
  return {
    own: {
      ...tools.members(env, family),
      ...listening,
      ...heardFrom(env, 'LocationChange', 'place'),
      ...heardFrom(env, 'LocationChangeError', 'placeLost'),
    },
    described: family satisfies Readonly<Record<string, Described>>,
  }
}
extend(sensorsExtension)
