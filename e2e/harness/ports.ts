/** Ports of this machine for the servers of stories, of which several are told at once. */
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

// Above those that servers are known by, below those that a system gives to whoever connects or asks for any (on Linux from 32,768 on).
const FIRST = 20_000
const END = 30_000

/**
 * Keeps a number for this process until that ends, however it does; false if another one keeps it. What keeps it is a UDP socket that nothing is ever
 * sent to, so that the TCP port of the number stays free for a server, also between its end and its next start.
 */
export function keep(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => {
      socket.close()
      resolve(false)
    })
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.unref()
      resolve(true)
    })
  })
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** A port that nobody listens on, and that no other story takes as long as this process lives. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, END)
    if ((await keep(port)) && (await isFree(port))) return port
  }
}
