import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { filesExtension } from './chunk-files.js'
import { pathOf } from './filetree.js'
import { fakeEnv, type FakeEnv } from './testing.js'
import { createWx } from './wx.js'

type Fn = (...args: unknown[]) => unknown
type Members = Readonly<Record<string, Fn>>

function start(files: readonly { path: string; blob: Blob; changed: number }[] = []): { readonly wx: Members; readonly fs: Members; readonly fake: FakeEnv } {
  const fake = fakeEnv()
  const wx = createWx({ ...fake.env, files }, [filesExtension]) as Members
  return { wx, fs: wx['getFileSystemManager']!() as Members, fake }
}
const failing = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    const { message, errno } = error as { message: string; errno?: number }
    return [message, errno]
  }
  return 'did not fail'
}
const usr = 'wxfile://usr'

test('paths have one spelling, and none leads out of its folder', () => {
  const spelled = {
    'http://usr/a//b/./c': `${usr}/a/b/c`,
    [`${usr}/../../a`]: `${usr}/a`,
    [`${usr}/`]: usr,
    'images/a.png': '/images/a.png',
    '/images/../b.png': '/b.png',
    'http://tmp/x.png': 'wxfile://tmp/x.png',
    'wxfile://tmp_1.png': 'wxfile://tmp_1.png',
    'wxfile://store_1/../../usr/a': 'wxfile://storeusr/a',
  }
  assert.deepEqual(Object.fromEntries(Object.keys(spelled).map((each) => [each, pathOf(each)])), spelled)
})

test('what is written is read back in each encoding, and told to the host', async () => {
  const { fs, fake } = start()
  fs['writeFileSync']!(`${usr}/a.txt`, '茶 tea', 'utf8')
  assert.equal(fs['readFileSync']!(`${usr}/a.txt`, 'utf-8'), '茶 tea')
  assert.equal(fs['readFileSync']!(`${usr}/a.txt`, 'base64'), Buffer.from('茶 tea').toString('base64'))
  assert.equal(fs['readFileSync']!(`${usr}/a.txt`, 'hex'), Buffer.from('茶 tea').toString('hex'))
  assert.deepEqual(fs['readFileSync']!(`${usr}/a.txt`), new TextEncoder().encode('茶 tea').buffer)
  assert.equal(fs['readFileSync']!(`${usr}/a.txt`, 'utf8', 4, 2), 'te')
  for (const [encoding, text] of [
    ['base64', 'AAECAw=='],
    ['hex', '00010203'],
    ['latin1', '\u0000\u0001\u0002\u0003'],
  ]) {
    fs['writeFileSync']!(`${usr}/b`, text, encoding)
    assert.deepEqual([...new Uint8Array(fs['readFileSync']!(`${usr}/b`) as ArrayBuffer)], [0, 1, 2, 3], encoding)
  }
  fs['writeFileSync']!(`${usr}/c`, '茶', 'ucs2')
  assert.equal(fs['readFileSync']!(`${usr}/c`, 'utf16le'), '茶')
  fs['appendFileSync']!(`${usr}/a.txt`, '!')
  assert.equal(fs['readFileSync']!(`${usr}/a.txt`, 'utf8'), '茶 tea!')
  const change = fake.asked[0]!
  assert.equal(change.name, 'fileChange')
  const { path, blob } = change.args as { path: string; blob: Blob }
  assert.deepEqual([path, await blob.text()], [`${usr}/a.txt`, '茶 tea'])
})

test('folders: made, listed, looked at, renamed, removed', () => {
  const { fs } = start()
  fs['mkdirSync']!(`${usr}/a/b/c`, true)
  fs['writeFileSync']!(`${usr}/a/b/1.txt`, 'one')
  fs['writeFileSync']!(`${usr}/a/2.txt`, 'two')
  assert.deepEqual(fs['readdirSync']!(`${usr}/a`), ['2.txt', 'b'])
  assert.deepEqual(fs['readdirSync']!(usr), ['a'])
  const stat = fs['statSync']!(`${usr}/a/b/1.txt`) as Record<string, unknown> & { isFile(): boolean; isDirectory(): boolean }
  assert.deepEqual([stat['size'], stat.isFile(), stat.isDirectory(), typeof stat['lastModifiedTime']], [3, true, false, 'number'])
  assert.equal((fs['statSync']!(`${usr}/a`) as typeof stat).isDirectory(), true)
  assert.deepEqual(Object.keys(fs['statSync']!(`${usr}/a`, true) as object).sort(), ['/', '/2.txt', '/b', '/b/1.txt', '/b/c'])
  fs['renameSync']!(`${usr}/a`, `${usr}/z`)
  assert.equal(fs['readFileSync']!(`${usr}/z/b/1.txt`, 'utf8'), 'one')
  assert.deepEqual(fs['readdirSync']!(usr), ['z'])
  fs['copyFileSync']!(`${usr}/z/2.txt`, `${usr}/3.txt`)
  fs['unlinkSync']!(`${usr}/z/2.txt`)
  assert.equal(fs['readFileSync']!(`${usr}/3.txt`, 'utf8'), 'two')
  fs['rmdirSync']!(`${usr}/z`, true)
  assert.deepEqual(fs['readdirSync']!(usr), ['3.txt'])
})

