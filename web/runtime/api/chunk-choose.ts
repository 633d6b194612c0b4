/** Choosing pictures, films, an address and a place, looking at pictures, random bytes: members that a program either lives on or never names. */
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'
import type { Family, Options } from './forms.js'

interface Chosen {
  readonly tempFilePath: string
  readonly size: number
  readonly fileType: 'image' | 'video'
  readonly width: number
  readonly height: number
  /** Seconds; 0 for a picture. */
  readonly duration: number
  /** A picture of a film; "" for a picture. */
  readonly thumbTempFilePath: string
}

function camera(options: Options): 'user' | 'environment' | undefined {
  const { sourceType } = options
  if (!Array.isArray(sourceType) || sourceType.includes('album') || !sourceType.includes('camera')) return undefined
  return options['camera'] === 'front' ? 'user' : 'environment'
}

/** As it was chosen, unless small ones alone are wanted: people are not asked which they mean. */
function compressed({ sizeType }: Options): boolean {
  return Array.isArray(sizeType) && sizeType.includes('compressed') && !sizeType.includes('original')
}

function count(value: unknown, most: number): number {
  return typeof value === 'number' && value >= 1 ? Math.min(most, Math.trunc(value)) : Math.min(9, most)
}

function chosenOf(value: unknown): readonly Chosen[] {
  return typeof value === 'object' && value !== null && 'tempFiles' in value && Array.isArray(value.tempFiles) ? (value.tempFiles as Chosen[]) : []
}

function chooseFamily(env: Env, { CallFailure }: Kit): Family {
  const choose = async (options: Options, kind: 'image' | 'video' | 'mix', most: number): Promise<readonly Chosen[]> =>
    chosenOf(await env.call('chooseFiles', { kind, count: count(options['count'], most), camera: camera(options), compressed: compressed(options) }))
  return {
    getRandomValues: [
      { length: 'Number' },
      ({ length }) => {
        if (Number(length) < 1 || Number(length) > 1_048_576) throw new CallFailure('invalid length')
        const bytes = new Uint8Array(Math.trunc(Number(length)))
        for (let i = 0; i < bytes.length; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536)) // its own limit per call
        return { randomValues: bytes.buffer }
      },
      'randomValues',
    ],

    chooseImage: [
      { count: 'Number?', sourceType: 'Array?', sizeType: 'Array?' },
      async (options) => {
        const files = await choose(options, 'image', 20)
        return { tempFilePaths: files.map((each) => each.tempFilePath), tempFiles: files.map((each) => ({ path: each.tempFilePath, size: each.size })) }
      },
      'tempFilePaths tempFiles',
    ],
    chooseMedia: [
      { count: 'Number?', mediaType: 'Array?', sourceType: 'Array?', sizeType: 'Array?', camera: 'String?' },
      async (options) => {
        const { mediaType } = options
        const wanted = Array.isArray(mediaType) ? (mediaType as readonly unknown[]) : ['image', 'video']
        const kind = wanted.includes('mix') || (wanted.includes('image') && wanted.includes('video')) ? 'mix' : wanted.includes('video') ? 'video' : 'image'
        const files = await choose(options, kind, 20)
        const tempFiles = files.map(({ tempFilePath, size, fileType, width, height, duration, thumbTempFilePath }) => ({
          tempFilePath,
          size,
          fileType,
          width,
          height,
          duration,
          thumbTempFilePath,
        }))
        const kinds = new Set(files.map((each) => each.fileType))
        return { tempFiles, type: kinds.size > 1 ? 'mix' : (files[0]?.fileType ?? 'image') }
      },
      'tempFiles type',
    ],
    chooseVideo: [
      { sourceType: 'Array?', camera: 'String?' },
      async (options) => {
        const [file] = await choose({ ...options, count: 1 }, 'video', 1)
        if (file === undefined) throw new CallFailure('cancel')
        return { tempFilePath: file.tempFilePath, size: file.size, duration: file.duration, width: file.width, height: file.height }
      },
      'tempFilePath size duration width height',
    ],
    scanCode: [
      { onlyFromCamera: 'Boolean?', scanType: 'Array?' },
      ({ onlyFromCamera, scanType }) =>
        env.call('scanCode', { onlyFromCamera: onlyFromCamera === true, ...(Array.isArray(scanType) ? { scanType: scanType.map(String) } : {}) }),
      'result scanType charSet path rawData',
    ],
    chooseAddress: [
      {},
      () => env.call('chooseAddress', {}),
      'userName postalCode provinceName cityName countyName streetName detailInfo detailInfoNew nationalCode telNumber',
    ],
    chooseInvoiceTitle: [{}, () => env.call('chooseInvoiceTitle', {}), 'type title taxNumber companyAddress telephone bankName bankAccount'],
    chooseLocation: [
      { latitude: 'Number?', longitude: 'Number?' },
      ({ latitude, longitude }) => {
        if (Math.abs(Number(latitude ?? 0)) > 90 || Math.abs(Number(longitude ?? 0)) > 180) throw new CallFailure('invalid latitude or longitude')
        return env.call('chooseLocation', { latitude: latitude ?? undefined, longitude: longitude ?? undefined })
      },
      'name address latitude longitude',
    ],
    previewMedia: [
      { sources: 'Array', current: 'Number?' },
      ({ sources, current }) => {
        const list = (sources as readonly { readonly url?: unknown }[]).map((each) => String(each.url))
        return env.call('previewImage', { urls: list, current: typeof current === 'number' ? Math.max(0, Math.trunc(current)) : 0 })
      },
    ],
  }
}

export const chooseExtension: Extension = (env, tools) => {
  const family = chooseFamily(env, tools)
  const own = tools.members(env, family)
  return { own, described: family satisfies Readonly<Record<string, Described>> }
}
extend(chooseExtension)
