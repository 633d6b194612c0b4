import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HostFile } from '../../protocol/bridge.js'
import { ApiFailure } from './broker.js'
import type { FileDisk } from './filedisk.js'
import { createFiles } from './files.js'
import { createOwnFiles, isOwnPath, ownLimitBytes, type OwnFiles } from './ownfiles.js'
import { openScopes } from './scopes.js'

function memory(first: readonly HostFile[] = []): { readonly disk: FileDisk; readonly rows: Map<string, HostFile> } {
  const rows = new Map(first.map((each) => [each.path, each]))
  return {
    rows,
    disk: {
      load: () => Promise.resolve([...rows.values()]),
      write: (path, file) => Promise.resolve(void (file === null ? rows.delete(path) : rows.set(path, file))),
    },
  }
}
const noSource = { picture: () => Promise.reject(new Error('none')), media: () => Promise.reject(new Error('none')), kept: () => undefined }
const filesOf = (): ReturnType<typeof createFiles> => createFiles(() => null, noSource)

test('only paths of a program’s own folder and of saved files are kept', () => {
  const paths = {
    'wxfile://usr/a.png': true,
    'wxfile://usr/a/b/c': true,
    'wxfile://store_1.png': true,
    'wxfile://usr/': false,
    'wxfile://usr': false,
    'wxfile://usr/../x': false,
    'wxfile://usr/a/./b': false,
    'wxfile://tmp_1.png': false,
    'http://usr/a': false,
    '/app.js': false,
    '': false,
    [`wxfile://usr/${'a'.repeat(2000)}`]: false,
  }
  assert.deepEqual(Object.fromEntries(Object.keys(paths).map((each) => [each, isOwnPath(each)])), paths)
})

test('a change is found by its path at once, and is on the disk for the next run', async () => {
  const { disk, rows } = memory()
  const files = filesOf()
  const own = createOwnFiles(files, disk, () => 7)
  await own.change({ path: 'wxfile://usr/a.txt', blob: new Blob(['tea']) })
  await own.change({ path: 'wxfile://usr/d', blob: null, folder: true })
  assert.equal(await (await files.find('wxfile://usr/a.txt', '')).text(), 'tea')
  assert.equal(await (await files.find('http://usr/a.txt', '')).text(), 'tea')
  assert.deepEqual(
    [...rows.values()].map(({ path, blob, changed }) => [path, blob.size, blob.type, changed]),
    [
      ['wxfile://usr/a.txt', 3, '', 7],
      ['wxfile://usr/d', 0, 'application/x-folder', 7],
    ],
  )
  await own.change({ path: 'wxfile://usr/a.txt', blob: null })
  assert.deepEqual([...rows.keys()], ['wxfile://usr/d'])
  await assert.rejects(files.find('wxfile://usr/a.txt', ''))
})

test('a program writes nowhere else and not past its limit', async () => {
  const { disk, rows } = memory([{ path: 'wxfile://usr/old', blob: { size: ownLimitBytes - 2 } as Blob, changed: 1 }])
  const own: OwnFiles = createOwnFiles(filesOf(), disk)
  const held = { manifest: { files: [] } } as unknown as Parameters<OwnFiles['start']>[0]
  assert.equal((await own.start(held)).length, 1)
  for (const path of ['/app.js', 'wxfile://tmp_1', 'wxfile://usr/../../x', 'https://example.com/a'])
    await assert.rejects(own.change({ path, blob: new Blob(['x']) }), (error) => error instanceof ApiFailure && /permission denied/.test(error.message))
  await assert.rejects(own.change({ path: 'wxfile://usr/b', blob: new Blob(['tea']) }), /maximum size of the file storage/)
  await own.change({ path: 'wxfile://usr/b', blob: new Blob(['te']) })
  await own.change({ path: 'wxfile://usr/old', blob: null })
  await own.change({ path: 'wxfile://usr/b', blob: new Blob(['tea again']) })
  assert.deepEqual([...rows.keys()], ['wxfile://usr/b'])
})

test('what was kept by runs before counts, also for a program that is never told of it', async () => {
  const { disk } = memory([{ path: 'wxfile://usr/old', blob: { size: ownLimitBytes - 2 } as Blob, changed: 1 }])
  const own = createOwnFiles(filesOf(), disk)
  await assert.rejects(own.change({ path: 'wxfile://usr/b', blob: new Blob(['tea']) }), /maximum size of the file storage/)
  await own.change({ path: 'wxfile://usr/b', blob: new Blob(['te']) })
})

test('a temporary file that the program removes is gone, and its room is free again', async () => {
  const files = filesOf()
  const own = createOwnFiles(files, memory().disk)
  const path = files.keep(new Blob(['tea']))
  await own.change({ path, blob: null })
  await assert.rejects(files.find(path, ''))
})

test('what a person decides is remembered for one program, and what cannot be read was not decided', () => {
  const rows = new Map<string, string>()
  const shelf = { getItem: (key: string) => rows.get(key) ?? null, setItem: (key: string, value: string) => void rows.set(key, value) }
  openScopes('ling', 'wx1', shelf).set('scope.camera', false)
  openScopes('ling', 'wx1', shelf).set('scope.userLocation', true)
  assert.deepEqual(openScopes('ling', 'wx1', shelf).all(), { 'scope.camera': false, 'scope.userLocation': true })
  assert.deepEqual(openScopes('ling', 'wx2', shelf).all(), {})
  assert.deepEqual(openScopes('tom', 'wx1', shelf).all(), {})
  for (const broken of ['{', '3', '{"decided":{"scope.camera":"yes"}}', '{"decided":{"__proto__":true}}']) {
    rows.set('superette.scopes.ling.wx1', broken)
    assert.deepEqual(openScopes('ling', 'wx1', shelf).all(), {}, broken)
  }
})
