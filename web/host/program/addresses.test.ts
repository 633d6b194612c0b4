import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import { type Address, answerOf, cleaned, lineOf, maxAddresses, misfitOf, openAddresses, suggestionsFor } from './addresses.js'
import { readRegions } from '../../protocol/regions.js'
import { createOverlays } from './overlays.js'
import { regionNames } from './regionnames.js'

const regions = readRegions(regionNames)

const ling: Address = {
  id: 'a',
  name: '张玲',
  phone: '13800138000',
  province: '广东省',
  city: '广州市',
  county: '天河区',
  street: '猎德街道',
  detail: '茶行路 8 号',
  postalCode: '510630',
  preferred: false,
}

function shelfOf(first?: string): Pick<Storage, 'getItem' | 'setItem'> & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  if (first !== undefined) kept.set('superette.addresses.ling.book', first)
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

test('a book keeps, changes, removes and brings back; the default comes first and is one', () => {
  const shelf = shelfOf()
  const book = openAddresses('ling', shelf)
  assert.ok(book.save(ling) && book.save({ ...ling, id: 'b', preferred: true }) && book.save({ ...ling, id: 'c', preferred: true }))
  assert.deepEqual(
    book.all().map((each) => [each.id, each.preferred]),
    [
      ['c', true],
      ['a', false],
      ['b', false],
    ],
  )
  assert.ok(book.save({ ...ling, name: 'Ling' }))
  const at = book.remove('a')
  assert.equal(book.all().length, 2)
  assert.ok(book.restore({ ...ling, preferred: true }, at))
  assert.deepEqual(
    book.all().map((each) => [each.id, each.preferred]),
    [
      ['c', true],
      ['a', false],
      ['b', false],
    ],
  )
  assert.equal(book.restore(ling, 0), false, 'it is there')
  assert.deepEqual(openAddresses('tom', shelf).all(), [], "another person's book is another")
})

test('a book that is full, refused or broken loses nothing and ends nothing', () => {
  const full = openAddresses('ling', shelfOf(JSON.stringify(Array.from({ length: maxAddresses }, (_, i) => ({ ...ling, id: String(i) })))))
  assert.equal(full.all().length, maxAddresses)
  assert.equal(full.save(ling), false)
  assert.ok(full.save({ ...ling, id: '7', name: 'Tom' }))
  const refused = openAddresses('ling', {
    getItem: () => null,
    setItem() {
      throw new DOMException('full', 'QuotaExceededError')
    },
  })
  assert.equal(refused.save(ling), false)
  for (const broken of ['', '{', '{}', 'null', '[{"id":"a"}]', JSON.stringify([{ ...ling, name: 7 }])]) {
    assert.deepEqual(openAddresses('ling', shelfOf(broken)).all(), [], broken)
  }
})

test('what is kept is what is seen: no controls, no marks of direction, no more than fits', () => {
  const odd = cleaned({ ...ling, name: ' Ling\u202egnil\u0000 ', detail: 'x'.repeat(1000) })
  assert.equal(odd.name, 'Ling gnil')
  assert.equal(odd.detail.length, 200)
  assert.equal(misfitOf(cleaned({ ...ling, name: '\u202e' })), 'name')
  assert.equal(misfitOf(ling), null)
  for (const phone of ['+49 (30) 123-4567', '13800138000']) assert.equal(misfitOf({ ...ling, phone }), null, phone)
  for (const phone of ['12', '138001380OO', '+', '-------']) assert.equal(misfitOf({ ...ling, phone }), 'phone', phone)
})

test('a program gets the documented fields, and nothing else of the book', () => {
  assert.deepEqual(answerOf(ling, regions), {
    userName: '张玲',
    postalCode: '510630',
    provinceName: '广东省',
    cityName: '广州市',
    countyName: '天河区',
    streetName: '猎德街道',
    detailInfo: '猎德街道茶行路 8 号',
    detailInfoNew: '茶行路 8 号',
    nationalCode: '440106',
    telNumber: '13800138000',
  })
  assert.equal(answerOf({ ...ling, county: '' }, regions)['nationalCode'], '440100')
  assert.equal(answerOf({ ...ling, province: 'Kent' }, regions)['nationalCode'], '')
  assert.equal(lineOf(ling), '广东省广州市天河区猎德街道茶行路 8 号')
  assert.equal(lineOf({ ...ling, province: 'Kent', city: 'Dover', county: '', street: '', detail: '8 Tea Row' }), 'Kent Dover 8 Tea Row')
})

test('going back leads from the form to the list, and from the list out of it', async () => {
  const overlays = createOverlays()
  const editing = signal<Address | null>(ling)
  const chosen = overlays.addresses({ program: 'Teahouse', book: openAddresses('ling', shelfOf()), editing, regions, View: () => null })
  assert.ok(overlays.dismiss())
  assert.equal(editing.value, null)
  assert.equal(overlays.dialog.value?.kind, 'addresses')
  assert.ok(overlays.dismiss())
  assert.equal(await chosen, null)
  const left = overlays.addresses({ program: '', book: openAddresses('ling', shelfOf()), editing: signal<Address | null>(ling), regions, View: () => null })
  overlays.leave()
  assert.equal(await left, null)
})

test('names are offered by what stands above them, and none where none is known', () => {
  const offered = (field: 'province' | 'city' | 'county' | 'street', province: string, city: string): readonly string[] =>
    suggestionsFor(field, regions, { province, city }).slice(0, 2)
  assert.deepEqual(offered('province', 'Kent', ''), ['北京市', '天津市'])
  assert.deepEqual(offered('city', '广东省', ''), ['广州市', '韶关市'])
  assert.deepEqual(offered('city', 'Kent', ''), [])
  assert.deepEqual(offered('county', '上海市', '上海市'), ['黄浦区', '徐汇区'])
  assert.deepEqual(offered('county', '广东省', '广州市'), ['荔湾区', '越秀区'])
  assert.deepEqual(offered('street', '上海市', '上海市'), [])
})
