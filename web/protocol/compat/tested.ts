/**
 * What runs of tests found, kept beside the lists of what works: docs/compatibility.md is written of both by tools/compat. Only
 * tests import this. A run that finds something else than what is kept fails; `make compatibility` keeps what it finds.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'

/** name → the names of the tests of it that passed, and failed once what they test did nothing. */
export type Tested = Readonly<Record<string, readonly string[]>>

export function keep(run: 'wx' | 'my' | 'elements' | 'chunks' | 'events', found: Tested): void {
  const path = new URL(`./tested-${run}.json`, import.meta.url)
  const lines = Object.entries(found)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, list]) => `  ${JSON.stringify(name)}: ${JSON.stringify(list)}`)
  const text = `{\n${lines.join(',\n')}\n}\n`
  if (process.env['COMPATIBILITY'] === 'keep') writeFileSync(path, text)
  else assert.equal(text, readFileSync(path, 'utf8'), `tested-${run}.json is not what this run found: make compatibility TESTS=FILE keeps what it finds`)
}
