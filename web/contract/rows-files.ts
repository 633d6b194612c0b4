/** Files that a program keeps, and what is done with pictures: saved to the album, made smaller, read out of a canvas; fonts, maps, cameras. */
import assert from 'node:assert/strict'
import { call, dialog, failure, until, type Row } from './row.js'
import type { Fn, Result, Stage } from './stage.js'

type Made = Record<string, Fn>
const said = async (t: Stage, name: string, options?: object): Promise<unknown> => (await failure(t, name, options))['errMsg']
const ok = async (t: Stage, name: string, options?: object): Promise<void> => void assert.deepEqual(await call(t, name, options), { errMsg: `${name}:ok` })
const allow = async (t: Stage, confirm = true): Promise<void> => (await dialog(t, 'modal')).answer({ confirm, cancel: !confirm, content: null })
const manager = (t: Stage): Made => t.wx['getFileSystemManager']!() as Made
const text = (t: Stage): string => t.files.keep(new Blob(['green tea']), 'tea.txt')
const savedFile = async (t: Stage): Promise<string> => String((await call(t, 'saveFile', { tempFilePath: text(t) }))['savedFilePath'])
const own = 'wxfile://usr/tea.txt'

const keptRows: readonly Row[] = [
  [
    'getFileSystemManager',
    'method writeFile, method readFile, method appendFile and method access',
    async (t) => {
      const files = manager(t) as unknown as Record<string, (options: object) => Promise<Result>>
      assert.deepEqual(await files['writeFile']!({ filePath: own, data: 'green' }), { errMsg: 'writeFile:ok' })
      assert.deepEqual(await files['appendFile']!({ filePath: own, data: ' tea' }), { errMsg: 'appendFile:ok' })
      assert.deepEqual(await files['readFile']!({ filePath: own, encoding: 'utf8' }), { data: 'green tea', errMsg: 'readFile:ok' })
      assert.deepEqual(await files['access']!({ path: own }), { errMsg: 'access:ok' })
      await assert.rejects(files['access']!({ path: 'wxfile://usr/no' }), { errMsg: 'access:fail no such file or directory wxfile://usr/no', errno: 1_300_002 })
      await assert.rejects(files['readFile']!({ filePath: 1 }), {
        errMsg: 'readFile:fail parameter error: parameter.filePath should be String instead of Number;',
      })
    },
  ],
  [
    'getFileSystemManager',
    'method writeFileSync, method readFileSync, method mkdirSync, method readdirSync, method statSync and method unlinkSync',
    (t) => {
      const files = manager(t)
      files['mkdirSync']!('wxfile://usr/cups')
      files['writeFileSync']!('wxfile://usr/cups/a.txt', 'green tea')
      assert.equal(files['readFileSync']!('wxfile://usr/cups/a.txt', 'utf8'), 'green tea')
      assert.deepEqual(files['readdirSync']!('wxfile://usr/cups'), ['a.txt'])
      const stats = files['statSync']!('wxfile://usr/cups/a.txt') as unknown as { readonly size: number; isFile(): boolean; isDirectory(): boolean }
      assert.deepEqual([stats.size, stats.isFile(), stats.isDirectory()], [9, true, false])
      files['unlinkSync']!('wxfile://usr/cups/a.txt')
      assert.throws(() => files['readFileSync']!('wxfile://usr/cups/a.txt'), /^Error: readFileSync:fail no such file or directory/)
      assert.throws(() => files['writeFileSync']!('/a.txt', 'a'), /^Error: writeFileSync:fail permission denied/)
    },
  ],
  [
    'saveFile',
    'option tempFilePath and answer savedFilePath: it stays when the temporary one goes',
    async (t) => {
      const { savedFilePath, errMsg } = await call(t, 'saveFile', { tempFilePath: text(t) })
      assert.match(String(savedFilePath), /^wxfile:\/\/store_?.*\.txt$/)
      assert.equal(errMsg, 'saveFile:ok')
      assert.match(String(await said(t, 'saveFile', { tempFilePath: 'wxfile://tmp_no.txt' })), /^saveFile:fail /)
    },
  ],
  [
    'saveFile',
    'option filePath: where the program wants it',
    async (t) => {
      assert.equal((await call(t, 'saveFile', { tempFilePath: text(t), filePath: own }))['savedFilePath'], own)
      assert.equal(manager(t)['accessSync']!(own), undefined)
    },
  ],
  [
    'getSavedFileList',
    'answer fileList',
    async (t) => {
      assert.deepEqual((await call(t, 'getSavedFileList'))['fileList'], [])
      const filePath = await savedFile(t)
      const [first, ...others] = (await call(t, 'getSavedFileList'))['fileList'] as readonly Result[]
      const { createTime, ...told } = first!
      assert.deepEqual([told, others, typeof createTime], [{ filePath, size: 9 }, [], 'number'])
    },
  ],
  [
    'getSavedFileInfo',
    'option filePath; answer size and createTime',
    async (t) => {
      const { createTime, ...told } = await call(t, 'getSavedFileInfo', { filePath: await savedFile(t) })
      assert.deepEqual([told, typeof createTime], [{ size: 9, errMsg: 'getSavedFileInfo:ok' }, 'number'])
      assert.equal(await said(t, 'getSavedFileInfo', { filePath: own }), 'getSavedFileInfo:fail file not exist')
    },
  ],
  [
    'removeSavedFile',
    'option filePath',
    async (t) => {
      const filePath = await savedFile(t)
      await ok(t, 'removeSavedFile', { filePath })
      assert.deepEqual((await call(t, 'getSavedFileList'))['fileList'], [])
      assert.match(String(await said(t, 'removeSavedFile', { filePath })), /^removeSavedFile:fail /)
    },
  ],
  [
    'getFileInfo',
    'option filePath, option digestAlgorithm; answer size and digest',
    async (t) => {
      manager(t)['writeFileSync']!(own, 'green tea')
      const want = { md5: 'b3158e3b29d5463ffff1c286bf515d62', sha1: 'e7f7515d6f1e380ac5a8c691eb175cb9c77175b3' }
      const { size, digest, errMsg } = await call(t, 'getFileInfo', { filePath: own })
      assert.deepEqual([size, digest, errMsg], [9, want.md5, 'getFileInfo:ok'])
      assert.equal((await call(t, 'getFileInfo', { filePath: own, digestAlgorithm: 'sha1' }))['digest'], want.sha1)
      assert.match(String(await said(t, 'getFileInfo', { filePath: 'wxfile://usr/no' })), /^getFileInfo:fail /)
    },
  ],
]

