/** The words of the address book, which come with it. */
import { fill, locale } from '../../kit/i18n/i18n.js'

const en = {
  title: 'Your addresses',
  choose: 'Tap the address that {0} may have. It sees no other.',
  none: 'You have no address yet. Add one, and then choose whether {0} may have it.',
  add: 'Add address',
  edit: 'Edit',
  editOf: 'Edit the address of {0}',
  preferred: 'Default',
  prefer: 'Use as the default',
  removed: 'Address removed.',
  undo: 'Undo',
  remove: 'Remove',
  save: 'Save',
  name: 'Name',
  phone: 'Phone',
  province: 'Province or state',
  city: 'City',
  county: 'District',
  street: 'Neighbourhood',
  detail: 'Street, number, room',
  postalCode: 'Postal code',
  optional: 'optional',
  needed: 'This is needed.',
  badPhone: 'This is no phone number.',
  full: 'It could not be kept: the book or this browser’s storage is full.',
} as const
export type AddressWord = keyof typeof en

const zh: Readonly<Record<AddressWord, string>> = {
  title: '我的收货地址',
  choose: '点选要提供给{0}的地址，它看不到其他地址。',
  none: '还没有收货地址。先添加一个，再决定是否提供给{0}。',
  add: '新增地址',
  edit: '编辑',
  editOf: '编辑{0}的地址',
  preferred: '默认',
  prefer: '设为默认地址',
  removed: '地址已删除。',
  undo: '撤销',
  remove: '删除',
  save: '保存',
  name: '收货人',
  phone: '手机号码',
  province: '省 / 自治区 / 直辖市',
  city: '城市',
  county: '区 / 县',
  street: '街道 / 乡镇',
  detail: '详细地址',
  postalCode: '邮政编码',
  optional: '选填',
  needed: '请填写此项。',
  badPhone: '请填写正确的电话号码。',
  full: '无法保存：地址簿或浏览器存储空间已满。',
}

export function addressWord(key: AddressWord, ...args: readonly string[]): string {
  return fill((locale.value === 'zh' ? zh : en)[key], args)
}
