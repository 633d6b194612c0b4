/** The little of WebSocket (RFC 6455) that servers of the stories speak: whole frames of up to 64 KB. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

export const TEXT = 1
export const CLOSE = 8
export const PING = 9
export const PONG = 10

/** A frame as a server sends it, unmasked. */
export function frame(opcode: number, body: Buffer): Buffer {
  const head = body.length < 126 ? Buffer.from([0x80 | opcode, body.length]) : Buffer.from([0x80 | opcode, 126, body.length >> 8, body.length & 255])
  return Buffer.concat([head, body])
}

/** Answers a request to change to WebSocket, with further headers, and hands on each frame that a browser sends. */
export function accept(request: IncomingMessage, socket: Duplex, headers: readonly string[], heard: (opcode: number, body: Buffer) => void): void {
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${magic}`).digest('base64')
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${key}`, ...headers]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  socket.on('error', () => socket.destroy())
  let waiting = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk])
    for (;;) {
      const short = (waiting[1] ?? 0) & 127
      const start = short === 126 ? 4 : 2 // of the mask
      if (waiting.length < start + 4) return
      const length = short === 126 ? waiting.readUInt16BE(2) : short
      const end = start + 4 + length
      if (waiting.length < end) return
      const mask = waiting.subarray(start, start + 4)
      const body = Buffer.from(waiting.subarray(start + 4, end).map((byte, i) => byte ^ (mask[i % 4] ?? 0)))
      const opcode = (waiting[0] ?? 0) & 15
      waiting = waiting.subarray(end)
      heard(opcode, body)
    }
  })
}
