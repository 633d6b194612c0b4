/**
 * A person's own addresses: one book for all programs, kept in this browser as their permissions are. A program sees of it the one
 * address that the person taps, never how many there are.
 */
import { bool, list, object, parse, text, type Parser } from '../../protocol/parse.js'
import { codeOf, type Region } from '../../protocol/regions.js'

export interface Address {
  readonly id: string
  readonly name: string
  readonly phone: string
  readonly province: string
  readonly city: string
  readonly county: string
  readonly street: string
  readonly detail: string
  readonly postalCode: string
  /** At most one is: it comes first. */
  readonly preferred: boolean
}
export type AddressField = Exclude<keyof Address, 'id' | 'preferred'>

/** field → the most letters of it. */
export const addressLimits: Readonly<Record<AddressField, number>> = {
  name: 50,
  phone: 30,
  province: 50,
  city: 50,
  county: 50,
  street: 50,
  detail: 200,
  postalCode: 20,
}
/** Without these nothing arrives. */
export const neededFields: readonly AddressField[] = ['name', 'phone', 'province', 'city', 'detail']

export const maxAddresses = 50

/** Names that are known for a field, by what stands in the fields above it. None of them has to be taken. */
export function suggestionsFor(field: AddressField, regions: readonly Region[], { province, city }: Pick<Address, 'province' | 'city'>): readonly string[] {
  const cities = regions.find((each) => each.name === province)?.inside ?? []
  const counties = cities.find((each) => each.name === city)?.inside ?? []
  const known: Partial<Record<AddressField, readonly Region[]>> = { province: regions, city: cities, county: counties }
  return (known[field] ?? []).map((each) => each.name)
}

export interface AddressBook {
  all(): readonly Address[]
  /** A known id is changed, any other is added; false if the book is full or the browser keeps nothing. */
  save(address: Address): boolean
  /** Where it stood. */
  remove(id: string): number
  /** Puts back what was removed; false as with `save`. */
  restore(address: Address, at: number): boolean
}

const kept: Parser<readonly Address[]> = list(
  object<Address>({
    id: text(100),
    name: text(addressLimits.name),
    phone: text(addressLimits.phone),
    province: text(addressLimits.province),
    city: text(addressLimits.city),
    county: text(addressLimits.county),
    street: text(addressLimits.street),
    detail: text(addressLimits.detail),
    postalCode: text(addressLimits.postalCode),
    preferred: bool,
  }),
  maxAddresses,
)

type Shelf = Pick<Storage, 'getItem' | 'setItem'>

export function openAddresses(userId: string, shelf: Shelf = localStorage): AddressBook {
  const key = `superette.addresses.${userId}.book`
  const read = (): readonly Address[] => {
    try {
      const got = parse(kept, JSON.parse(shelf.getItem(key) ?? '[]') as unknown)
      return got.ok ? got.value : []
    } catch {
      return [] // what cannot be read is asked for again
    }
  }
  const write = (addresses: readonly Address[]): boolean => {
    try {
      shelf.setItem(key, JSON.stringify(addresses))
      return true
    } catch {
      return false // full, or refused by the browser
    }
  }
  return {
    all: () => read().toSorted((a, b) => Number(b.preferred) - Number(a.preferred)),
    save(address) {
      const before = read()
      const known = before.some((each) => each.id === address.id)
      if (!known && before.length >= maxAddresses) return false
      const others = address.preferred ? before.map((each) => ({ ...each, preferred: false })) : before
      return write(known ? others.map((each) => (each.id === address.id ? address : each)) : [...others, address])
    },
    remove(id) {
      const before = read()
      write(before.filter((each) => each.id !== id))
      return before.findIndex((each) => each.id === id)
    },
    restore(address, at) {
      const others = read()
      if (others.length >= maxAddresses || others.some((each) => each.id === address.id)) return false
      // Another may have become the default since.
      const preferred = address.preferred && !others.some((each) => each.preferred)
      return write(others.toSpliced(Math.max(0, at), 0, { ...address, preferred }))
    },
  }
}

/** Control characters and marks of direction would let a line say something else than what is sent. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const unseen = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g

/** One line of what a person typed, and nothing that is not seen. */
export const cleanLine = (typed: string, most: number): string => typed.replace(unseen, ' ').trim().slice(0, most)

export function cleaned(address: Address): Address {
  const out: Record<string, unknown> = { ...address }
  for (const [field, most] of Object.entries(addressLimits)) out[field] = cleanLine(address[field as AddressField], most)
  return out as unknown as Address
}

/** Seven digits or more; everything beside them is how people write numbers. */
export function misfitOf(address: Address): AddressField | null {
  const empty = neededFields.find((field) => address[field] === '')
  if (empty !== undefined) return empty
  return /^\+?[\d ()-]+$/.test(address.phone) && address.phone.replace(/\D/g, '').length >= 7 ? null : 'phone'
}

export function lineOf({ province, city, county, street, detail }: Address): string {
  const parts = [province, city, county, street, detail].filter((each) => each !== '')
  // Chinese is written together, other scripts are not.
  return parts.reduce((line, part) => (/\p{Script=Han}$/u.test(line) && /^\p{Script=Han}/u.test(part) ? line + part : `${line} ${part}`), '').trim()
}

/** As wx.chooseAddress is documented to answer; nationalCode is that of the smallest region that is known. */
export function answerOf(address: Address, regions: readonly Region[]): Readonly<Record<string, string>> {
  const { name, phone, province, city, county, street, detail, postalCode } = address
  return {
    userName: name,
    postalCode,
    provinceName: province,
    cityName: city,
    countyName: county,
    streetName: street,
    detailInfo: lineOf({ ...address, province: '', city: '', county: '' }),
    detailInfoNew: detail,
    nationalCode: codeOf(regions, [province, city, county]),
    telNumber: phone,
  }
}
