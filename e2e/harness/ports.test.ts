import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort, keep } from './ports.js'

const module = fileURLToPath(new URL('ports.ts', import.meta.url))

/** Another process that takes a port and lives until it is told to end. */
async function elsewhere(): Promise<{ readonly port: number; end(signal: NodeJS.Signals): Promise<void> }> {
  const code = `import { freePort } from ${JSON.stringify(module)}; process.stdout.write(String(await freePort())); process.stdin.resume()`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    port: Number(said.toString()),
    async end(signal) {
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

test('a port that one process has taken is no other one’s, though nothing listens there; it is again once that was killed', async () => {
  const other = await elsewhere()
  assert.ok(other.port >= 20_000 && other.port < 30_000, String(other.port))
  assert.equal(await keep(other.port), false)
  await other.end('SIGKILL')
  assert.equal(await keep(other.port), true)
})

test('a server comes and goes at a port that was taken', async () => {
  const port = await freePort()
  for (let start = 0; start < 2; start++) {
    const server = createServer()
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
  }
  assert.equal(await keep(port), false)
})
