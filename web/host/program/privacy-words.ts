/** The words of the screen on a program's privacy, which come with it. */
import { fill, locale } from '../../kit/i18n/i18n.js'

const en = {
  title: 'Privacy',
  by: '{0} is published by {1}. This is what its code can ask you for, as the instance reads it; its publisher may say more on its own pages.',
  any: 'Its code decides only while it runs what it asks for: it may be any of these.',
  none: 'It asks you for nothing.',
  asks: 'What it can ask you for',
  login: 'An id that stands for you in this program alone, without a question',
  profile: 'Your name and picture, after your yes',
  place: 'Where you are, after your yes',
  chosenPlace: 'A place that you choose on a map',
  address: 'An address that you choose',
  invoice: 'An invoice title that you choose',
  files: 'Pictures, films and files that you choose',
  camera: 'What the camera sees, after your yes',
  microphone: 'What the microphone hears, after your yes',
  movement: 'How your device is moved and turned',
  clipboard: 'What you last copied, after your yes',
  pay: 'A payment, which you confirm',
  servers: 'Whom it can send it to',
  noServers: 'No server: it has declared none.',
  keeps: 'What it stores of its own stays in this browser.',
} as const
export type PrivacyWord = keyof typeof en

const zh: Readonly<Record<PrivacyWord, string>> = {
  title: '隐私保护指引',
  by: '{0}由{1}发布。以下是本站从其代码中读出的、它可能向你索取的内容；发布者可能在自己的页面上另有说明。',
  any: '它的代码在运行时才决定索取什么，以下各项都有可能。',
  none: '它不会向你索取任何内容。',
  asks: '可能向你索取的内容',
  login: '仅在此小程序中代表你的标识，不另行询问',
  profile: '你的昵称和头像，需你同意',
  place: '你的位置，需你同意',
  chosenPlace: '你在地图上选择的位置',
  address: '你选择的地址',
  invoice: '你选择的发票抬头',
  files: '你选择的图片、视频和文件',
  camera: '摄像头画面，需你同意',
  microphone: '麦克风录音，需你同意',
  movement: '设备的运动与方向',
  clipboard: '你最近复制的内容，需你同意',
  pay: '由你确认的付款',
  servers: '可能发送到的服务器',
  noServers: '没有：它未声明任何服务器。',
  keeps: '它自己存储的数据只保存在此浏览器中。',
}

export function privacyWord(key: PrivacyWord, ...args: readonly string[]): string {
  return fill((locale.value === 'zh' ? zh : en)[key], args)
}
