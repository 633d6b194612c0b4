/**
 * The legacy canvas: wx.createCanvasContext records steps here, `draw` sends them to the page's frame, which replays them
 * (elements/canvas.ts). Pictures of a canvas become temporary files of the host.
 */
import type { Env, NodeRef } from '../core/env.js'
import { extend, type Extension, type Kit } from './extension.js'
import type { Described, Options, Parameters } from './forms.js'

/** More than a drawing has; a loop that never draws would else fill the memory. */
export const mostSteps = 100_000
const mostPixels = 1 << 24

const firstFont = '10px sans-serif'

/** A gradient as the program holds it: stops may be added until the drawing is sent. */
class Gradient {
  readonly stops: [number, string][] = []
  constructor(
    readonly gradient: 'linear' | 'circular',
    readonly at: readonly number[],
  ) {}
  addColorStop(offset: unknown, color: unknown): void {
    if (this.stops.length >= mostSteps) throw new Error(`addColorStop:fail more than ${mostSteps} stops`)
    this.stops.push([Number(offset), String(color)])
  }
}

/** A picture laid side by side; it is fetched where the drawing is. */
class Pattern {
  constructor(
    readonly pattern: string,
    readonly how: string,
  ) {}
}

type Step = readonly [string, ...unknown[]]

const methods =
  'beginPath closePath moveTo lineTo arc arcTo rect bezierCurveTo quadraticCurveTo fill stroke fillRect strokeRect clearRect clip rotate scale translate transform setTransform fillText strokeText drawImage'
const properties =
  'fillStyle strokeStyle lineWidth lineCap lineJoin miterLimit lineDashOffset textAlign textBaseline globalAlpha globalCompositeOperation shadowBlur shadowColor shadowOffsetX shadowOffsetY'
/** set… methods that are no more than a property. */
const setters = 'fillStyle strokeStyle lineWidth lineCap lineJoin miterLimit textAlign textBaseline globalAlpha'
const withText = new Set(['fillText', 'strokeText', 'drawImage'])

const numbers = (values: unknown): number[] => (Array.isArray(values) ? values.map(Number) : [])

/** Arguments as a message can carry them, without those that were not given. */
function plain(name: string, args: readonly unknown[]): unknown[] {
  const given = args.slice(0, args.findLastIndex((each) => each !== undefined) + 1)
  return given.map((each, at) => {
    if (at === 0 && withText.has(name)) return String(each)
    // The fill rule is the one word among the other arguments.
    if (name === 'fill' || name === 'clip') return String(each)
    return typeof each === 'boolean' ? each : Number(each)
  })
}

const sendable = (value: unknown): unknown =>
  value instanceof Pattern
    ? { pattern: value.pattern, how: value.how }
    : value instanceof Gradient
      ? { gradient: value.gradient, at: value.at, stops: value.stops.map((stop) => [...stop]) }
      : typeof value === 'number'
        ? value
        : String(value)

/**
 * The width of a text in CSS pixels, by the Worker's own fonts; an estimate, since those of the page are not known here. Where there
 * is no OffscreenCanvas it goes by the font's size: wide letters have all of it, others half.
 */
function measure(text: string, font: string): number {
  const context = typeof OffscreenCanvas === 'function' ? new OffscreenCanvas(1, 1).getContext('2d') : null
  if (context !== null) {
    context.font = font
    return context.measureText(text).width
  }
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 10)
  let width = 0
  for (const letter of text) width += (letter.codePointAt(0) ?? 0) >= 0x1100 ? size : size / 2
  return width
}

