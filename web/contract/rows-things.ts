/** What is made or given at once: queries, animations, contexts, values of the system, storage. */
import assert from 'node:assert/strict'
import { call, failure, until, type Row } from './row.js'
import type { Fn, Result, Stage } from './stage.js'

type Made = Record<string, Fn>

async function asked(t: Stage, build: (query: Made) => unknown): Promise<{ readonly message: Result; answer(results: Result[][]): void }> {
  const { wx, view } = await t.page()
  build(wx['createSelectorQuery']!() as Made)
  await until(() => view.messages.some(({ kind }) => kind === 'query'))
  const message = view.messages.find(({ kind }) => kind === 'query') as unknown as Result & { readonly id: number }
  return { message, answer: (results) => view.answerQuery(message.id, results) }
}
const fieldsOf = (message: Result): unknown => (message['asks'] as { readonly fields: unknown }[])[0]?.fields
const nodesOf = (message: Result): number => (message['asks'] as { readonly nodes: unknown[] }[])[0]?.nodes.length ?? -1
/** A row for a kind of question: what goes to the page, and what comes back to both callbacks. */
function question(what: string, ask: (ref: Made, heard: Fn) => unknown, fields: object, given: Result, want: Result): Row {
  return [
    'createSelectorQuery',
    what,
    async (t) => {
      const heard: unknown[] = []
      const { message, answer } = await asked(t, (query) => {
        const ref = (query['select'] as Fn)('#box') as Made
        ;((ask(ref, (each: unknown) => heard.push(each)) as Made)['exec'] as Fn)((all: unknown) => heard.push(all))
      })
      assert.deepEqual(fieldsOf(message), fields)
      answer([[given]])
      await until(() => heard.length === 2)
      assert.deepEqual(heard, [want, [want]])
    },
  ]
}
const rect = { left: 1, top: 2, right: 11, bottom: 22, width: 10, height: 20 }
const named = { id: 'box', dataset: {} }

const queryRows: readonly Row[] = [
  question('method boundingClientRect', (ref, heard) => ref['boundingClientRect']!(heard), { rect: true, size: true }, rect, { ...named, ...rect }),
  question(
    'method scrollOffset',
    (ref, heard) => ref['scrollOffset']!(heard),
    { scrollOffset: true },
    { scrollLeft: 0, scrollTop: 9 },
    { ...named, scrollLeft: 0, scrollTop: 9 },
  ),
  question(
    'method fields',
    (ref, heard) =>
      ref['fields']!(
        { id: true, dataset: true, mark: true, rect: true, size: true, scrollOffset: true, properties: ['scrollX'], computedStyle: ['color'] },
        heard,
      ),
    { rect: true, size: true, scrollOffset: true, properties: ['scrollX'], computedStyle: ['color'] },
    { ...rect, color: 'red' },
    { ...named, mark: {}, ...rect, color: 'red' },
  ),
  question('method node', (ref, heard) => ref['node']!(heard), {}, {}, { node: { id: 'box', dataset: {}, tag: 'view' } }),
  question('method context', (ref, heard) => ref['context']!(heard), {}, {}, { context: {} }),
  question('method ref', (ref, heard) => ref['ref']!(heard), {}, {}, { ref: null }),
  [
    'createSelectorQuery',
    'method select',
    async (t) => {
      const { message } = await asked(t, (query) => (((query['select'] as Fn)('.row') as Made)['boundingClientRect']!() as Made)['exec']!())
      assert.equal(nodesOf(message), 1)
    },
  ],
  [
    'createSelectorQuery',
    'method selectAll',
    async (t) => {
      const { message } = await asked(t, (query) => (((query['selectAll'] as Fn)('.row') as Made)['boundingClientRect']!() as Made)['exec']!())
      assert.equal(nodesOf(message), 2)
    },
  ],
  [
    'createSelectorQuery',
    'method selectViewport',
    async (t) => {
      const { message } = await asked(t, (query) => (((query['selectViewport'] as Fn)() as Made)['scrollOffset']!() as Made)['exec']!())
      assert.deepEqual((message['asks'] as { nodes: unknown }[])[0]?.nodes, [0])
    },
  ],
  [
    'createSelectorQuery',
    'method exec',
    async (t) => {
      const heard: unknown[] = []
      const { answer } = await asked(t, (query) =>
        (((query['select'] as Fn)('#none') as Made)['boundingClientRect']!() as Made)['exec']!((all: unknown) => heard.push(all)),
      )
      answer([[]])
      await until(() => heard.length === 1)
      assert.deepEqual(heard, [[null]], 'nothing matches')
    },
  ],
  [
    'createSelectorQuery',
    'method in',
    async (t) => {
      const { message } = await asked(t, (query) =>
        (((((query['in'] as Fn)({}) as Made)['select'] as Fn)('#box') as Made)['boundingClientRect']!() as Made)['exec']!(),
      )
      assert.equal(nodesOf(message), 1, 'what is no component leaves the page')
    },
  ],
]

