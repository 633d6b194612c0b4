/** Pictures, films, canvases, documents. */
import assert from 'node:assert/strict'
import { call, dialog, failure, type Row } from './row.js'
import type { Result, Stage } from './stage.js'

const picture = (name = 'a.png'): File => new File(['picture'], name, { type: 'image/png' })
const film = (): File => new File(['a film'], 'b.mp4', { type: 'video/mp4' })
const choose = (t: Stage, name: string, options: object = {}, chosen: readonly File[] = [picture()]): Promise<Result> => {
  t.device.chosen = chosen
  return call(t, name, options)
}
const cancelled = (name: string): Row => [
  name,
  'fail: the person chooses nothing',
  async (t) => {
    assert.equal((await failure(t, name))['errMsg'], `${name}:fail cancel`)
  },
]
const source = (name: string): Row => [
  name,
  'option sourceType',
  async (t) => {
    const chosen = name === 'chooseVideo' ? [film()] : [picture()]
    await choose(t, name, { sourceType: ['camera'] }, chosen)
    assert.equal(t.device.chooser.capture, 'environment')
    await choose(t, name, { sourceType: ['album', 'camera'] }, chosen)
    assert.equal(t.device.chooser.capture, '')
  },
]
const camera = (name: string): Row => [
  name,
  'option camera',
  async (t) => {
    await choose(t, name, { sourceType: ['camera'], camera: 'front' }, name === 'chooseVideo' ? [film()] : [picture()])
    assert.equal(t.device.chooser.capture, 'user')
  },
]
const several = (name: string): Row => [
  name,
  'option count',
  async (t) => {
    const files = Array.from({ length: 25 }, (_, i) => picture(`${i}.png`))
    for (const [count, want] of [
      [1, 1],
      [3, 3],
      [undefined, 9],
      [99, 20],
    ] as const) {
      const got = await choose(t, name, { count }, files)
      assert.equal((got['tempFiles'] as unknown[]).length, want)
      assert.equal(t.device.chooser.multiple, want > 1)
    }
  },
]
/** A code that a browser reads in the picture that the person chooses; asked: the kinds it was asked for. */
async function detected(t: Stage, options: object): Promise<{ readonly asked: readonly string[] | undefined; readonly got: Result }> {
  const scope = globalThis as { BarcodeDetector?: unknown }
  let asked: readonly string[] | undefined
  scope.BarcodeDetector = class {
    constructor(given?: { readonly formats: readonly string[] }) {
      asked = given?.formats
    }
    detect = async () => [{ rawValue: 'tea', format: 'pdf417' }]
  }
  try {
    t.device.chosen = [picture()]
    const scanned = call(t, 'scanCode', options)
    scanned.catch(() => undefined)
    ;(await dialog(t, 'sheet')).answer(0)
    const got = await scanned
    return { asked, got }
  } finally {
    delete scope.BarcodeDetector
  }
}

/** While it runs there is something to draw on; what is drawn is five bytes. */
async function drawing(work: () => Promise<void>): Promise<void> {
  const scope = globalThis as { OffscreenCanvas?: unknown }
  scope.OffscreenCanvas = class {
    getContext = () => ({ drawImage: () => undefined })
    convertToBlob = async () => new Blob(['small'], { type: 'image/jpeg' })
  }
  try {
    await work()
  } finally {
    delete scope.OffscreenCanvas
  }
}
/** Photographs that are wanted small are made so; where they may be as they were, they are. */
const sizes = (name: string): Row => [
  name,
  'option sizeType',
  async (t) => {
    const large = new File([new Uint8Array(300 << 10)], 'a.jpg', { type: 'image/jpeg' })
    await drawing(async () => {
      for (const [sizeType, want] of [
        [['compressed'], 5],
        [['original', 'compressed'], large.size],
        [undefined, large.size],
      ] as const) {
        const { tempFiles } = await choose(t, name, { sizeType }, [large])
        assert.equal((tempFiles as { size: number }[])[0]?.size, want)
      }
    })
  },
]
/** A photograph that says it was taken upright with the camera on its side. */
const turned = new Blob(
  [
    Uint8Array.from([
      0xff, 0xd8, 0xff, 0xe1, 0, 0x22, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ]),
  ],
  { type: 'image/jpeg' },
)

