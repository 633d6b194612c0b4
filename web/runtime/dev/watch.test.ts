import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogEntry } from '../../protocol/dev.js'
import { createTeller, type Telling, watchConsole } from './watch.js'

type Print = (...args: unknown[]) => void

test('an endless loop that prints is cut, in the browser’s console as well, and that is said', () => {
  const native: string[] = []
  const told: LogEntry[] = []
  const write = (text: unknown): void => void native.push(String(text))
  const printer = { log: write, info: write, warn: write, error: write, debug: write } as unknown as Console
  const made = watchConsole(
    {},
    printer,
    (entry) => told.push(entry),
    () => 'pages/a/a',
  )
  for (let i = 0; i < 100_000; i++) (made['log'] as Print)('x')
  assert.ok(native.length < 5000, `${native.length} lines`)
  assert.ok(native.includes('the program prints too much; some of it is left out'))
  assert.equal(told.length, native.length)
})

test('what is told comes out of a loop that never ends', () => {
  const told: Telling[] = []
  const teller = createTeller((news) => told.push(news))
  const entry: LogEntry = { at: 0, level: 'log', args: [], stack: '', page: '' }
  while (told.length < 2) teller.log(entry)
  assert.equal(told[0]!.logs.length, 500)
  assert.ok(told[0]!.dropped > 0)
})