const missing = 1_300_002
const denied = 1_300_013
const cases: readonly (readonly [string, readonly unknown[], string, number])[] = [
  ['readFileSync', [`${usr}/none`, 'utf8'], `readFileSync:fail no such file or directory, open ${usr}/none`, missing],
  ['readFileSync', [`${usr}/d`], `readFileSync:fail illegal operation on a directory, open "${usr}/d"`, 1_300_021],
  ['readFileSync', [`${usr}/f`, 'klingon'], 'readFileSync:fail invalid encoding "klingon"', 1_300_022],
  ['readFileSync', [`${usr}/f`, 'utf8', 99], 'readFileSync:fail the value of "position" is out of range', 1_300_022],
  ['accessSync', [`${usr}/none`], `accessSync:fail no such file or directory ${usr}/none`, missing],
  ['writeFileSync', [`${usr}/none/a`, 'x'], `writeFileSync:fail no such file or directory, open ${usr}/none/a`, missing],
  ['writeFileSync', ['/app.js', 'x'], 'writeFileSync:fail permission denied, open /app.js', denied],
  ['writeFileSync', ['wxfile://store_1', 'x'], 'writeFileSync:fail permission denied, open wxfile://store_1', denied],
  ['writeFileSync', [`${usr}/d`, 'x'], `writeFileSync:fail illegal operation on a directory, open "${usr}/d"`, 1_300_021],
  ['writeFileSync', [`${usr}/f`, {}], 'writeFileSync:fail data must be a string or ArrayBuffer', 1_300_022],
  ['mkdirSync', [`${usr}/d`], `mkdirSync:fail file already exists ${usr}/d`, 1_300_017],
  ['mkdirSync', [`${usr}/x/y`], `mkdirSync:fail no such file or directory ${usr}/x/y`, missing],
  ['mkdirSync', ['/x'], 'mkdirSync:fail permission denied, open /x', denied],
  ['readdirSync', [`${usr}/f`], `readdirSync:fail not a directory ${usr}/f`, 1_300_020],
  ['readdirSync', [`${usr}/none`], `readdirSync:fail no such file or directory ${usr}/none`, missing],
  ['rmdirSync', [`${usr}/d`], 'rmdirSync:fail directory not empty', 1_300_066],
  ['rmdirSync', [usr], `rmdirSync:fail permission denied, open ${usr}`, denied],
  ['unlinkSync', [`${usr}/d`], `unlinkSync:fail operation not permitted, unlink ${usr}/d`, denied],
  ['unlinkSync', [`${usr}/none`], `unlinkSync:fail no such file or directory ${usr}/none`, missing],
  ['renameSync', [`${usr}/none`, `${usr}/x`], `renameSync:fail no such file or directory, rename ${usr}/none -> ${usr}/x`, missing],
  ['renameSync', [`${usr}/d`, `${usr}/d/e`], `renameSync:fail permission denied, rename ${usr}/d -> ${usr}/d/e`, denied],
  ['copyFileSync', [`${usr}/none`, `${usr}/x`], `copyFileSync:fail no such file or directory, copyFile ${usr}/none -> ${usr}/x`, missing],
  ['copyFileSync', [`${usr}/f`, '/x'], `copyFileSync:fail permission denied, copyFile ${usr}/f -> /x`, denied],
  ['saveFileSync', ['wxfile://tmp_none'], 'saveFileSync:fail tempFilePath file not exist', missing],
]
for (const [name, args, message, errno] of cases) {
  test(`${name}(${args.map((each) => JSON.stringify(each)).join(', ')}) fails with the vendor’s text and number`, () => {
    const { fs } = start()
    fs['mkdirSync']!(`${usr}/d`)
    fs['writeFileSync']!(`${usr}/d/inside`, 'x')
    fs['writeFileSync']!(`${usr}/f`, 'x')
    assert.deepEqual(
      failing(() => fs[name]!(...args)),
      [message, errno],
    )
  })
}

