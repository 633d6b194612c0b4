/** A server that speaks WebSocket and gives back each text it hears; "close" makes it close with 4001. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { accept, CLOSE, frame } from './websocket.js'

export interface Echo {
  readonly port: number
  /** Headers of the last that connected. */
  last(): Readonly<Record<string, unknown>>
  close(): Promise<void>
}

export async function startEcho(): Promise<Echo> {
  let last: Readonly<Record<string, unknown>> = {}
  const server = createServer((_, answer) => answer.end('plain'))
  server.on('upgrade', (request, socket) => {
    last = request.headers
    accept(request, socket, ['X-Tea: green'], (opcode, body) => {
      if (opcode === CLOSE) socket.end(frame(CLOSE, body))
      else if (body.toString() === 'close') socket.write(frame(CLOSE, Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from('enough tea')])))
      else socket.write(frame(opcode, body))
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