const words = (text: string): readonly string[] => text.split(' ')
const animation = (t: Stage, options?: object): Made => t.wx['createAnimation']!(options) as Made
const exported = (made: Made) => made['export']!() as { actions: { animates: { type: string; args: unknown[] }[]; option: Record<string, unknown> }[] }
const styles: Readonly<Record<string, string>> = { backgroundColor: 'background-color' }

const animationRows: readonly Row[] = [
  ...words(
    'matrix matrix3d rotate rotate3d rotateX rotateY rotateZ scale scale3d scaleX scaleY scaleZ skew skewX skewY translate translate3d translateX translateY translateZ',
  ).map(
    (name): Row => [
      'createAnimation',
      `method ${name}`,
      (t) => {
        const made = animation(t)
        assert.equal(made[name]!(3, 4), made)
        made['step']!()
        assert.deepEqual(exported(made).actions[0]?.animates, [{ type: name, args: [3, 4] }])
      },
    ],
  ),
  ...words('opacity backgroundColor width height top right bottom left').map(
    (name): Row => [
      'createAnimation',
      `method ${name}`,
      (t) => {
        const made = animation(t)
        assert.equal(made[name]!('5%'), made)
        made['step']!()
        assert.deepEqual(exported(made).actions[0]?.animates, [{ type: 'style', args: [styles[name] ?? name, '5%'] }])
      },
    ],
  ),
  [
    'createAnimation',
    'method step',
    (t) => {
      const made = animation(t)
      made['rotate']!(1)
      assert.equal(made['step']!({ duration: 9, delay: 8, timingFunction: 'ease', transformOrigin: '0 0' }), made)
      assert.deepEqual(exported(made).actions[0]?.option, { transformOrigin: '0 0', transition: { duration: 9, delay: 8, timingFunction: 'ease' } })
    },
  ],
  [
    'createAnimation',
    'method export',
    (t) => {
      const made = animation(t)
      made['step']!()
      assert.equal(exported(made).actions.length, 1)
      assert.deepEqual(exported(made), { actions: [] }, 'what was exported is gone')
    },
  ],
  ...(
    [
      ['duration', 700],
      ['timingFunction', 'step-end'],
      ['delay', 50],
    ] as const
  ).map(
    ([name, value]): Row => [
      'createAnimation',
      `option ${name}`,
      (t) => {
        const made = animation(t, { [name]: value })
        made['step']!()
        assert.deepEqual(exported(made).actions[0]?.option['transition'], { duration: 400, timingFunction: 'linear', delay: 0, [name]: value })
      },
    ],
  ),
  [
    'createAnimation',
    'option transformOrigin',
    (t) => {
      const made = animation(t, { transformOrigin: 'left top 0' })
      made['step']!()
      assert.equal(exported(made).actions[0]?.option['transformOrigin'], 'left top 0')
      const plain = animation(t)
      plain['step']!()
      assert.equal(exported(plain).actions[0]?.option['transformOrigin'], '50% 50% 0', 'the default')
    },
  ],
]