test('the asynchronous forms answer by callbacks and promises', async () => {
  const { fs } = start()
  assert.deepEqual(await fs['writeFile']!({ filePath: `${usr}/a`, data: 'tea' }), { errMsg: 'writeFile:ok' })
  assert.deepEqual(await fs['readFile']!({ filePath: `${usr}/a`, encoding: 'utf8' }), { data: 'tea', errMsg: 'readFile:ok' })
  assert.deepEqual(await fs['readdir']!({ dirPath: usr }), { files: ['a'], errMsg: 'readdir:ok' })
  await assert.rejects(fs['readFile']!({ filePath: `${usr}/none` }) as Promise<unknown>, (error) => {
    assert.deepEqual(error, { errMsg: `readFile:fail no such file or directory, open ${usr}/none`, errno: missing })
    return true
  })
  await assert.rejects(fs['readFile']!({}) as Promise<unknown>, (error) => {
    assert.deepEqual(error, { errMsg: 'readFile:fail parameter error: parameter.filePath should be String instead of Undefined;', errno: 1001 })
    return true
  })
})

test('a temporary file is saved once, listed and removed', async () => {
  const { wx, fs, fake } = start()
  fake.happen('fileKept', { path: 'wxfile://tmp_1.png', blob: new Blob(['png']) })
  const { savedFilePath } = (await wx['saveFile']!({ tempFilePath: 'wxfile://tmp_1.png' })) as { savedFilePath: string }
  assert.match(savedFilePath, /^wxfile:\/\/store_\d+\.png$/)
  const { fileList } = (await wx['getSavedFileList']!({})) as { fileList: { filePath: string; size: number }[] }
  assert.deepEqual(
    fileList.map(({ filePath, size }) => [filePath, size]),
    [[savedFilePath, 3]],
  )
  await assert.rejects(wx['saveFile']!({ tempFilePath: 'wxfile://tmp_1.png' }) as Promise<unknown>)
  fake.happen('fileKept', { path: 'wxfile://tmp_2.png', blob: new Blob(['png']) })
  assert.equal(fs['saveFileSync']!('wxfile://tmp_2.png', `${usr}/kept.png`), `${usr}/kept.png`)
  await wx['removeSavedFile']!({ filePath: savedFilePath })
  await assert.rejects(wx['removeSavedFile']!({ filePath: savedFilePath }) as Promise<unknown>)
})

