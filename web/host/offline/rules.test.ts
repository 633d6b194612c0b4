import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptFor, oldPackages, staleBuilds } from './rules.js'

const origin = 'https://shop.example'
const sha = 'a'.repeat(64)
const asked = (path: string, mode = 'cors', method = 'GET') => keptFor({ method, url: new URL(path, origin).href, mode }, origin)

test('the places of the host are answered by the one page that is kept', () => {
  for (const path of ['/', '/?from=home', '/chats', '/chats/cnv_1', '/contacts/', '/discover', '/me/wallet', '/p/wx1/pages/a/a?id=3']) {
    assert.deepEqual(asked(path, 'navigate'), { kind: 'page' }, path)
  }
  for (const path of ['/demo/ling', '/dev/open', '/assets/main.js', `/pkg/${sha}/manifest.json`, '/chatsx', '/joint'])
    assert.equal(asked(path, 'navigate'), null, path)
})

test('what belongs to a person, changes something, or is somebody else’s is never kept', () => {
  for (const path of [
    '/api/superette.v1.ChatService/History',
    '/api/live',
    '/api/gateway/wx1/picture?url=x',
    `/blob/${sha}`,
    '/pkg/key',
    '/sw.js',
    '/assets/../api/x',
  ]) {
    assert.equal(asked(path), null, path)
  }
  assert.equal(asked('/assets/main.js', 'cors', 'POST'), null)
  assert.equal(asked(`https://other.example/pkg/${sha}/manifest.json`), null)
  assert.equal(asked('https://other.example/', 'navigate'), null)
})

test('parts of the build and files of packages are kept', () => {
  for (const path of ['/assets/main-A.js', '/assets/build.json?build=1', '/icon.svg', '/icon-maskable-512.png', '/manifest-zh.webmanifest'])
    assert.deepEqual(asked(path), { kind: 'build' }, path)
  assert.deepEqual(asked(`/pkg/${sha}/manifest.json`), { kind: 'package', sha, manifest: true })
  assert.deepEqual(asked(`/pkg/${sha}/images/manifest.json`), { kind: 'package', sha, manifest: false })
})

test('a build lasts while a page of it is open', () => {
  const caches = ['packages', 'build 1', 'build 2', 'build 3', 'another']
  assert.deepEqual(staleBuilds(caches, 'build 3', new Set(['build 2'])), ['build 1'])
  assert.deepEqual(staleBuilds(caches, 'build 3', new Set()), ['build 1', 'build 2'])
})

test('the packages used longest ago go first', () => {
  const at = (n: number, path: string) => `${origin}/pkg/${String(n).padStart(64, '0')}/${path}`
  const kept = [at(1, 'manifest.json'), at(1, 'main.js'), at(2, 'main.js'), at(3, 'manifest.json'), at(2, 'manifest.json')]
  assert.deepEqual([...oldPackages(kept, 3)], [])
  assert.deepEqual(
    [...oldPackages(kept, 1)],
    ['1', '3'].map((n) => n.padStart(64, '0')),
  )
})
