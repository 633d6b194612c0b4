/**
 * One end of the port between a program's two Workers. What waits at the other end is bounded: an end that is not listened to, or that is
 * told more than it can take, has its sender fail instead of the browser's memory.
 */
import type { LogicToSide } from '../../protocol/bridge.js'

/** Bytes of one message. */
export const largestMessage = 64 << 20
export const mostWaiting = { messages: 20_000, bytes: 256 << 20 } as const
/** The other end hears of what was taken after so much of it. */
const told = { messages: 64, bytes: 4 << 20 } as const

/** About what a message weighs, in bytes; it stops counting at `most`. */
export function weigh(message: unknown, most: number): number {
  const seen = new Set<object>()
  const open: unknown[] = [message]
  let size = 0
  while (open.length > 0 && size <= most) {
    const value = open.pop()
    size += 8
    if (typeof value === 'string') size += value.length * 2
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) size += value.byteLength
    else if (Array.isArray(value)) {
      // A long list of nothing must not become as long a list here.
      if (size + value.length * 8 > most) return most + 1
      for (const each of value) open.push(each)
    } else if (value instanceof Map || value instanceof Set) open.push([...value])
    else {
      for (const [key, each] of Object.entries(value)) {
        size += key.length * 2
        open.push(each)
      }
    }
  }
  return size
}

export interface Link {
  /** Throws in WeChat's form if the message cannot be sent. */
  send(data: unknown): void
  /** One that came from the other end. */
  took(weight: number): void
  /** The other end took so many. */
  freed(messages: number): void
}

export function createLink(post: (message: LogicToSide) => void): Link {
  const waiting: number[] = []
  let waitingBytes = 0
  let messages = 0
  let bytes = 0
  const fail = (why: string): never => {
    throw new Error(`postMessage:fail ${why}`)
  }
  return {
    send(data) {
      const weight = weigh(data, largestMessage)
      if (weight > largestMessage) fail(`the message is larger than ${largestMessage >> 20} MB`)
      if (waiting.length >= mostWaiting.messages || waitingBytes + weight > mostWaiting.bytes) fail('too many messages wait to be taken')
      try {
        post({ kind: 'message', data, weight })
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error))
      }
      waiting.push(weight)
      waitingBytes += weight
    },
    took(weight) {
      messages += 1
      bytes += weight
      if (messages < told.messages && bytes < told.bytes) return
      post({ kind: 'taken', messages })
      messages = 0
      bytes = 0
    },
    freed(count) {
      for (const weight of waiting.splice(0, count)) waitingBytes -= weight
    },
  }
}