async function drawn(t: Stage, draw: (context: Made & Record<string, unknown>) => void): Promise<unknown[]> {
  const context = t.wx['createCanvasContext']!('c') as Made
  draw(context)
  context['draw']!()
  await until(() => t.nodeCalls.length > 0)
  return (t.nodeCalls[0]!.args as { steps: unknown[] }).steps
}
const steps: readonly (readonly [name: string, args: readonly unknown[], want: readonly unknown[]])[] = [
  ...words('beginPath closePath stroke save restore').map((name) => [name, [], [[name]]] as const),
  ['fill', ['evenodd'], [['fill', 'evenodd']]],
  ['clip', ['nonzero'], [['clip', 'nonzero']]],
  ...words('moveTo lineTo scale translate').map((name) => [name, [1, 2], [[name, 1, 2]]] as const),
  ...words('rect fillRect strokeRect clearRect quadraticCurveTo').map((name) => [name, [1, 2, 3, 4], [[name, 1, 2, 3, 4]]] as const),
  ...words('bezierCurveTo transform setTransform').map((name) => [name, [1, 2, 3, 4, 5, 6], [[name, 1, 2, 3, 4, 5, 6]]] as const),
  ['arc', [1, 2, 3, 0, 6, true], [['arc', 1, 2, 3, 0, 6, true]]],
  ['arcTo', [1, 2, 3, 4, 5], [['arcTo', 1, 2, 3, 4, 5]]],
  ['rotate', [1], [['rotate', 1]]],
  ['fillText', ['tea', 1, 2, 30], [['fillText', 'tea', 1, 2, 30]]],
  ['strokeText', ['tea', 1, 2], [['strokeText', 'tea', 1, 2]]],
  ['drawImage', ['/a.png', 0, 0, 8, 9], [['drawImage', '/a.png', 0, 0, 8, 9]]],
  [
    'setLineDash',
    [[4, 2], 1],
    [
      ['setLineDash', [4, 2]],
      ['=', 'lineDashOffset', 1],
    ],
  ],
  [
    'setShadow',
    [1, 2, 3, 'red'],
    [
      ['=', 'shadowOffsetX', 1],
      ['=', 'shadowOffsetY', 2],
      ['=', 'shadowBlur', 3],
      ['=', 'shadowColor', 'red'],
    ],
  ],
  ['setFontSize', [20], [['=', 'font', '20px sans-serif']]],
  ...words('FillStyle StrokeStyle LineCap LineJoin TextAlign TextBaseline').map(
    (name) => [`set${name}`, ['red'], [['=', name[0]!.toLowerCase() + name.slice(1), 'red']]] as const,
  ),
  ...words('LineWidth MiterLimit GlobalAlpha').map((name) => [`set${name}`, [2], [['=', name[0]!.toLowerCase() + name.slice(1), 2]]] as const),
]

const canvasRows: readonly Row[] = [
  ...steps.map(
    ([name, args, want]): Row => [
      'createCanvasContext',
      `method ${name}`,
      async (t) => assert.deepEqual(await drawn(t, (context) => void context[name]!(...args)), want),
    ],
  ),
  ...words(
    'fillStyle strokeStyle font globalAlpha globalCompositeOperation lineCap lineJoin lineWidth lineDashOffset miterLimit shadowBlur shadowColor shadowOffsetX shadowOffsetY',
  ).map(
    (name): Row => [
      'createCanvasContext',
      `property ${name}`,
      async (t) => {
        const want = await drawn(t, (context) => {
          Object.assign(context, { [name]: '8px serif' })
          assert.equal(context[name] as unknown, '8px serif')
        })
        assert.deepEqual(want, [['=', name, '8px serif']])
      },
    ],
  ),
  [
    'createCanvasContext',
    'method draw',
    async (t) => {
      const context = t.wx['createCanvasContext']!('c') as Made
      context['stroke']!()
      const told = new Promise((resolve) => context['draw']!(true, resolve))
      assert.deepEqual(await told, { errMsg: 'drawCanvas:ok' })
      assert.deepEqual(t.nodeCalls, [{ method: 'draw', args: { steps: [['stroke']], reserve: true } }])
    },
  ],
  [
    'createCanvasContext',
    'method createPattern',
    async (t) => {
      const want = await drawn(t, (context) => {
        ;(context as Record<string, unknown>)['fillStyle'] = context['createPattern']!('/tea.png', 'repeat-x')
      })
      assert.deepEqual(want, [['=', 'fillStyle', { pattern: '/tea.png', how: 'repeat-x' }]])
    },
  ],
  ...(['Linear', 'Circular'] as const).map(
    (kind): Row => [
      'createCanvasContext',
      `method create${kind}Gradient`,
      async (t) => {
        const want = await drawn(t, (context) => {
          const gradient = context[`create${kind}Gradient`]!(1, 2, 3) as Made
          gradient['addColorStop']!(0, 'red')
          context['setFillStyle']!(gradient)
        })
        assert.deepEqual(want, [['=', 'fillStyle', { gradient: kind.toLowerCase(), at: [1, 2, 3], stops: [[0, 'red']] }]])
      },
    ],
  ),
  [
    'createCanvasContext',
    'method measureText',
    (t) => assert.equal((((t.wx['createCanvasContext']!('c') as Made)['measureText'] as Fn)('茶茶') as { width: number }).width, 20),
  ],
]

