import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

test('nobody waits for a promise by waitForFunction, to which every promise is a yes', () => {
  const files = ['e2e', 'web', 'bench'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) => (file.endsWith('.ts') ? [`${folder}/${file}`] : [])),
  )
  assert.ok(files.length > 200, String(files.length))
  assert.deepEqual(
    files.filter((file) => /waitForFunction\(\s*async\b/.test(readFileSync(file, 'utf8'))),
    [],
  )
})