function makeContext(env: Env, canvasId: string, scope: unknown): object {
  let steps: Step[] = []
  let font = firstFont
  let fonts: string[] = []
  const values = new Map<string, unknown>()
  const record = (...step: Step): void => {
    if (steps.length >= mostSteps) throw new Error(`canvasContext:fail more than ${mostSteps} steps were recorded without draw`)
    steps.push(step)
  }
  const assign = (name: string, value: unknown): void => {
    record('=', name, value)
    values.set(name, value)
  }
  const setFont = (value: unknown): void => {
    font = String(value)
    record('=', 'font', font)
  }
  const context: Record<string, unknown> = {
    canvasId,
    save() {
      record('save')
      fonts.push(font)
    },
    restore() {
      record('restore')
      font = fonts.pop() ?? font
    },
    setFontSize: (size: unknown) => setFont(/[\d.]+px/.test(font) ? font.replace(/[\d.]+px/, `${Number(size)}px`) : `${Number(size)}px sans-serif`),
    setShadow(x: unknown, y: unknown, blur: unknown, color: unknown) {
      assign('shadowOffsetX', x)
      assign('shadowOffsetY', y)
      assign('shadowBlur', blur)
      assign('shadowColor', color)
    },
    setLineDash(pattern: unknown, offset?: unknown) {
      record('setLineDash', numbers(pattern))
      if (offset !== undefined) assign('lineDashOffset', offset)
    },
    createLinearGradient: (...at: unknown[]) => new Gradient('linear', numbers(at)),
    createCircularGradient: (...at: unknown[]) => new Gradient('circular', numbers(at)),
    createPattern: (image: unknown, how: unknown) => new Pattern(String(image), String(how)),
    measureText: (text: unknown) => ({ width: measure(String(text), font) }),
    draw(reserve?: unknown, callback?: unknown) {
      const drawing = steps.map((step) => (step[0] === '=' ? [step[0], step[1], sendable(step[2])] : step))
      steps = []
      fonts = []
      font = firstFont
      const send = async (): Promise<string> => {
        try {
          await env.callNode(await canvasOf(env, canvasId, scope), 'draw', { steps: drawing, reserve: reserve === true })
          return 'drawCanvas:ok'
        } catch (error) {
          const errMsg = `drawCanvas:fail ${error instanceof Error ? error.message : String(error)}`
          env.log('warn', errMsg)
          return errMsg
        }
      }
      void send().then((errMsg) => env.run(callback, [{ errMsg }], 'the callback of draw'))
    },
  }
  for (const name of methods.split(' ')) context[name] = (...args: unknown[]) => record(name, ...plain(name, args))
  for (const name of setters.split(' ')) context[`set${name[0]?.toUpperCase()}${name.slice(1)}`] = (value: unknown) => assign(name, value)
  for (const name of properties.split(' ')) {
    Object.defineProperty(context, name, { enumerable: true, get: () => values.get(name), set: (value: unknown) => assign(name, value) })
  }
  Object.defineProperty(context, 'font', { enumerable: true, get: () => font, set: setFont })
  return context
}

/** The canvas, also one that the data just set brings with this moment's operations. */
async function canvasOf(env: Env, canvasId: string, scope: unknown): Promise<NodeRef> {
  const find = (): NodeRef | undefined => env.findCanvas(scope, canvasId)
  const found = find() ?? (await new Promise<NodeRef | undefined>((resolve) => env.nextTick(() => resolve(find()))))
  if (found === undefined) throw new Error(`no canvas has the canvas-id "${canvasId.slice(0, 100)}"`)
  return found
}

/** The numbers among the options, by name. */
function numbersOf(options: Options, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.flatMap((name) => (Number.isFinite(options[name]) ? [[name, Number(options[name])]] : [])))
}

const region = ['x', 'y', 'width', 'height']

function checkSize(width: number, height: number): void {
  if (!(width > 0 && height > 0 && width * height <= mostPixels)) throw new Error(`a picture of ${width} × ${height} cannot be made`)
}

/** The picture of a canvas that draws in the Worker itself (type="2d"). */
async function pictureOf(surface: OffscreenCanvas, given: Readonly<Record<string, number>>, type: string): Promise<Blob> {
  const { x = 0, y = 0, width = surface.width - x, height = surface.height - y, quality = 1 } = given
  const { destWidth = width, destHeight = height } = given
  checkSize(destWidth, destHeight)
  const copy = new OffscreenCanvas(Math.max(1, Math.round(destWidth)), Math.max(1, Math.round(destHeight)))
  copy.getContext('2d')?.drawImage(surface, x, y, width, height, 0, 0, copy.width, copy.height)
  return copy.convertToBlob({ type, quality })
}