export const mediaRows: readonly Row[] = [
  ...['chooseImage', 'chooseMedia', 'chooseVideo'].flatMap((name) => [cancelled(name), source(name)]),
  ...['chooseMedia', 'chooseVideo'].map(camera),
  ...['chooseImage', 'chooseMedia'].flatMap((name) => [several(name), sizes(name)]),
  [
    'scanCode',
    'fail: the person types nothing',
    async (t) => {
      const scanned = failure(t, 'scanCode')
      ;(await dialog(t, 'modal')).answer({ confirm: false, cancel: true, content: null })
      assert.equal((await scanned)['errMsg'], 'scanCode:fail cancel')
    },
  ],
  ...Object.entries({ result: '茶', scanType: '', charSet: 'UTF-8', path: '', rawData: '6Iy2' }).map(
    ([name, want]): Row => [
      'scanCode',
      `answer ${name} where the browser reads no codes`,
      async (t) => {
        const scanned = call(t, 'scanCode')
        const open = await dialog(t, 'modal')
        assert.equal(open.ask.editable, true)
        open.answer({ confirm: true, cancel: false, content: '茶' })
        assert.equal((await scanned)[name], want)
      },
    ],
  ),
  [
    'scanCode',
    'option scanType',
    async (t) => {
      for (const [scanType, want] of [
        [
          ['qrCode', 'pdf417'],
          ['qr_code', 'pdf417'],
        ],
        [['wxCode'], undefined],
        [undefined, undefined],
      ] as const) {
        const { asked, got } = await detected(t, { scanType })
        assert.deepEqual(asked, want)
        assert.deepEqual([got['result'], got['scanType']], ['tea', 'PDF_417'])
      }
    },
  ],
  [
    'scanCode',
    'option onlyFromCamera',
    async (t) => {
      await detected(t, { onlyFromCamera: true })
      assert.equal(t.device.chooser.capture, 'environment')
      await detected(t, {})
      assert.equal(t.device.chooser.capture, '')
    },
  ],
  [
    'chooseImage',
    'answer tempFilePaths',
    async (t) => {
      const [path] = (await choose(t, 'chooseImage'))['tempFilePaths'] as string[]
      assert.equal(await (await t.files.find(path!, '')).text(), 'picture')
    },
  ],
  [
    'chooseImage',
    'answer tempFiles',
    async (t) => {
      const got = await choose(t, 'chooseImage')
      assert.deepEqual(got['tempFiles'], [{ path: (got['tempFilePaths'] as string[])[0], size: 7 }])
    },
  ],
  [
    'chooseMedia',
    'option mediaType',
    async (t) => {
      for (const [mediaType, want] of [
        [['image'], /^(?!.*video\/).*image\//],
        [['video'], /^(?!.*image\/).*video\//],
        [['mix'], /image\/.*video\//],
        [undefined, /image\/.*video\//],
      ] as const) {
        await choose(t, 'chooseMedia', { mediaType })
        assert.match(t.device.chooser.accept, want)
      }
    },
  ],
  [
    'chooseMedia',
    'answer tempFiles',
    async (t) => {
      const [first, second] = (await choose(t, 'chooseMedia', {}, [picture(), film()]))['tempFiles'] as Result[]
      assert.deepEqual(
        { ...first, tempFilePath: '' },
        { tempFilePath: '', size: 7, fileType: 'image', width: 40, height: 30, duration: 0, thumbTempFilePath: '' },
      )
      assert.deepEqual(
        { ...second, tempFilePath: '' },
        { tempFilePath: '', size: 6, fileType: 'video', width: 320, height: 240, duration: 7.5, thumbTempFilePath: '' },
      )
      assert.match(String(second?.['tempFilePath']), /^wxfile:\/\/tmp_.*\.mp4$/)
      await drawing(async () => {
        const [one] = (await choose(t, 'chooseMedia', {}, [film()]))['tempFiles'] as { readonly thumbTempFilePath: string; readonly duration: number }[]
        assert.equal(one?.duration, 7.5)
        assert.equal(await (await t.files.find(one!.thumbTempFilePath, '')).text(), 'small', 'a film has a picture of it')
      })
    },
  ],
  [
    'chooseMedia',
    'answer type',
    async (t) => {
      assert.equal((await choose(t, 'chooseMedia'))['type'], 'image')
      assert.equal((await choose(t, 'chooseMedia', {}, [film()]))['type'], 'video')
      assert.equal((await choose(t, 'chooseMedia', {}, [picture(), film()]))['type'], 'mix')
    },
  ],
  ...Object.entries({ tempFilePath: /^wxfile:\/\/tmp_/, size: /^6$/, duration: /^7.5$/, width: /^320$/, height: /^240$/ }).map(
    ([name, want]): Row => ['chooseVideo', `answer ${name}`, async (t) => assert.match(String((await choose(t, 'chooseVideo', {}, [film()]))[name]), want)],
  ),
  [
    'previewImage',
    'option urls',
    async (t) => {
      await call(t, 'previewImage', { urls: ['https://example.com/a.png', 'wxfile://tmp_none.png'] })
      assert.deepEqual(
        t.overlays.preview.value?.pictures.map((each) => each?.slice(0, 5)),
        ['blob:', undefined],
      )
      t.overlays.preview.value?.close()
      await call(t, 'previewImage', { urls: [] })
      assert.equal(t.overlays.preview.value, null)
    },
  ],
  [
    'previewImage',
    'option current',
    async (t) => {
      const urls = ['https://example.com/a.png', 'https://example.com/b.png']
      for (const [current, want] of [
        [urls[1], 1],
        [1, 1],
        [undefined, 0],
        ['https://example.com/none.png', 0],
      ] as const) {
        await call(t, 'previewImage', { urls, current })
        assert.equal(t.overlays.preview.value?.index, want)
      }
    },
  ],
  [
    'previewMedia',
    'option sources',
    async (t) => {
      await call(t, 'previewMedia', { sources: [{ url: t.files.keep(picture()) }, { url: t.files.keep(film()), type: 'video' }], current: 1 })
      const { pictures = [], films, index } = t.overlays.preview.value ?? {}
      assert.deepEqual([pictures.map((each) => films?.has(each ?? '')), index], [[false, true], 1])
    },
  ],
  [
    'getImageInfo',
    'option src',
    async (t) => {
      assert.equal((await call(t, 'getImageInfo', { src: t.files.keep(picture()) }))['errMsg'], 'getImageInfo:ok')
      assert.equal((await failure(t, 'getImageInfo', { src: 'wxfile://tmp_none.png' }))['errMsg'], 'getImageInfo:fail file not found')
    },
  ],
  ...Object.entries({ width: 30, height: 40, orientation: 'right', type: 'jpeg' }).map(
    ([name, want]): Row => [
      'getImageInfo',
      `answer ${name}`,
      async (t) => assert.equal((await call(t, 'getImageInfo', { src: t.files.keep(turned) }))[name], want),
    ],
  ),
  [
    'getImageInfo',
    'answer path',
    async (t) => {
      const src = t.files.keep(picture())
      assert.equal((await call(t, 'getImageInfo', { src }))['path'], src)
      assert.match(String((await call(t, 'getImageInfo', { src: 'https://example.com/a.png' }))['path']), /^wxfile:\/\/tmp_/)
    },
  ],
  [
    'canvasToTempFilePath',
    'option canvasId',
    async (t) => {
      assert.match(String((await failure(t, 'canvasToTempFilePath', { canvasId: 'none' }))['errMsg']), /^canvasToTempFilePath:fail no canvas/)
      await call(t, 'canvasToTempFilePath', { canvasId: 'c' })
      assert.deepEqual(t.nodeCalls, [{ method: 'export', args: { fileType: 'png' } }])
    },
  ],
  ...(['x', 'y', 'width', 'height', 'destWidth', 'destHeight', 'quality'] as const).map(
    (name): Row => [
      'canvasToTempFilePath',
      `option ${name}`,
      async (t) => {
        await call(t, 'canvasToTempFilePath', { canvasId: 'c', [name]: 3 })
        assert.deepEqual(t.nodeCalls[0]?.args, { fileType: 'png', [name]: 3 })
      },
    ],
  ),
  [
    'canvasToTempFilePath',
    'option fileType',
    async (t) => {
      await call(t, 'canvasToTempFilePath', { canvasId: 'c', fileType: 'jpg' })
      assert.deepEqual(t.nodeCalls[0]?.args, { fileType: 'jpg' })
    },
  ],
  [
    'canvasToTempFilePath',
    'option canvas',
    async (t) => {
      class Surface {
        width = 8
        height = 9
        getContext = () => null
        convertToBlob = async ({ type }: { type: string }) => new Blob([`${this.width} by ${this.height}`], { type })
      }
      class Copy extends Surface {
        constructor(width: number, height: number) {
          super()
          Object.assign(this, { width, height })
        }
      }
      Object.assign(globalThis, { OffscreenCanvas: Copy })
      try {
        const { tempFilePath } = await call(t, 'canvasToTempFilePath', { canvas: new Copy(8, 9), destWidth: 4 })
        assert.equal(await (await t.files.find(String(tempFilePath), '')).text(), '4 by 9')
      } finally {
        Reflect.deleteProperty(globalThis, 'OffscreenCanvas')
      }
    },
  ],
  [
    'canvasToTempFilePath',
    'answer tempFilePath',
    async (t) => {
      const { tempFilePath } = await call(t, 'canvasToTempFilePath', { canvasId: 'c' })
      assert.equal(await (await t.files.find(String(tempFilePath), '')).text(), 'drawn')
    },
  ],
  [
    'openDocument',
    'option filePath',
    async (t) => {
      await call(t, 'openDocument', { filePath: t.files.keep(new Blob(['x'])), fileType: 'pdf' })
      assert.match(t.device.downloads[0] ?? '', /^tmp_\w+\.dat\.pdf$/)
    },
  ],
  [
    'openDocument',
    'option fileType',
    async (t) => {
      const filePath = t.files.keep(new Blob(['x']))
      assert.equal((await failure(t, 'openDocument', { filePath }))['errMsg'], 'openDocument:fail filetype not supported')
      for (const fileType of ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf']) await call(t, 'openDocument', { filePath, fileType })
      assert.equal(t.device.downloads.length, 7)
    },
  ],
]
