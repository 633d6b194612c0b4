/** What a device feels of its movement, and where it goes. */
import assert from 'node:assert/strict'
import { restSensors } from '../host/program/calls-sensors.js'
import { tell } from './device.js'
import { call, dialog, failure, until, type Row } from './row.js'
import type { Result, Stage } from './stage.js'

interface Sensor {
  readonly start: string
  readonly stop: string
  readonly change: string
  readonly interval: boolean
  readonly startsItself: boolean
  readonly event: string
  /** What the browser says, and what the program hears of it. */
  readonly said: object
  readonly heard: object
}
const movement = { accelerationIncludingGravity: { x: 0, y: -9.806_65, z: 9.806_65 }, rotationRate: { alpha: 180, beta: 90, gamma: -90 } }
const sensors: readonly Sensor[] = [
  {
    start: 'startAccelerometer',
    stop: 'stopAccelerometer',
    change: 'AccelerometerChange',
    interval: true,
    startsItself: true,
    event: 'devicemotion',
    said: movement,
    heard: { x: -0, y: 1, z: -1 },
  },
  {
    start: 'startGyroscope',
    stop: 'stopGyroscope',
    change: 'GyroscopeChange',
    interval: true,
    startsItself: false,
    event: 'devicemotion',
    said: movement,
    heard: { x: Math.PI / 2, y: -Math.PI / 2, z: Math.PI },
  },
  {
    start: 'startCompass',
    stop: 'stopCompass',
    change: 'CompassChange',
    interval: false,
    startsItself: true,
    event: 'deviceorientationabsolute',
    said: { alpha: 90, beta: 0, gamma: 0, absolute: true },
    heard: { direction: 270, accuracy: 'medium' },
  },
  {
    start: 'startDeviceMotionListening',
    stop: 'stopDeviceMotionListening',
    change: 'DeviceMotionChange',
    interval: true,
    startsItself: false,
    event: 'deviceorientation',
    said: { alpha: 10, beta: 20, gamma: 30 },
    heard: { alpha: 10, beta: 20, gamma: 30 },
  },
]

/** The device moves at this time, in ms. */
const move = ({ event, said }: Sensor, at: number): void => tell(event, { ...said, timeStamp: at })
const asked = (t: Stage): boolean => t.fake.asked.some(({ name }) => name === 'sensorStart')
/** The device has moved once, which shows that it can tell. */
async function started(t: Stage, sensor: Sensor, options: object = {}): Promise<Result> {
  const answer = call(t, sensor.start, options)
  await until(() => asked(t))
  await new Promise((resolve) => setImmediate(resolve))
  move(sensor, 1000)
  return answer
}
function listened(t: Stage, name: string): unknown[] {
  const heard: unknown[] = []
  t.wx[name]!((detail: unknown) => heard.push(detail))
  return heard
}

function rowsOf(sensor: Sensor): readonly Row[] {
  const { start, stop, change, heard: want, startsItself } = sensor
  const intervals: readonly Row[] = !sensor.interval
    ? []
    : [
        [
          start,
          'option interval: how often it is told',
          async (t) => {
            for (const [interval, ms] of [
              ['game', 20],
              ['ui', 60],
              ['normal', 200],
              [undefined, 200],
            ] as const) {
              const heard = listened(t, `on${change}`)
              t.fake.asked.length = 0
              await started(t, sensor, { interval })
              for (const after of [0.5, 1, 1.5, 2]) move(sensor, 1000 + after * ms)
              assert.equal(heard.length, 3, `${interval}`)
              t.wx[`off${change}`]!()
              await call(t, stop)
            }
          },
        ],
      ]
  return [
    [
      start,
      'it succeeds once the device has told something',
      async (t) => {
        const heard = listened(t, `on${change}`)
        assert.deepEqual(await started(t, sensor), { errMsg: `${start}:ok` })
        assert.deepEqual(heard, [want])
      },
    ],
    ...intervals,
    [
      stop,
      'nothing is told any more',
      async (t) => {
        await started(t, sensor)
        const heard = listened(t, `on${change}`)
        assert.deepEqual(await call(t, stop), { errMsg: `${stop}:ok` })
        move(sensor, 9000)
        assert.deepEqual(heard, [])
      },
    ],
    [
      `on${change}`,
      startsItself ? 'each listener hears of it; the first one starts it' : 'each listener hears of it, once it is started',
      async (t) => {
        const [first, second] = [listened(t, `on${change}`), listened(t, `on${change}`)]
        if (startsItself) await until(() => asked(t))
        else {
          move(sensor, 500)
          assert.deepEqual(first, [])
          await started(t, sensor)
        }
        await new Promise((resolve) => setImmediate(resolve))
        move(sensor, 2000)
        assert.deepEqual([first.at(-1), second.at(-1)], [want, want])
      },
    ],
    [
      `off${change}`,
      'one listener is taken away, or all',
      async (t) => {
        await started(t, sensor)
        const heard: string[] = []
        const [first, second, third] = ['first', 'second', 'third'].map((word) => () => heard.push(word))
        for (const each of [first, second, third]) t.wx[`on${change}`]!(each)
        t.wx[`off${change}`]!(second)
        move(sensor, 2000)
        t.wx[`off${change}`]!()
        move(sensor, 4000)
        assert.deepEqual(heard, ['first', 'third'])
      },
    ],
  ]
}