const sizeOf = (value: unknown, otherwise: number): number => (Number(value) >= 1 ? Math.min(4096, Math.round(Number(value))) : otherwise)

type Work = (options: Options, scope: unknown) => unknown

const optionalRegion: Parameters = { x: 'Number?', y: 'Number?', width: 'Number?', height: 'Number?' }
const wantedRegion: Parameters = { canvasId: 'String', x: 'Number', y: 'Number', width: 'Number' }

/** What the calls that name a canvas read and answer with. */
export const canvasDescribed: Readonly<Record<string, Described>> = {
  canvasToTempFilePath: [
    { ...optionalRegion, canvasId: 'String?', canvas: 'Any', destWidth: 'Any', destHeight: 'Any', fileType: 'Any', quality: 'Any' },
    null,
    'tempFilePath',
  ],
  canvasGetImageData: [{ ...wantedRegion, height: 'Number' }, null, 'width height data'],
  canvasPutImageData: [{ ...wantedRegion, height: 'Number?', data: 'Any' }, null],
}

/** createCanvasContext and the calls that name a canvas; their second argument is the component that it stands in. */
function canvasMembers(env: Env, { member }: Kit): Readonly<Record<string, (...args: unknown[]) => unknown>> {
  const scopeOf = (component: unknown): unknown => component ?? env.currentPage()?.instance
  const onCanvas =
    (name: string, work: Work) =>
    (given?: unknown, component?: unknown): unknown =>
      member(env, name, canvasDescribed[name]?.[0] ?? {}, (options) => work(options, scopeOf(component)))(given)
  return {
    // The older form is (width, height, component).
    createOffscreenCanvas: (given, height) => {
      const options = (typeof given === 'object' && given !== null ? given : { width: given, height }) as Options
      return env.dress(new OffscreenCanvas(sizeOf(options['width'], 300), sizeOf(options['height'], 150)))
    },
    createCanvasContext: (canvasId, component) => makeContext(env, String(canvasId), scopeOf(component)),
    canvasToTempFilePath: onCanvas('canvasToTempFilePath', async (options, scope) => {
      const given = numbersOf(options, [...region, 'destWidth', 'destHeight', 'quality'])
      if ('destWidth' in given || 'destHeight' in given) checkSize(given['destWidth'] ?? 1, given['destHeight'] ?? 1)
      const fileType = options['fileType'] === 'jpg' ? 'jpg' : 'png'
      const { canvas } = options
      const blob =
        typeof OffscreenCanvas === 'function' && canvas instanceof OffscreenCanvas
          ? await pictureOf(canvas, given, fileType === 'jpg' ? 'image/jpeg' : 'image/png')
          : await env.callNode(await canvasOf(env, String(options['canvasId'] ?? ''), scope), 'export', { ...given, fileType })
      if (!(blob instanceof Blob)) throw new Error('the canvas gave no picture')
      return env.call('keepFile', { blob })
    }),
    canvasGetImageData: onCanvas('canvasGetImageData', async (options, scope) => {
      const given = numbersOf(options, region)
      for (const name of region) given[name] = Math.trunc(given[name] ?? 0)
      checkSize(given['width'] ?? 0, given['height'] ?? 0)
      return env.callNode(await canvasOf(env, String(options['canvasId']), scope), 'pixels', given)
    }),
    canvasPutImageData: onCanvas('canvasPutImageData', async (options, scope) => {
      const { data } = options
      const given = numbersOf(options, region)
      if (!(data instanceof Uint8ClampedArray)) throw new Error('parameter error: parameter.data should be Uint8ClampedArray;')
      const width = Math.trunc(given['width'] ?? 0)
      const height = Math.trunc(given['height'] ?? data.length / 4 / width)
      checkSize(width, height)
      if (width * height * 4 !== data.length) throw new Error(`data has ${data.length} bytes, not the ${width * height * 4} of its size`)
      await env.callNode(await canvasOf(env, String(options['canvasId']), scope), 'putPixels', { ...given, width, height, data: data.slice() })
    }),
  }
}

export const canvasExtension: Extension = (env, tools) => ({ own: canvasMembers(env, tools), described: canvasDescribed })
extend(canvasExtension)
