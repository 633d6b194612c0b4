/** The instance as if it were built anew: passes everything on, under another name of the build. */
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export interface Rebuilt {
  readonly url: string
  /** From now on this build is served; open sockets end, as when a server is replaced. */
  replace(build: string): void
  close(): Promise<void>
}

export async function startRebuilt(instance: string, first: string): Promise<Rebuilt> {
  const target = new URL(instance)
  const own = /data-build="([0-9a-f]+)"/.exec(await (await fetch(instance)).text())?.[1]
  if (own === undefined) throw new Error('the page names no build')
  let build = first
  const sockets = new Set<Socket>()
  const passed = (headers: IncomingHttpHeaders): IncomingHttpHeaders => {
    const { 'accept-encoding': _, 'if-none-match': __, ...rest } = headers
    return { ...rest, host: target.host, ...(rest.origin === undefined ? {} : { origin: target.origin }) }
  }
  const server = createServer((asked, answer) => {
    const on = request({ host: '127.0.0.1', port: target.port, path: asked.url, method: asked.method, headers: passed(asked.headers) }, (got) => {
      const parts: Buffer[] = []
      got.on('data', (part: Buffer) => parts.push(part))
      got.on('end', () => {
        const whole = Buffer.concat(parts)
        const body = /html|javascript/.test(got.headers['content-type'] ?? '') ? Buffer.from(whole.toString('utf8').replaceAll(own, build)) : whole
        const { etag: _, 'content-length': __, 'transfer-encoding': ___, ...headers } = got.headers
        answer.writeHead(got.statusCode ?? 502, { ...headers, 'content-length': body.length })
        answer.end(body)
      })
    })
    on.on('error', () => answer.destroy())
    asked.pipe(on)
  })
  server.on('upgrade', (asked, near: Socket, head: Buffer) => {
    const far = connect(Number(target.port), '127.0.0.1', () => {
      const lines = Object.entries(passed(asked.headers)).map(([name, value]) => `${name}: ${String(value)}`)
      far.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      far.write(head)
      near.pipe(far).pipe(near)
    })
    sockets.add(near)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const each of sockets) each.destroy()
    sockets.clear()
  }
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    replace(next) {
      build = next
      cut()
    },
    close() {
      cut()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