const withoutAny: Row = [
  'startGyroscope',
  'fail: a device that has none tells nothing',
  async (t) => {
    const wait = globalThis.setTimeout
    globalThis.setTimeout = ((run: () => void) => queueMicrotask(run)) as never
    try {
      assert.equal((await failure(t, 'startGyroscope'))['errMsg'], 'startGyroscope:fail system not support')
    } finally {
      globalThis.setTimeout = wait
    }
  },
]
const outOfView: Row = [
  'onAccelerometerChange',
  'out of view a program hears nothing',
  async (t) => {
    await started(t, sensors[0]!)
    const heard = listened(t, 'onAccelerometerChange')
    restSensors(t.session, true)
    move(sensors[0]!, 3000)
    restSensors(t.session, false)
    move(sensors[0]!, 6000)
    assert.equal(heard.length, 1)
  },
]

/** Where Apple's browsers ask a person, a tap on the host's question comes before theirs. */
const appleRow = (answer: string, want: string): Row => [
  'startAccelerometer',
  answer === 'granted' ? 'where the browser asks the person, they are asked' : 'fail: the person refuses',
  async (t) => {
    const asked: string[] = []
    const requestPermission = async (): Promise<string> => {
      if (asked.push('motion') === 1) throw new DOMException('it takes a tap', 'NotAllowedError')
      return answer
    }
    const own = { DeviceMotionEvent: { requestPermission } }
    Object.assign(globalThis, own)
    try {
      const given = call(t, 'startAccelerometer').catch((error: unknown) => error as Result)
      const { ask, answer: tapped } = await dialog(t, 'modal')
      assert.match(ask.title, /^Tea asks for: how the device is moved$/)
      tapped({ confirm: true, cancel: false, content: null })
      await until(() => asked.length === 2)
      await new Promise((resolve) => setImmediate(resolve))
      move(sensors[0]!, 1000)
      assert.equal((await given)['errMsg'], `startAccelerometer:${want}`)
    } finally {
      for (const name of Object.keys(own)) Reflect.deleteProperty(globalThis, name)
    }
  },
]

const bund = { latitude: 31.24, longitude: 121.49, accuracy: 8, altitude: 5, altitudeAccuracy: 3, heading: 90, speed: 1.2 } as GeolocationCoordinates
/** Started, after the person's yes, and the person has gone a step. */
async function follow(t: Stage, options: object = {}): Promise<Result> {
  t.session.scopes.set('scope.userLocation', true)
  const answer = call(t, 'startLocationUpdate', options)
  await until(() => t.device.moved !== null)
  t.device.moved?.(bund)
  return answer
}

const placeRows: readonly Row[] = [
  [
    'startLocationUpdate',
    'option type: the place as the person goes, in the country’s coordinates or the world’s',
    async (t) => {
      const heard = listened(t, 'onLocationChange') as Result[]
      assert.deepEqual(await follow(t, { type: 'wgs84' }), { errMsg: 'startLocationUpdate:ok' })
      const { latitude, longitude, ...told } = heard[0]!
      assert.deepEqual([latitude, longitude], [31.24, 121.49])
      assert.deepEqual(told, { accuracy: 8, horizontalAccuracy: 8, verticalAccuracy: 3, altitude: 5, speed: 1.2, direction: 90 })
      await follow(t)
      assert.ok(Math.abs(Number(heard[1]?.['latitude']) - 31.24) > 0.0005, 'moved, as maps of the country are')
      assert.equal((await failure(t, 'startLocationUpdate', { type: 'moon' }))['errMsg'], 'startLocationUpdate:fail invalid coordinate type')
    },
  ],
  [
    'startLocationUpdate',
    'fail: the person refuses, or the device has none',
    async (t) => {
      const refused = failure(t, 'startLocationUpdate')
      ;(await dialog(t, 'modal')).answer({ confirm: false, cancel: true, content: null })
      assert.deepEqual(await refused, { errMsg: 'startLocationUpdate:fail auth deny', errno: 103 })
      t.session.scopes.set('scope.userLocation', true)
      const lost = failure(t, 'startLocationUpdate')
      await until(() => t.device.moved !== null)
      t.device.moved?.(2)
      assert.equal((await lost)['errMsg'], 'startLocationUpdate:fail ERROR_NOCELL&WIFI_LOCATIONSWITCHOFF')
    },
  ],
  [
    'stopLocationUpdate',
    'nothing is told any more',
    async (t) => {
      await follow(t)
      assert.deepEqual(await call(t, 'stopLocationUpdate'), { errMsg: 'stopLocationUpdate:ok' })
      assert.equal(t.device.moved, null)
    },
  ],
  ...(['LocationChange', 'LocationChangeError'] as const).flatMap((change): readonly Row[] => {
    const happen = (t: Stage): unknown => t.device.moved?.(change === 'LocationChange' ? bund : 1)
    return [
      [
        `on${change}`,
        'each listener hears of it',
        async (t) => {
          await follow(t)
          const [first, second] = [listened(t, `on${change}`), listened(t, `on${change}`)] as readonly [Result[], Result[]]
          happen(t)
          const field = change === 'LocationChange' ? 'accuracy' : 'errCode'
          const want = change === 'LocationChange' ? 8 : 3
          assert.deepEqual([first.map((each) => each[field]), second.map((each) => each[field])], [[want], [want]])
        },
      ],
      [
        `off${change}`,
        'one listener is taken away, or all',
        async (t) => {
          await follow(t)
          const heard: string[] = []
          const [first, second] = ['first', 'second'].map((word) => () => heard.push(word))
          for (const each of [first, second]) t.wx[`on${change}`]!(each)
          t.wx[`off${change}`]!(second)
          happen(t)
          t.wx[`off${change}`]!()
          happen(t)
          assert.deepEqual(heard, ['first'])
        },
      ],
    ]
  }),
]

export const sensorRows: readonly Row[] = [
  ...sensors.flatMap(rowsOf),
  withoutAny,
  outOfView,
  appleRow('granted', 'ok'),
  appleRow('denied', 'fail auth deny'),
  ...placeRows,
]
