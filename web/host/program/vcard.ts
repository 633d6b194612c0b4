/** A contact as address books read it: vCard 3.0 (RFC 2426), which phones take without asking. */

type Fields = Readonly<Record<string, string>>

const escaped = (value: string): string => value.replace(/[\\;,]/g, '\\$&').replace(/\r\n?|\n/g, '\\n')

/** A line of at most 75 bytes and its continuations, never within a character. */
function folded(line: string): string {
  const most = 75
  let out = ''
  let length = 0
  for (const char of line) {
    const bytes = new TextEncoder().encode(char).length
    if (length + bytes > most) {
      out += '\r\n '
      length = 1
    }
    out += char
    length += bytes
  }
  return out
}

/** prefix: "address", "workAddress" or "homeAddress". */
function address(fields: Fields, prefix: string): readonly string[] {
  const parts = ['Street', 'City', 'State', 'PostalCode', 'Country'].map((part) => fields[`${prefix}${part}`] ?? '')
  return parts.every((part) => part === '') ? [] : [`;;${parts.map(escaped).join(';')}`]
}

/** As the person's own people write it: 王琳, and Ling Wang. */
export function fullName({ firstName = '', middleName = '', lastName = '' }: Fields): string {
  const parts = [firstName, middleName, lastName].filter((each) => each !== '')
  return parts.every((each) => /^\p{Script=Han}+$/u.test(each)) ? parts.reverse().join('') : parts.join(' ')
}

/** fields: the options of wx.addPhoneContact. */
export function vcard(fields: Fields): string {
  const { firstName = '', middleName = '', lastName = '' } = fields
  const one = (property: string, name: string): readonly string[] => (fields[name] ? [`${property}:${escaped(fields[name])}`] : [])
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${[lastName, firstName, middleName].map(escaped).join(';')};;`,
    `FN:${escaped(fullName(fields))}`,
    ...one('NICKNAME', 'nickName'),
    ...one('ORG', 'organization'),
    ...one('TITLE', 'title'),
    ...one('TEL;TYPE=CELL', 'mobilePhoneNumber'),
    ...one('TEL;TYPE=WORK', 'workPhoneNumber'),
    ...one('TEL;TYPE=WORK,PREF', 'hostNumber'),
    ...one('TEL;TYPE=HOME', 'homePhoneNumber'),
    ...one('TEL;TYPE=WORK,FAX', 'workFaxNumber'),
    ...one('TEL;TYPE=HOME,FAX', 'homeFaxNumber'),
    ...one('EMAIL', 'email'),
    ...one('URL', 'url'),
    ...one('X-WECHAT', 'weChatNumber'),
    ...address(fields, 'address').map((each) => `ADR:${each}`),
    ...address(fields, 'workAddress').map((each) => `ADR;TYPE=WORK:${each}`),
    ...address(fields, 'homeAddress').map((each) => `ADR;TYPE=HOME:${each}`),
    ...one('NOTE', 'remark'),
    'END:VCARD',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}