const album = (name: string, type: string, ending: string): readonly Row[] => [
  [
    name,
    'option filePath: once the person allows it',
    async (t) => {
      const asked = call(t, name, { filePath: t.files.keep(new Blob(['p'], { type }), `a.${ending}`) })
      await allow(t)
      assert.deepEqual(await asked, { errMsg: `${name}:ok` })
      assert.match(t.device.downloads[0] ?? '', new RegExp(`\\.${ending}$`))
    },
  ],
  [
    name,
    'fail: the person refuses, it is of another kind, or there is none',
    async (t) => {
      const failed = failure(t, name, { filePath: t.files.keep(new Blob(['p'], { type }), `a.${ending}`) })
      await allow(t, false)
      assert.deepEqual(await failed, { errMsg: `${name}:fail auth deny`, errno: 103 })
      assert.equal(await said(t, name, { filePath: text(t) }), `${name}:fail invalid file type`)
      assert.match(String(await said(t, name, { filePath: 'wxfile://tmp_no.png' })), new RegExp(`^${name}:fail `))
      assert.deepEqual(t.device.downloads, [])
    },
  ],
]

/** A canvas of the Worker's, which node does not have. */
class Surface {
  constructor(
    public width: number,
    public height: number,
  ) {}
  getContext(): object {
    return { drawImage: () => undefined }
  }
  async convertToBlob({ type, quality }: { readonly type: string; readonly quality: number }): Promise<Blob> {
    return new Blob([`${this.width} ${this.height} ${quality}`], { type })
  }
}
async function withSurface(prove: () => void | Promise<void>): Promise<void> {
  Object.assign(globalThis, { OffscreenCanvas: Surface })
  try {
    await prove()
  } finally {
    Reflect.deleteProperty(globalThis, 'OffscreenCanvas')
  }
}
/** What the page's canvas is asked, and answers. */
function drawn(t: Stage, answer?: unknown): { readonly method: string; readonly args: unknown }[] {
  const asked: { readonly method: string; readonly args: unknown }[] = []
  Object.assign(t.env, {
    async callNode(_: unknown, method: string, args: unknown) {
      asked.push({ method, args: structuredClone(args) })
      return answer
    },
  })
  return asked
}
const area = { canvasId: 'c', x: 1, y: 2, width: 2, height: 1 }
const pixels = Uint8ClampedArray.from([1, 2, 3, 4, 5, 6, 7, 8])
const pictureRows: readonly Row[] = [
  [
    'compressImage',
    'option src, option quality, option compressedWidth, option compressedHeight; answer tempFilePath',
    (t) =>
      withSurface(async () => {
        const src = t.files.keep(new Blob(['p'], { type: 'image/png' }), 'a.png')
        const made = async (options: object): Promise<string> => {
          const { tempFilePath } = await call(t, 'compressImage', { src, ...options })
          const blob = await t.files.find(String(tempFilePath), '')
          assert.equal(blob.type, 'image/jpeg')
          return blob.text()
        }
        assert.equal(await made({}), '40 30 0.8')
        assert.equal(await made({ quality: 20 }), '40 30 0.2')
        assert.equal(await made({ compressedWidth: 20 }), '20 15 0.8')
        assert.equal(await made({ compressedHeight: 60 }), '80 60 0.8')
        assert.equal(await said(t, 'compressImage', { src: text(t) }), 'compressImage:fail the file is not a picture that can be read')
      }),
  ],
  [
    'canvasGetImageData',
    'option canvasId, option x, option y, option width, option height; answer width, height and data',
    async (t) => {
      const asked = drawn(t, { width: 2, height: 1, data: pixels })
      assert.deepEqual(await call(t, 'canvasGetImageData', area), { width: 2, height: 1, data: pixels, errMsg: 'canvasGetImageData:ok' })
      assert.deepEqual(asked, [{ method: 'pixels', args: { x: 1, y: 2, width: 2, height: 1 } }])
    },
  ],
  [
    'canvasGetImageData',
    'fail: a size that no picture has, and no such canvas',
    async (t) => {
      assert.equal(await said(t, 'canvasGetImageData', { ...area, width: 0 }), 'canvasGetImageData:fail a picture of 0 × 1 cannot be made')
      assert.equal(await said(t, 'canvasGetImageData', { ...area, canvasId: 'no' }), 'canvasGetImageData:fail no canvas has the canvas-id "no"')
    },
  ],
  [
    'canvasPutImageData',
    'option canvasId, option data, option x, option y, option width and option height',
    async (t) => {
      const asked = drawn(t)
      await ok(t, 'canvasPutImageData', { ...area, data: pixels })
      assert.deepEqual(asked, [{ method: 'putPixels', args: { x: 1, y: 2, width: 2, height: 1, data: pixels } }])
    },
  ],
  [
    'canvasPutImageData',
    'fail: what are no pixels, or too few of them',
    async (t) => {
      const asked = drawn(t)
      const wrong = 'canvasPutImageData:fail parameter error: parameter.data should be Uint8ClampedArray;'
      assert.equal(await said(t, 'canvasPutImageData', { ...area, data: [1] }), wrong)
      const few = 'canvasPutImageData:fail data has 4 bytes, not the 8 of its size'
      assert.equal(await said(t, 'canvasPutImageData', { ...area, data: pixels.slice(0, 4) }), few)
      assert.deepEqual(asked, [])
    },
  ],
  [
    'createOffscreenCanvas',
    'option width and option height; three hundred by one hundred and fifty without them',
    (t) =>
      withSurface(() => {
        const sizes = [[{ type: '2d', width: 40, height: 30 }], [40, 30], []].map((args) => {
          const { width, height } = t.wx['createOffscreenCanvas']!(...args) as Surface
          return [width, height]
        })
        assert.deepEqual(sizes, [
          [40, 30],
          [40, 30],
          [300, 150],
        ])
      }),
  ],
]