async function film(t: Stage, method: string, ...args: unknown[]): Promise<unknown> {
  ;((t.wx['createVideoContext']!('film') as Made)[method] as Fn)(...args)
  await until(() => t.nodeCalls.length > 0)
  return t.nodeCalls[0]
}
const videoRows: readonly Row[] = [
  ...words('play pause stop exitFullScreen').map(
    (method): Row => ['createVideoContext', `method ${method}`, async (t) => assert.deepEqual(await film(t, method), { method, args: {} })],
  ),
  ...(
    [
      ['seek', 4],
      ['playbackRate', 1.5],
      ['requestFullScreen', { direction: 90 }],
    ] as const
  ).map(([method, args]): Row => ['createVideoContext', `method ${method}`, async (t) => assert.deepEqual(await film(t, method, args), { method, args })]),
]

/** A row for each field of what a member gives. */
const fields = (member: string, give: (t: Stage) => unknown, values: Readonly<Record<string, unknown>>): readonly Row[] =>
  Object.entries(values).map(([name, want]): Row => [member, `answer ${name}`, async (t) => assert.deepEqual(((await give(t)) as Result)[name], want)])
const safeArea = { left: 0, right: 390, top: 0, bottom: 844, width: 390, height: 844 }
const windowValues = { pixelRatio: 2, safeArea, screenHeight: 844, screenTop: 44, screenWidth: 390, statusBarHeight: 0, windowHeight: 800, windowWidth: 390 }
const deviceValues = {
  abi: '',
  benchmarkLevel: -1,
  brand: 'superette',
  cpuType: '',
  deviceAbi: '',
  memorySize: '',
  model: 'browser',
  platform: 'android',
  system: 'Android 14',
}
const off = Object.fromEntries(
  words(
    'albumAuthorized bluetoothEnabled cameraAuthorized locationAuthorized locationEnabled locationReducedAccuracy microphoneAuthorized notificationAlertAuthorized notificationAuthorized notificationBadgeAuthorized notificationSoundAuthorized phoneCalendarAuthorized enableDebug',
  ).map((name) => [name, false]),
)
const { abi: _, cpuType: __, deviceAbi: ___, memorySize: ____, ...shared } = deviceValues
const systemValues = {
  ...off,
  ...shared,
  ...windowValues,
  SDKVersion: '3.7.0',
  deviceOrientation: 'portrait',
  fontSizeSetting: 16,
  host: { appId: 'wx0123456789abcdef' },
  language: 'zh_CN',
  theme: 'light',
  version: '8.0.50',
  wifiEnabled: true,
}

const systemRows: readonly Row[] = [
  ...fields('getSystemInfoSync', (t) => t.wx['getSystemInfoSync']!(), systemValues),
  ...fields('getSystemInfo', (t) => t.wx['getSystemInfo']!(), systemValues),
  ...fields('getWindowInfo', (t) => t.wx['getWindowInfo']!(), windowValues),
  ...fields('getDeviceInfo', (t) => t.wx['getDeviceInfo']!(), deviceValues),
  ...fields('getAccountInfoSync', (t) => t.wx['getAccountInfoSync']!(), {
    miniProgram: { appId: 'wx0123456789abcdef', envVersion: 'release', version: '1.2.3' },
    plugin: {},
  }),
  ...fields('getMenuButtonBoundingClientRect', (t) => t.wx['getMenuButtonBoundingClientRect']!(), {
    width: 87,
    height: 32,
    top: 6,
    right: 383,
    bottom: 38,
    left: 296,
  }),
  [
    'getWindowInfo',
    'follows a change of size',
    (t) => {
      t.fake.happen('resize', { size: {}, system: { ...t.env.system, windowHeight: 500 } })
      assert.equal((t.wx['getWindowInfo']!() as Result)['windowHeight'], 500)
    },
  ],
  ['env', 'the folder of the program', (t) => assert.deepEqual(t.wx['env'] as unknown, { USER_DATA_PATH: 'wxfile://usr' })],
  [
    'nextTick',
    'runs after what is under way',
    async (t) => {
      const heard: string[] = []
      t.wx['nextTick']!(() => heard.push('later'))
      heard.push('now')
      await until(() => heard.length === 2)
      assert.deepEqual(heard, ['now', 'later'])
    },
  ],
  [
    'canIUse',
    'a member, an option, a field, a built-in, its attribute, its value',
    (t) => {
      const can = (schema: string): unknown => t.wx['canIUse']!(schema)
      for (const schema of words(
        'login request.object.redirect showModal.success.confirm getWindowInfo.return.safeArea button button.size button.open-type.share',
      ))
        assert.equal(can(schema), true, schema)
      for (const schema of words('createVKSession request.object.enableQuic login.success.nothing live-pusher nothing button.open-type.contact'))
        assert.equal(can(schema), false, schema)
    },
  ],
  [
    'onNetworkStatusChange',
    'hears of each change until it is taken off',
    (t) => {
      const heard: unknown[] = []
      const listener = (detail: unknown): void => void heard.push(detail)
      t.wx['onNetworkStatusChange']!(listener)
      t.fake.happen('networkStatusChange', { isConnected: false, networkType: 'none' })
      t.wx['offNetworkStatusChange']!(listener)
      t.fake.happen('networkStatusChange', { isConnected: true, networkType: 'wifi' })
      assert.deepEqual(heard, [{ isConnected: false, networkType: 'none' }])
    },
  ],
]

