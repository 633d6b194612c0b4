import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { asWritten, pagePath, parsePage, parsePlace, placePath } from './places.js'

describe('addresses of the host', () => {
  const pages: readonly [string, string, string][] = [
    ['/', 'chats', ''],
    ['/chats', 'chats', ''],
    ['/chats/cnv_01abc', 'chats', 'cnv_01abc'],
    ['/contacts/add', 'contacts', 'add'],
    ['/discover/wx0123456789abcdef', 'discover', 'wx0123456789abcdef'],
    ['/me/theme', 'me', 'theme'],
    ['/me/nonsense', 'me', ''],
    ['/chats/<script>', 'chats', ''],
    ['/nowhere/cnv_1', 'chats', ''],
  ]
  for (const [url, tab, detail] of pages) {
    it(`reads ${url}`, () => assert.deepEqual(parsePage(url), { tab, detail }))
  }

  it('comes back as it was written', () => {
    for (const path of ['/chats', '/chats/cnv_1', '/contacts/usr_2', '/discover', '/me/about']) assert.equal(pagePath(parsePage(path)), path)
  })

  it('keeps a program’s page with its query, and the page below it', () => {
    const url = '/p/wx0123456789abcdef/pages/tea/tea?id=3&from=a%20b'
    const place = parsePlace(url, '/chats/cnv_1')
    assert.deepEqual(place, { page: { tab: 'chats', detail: 'cnv_1' }, program: { appId: 'wx0123456789abcdef', path: 'pages/tea/tea?id=3&from=a%20b' } })
    assert.equal(placePath(place), url)
  })

  it('keeps a program’s page as the program wrote it, whatever the browser makes of its signs', () => {
    const path = 'pages/tea/tea?goods=[{"name":"龙井","a b":1}]'
    const { pathname, search } = new URL(`/p/wx1/${path}`, 'http://host')
    assert.notEqual(pathname + search, `/p/wx1/${path}`)
    const place = parsePlace(pathname + search, undefined)
    assert.equal(asWritten(place, path).program?.path, path)
    assert.equal(asWritten(place, 'pages/tea/tea?goods=other'), place)
    assert.equal(asWritten(place, undefined), place)
  })

  it('puts a program that came by its address alone over its own page', () => {
    assert.deepEqual(parsePlace('/p/wx1', undefined), { page: { tab: 'discover', detail: 'wx1' }, program: { appId: 'wx1', path: '' } })
  })

  it('does not open a program with a broken id', () => {
    assert.equal(parsePlace('/p/<x>/y', undefined).program, null)
  })
})
