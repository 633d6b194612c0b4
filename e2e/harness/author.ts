/** A person at a terminal who publishes: an account with a password, and a folder for what the command line remembers. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binary, type Place, root } from './instance.js'

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export interface Author {
  readonly handle: string
  readonly token: string
  /** A call of the API by token, with the instance's own Origin unless told otherwise. */
  call(method: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** `superette …` with this person's saved login; input is what is typed. */
  run(args: readonly string[], input?: string): Promise<{ code: number; output: string }>
  /** Publishes a folder and gives the appid. */
  publish(folder: string): Promise<string>
  dispose(): Promise<void>
}

export const password = 'correct horse battery'

export async function post(instance: Place, method: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const answer = await fetch(`${instance.url}/api/superette.v1.${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

/** Registers a person and signs in for a token; nothing is saved for the command line until `superette login`. */
export async function createAuthor(instance: Place, handle: string): Promise<Author> {
  const origin = { origin: instance.url }
  const registered = await post(instance, 'AccountService/Register', { handle, name: handle, password }, origin)
  assert.equal(registered.status, 200, JSON.stringify(registered.body))
  const signedIn = await post(instance, 'AccountService/SignIn', { handle, password, wantToken: true }, origin)
  const token = String(signedIn.body['token'])
  const config = await mkdtemp(join(tmpdir(), 'superette-author-'))

  const run: Author['run'] = (args, input = '') =>
    new Promise((resolve) => {
      const child = spawn(binary, args, { cwd: root, env: { ...process.env, XDG_CONFIG_HOME: config, SUPERETTE_TOKEN: '' }, stdio: ['pipe', 'pipe', 'pipe'] })
      let output = ''
      const take = (chunk: Buffer): void => {
        output += chunk.toString('utf8')
      }
      child.stdout.on('data', take)
      child.stderr.on('data', take)
      child.on('close', (code) => resolve({ code: code ?? -1, output }))
      child.stdin.end(input)
    })
  return {
    handle,
    token,
    call: (method, body, headers = {}) => post(instance, method, body, { ...origin, authorization: `Bearer ${token}`, ...headers }),
    run,
    async publish(folder) {
      const login = await run(['login', handle, '--url', instance.url], `${password}\n`)
      assert.equal(login.code, 0, login.output)
      const done = await run(['publish', folder, '--url', instance.url])
      assert.equal(done.code, 0, done.output)
      const app = done.output.match(/\/p\/(wx[0-9a-f]{16})\//)?.[1]
      assert.ok(app, done.output)
      return app
    },
    dispose: () => rm(config, { recursive: true, force: true }),
  }
}
