/** Starts the real binary, as the README says, on a free port with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './ports.js'

export const root = fileURLToPath(new URL('../..', import.meta.url))
/** SUPERETTE_BINARY: another build of it. */
export const binary = process.env.SUPERETTE_BINARY ?? join(root, 'bin', 'superette')

/** Where an instance is, however it runs. */
export interface Place {
  /** http://localhost:PORT */
  readonly url: string
  readonly data: string
}

export interface Instance extends Place {
  /** Everything it printed so far. */
  output(): string
  /** Resolves when a printed line matches; fails with the whole output when the process ends before. */
  printed(pattern: RegExp): Promise<RegExpMatchArray>
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>
  /** kill -9 */
  kill(): Promise<void>
  /** Starts it again on the same port and data. */
  restart(): Promise<void>
  /** Stops it and removes its data. */
  dispose(): Promise<void>
}

export async function startInstance(verb: 'demo' | 'serve' | 'dev', args: readonly string[] = [], port?: number): Promise<Instance> {
  const data = await mkdtemp(join(tmpdir(), 'superette-e2e-'))
  const chosen = port ?? (await freePort())
  const url = `http://localhost:${chosen}`
  let child: ChildProcess
  let text = ''
  let ended = false
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const each of [...waiting]) each()
  }

  function launch(): void {
    ended = false
    child = spawn(binary, [verb, ...args, '--data', data, '--addr', `127.0.0.1:${chosen}`], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const take = (chunk: Buffer) => {
      text += chunk.toString('utf8')
      wake()
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    child.on('exit', () => {
      ended = true
      wake()
    })
  }

  function printed(pattern: RegExp): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = text.match(pattern)
        if (!match && !ended) return
        waiting.delete(look)
        if (match) resolve(match)
        else reject(new Error(`superette ${verb} ended without printing ${pattern}:\n${text}`))
      }
      waiting.add(look)
      look()
    })
  }

  /** Ready is what a client sees, not what is printed. */
  async function answering(): Promise<void> {
    for (;;) {
      if (ended) throw new Error(`superette ${verb} ended at start:\n${text}`)
      try {
        const answer = await fetch(url)
        await answer.arrayBuffer()
        if (answer.ok) return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (ended) return
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill(signal)
    await gone
  }

  launch()
  await answering()
  return {
    url,
    data,
    output: () => text,
    printed,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    async restart() {
      launch()
      await answering()
    },
    async dispose() {
      await end('SIGINT')
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Runs the binary to its end. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(binary, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
    child.on('close', (code) => resolve({ code: code ?? -1, output }))
  })
}
