import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { bundle } from './testing/frame.js'

import { apiChunks } from '../../protocol/apichunks.js'
import { elementChunks } from '../../protocol/elementchunks.js'

const limits = [
  ...Object.keys(apiChunks).map((name) => ({ name: `the chunk ${name} of wx`, entry: new URL(`../api/chunk-${name}.ts`, import.meta.url), bytes: 15 * 1024 })),
  ...Object.keys(elementChunks).map((name) => ({
    name: `the chunk ${name} of the built-ins`,
    entry: new URL(`../elements/chunk-${name}.ts`, import.meta.url),
    bytes: 15 * 1024,
  })),
  { name: 'the page frame with all built-ins', entry: new URL('main.ts', import.meta.url), bytes: 40 * 1024 },
  { name: 'the program frame', entry: new URL('../boot.ts', import.meta.url), bytes: 3 * 1024 },
  { name: 'the Worker that a program makes', entry: new URL('../worker-side.ts', import.meta.url), bytes: 8 * 1024 },
  { name: 'the Worker with Alipay’s dialect', entry: new URL('../worker-alipay.ts', import.meta.url), bytes: 56 * 1024 },
  { name: 'the Worker with one dialect', entry: new URL('../worker.ts', import.meta.url), bytes: 45 * 1024 },
]

for (const { name, entry, bytes } of limits) {
  test(`${name} keeps within its size and can stand inside a document`, async () => {
    const text = await bundle(entry)
    const weight = gzipSync(text, { level: 9 }).length
    assert.ok(weight <= bytes, `${weight} bytes gzipped, at most ${bytes}`)
    assert.doesNotMatch(text, /<\/script|<!--/i)
  })
}
