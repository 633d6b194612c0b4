/**
 * Waits until the host has taken what the program's Worker had sent by now.
 *
 * A page's frame asks for files over a port of its own, which has no order with the Worker's: a picture may be asked for before the file
 * has come that the program wrote before it set the picture. An answer of the Worker comes after all that it sent before.
 */

/** Numbers of questions, far from those of the watchdog. */
const firstNumber = 2 ** 40

export interface CatchUp {
  /** Resolves after an answer to a question that was asked from now on. One question is under way at a time, for whoever waits. */
  whenTaken(): Promise<void>
  /** Whether the answer was to a question of these. What it says was sent since is kept for the next answer to the watchdog. */
  heard(n: number, sent: number): boolean
  /** What such answers said was sent; 0 from then on. */
  takeSent(): number
}

export function createCatchUp(ask: (n: number) => void): CatchUp {
  let last = firstNumber
  let asking = false
  let sentMeanwhile = 0
  let waiting: (() => void)[] = [] // for the question that is under way
  let later: (() => void)[] = [] // for the one after it
  const askNow = (): void => {
    asking = true
    waiting = later
    later = []
    last += 1
    ask(last)
  }
  return {
    whenTaken: () =>
      new Promise((resolve) => {
        later.push(resolve)
        if (!asking) askNow()
      }),
    heard(n, sent) {
      if (n <= firstNumber) return false
      sentMeanwhile += sent
      if (n !== last || !asking) return true
      asking = false
      const done = waiting
      waiting = []
      if (later.length > 0) askNow()
      for (const resolve of done) resolve()
      return true
    },
    takeSent() {
      const sent = sentMeanwhile
      sentMeanwhile = 0
      return sent
    },
  }
}
