// What the servers of the examples have in common: JSON over HTTP, who is signed in, and failures that a program may show.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'

const BODY_MAX = 64 * 1024
const SESSIONS_MAX = 10_000

/** A failure that the program may show. */
export class Refused extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/** Ends the process with a hint unless the environment has all the names. */
export function need(names, hint) {
  const missing = names.filter((name) => !process.env[name])
  if (missing.length === 0) return
  console.error(`the environment lacks ${missing.join(', ')}\nhint: ${hint}`)
  process.exit(1)
}

export async function read(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > BODY_MAX) throw new Refused(413, 'This is too much.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export async function readJSON(request) {
  try {
    return JSON.parse(await read(request))
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused(400, 'This is not JSON.')
  }
}

/** Who is signed in: our session → openid. Whoever is gone after a restart signs in again. */
export function openSessions() {
  const sessions = new Map()
  return {
    begin(openid) {
      if (sessions.size >= SESSIONS_MAX) sessions.delete(sessions.keys().next().value)
      const session = randomBytes(24).toString('base64url')
      sessions.set(session, openid)
      return { session }
    },

    openidOf(request) {
      const openid = sessions.get(request.headers['x-session'])
      if (!openid) throw new Refused(401, 'Please sign in again.')
      return openid
    }
  }
}

/**
 * Finds the order that a key of this person stands for, or makes it with what price(lines) says; a failure of price may be shown.
 */
export function placed(orders, price, openid, { key, lines }) {
  if (typeof key !== 'string' || !/^[\w-]{8,64}$/.test(key)) throw new Refused(400, 'An order needs a key.')
  const known = orders.findKey(openid, key)
  if (known) return known
  let bill
  try {
    bill = price(lines)
  } catch (error) {
    throw new Refused(400, error.message)
  }
  return orders.add({ openid, key, lines, ...bill, createdAt: Date.now() })
}

/**
 * Answers at HOST:PORT with what route(request) gives: a text, a value as JSON, or nothing. What goes wrong on our side is told as
 * the apology, and logged. Ends with the process, or with its input if it is a part of a demo.
 */
export function serve({ address, route, apology, ready, endsWithInput }) {
  const server = createServer(async (request, response) => {
    const answer = (status, type, text) => {
      response.writeHead(status, { 'Content-Type': type })
      response.end(text)
    }
    try {
      const value = await route(request)
      if (value === undefined) answer(204, 'text/plain')
      else if (typeof value === 'string') answer(200, 'text/plain', value)
      else answer(200, 'application/json', JSON.stringify(value))
    } catch (error) {
      const known = error instanceof Refused
      if (!known) console.error(error.response?.data ?? error)
      answer(known ? error.status : 502, 'application/json', JSON.stringify({ message: known ? error.message : apology }))
    }
  })
  const [host, port] = address.split(':')
  server.listen(Number(port), host, () => console.log(ready))
  const end = () => {
    server.close(() => process.exit(0))
    server.closeAllConnections()
  }
  process.on('SIGTERM', end)
  if (endsWithInput) process.stdin.on('end', end).resume()
}
