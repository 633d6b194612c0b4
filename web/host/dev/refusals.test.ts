import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecord } from './record.js'
import { createRefusals } from './refusals.js'

test('a server that may not be asked is told once, with what to do: name it, or start dev for one near by', () => {
  const record = createRecord()
  const refused = createRefusals(record)
  refused('https://tea.example/v1/a?b', 'url not in domain list')
  refused('https://tea.example/v1/c', 'url not in domain list')
  refused('wss://tea.example:8443/live', 'url not in domain list')
  refused('http://localhost:3000/a', 'url not in domain list')
  refused('http://192.168.1.4/a', 'url not in domain list')
  refused('https://slow.example/', 'timeout')
  refused('no address', 'url not in domain list')
  assert.deepEqual(
    record.lines.value.map((line) => [line.level, line.args[0]?.k === 'text' ? line.args[0].v : '']),
    [
      ['error', 'tea.example is not among the servers of this program. Write superette.json beside app.json: { "domains": ["https://tea.example"] }'],
      ['error', 'tea.example:8443 is not among the servers of this program. Write superette.json beside app.json: { "domains": ["https://tea.example:8443"] }'],
      ['error', 'localhost:3000 is a server near by, which no program may ask. superette dev FOLDER --allow-private 127.0.0.1:3000=FOLDER lets this one.'],
      ['error', '192.168.1.4 is a server near by, which no program may ask. superette dev FOLDER --allow-private 192.168.1.4:80=FOLDER lets this one.'],
    ],
  )
})
