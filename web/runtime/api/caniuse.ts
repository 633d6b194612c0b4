/**
 * wx.canIUse, truthful: a member is usable if this version carries it out, a component's attribute if it has an effect. What is
 * asked below a member (".object.title", ".success.confirm", ".return.theme") is answered from what the member reads and
 * gives; what is asked below a component from the table of the built-ins, below an object ("RequestTask.abort") from what works of it.
 */
import { elementNames, objectNames } from './elementnames.js'
import type { Described } from './forms.js'

export interface Known {
  readonly usable: ReadonlySet<string>
  readonly described: Readonly<Record<string, Described>>
  readonly sync: Readonly<Record<string, (...args: never[]) => unknown>>
}

/** Values of options that are taken, for options that take no others. */
const values: Readonly<Record<string, string>> = {
  'request.method': 'OPTIONS GET HEAD POST PUT DELETE',
  'request.responseType': 'text arraybuffer',
  'showToast.icon': 'success error loading none',
  'getLocation.type': 'wgs84 gcj02',
}

const has = (words: string | undefined, word: string): boolean => words?.split(' ').includes(word) ?? false
const memberOf = (value: unknown, name: string): boolean => typeof value === 'object' && value !== null && name in value

const within = (value: unknown, detail: string, option: string | undefined): boolean =>
  memberOf(value, detail) && (option === undefined || memberOf((value as Readonly<Record<string, unknown>>)[detail], option))

/** "button.open-type.share": values stand behind their attribute, "open-type=share,getUserInfo". */
function componentCan(words: string, attribute: string | undefined, option: string | undefined, more: string | undefined): boolean {
  if (attribute === undefined) return true
  if (more !== undefined) return false
  const kebab = attribute.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  for (const word of words.split(' ')) {
    const [name, values] = word.split('=')
    if (name === kebab) return option === undefined || has(values?.replaceAll(',', ' '), option.replace(' ', '_'))
  }
  return false
}

export function canIUse(schema: unknown, known: Known): boolean {
  if (typeof schema !== 'string' || schema === '') return false
  const [name = '', part, detail, option] = schema.split('.')
  if (Object.hasOwn(elementNames, name)) return componentCan(elementNames[name] ?? '', part, detail, option)
  if (Object.hasOwn(objectNames, name)) {
    const [maker = '', ...members] = objectNames[name]!.split(' ')
    return detail === undefined && (maker === '-' || known.usable.has(maker)) && (part === undefined || members.includes(part))
  }
  if (!known.usable.has(name)) return false
  if (part === undefined || detail === undefined) return part === undefined || ['object', 'success', 'callback', 'return'].includes(part)
  const described = known.described[name]
  switch (part) {
    case 'object':
      if (option !== undefined) return has(values[`${name}.${detail}`], option)
      return ['success', 'fail', 'complete'].includes(detail) || Object.hasOwn(described?.[0] ?? {}, detail)
    case 'success':
    case 'callback':
      if (name === 'getSystemInfo' || name === 'getSystemInfoAsync') return within(known.sync['getSystemInfoSync']?.(), detail, option)
      return option === undefined && has(described?.[2], detail)
    case 'return':
      return /^get.*(Sync|Info|Setting|Rect)$/.test(name) && within(known.sync[name]?.(), detail, option)
    default:
      return false
  }
}
