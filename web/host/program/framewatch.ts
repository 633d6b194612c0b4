/**
 * Keeps the host's own picture moving. A program's frames are another process, but the browser composes one picture of all:
 * a page of blurred, blended, turning layers lets no frame of anybody through while every script still runs in time. What
 * tells such a page from a slow machine is that the picture moves again as soon as the program is not drawn; so that is
 * tried before anything is said.
 */
import { type Clock, browserClock, patienceMs } from './watchdog.js'

export const lookEveryMs = 1000
/** A frame that comes later than this after it was asked for is a slow one; so many in a row are a reason to look closer. */
export const slowFrameMs = 700
export const slowFrames = 4
/** Without the program in the picture frames have to come back within so long, else it was not the program. */
export const proofMs = 30_000
/** A picture with the program in it that is being made when it is taken out has to be finished first; so long at most. */
export const lastPictureMs = 180_000

export interface FrameWatchPorts {
  /** requestAnimationFrame */
  frame(run: () => void): void
  /** Takes the program out of the picture, or puts it back. */
  veil(on: boolean): void
  /** The program keeps the picture from moving; null: it is over, or the person waits. */
  heavy(on: boolean): void
}

export interface FrameWatch {
  start(): void
  stop(): void
  wait(): void
}

export function createFrameWatch(ports: FrameWatchPorts, clock: Clock = browserClock): FrameWatch {
  let cancel: (() => void) | undefined
  let asked: number | undefined
  let tickedAt = 0
  let slow = 0
  let veiledAt: number | undefined
  /** A frame came since then. */
  let came = false
  let said = false
  let quietUntil = 0
  let round = 0

  const ask = (): void => {
    const mine = round
    asked = clock.now()
    ports.frame(() => {
      if (mine !== round || asked === undefined) return
      const late = clock.now() - asked
      asked = undefined
      if (late > slowFrameMs) {
        // Longer ones were counted while they were waited for.
        if (late < lookEveryMs) slow += 1
        if (veiledAt !== undefined && !came) veiledAt = clock.now()
        came = true
        return
      }
      slow = 0
      if (veiledAt === undefined || said) return
      said = true
      ports.heavy(true)
    })
  }
  const unveil = (): void => {
    if (veiledAt !== undefined) ports.veil(false)
    veiledAt = undefined
    slow = 0
  }
  const tick = (): void => {
    const now = clock.now()
    // A host that was late itself knows nothing of the picture.
    const punctual = now - tickedAt < lookEveryMs * 1.5
    tickedAt = now
    if (!punctual) slow = 0
    else if (asked !== undefined && now - asked > slowFrameMs) slow += 1
    if (veiledAt === undefined && slow >= slowFrames && now >= quietUntil) {
      veiledAt = now
      came = false
      ports.veil(true)
    } else if (veiledAt !== undefined && !said && now - veiledAt > (came ? proofMs : lastPictureMs)) {
      // As slow without it: a slow machine.
      quietUntil = now + patienceMs
      unveil()
    }
    if (asked === undefined) ask()
  }
  return {
    start() {
      if (cancel !== undefined) return
      round += 1
      asked = undefined
      slow = 0
      tickedAt = clock.now()
      cancel = clock.every(lookEveryMs, tick)
    },
    stop() {
      cancel?.()
      cancel = undefined
      round += 1
      asked = undefined
      unveil()
      if (said) ports.heavy(false)
      said = false
    },
    wait() {
      quietUntil = clock.now() + patienceMs
      unveil()
      if (said) ports.heavy(false)
      said = false
    },
  }
}