const source = `url("data:font/woff2;base64,${btoa('font')}")`
const pageOnTop = (t: Stage): void => {
  const top = { page: 1, instance: {} }
  Object.assign(t.env, { currentPage: () => top, pages: () => [top, { page: 2, instance: {} }] })
}
const elementRows: readonly Row[] = [
  [
    'loadFontFace',
    'option family, option source, option desc; answer status',
    async (t) => {
      pageOnTop(t)
      const desc = { style: 'italic', weight: 'bold', variant: 'small-caps' }
      assert.deepEqual(await call(t, 'loadFontFace', { family: 'Tea', source, desc }), { status: 'loaded', errMsg: 'loadFontFace:ok' })
      const [{ method, args } = { method: '', args: {} }, ...others] = t.nodeCalls
      const { bytes, ...font } = args as Result
      assert.deepEqual([method, others, new TextDecoder().decode(bytes as ArrayBuffer)], ['font', [], 'font'])
      assert.deepEqual(font, { family: 'Tea', desc: { style: 'italic', weight: 'bold', featureSettings: '"smcp"' } })
    },
  ],
  [
    'loadFontFace',
    'option global and option scopes: on every page, and in canvases alone',
    async (t) => {
      pageOnTop(t)
      const canvases: unknown[] = []
      Object.assign(t.env, { addFont: async ({ family }: Result) => void canvases.push(family) })
      await call(t, 'loadFontFace', { family: 'Tea', source, global: true })
      assert.deepEqual([t.nodeCalls.length, canvases], [2, ['Tea']])
      await call(t, 'loadFontFace', { family: 'Cup', source, scopes: ['native'] })
      assert.deepEqual([t.nodeCalls.length, canvases], [2, ['Tea', 'Cup']])
    },
  ],
  [
    'loadFontFace',
    'fail: its status says so too',
    async (t) => {
      const failed = await failure(t, 'loadFontFace', { family: 'Tea', source: 'url("/no.woff2")' })
      assert.equal(failed['status'], 'error')
      assert.match(String(failed['errMsg']), /^loadFontFace:fail /)
    },
  ],
  [
    'hideKeyboard',
    'the page on top lets go of its field',
    async (t) => {
      await ok(t, 'hideKeyboard')
      assert.deepEqual(t.nodeCalls, [])
      pageOnTop(t)
      await ok(t, 'hideKeyboard')
      assert.deepEqual(t.nodeCalls, [{ method: 'blur', args: {} }])
    },
  ],
  [
    'getSelectedTextRange',
    'answer start, answer end: what is selected where the person writes',
    async (t) => {
      pageOnTop(t)
      t.selection = { start: 2, end: 5 }
      assert.deepEqual(await call(t, 'getSelectedTextRange'), { start: 2, end: 5, errMsg: 'getSelectedTextRange:ok' })
      assert.deepEqual(t.nodeCalls, [{ method: 'selection', args: {} }])
    },
  ],
  [
    'getSelectedTextRange',
    'fail: nothing is written',
    async (t) => {
      pageOnTop(t)
      assert.equal((await failure(t, 'getSelectedTextRange'))['errMsg'], 'getSelectedTextRange:fail focus is not on an input or a textarea')
    },
  ],
  ['setInnerAudioOption', 'it is taken; the person’s system mixes sounds', (t) => ok(t, 'setInnerAudioOption', { obeyMuteSwitch: false })],
  [
    'createMapContext',
    'method getScale, method moveToLocation: of the map with its id',
    async (t) => {
      const asked = drawn(t, { scale: 12 })
      Object.assign(t.env, { find: (_: unknown, selector: string) => (selector === '#here' ? { page: 1, node: 9, tag: 'map' } : undefined) })
      const map = t.wx['createMapContext']!('here') as unknown as Record<string, (options: object) => Promise<Result>>
      assert.deepEqual(await map['getScale']!({}), { scale: 12, errMsg: 'getScale:ok' })
      await map['moveToLocation']!({ latitude: 31.2, longitude: 121.5 })
      assert.deepEqual(asked.at(-1), { method: 'moveToLocation', args: { latitude: 31.2, longitude: 121.5 } })
      const none = t.wx['createMapContext']!('no') as typeof map
      await assert.rejects(none['getScale']!({}), { errMsg: 'getScale:fail the element is not on the page' })
    },
  ],
  [
    'createCameraContext',
    'method takePhoto and method onCameraFrame: of the camera on the page',
    async (t) => {
      const asked = drawn(t, { width: 1, height: 2, data: pixels })
      Object.assign(t.env, { find: (_: unknown, selector: string) => (selector === 'camera' ? { page: 1, node: 9, tag: 'camera' } : undefined) })
      const camera = t.wx['createCameraContext']!() as unknown as Record<string, (given: unknown) => unknown>
      await camera['takePhoto']!({ quality: 'high' })
      assert.deepEqual(asked.at(-1), { method: 'takePhoto', args: { quality: 'high' } })
      const frames: Result[] = []
      const listener = camera['onCameraFrame']!((frame: Result) => frames.push(frame)) as Record<'start' | 'stop', (options: object) => void>
      const started = await new Promise((success) => listener.start({ success }))
      assert.deepEqual(started, { errMsg: 'start:ok' })
      await until(() => frames.length > 0)
      listener.stop({})
      const { data, ...size } = frames[0]!
      assert.deepEqual([size, new Uint8Array(data as ArrayBuffer)], [{ width: 1, height: 2 }, Uint8Array.from(pixels)])
    },
  ],
]

export const fileRows: readonly Row[] = [
  ...keptRows,
  ...album('saveImageToPhotosAlbum', 'image/png', 'png'),
  ...album('saveVideoToPhotosAlbum', 'video/mp4', 'mp4'),
  ...pictureRows,
  ...elementRows,
]
