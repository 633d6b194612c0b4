import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { en } from './en.js'
import { fill, localeOf, parseLocaleChoice } from './i18n.js'
import { zh } from './zh.js'

const WEB = fileURLToPath(new URL('../..', import.meta.url))

async function sources(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(WEB, folder), { recursive: true, withFileTypes: true })
  const files = entries.filter(
    (e) => e.isFile() && /\.tsx?$/.test(e.name) && !e.name.endsWith('.test.ts') && !/kit\/(api|i18n)|host\/program/.test(e.parentPath),
  )
  return Promise.all(files.map((e) => readFile(join(e.parentPath, e.name), 'utf8')))
}

describe('the two languages', () => {
  it('have the same keys', () => {
    assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort())
  })

  it('have a text for every key', () => {
    for (const [key, text] of [...Object.entries(en), ...Object.entries(zh)]) assert.notEqual(text.trim(), '', key)
  })

  it('use the same arguments', () => {
    const slots = (s: string) => [...s.matchAll(/\{\d\}/g)].map((m) => m[0]).sort()
    for (const [key, text] of Object.entries(en)) assert.deepEqual(slots(zh[key as keyof typeof en]), slots(text), key)
  })

  it('have no key that no screen uses', async () => {
    const all = (await Promise.all([sources('host'), sources('kit')])).flat().join('\n')
    // Notices and faults are named by the server.
    const unused = Object.keys(en).filter((key) => !/^(notice|fault)\./.test(key) && !all.includes(`'${key}'`))
    assert.deepEqual(unused, [])
  })
})

describe('texts', () => {
  it('take their arguments by number, in any order, and as often as they like', () => {
    assert.equal(fill('{1} and {0}, {1}', ['a', 'b']), 'b and a, b')
    assert.equal(fill('{0}', []), '')
  })

  it('do not fill in what an argument says', () => {
    assert.equal(fill('{0} {1}', ['{1}', 'x']), '{1} x')
  })
})

describe('the language', () => {
  it('is the first of the browser’s that we speak', () => {
    assert.equal(localeOf(['fr-FR', 'zh-TW', 'en']), 'zh')
    assert.equal(localeOf(['en-AU', 'zh']), 'en')
    assert.equal(localeOf(['de']), 'en')
  })

  it('is the system’s when what was kept is not a language', () => {
    assert.equal(parseLocaleChoice('xx'), 'system')
    assert.equal(parseLocaleChoice('zh'), 'zh')
  })
})
