/** The words of the screen on which a place is chosen, which come with it. */
import { fill, locale } from '../../kit/i18n/i18n.js'

const en = {
  title: 'Choose a place',
  note: 'Move the map until the pin stands on the place. {0} gets what you choose, and not where you are.',
  map: 'Map. Arrow keys move it, plus and minus change its scale.',
  nearer: 'Zoom in',
  farther: 'Zoom out',
  here: 'Where I am',
  lost: 'This device does not say where it is.',
  name: 'Name of the place',
  address: 'Address',
  optional: 'optional',
  use: 'Use this place',
  north: '{0}° N',
  south: '{0}° S',
  east: '{0}° E',
  west: '{0}° W',
  noStreets: 'No street map on this instance',
} as const
export type PlaceWord = keyof typeof en

const zh: Readonly<Record<PlaceWord, string>> = {
  title: '选择位置',
  note: '移动地图，让图钉指向所选位置。{0}只会得到你选择的位置，不会得到你所在的位置。',
  map: '地图。方向键移动，加减键缩放。',
  nearer: '放大',
  farther: '缩小',
  here: '我的位置',
  lost: '此设备没有提供所在位置。',
  name: '位置名称',
  address: '详细地址',
  optional: '选填',
  use: '使用此位置',
  north: '北纬 {0}°',
  south: '南纬 {0}°',
  east: '东经 {0}°',
  west: '西经 {0}°',
  noStreets: '本站没有街道地图',
}

export function placeWord(key: PlaceWord, ...args: readonly string[]): string {
  return fill((locale.value === 'zh' ? zh : en)[key], args)
}
