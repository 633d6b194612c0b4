import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiFailure } from './broker.js'
import { createFiles, decodeDataUrl, FileFailure, packagePath } from './files.js'
import { openPackage, PackageFailure, sha256Hex, type Fetch } from './package.js'

const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer

interface Served {
  readonly sha: string
  readonly get: Fetch
  readonly files: Map<string, string>
  readonly asked: string[]
}

/** A package of these texts, and what serves it. */
async function served(texts: Readonly<Record<string, string>>, dialect = 'wechat'): Promise<Served> {
  const files = new Map(Object.entries({ '$/main.js': 'run()', '$/main.styles.json': '{"app":{"css":"a{}"}}', ...texts }))
  const list = await Promise.all(
    [...files]
      .sort()
      .map(async ([path, text]) => ({ path, sha256: await sha256Hex(bytesOf(text)), size: new TextEncoder().encode(text).length, type: 'image/png' })),
  )
  const manifest = JSON.stringify({
    format: 1,
    app: {
      dialect,
      name: 'T',
      color: '#000000',
      entry: 'a/a',
      pages: { 'a/a': { chunk: 'main', styles: [], window: {} } },
      window: {},
      chunks: { main: { js: '$/main.js', styles: '$/main.styles.json', root: '' } },
      elements: [],
      apis: [],
    },
    files: list,
  })
  const sha = await sha256Hex(bytesOf(manifest))
  const asked: string[] = []
  const prefix = `/pkg/${sha}/`
  return {
    sha,
    files,
    asked,
    get(url) {
      asked.push(url)
      if (url === `${prefix}manifest.json`) return Promise.resolve(bytesOf(files.get('manifest.json') ?? manifest))
      const text = files.get(decodeURIComponent(url.slice(prefix.length)))
      return Promise.resolve(text === undefined ? null : bytesOf(text))
    },
  }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    assert.ok(error instanceof PackageFailure, String(error))
    return error.code
  }
  return 'it did not fail'
}

test('files are fetched once each, by encoded paths, and given with their type', async () => {
  const from = await served({ 'images/茶 1.png': 'tea' })
  const held = await openPackage(from.sha, from.get)
  const [one, two] = await Promise.all([held.blob('images/茶 1.png'), held.blob('images/茶 1.png')])
  assert.equal(await one.text(), 'tea')
  assert.equal(two.type, 'image/png')
  assert.deepEqual(from.asked.slice(1), [`/pkg/${from.sha}/images/%E8%8C%B6%201.png`])
  assert.deepEqual(await held.styles('main'), { app: { css: 'a{}' } })
})

test('one altered byte in a file or in the manifest refuses it', async () => {
  const from = await served({ 'a.png': 'tea' })
  from.files.set('a.png', 'teb')
  const held = await openPackage(from.sha, from.get)
  assert.equal(await codeOf(held.blob('a.png')), 'altered')
  from.files.set('manifest.json', '{"format":1}')
  assert.equal(await codeOf(openPackage(from.sha, from.get)), 'altered')
})

test('a program of either dialect is opened, one of no dialect is not', async () => {
  const from = await served({}, 'alipay')
  assert.equal((await openPackage(from.sha, from.get)).app.dialect, 'alipay')
  const other = await served({}, 'other')
  assert.equal(await codeOf(openPackage(other.sha, other.get)), 'malformed')
})

test('what is not in the manifest is not asked for', async () => {
  const from = await served({})
  const held = await openPackage(from.sha, from.get)
  assert.equal(await codeOf(held.blob('../../api/me')), 'missing')
  assert.equal(from.asked.length, 1)
})

test('a failed fetch may be tried again', async () => {
  const from = await served({ 'a.png': 'tea' })
  let down = true
  const held = await openPackage(from.sha, (url) => (down && url.endsWith('a.png') ? Promise.reject(new PackageFailure('unreachable', 'x')) : from.get(url)))
  assert.equal(await codeOf(held.blob('a.png')), 'unreachable')
  down = false
  assert.equal(await (await held.blob('a.png')).text(), 'tea')
})

test('paths of a program stay inside its package', () => {
  assert.equal(packagePath('../images/a.png?x=1', 'pages/tea/tea'), 'pages/images/a.png')
  assert.equal(packagePath('/images/a.png', 'pages/tea/tea'), 'images/a.png')
  assert.equal(packagePath('/../../../etc/passwd', 'a/a'), 'etc/passwd')
  assert.equal(packagePath('a%20b.png', 'a/a'), 'a/a b.png')
  assert.equal(packagePath('100%.png', 'a/a'), 'a/100%.png')
})

async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    assert.ok(error instanceof FileFailure, String(error))
    return error.message
  }
  return 'it did not fail'
}

const nobody = (url: string): Promise<Blob> => Promise.reject(new ApiFailure(`nobody has ${url}`))
const noPicture = { picture: nobody, media: nobody, kept: () => undefined }

test('temporary files of one run are unknown to another', async () => {
  const one = createFiles(() => null, noPicture)
  const other = createFiles(() => null, noPicture)
  const path = one.keep(new Blob(['x'], { type: 'image/png' }))
  assert.match(path, /^wxfile:\/\/tmp_[0-9a-f]{32}\.png$/)
  assert.equal(await (await one.find(path, '')).text(), 'x')
  assert.match(await failureOf(other.find(path, '')), /no such file/)
})

test('pictures of the network come through the gateway, and its refusal is a sentence', async () => {
  const asked: string[] = []
  const files = createFiles(() => null, {
    ...noPicture,
    picture: (url) => {
      asked.push(url)
      return Promise.resolve(new Blob(['tea'], { type: 'image/png' }))
    },
  })
  assert.equal(await (await files.find('https://example.com/a.png', '')).text(), 'tea')
  assert.equal(await (await files.find('//example.com/b.png', 'pages/a/a')).text(), 'tea')
  assert.deepEqual(asked, ['https://example.com/a.png', 'https://example.com/b.png'])
  assert.equal(await failureOf(createFiles(() => null, noPicture).find('https://example.com/a.png', '')), 'nobody has https://example.com/a.png')
})

test('addresses that lead out of the package are refused with a sentence', async () => {
  const files = createFiles(() => null, noPicture)
  assert.match(await failureOf(files.find('blob:http://x/y', '')), /not supported/)
  assert.match(await failureOf(files.find('javascript:alert(1)', '')), /not supported/)
})

test('data: URLs are read with and without base64', async () => {
  assert.equal(await decodeDataUrl('data:text/plain;base64,dGVh').text(), 'tea')
  const svg = decodeDataUrl('data:image/svg+xml;utf8,%3Csvg%2F%3E')
  assert.deepEqual([svg.type, await svg.text()], ['image/svg+xml', '<svg/>'])
  assert.throws(() => decodeDataUrl('data:image/png;base64,###'), FileFailure)
})