test('an open file is read and written where it says, and as it was opened', async () => {
  const { fs } = start()
  const path = `${usr}/a`
  const fd = fs['openSync']!({ filePath: path, flag: 'w+' })
  assert.equal(typeof fd, 'string')
  assert.deepEqual(fs['writeSync']!({ fd, data: 'green tea' }), { bytesWritten: 9 })
  assert.deepEqual(fs['writeSync']!({ fd, data: new TextEncoder().encode('xRED!').buffer, offset: 1, length: 3, position: 6 }), { bytesWritten: 3 })
  assert.deepEqual(await fs['write']!({ fd, data: '.' }), { bytesWritten: 1, errMsg: 'write:ok' })
  assert.equal(fs['readFileSync']!(path, 'utf8'), 'green RED.')
  const arrayBuffer = new ArrayBuffer(8)
  const text = (): string => new TextDecoder().decode(arrayBuffer).replaceAll('\0', '-')
  const read = fs['openSync']!({ filePath: path })
  assert.deepEqual(fs['readSync']!({ fd: read, arrayBuffer, length: 5 }), { bytesRead: 5, arrayBuffer })
  assert.equal(text(), 'green---')
  assert.equal(((await fs['read']!({ fd: read, arrayBuffer, offset: 6, length: 9 })) as { bytesRead: number }).bytesRead, 2)
  assert.equal(text(), 'green- R')
  fs['readSync']!({ fd: read, arrayBuffer, length: 8, position: 6 })
  assert.equal(text(), 'RED.n- R')
  const more = ((await fs['open']!({ filePath: path, flag: 'a' })) as { fd: string }).fd
  fs['writeSync']!({ fd: more, data: '!', position: 0 })
  assert.equal((fs['fstatSync']!({ fd: more }) as { size: number }).size, 11)
  fs['ftruncateSync']!({ fd: more, length: 5 })
  assert.equal(fs['readFileSync']!(path, 'utf8'), 'green')
  fs['truncateSync']!(path, 2)
  assert.equal(((await fs['fstat']!({ fd: read })) as { stats: { size: number } }).stats.size, 2)
  const badly = 'bad file descriptor'
  assert.deepEqual(
    [
      failing(() => fs['writeSync']!({ fd: read, data: '' })),
      failing(() => fs['ftruncateSync']!({ fd: read })),
      failing(() => fs['readSync']!({ fd: more, arrayBuffer })),
      failing(() => fs['openSync']!({ filePath: path, flag: 'wx' })),
      failing(() => fs['openSync']!({ filePath: path, flag: 'q' })),
      failing(() => fs['openSync']!({ filePath: `${usr}/none` })),
      failing(() => fs['openSync']!({ filePath: '/package.json', flag: 'a' })),
    ],
    [
      [`writeSync:fail ${badly}`, 1_300_009],
      [`ftruncateSync:fail ${badly}`, 1_300_009],
      [`readSync:fail ${badly}`, 1_300_009],
      [`openSync:fail file already exists ${path}`, 1_300_017],
      ['openSync:fail invalid flag', 1_300_022],
      [`openSync:fail no such file or directory ${usr}/none`, 1_300_002],
      ['openSync:fail permission denied, open /package.json', 1_300_013],
    ],
  )
  fs['closeSync']!({ fd: read })
  await assert.rejects(fs['close']!({ fd: read }) as Promise<unknown>, { errMsg: `close:fail ${badly}`, errno: 1_300_009 })
  await assert.rejects(fs['readCompressedFile']!({ filePath: path, compressionAlgorithm: 'br' }) as Promise<unknown>, {
    errMsg: 'readCompressedFile:fail not supported',
  })
})

