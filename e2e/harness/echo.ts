/** A server that speaks WebSocket and gives back each text it hears; "close" makes it close with 4001. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Echo {
  readonly port: number
  /** Headers of the last that connected. */
  last(): Readonly<Record<string, unknown>>
  close(): Promise<void>
}

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** An unmasked frame of at most 125 bytes. */
const frame = (opcode: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([0x80 | opcode, body.length]), body])

export async function startEcho(): Promise<Echo> {
  let last: Readonly<Record<string, unknown>> = {}
  const server = createServer((_, answer) => answer.end('plain'))
  server.on('upgrade', (request, socket) => {
    last = request.headers
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${magic}`).digest('base64')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nX-Tea: green\r\n\r\n`)
    socket.on('error', () => socket.destroy())
    let waiting = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk])
      while (waiting.length >= 6) {
        const length = (waiting[1] ?? 0) & 127
        if (waiting.length < 6 + length) return
        const mask = waiting.subarray(2, 6)
        const body = Buffer.from(waiting.subarray(6, 6 + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0)))
        const opcode = (waiting[0] ?? 0) & 15
        waiting = waiting.subarray(6 + length)
        if (opcode === 8) {
          socket.end(frame(8, body))
          return
        }
        if (body.toString() === 'close') socket.write(frame(8, Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from('enough tea')])))
        else socket.write(frame(opcode, body))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    last: () => last,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