const thrown = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was thrown'
}
const storageRows: readonly Row[] = [
  [
    'getStorageSync',
    'what was kept, "" for nothing',
    (t) => {
      assert.equal(t.wx['getStorageSync']!('kept'), 'before')
      assert.equal(t.wx['getStorageSync']!('none'), '')
    },
  ],
  [
    'getStorageSync',
    'fail parameter',
    (t) =>
      assert.equal(
        thrown(() => t.wx['getStorageSync']!(1)),
        'getStorageSync:fail parameter error: parameter should be String instead of Number;',
      ),
  ],
  [
    'setStorageSync',
    'each kind of value, a copy',
    (t) => {
      for (const value of ['a', 1, true, null, [1], { a: { b: 2 } }]) {
        t.wx['setStorageSync']!('k', value)
        assert.deepEqual(t.wx['getStorageSync']!('k'), value)
        assert.ok(typeof value !== 'object' || value === null || t.wx['getStorageSync']!('k') !== value)
      }
    },
  ],
  [
    'setStorageSync',
    'fail parameter',
    (t) =>
      assert.equal(
        thrown(() => t.wx['setStorageSync']!(undefined, 1)),
        'setStorageSync:fail parameter error: parameter.key should be String instead of Undefined;',
      ),
  ],
  [
    'setStorageSync',
    'limit: 1 MB for a value',
    (t) =>
      assert.equal(
        thrown(() => t.wx['setStorageSync']!('k', 'x'.repeat(1 << 20))),
        'setStorageSync:fail entry size limit reached',
      ),
  ],
  [
    'setStorageSync',
    'limit: 10 MB in all',
    (t) => {
      const fill = (): void => {
        for (let i = 0; i < 11; i++) t.wx['setStorageSync']!(`k${i}`, 'x'.repeat((1 << 20) - 10))
      }
      assert.equal(thrown(fill), 'setStorageSync:fail exceed storage max size 10Mb')
    },
  ],
  [
    'clearStorageSync',
    'leaves nothing',
    (t) => {
      t.wx['clearStorageSync']!()
      assert.deepEqual((t.wx['getStorageInfoSync']!() as Result)['keys'], [])
    },
  ],
  ...(['key', 'data'] as const).map(
    (name): Row => [
      'setStorage',
      `option ${name}`,
      async (t) => {
        await call(t, 'setStorage', { key: name, data: { [name]: 1 } })
        assert.deepEqual(t.wx['getStorageSync']!(name), { [name]: 1 })
        assert.deepEqual(t.fake.stored, [[{ key: name, value: `{"${name}":1}` }]])
      },
    ],
  ),
  [
    'setStorage',
    'limit: 1 MB for a value',
    async (t) => assert.equal((await failure(t, 'setStorage', { key: 'k', data: 'x'.repeat(1 << 20) }))['errMsg'], 'setStorage:fail entry size limit reached'),
  ],
]

export const thingRows: readonly Row[] = [...queryRows, ...animationRows, ...canvasRows, ...videoRows, ...systemRows, ...storageRows]
