/** Questions of built-ins to the host, and its answers. */
import type { HostToView } from '../../protocol/bridge.js'

export interface Asks {
  /** Rejects with the host's sentence. */
  ask(name: string, args: unknown): Promise<unknown>
  answered(answer: Extract<HostToView, { kind: 'answer' }>): void
}

export function createAsks(send: (id: number, name: string, args: unknown) => void): Asks {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  return {
    ask: (name, args) =>
      new Promise((resolve, reject) => {
        last += 1
        waiting.set(last, { resolve, reject })
        send(last, name, args)
      }),
    answered({ id, ok, value }) {
      const asked = waiting.get(id)
      waiting.delete(id)
      if (ok) asked?.resolve(value)
      else asked?.reject(new Error(String(value)))
    },
  }
}
