/** Two processes of one instance on one PostgreSQL database, and what an operator puts before them: one address that leads to either. */
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, connect, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binary, root } from './instance.js'
import { freePort } from './ports.js'

export interface Door {
  readonly url: string
  /** Nothing that the process behind answers comes through from now on: what is sent to it arrives, and nobody hears of it. */
  deafen(): void
  /** Whose sockets are open now, and when each came: performance.now(). */
  arrivals(process: number): readonly number[]
  close(): Promise<void>
}

/** Leads each connection to the first process that listens, the lowest number first, as a balancer with a spare does. */
async function openDoor(backends: readonly number[]): Promise<Door> {
  const arrived: number[][] = backends.map(() => [])
  const answering = new Set<Socket>()
  const all = new Set<Socket>()
  const server: Server = createServer((client) => {
    all.add(client)
    client.on('error', () => client.destroy())
    client.on('close', () => all.delete(client))
    client.once('data', (first) => {
      client.pause()
      lead(client, first, 0)
    })
  })
  const lead = (client: Socket, first: Buffer, process: number): void => {
    const port = backends[process]
    if (port === undefined) {
      client.destroy()
      return
    }
    const behind = connect(port, '127.0.0.1')
    behind.once('connect', () => {
      if (first.toString('latin1').startsWith('GET /api/live')) arrived[process]?.push(performance.now())
      answering.add(behind)
      behind.write(first)
      behind.pipe(client)
      client.pipe(behind)
    })
    behind.once('error', () => {
      if (behind.bytesWritten === 0) lead(client, first, process + 1)
      else client.destroy()
    })
    behind.once('close', () => {
      answering.delete(behind)
      if (behind.bytesWritten > 0) client.destroy()
    })
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  return {
    url: `http://localhost:${address.port}`,
    deafen() {
      for (const behind of answering) {
        behind.unpipe()
        behind.resume()
      }
    },
    arrivals: (process) => arrived[process] ?? [],
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const each of all) each.destroy()
      }),
  }
}

/** Stands before the database's server, so that it can be away for the processes of a story alone. */
export interface DatabaseDoor {
  readonly port: number
  /** Nobody gets to the database, and who was there is cut off. */
  shut(): void
  open(): void
  close(): Promise<void>
}

/** The address as a URL: PostgreSQL's programs take one without a host too, for a socket in the folder that the query names. */
const asURL = (server: string): URL => new URL(server.replace(/^(\w+:\/\/(?:[^/]*@)?)\//, '$1localhost/'))

async function openDatabaseDoor(server: string): Promise<DatabaseDoor> {
  const address = asURL(server)
  const folder = address.searchParams.get('host')
  const port = Number(address.port || 5432)
  const all = new Set<Socket>()
  let away = false
  const listener = createServer((client) => {
    client.on('error', () => client.destroy())
    if (away) {
      client.destroy()
      return
    }
    const behind = folder?.startsWith('/') ? connect(join(folder, `.s.PGSQL.${port}`)) : connect(port, address.hostname)
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      all.add(one)
      one.on('error', () => one.destroy())
      one.on('close', () => {
        all.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
  const at = listener.address()
  assert.ok(at !== null && typeof at === 'object')
  const cut = () => {
    for (const each of all) each.destroy()
  }
  return {
    port: at.port,
    shut() {
      away = true
      cut()
    },
    open() {
      away = false
    },
    close: () =>
      new Promise((done) => {
        listener.close(() => done())
        cut()
      }),
  }
}

export interface Pair {
  /** The one address, http://localhost:PORT. */
  readonly url: string
  readonly data: string
  readonly door: Door
  readonly database: DatabaseDoor
  /** Straight to one of them, past the door. */
  readonly own: readonly [string, string]
  output(process: number): string
  start(process: number): Promise<void>
  /** kill -9 */
  kill(process: number): Promise<void>
  dispose(): Promise<void>
}

/** Starts both; SUPERETTE_TEST_POSTGRES names the server (tools/gate makes one), in which they get a schema of their own. */
export async function startPair(): Promise<Pair> {
  const server = process.env.SUPERETTE_TEST_POSTGRES
  assert.ok(server, 'SUPERETTE_TEST_POSTGRES names no server')
  const data = await mkdtemp(join(tmpdir(), 'superette-pair-'))
  const schema = `pair_${Date.now()}`
  const psql = (...commands: string[]) => execFileSync('psql', [...['--quiet', '--no-psqlrc'], ...commands.flatMap((each) => ['--command', each]), server])
  psql(`CREATE SCHEMA ${schema}`)
  const ports = [await freePort(), await freePort()] as const
  const routes = [await freePort(), await freePort()]
  const cluster = routes.map((port) => `nats://superette:secret@127.0.0.1:${port}`).join(',')
  const door = await openDoor(ports)
  // The command line looks here too: `superette merchant add`.
  const database = await openDatabaseDoor(server)
  const through = asURL(server)
  through.searchParams.delete('host')
  through.searchParams.set('search_path', schema)
  through.hostname = '127.0.0.1'
  through.port = String(database.port)
  process.env.SUPERETTE_DB = through.href
  const children: (ChildProcess | undefined)[] = []
  const said = ['', '']

  async function start(n: number): Promise<void> {
    const flags = ['--data', data, '--addr', `127.0.0.1:${ports[n]}`, '--url', door.url, '--cluster', cluster, '--cluster-addr', `127.0.0.1:${routes[n]}`]
    const child = spawn(binary, ['serve', ...flags], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    children[n] = child
    await new Promise<void>((done, failed) => {
      const take = (chunk: Buffer) => {
        said[n] += chunk.toString('utf8')
        if (said[n]?.includes('Ctrl-C')) done()
      }
      child.stdout.on('data', take)
      child.stderr.on('data', take)
      child.once('exit', () => failed(new Error(`process ${n} ended:\n${said[n]}`)))
    })
  }

  async function end(n: number, signal: NodeJS.Signals): Promise<void> {
    const child = children[n]
    children[n] = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((done) => child.once('exit', done))
    child.kill(signal)
    await gone
    said[n] = ''
  }

  await start(0)
  await start(1)
  return {
    url: door.url,
    data,
    door,
    database,
    own: [`http://127.0.0.1:${ports[0]}`, `http://127.0.0.1:${ports[1]}`],
    output: (n) => said[n] ?? '',
    start,
    kill: (n) => end(n, 'SIGKILL'),
    async dispose() {
      await end(0, 'SIGINT')
      await end(1, 'SIGINT')
      await door.close()
      await database.close()
      delete process.env.SUPERETTE_DB
      psql('SET client_min_messages TO warning', `DROP SCHEMA ${schema} CASCADE`)
      await rm(data, { recursive: true, force: true })
    },
  }
}