/** A zip of these files, packed where that is said. */
function zipOf(files: readonly (readonly [path: string, text: string, packed: boolean])[]): ArrayBuffer {
  const [parts, table]: [Buffer[], Buffer[]] = [[], []]
  let at = 0
  for (const [path, text, packed] of files) {
    const content = packed ? deflateRawSync(text) : Buffer.from(text)
    const name = Buffer.from(path)
    const [local, entry] = [Buffer.alloc(30), Buffer.alloc(46)]
    local.writeUInt32LE(0x04034b50)
    local.writeUInt16LE(name.length, 26)
    entry.writeUInt32LE(0x02014b50)
    entry.writeUInt16LE(packed ? 8 : 0, 10)
    entry.writeUInt32LE(content.length, 20)
    entry.writeUInt32LE(Buffer.byteLength(text), 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    parts.push(local, name, content)
    table.push(entry, name)
    at += 30 + name.length + content.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(at, 16)
  return Uint8Array.from(Buffer.concat([...parts, ...table, end, Buffer.from('a remark')])).buffer
}

test('a zip is unpacked into a folder or read entry by entry, and leads nowhere else', async () => {
  const { fs } = start()
  const long = 'tea '.repeat(50_000)
  fs['writeFileSync']!(
    `${usr}/z.zip`,
    zipOf([
      ['a.txt', 'one', false],
      ['b/', '', false],
      ['b/c/茶.txt', long, true],
    ]),
  )
  assert.deepEqual(await fs['unzip']!({ zipFilePath: `${usr}/z.zip`, targetPath: `${usr}/out` }), { errMsg: 'unzip:ok' })
  assert.equal(fs['readFileSync']!(`${usr}/out/a.txt`, 'utf8'), 'one')
  assert.equal(fs['readFileSync']!(`${usr}/out/b/c/茶.txt`, 'utf8'), long)
  const entries = async (asked: unknown): Promise<unknown> =>
    ((await fs['readZipEntry']!({ filePath: `${usr}/z.zip`, ...(asked as object) })) as { entries: object }).entries
  const ok = 'readZipEntry:ok'
  assert.deepEqual(
    { ...((await entries({ entries: 'all', encoding: 'utf8' })) as object) },
    {
      'a.txt': { errMsg: ok, data: 'one' },
      'b/c/茶.txt': { errMsg: ok, data: long },
    },
  )
  assert.deepEqual(
    { ...((await entries({ entries: [{ path: 'a.txt', encoding: 'utf8', position: 1, length: 1 }, { path: 'none' }] })) as object) },
    {
      'a.txt': { errMsg: ok, data: 'n' },
      none: { errMsg: 'readZipEntry:fail no such file or directory, open none' },
    },
  )
  const refused = async (zip: ArrayBuffer): Promise<unknown> => {
    fs['writeFileSync']!(`${usr}/y.zip`, zip)
    return (fs['unzip']!({ zipFilePath: `${usr}/y.zip`, targetPath: `${usr}/in` }) as Promise<unknown>).catch(({ errMsg }: { errMsg: string }) => errMsg)
  }
  assert.equal(await refused(zipOf([['../a.txt', 'mine', false]])), 'unzip:fail a path in the zip leads out of it')
  const damaged = 'unzip:fail the file is no zip, or a damaged one'
  assert.equal(await refused(new ArrayBuffer(40)), damaged)
  const lying = zipOf([['a.txt', 'x'.repeat(1000), true]])
  const size = new DataView(lying)
  for (const at of Array.from({ length: lying.byteLength - 4 }, (_, i) => i)) if (size.getUint32(at, true) === 1000) size.setUint32(at, 10, true)
  assert.equal(await refused(lying), damaged)
  assert.equal(await refused(lying.slice(30)), damaged)
})

test('each documented method of the manager is there, and of a log for later', () => {
  const { wx, fs } = start()
  const typings = readFileSync(new URL('../../../node_modules/miniprogram-api-typings/types/wx/lib.wx.api.d.ts', import.meta.url), 'utf8')
  for (const [made, name] of [
    [fs, 'FileSystemManager'],
    [wx['getRealtimeLogManager']!(), 'RealtimeLogManager'],
  ] as const) {
    const body = new RegExp(`^ {4}interface ${name} \\{\\n([\\s\\S]*?)^ {4}\\}`, 'm').exec(typings.replace(/\/\*[\s\S]*?\*\//g, ''))?.[1] ?? ''
    const methods = [...body.matchAll(/^ {8}(\w+)(?:<.*>)?\(/gm)].map(([, method]) => method ?? '')
    assert.ok(methods.length > 5)
    assert.deepEqual(
      methods.filter((method) => typeof (made as Members)[method] !== 'function'),
      [],
    )
  }
})

test('what the host kept from earlier runs is there, folders too, and the limit holds', () => {
  const { fs } = start([
    { path: `${usr}/old`, blob: new Blob([], { type: 'application/x-folder' }), changed: 5000 },
    { path: `${usr}/old/a`, blob: new Blob(['tea']), changed: 5000 },
    { path: '/data.json', blob: new Blob(['{}']), changed: 0 },
  ])
  assert.deepEqual(fs['readdirSync']!(`${usr}/old`), ['a'])
  const { lastModifiedTime } = fs['statSync']!(`${usr}/old/a`) as { lastModifiedTime: number }
  assert.equal(lastModifiedTime, 5)
  fs['accessSync']!('data.json')
  const big = new ArrayBuffer(101 << 20)
  fs['writeFileSync']!(`${usr}/big`, big)
  assert.deepEqual(
    failing(() => fs['writeFileSync']!(`${usr}/big2`, big)),
    ['writeFileSync:fail the maximum size of the file storage limit is exceeded', 1_300_202],
  )
  fs['writeFileSync']!(`${usr}/big`, big)
})

test('a file’s digest is MD5 unless another is asked for, also where the browser computes none', async () => {
  const subtle = Object.getOwnPropertyDescriptor(Crypto.prototype, 'subtle')
  assert.ok(subtle)
  // A Worker of an opaque origin is no secure context.
  Object.defineProperty(Crypto.prototype, 'subtle', { configurable: true, get: () => undefined })
  try {
    const { fs, wx } = start()
    fs['writeFileSync']!(`${usr}/a`, 'tea')
    for (const digestAlgorithm of [undefined, 'md5', 'sha1', 'sha256'])
      for (const of of [fs, wx])
        assert.deepEqual(await of['getFileInfo']!({ filePath: `${usr}/a`, digestAlgorithm }), {
          size: 3,
          digest: createHash(digestAlgorithm ?? 'md5')
            .update('tea')
            .digest('hex'),
          errMsg: 'getFileInfo:ok',
        })
    await assert.rejects(fs['getFileInfo']!({ filePath: `${usr}/a`, digestAlgorithm: 'constructor' }) as Promise<unknown>)
  } finally {
    Object.defineProperty(Crypto.prototype, 'subtle', subtle)
  }
})
