import assert from 'node:assert/strict'
import { test } from 'node:test'
import { object, text } from '../../protocol/parse.js'
import { ApiFailure, call, perform, type CallTable } from './broker.js'

interface Host {
  readonly name: string
}
const table: CallTable<Host> = {
  greet: call<Host, { to: string }>(object({ to: text(10) }), ({ to }, { host, id }) => ({ text: `${host.name} greets ${to}`, id })),
  refuse: call<Host, object>(object({}), () => {
    throw new ApiFailure('cancel')
  }),
  crash: call<Host, object>(object({}), () => Promise.reject(new Error('the secret of the host'))),
}

function run(name: string, args: unknown): Promise<{ readonly outcome: unknown; readonly unexpected: readonly unknown[] }> {
  const unexpected: unknown[] = []
  return perform(table, name, args, { host: { name: 'Tea' }, id: 7 }, (error) => unexpected.push(error)).then((outcome) => ({ outcome, unexpected }))
}

test('a call runs with its parsed arguments and the program of its port', async () => {
  // An appId in the arguments is nothing: the parser leaves it out.
  assert.deepEqual((await run('greet', { to: 'Ling', appId: 'wx-of-another' })).outcome, { ok: true, value: { text: 'Tea greets Ling', id: 7 } })
})

test('arguments that do not fit are refused with the place', async () => {
  assert.deepEqual((await run('greet', { to: 3 })).outcome, { ok: false, message: 'parameter error: to: a string is expected, not 3' })
  assert.deepEqual((await run('greet', null)).outcome, { ok: false, message: 'parameter error: to: a string is expected, not undefined' })
})

test('names that are not in the table, or only in its prototype, are not supported', async () => {
  for (const name of ['readSecrets', 'toString', '__proto__', 'constructor', '']) {
    assert.deepEqual((await run(name, {})).outcome, { ok: false, message: 'not supported' }, name)
  }
})

test('a refusal keeps its words; an unexpected failure is told to the host alone', async () => {
  assert.deepEqual(await run('refuse', {}), { outcome: { ok: false, message: 'cancel' }, unexpected: [] })
  const { outcome, unexpected } = await run('crash', {})
  assert.deepEqual(outcome, { ok: false, message: 'internal error' })
  assert.equal(String(unexpected[0]), 'Error: the secret of the host')
})
