/**
 * Decides what a press is: a tap, a long press, or neither. Pure: it is fed with points and times, and knows no DOM, so
 * touch, mouse and tests drive it alike.
 *
 * The tap itself comes from the browser's click (which screen readers and switches send too, and which a scroll never
 * yields); this machine says whether a click counts. A press held long gives no click in some browsers: `release` then
 * reports the tap.
 */
export const longPressMs = 350
/** CSS pixels a finger may stray. */
export const tolerance = 10
/** A click this soon after a tap that `release` reported is the same one. */
const sameTapMs = 500
/** Browsers stop sending a click after a press this long. */
const clickLimitMs = 450

export interface Gesture {
  press(x: number, y: number, now: number, fingers: number): void
  move(x: number, y: number): void
  /** True: the press has become a long one now. Asked once, longPressMs after press. */
  held(): boolean
  /** Someone listened to the long press: no tap follows. */
  consume(): void
  /** The finger went up. True: this is a tap for which no click will come. */
  release(now: number): boolean
  cancel(): void
  /** The browser's click. True: it is a tap. */
  click(now: number): boolean
}

export function createGesture(): Gesture {
  let down: { x: number; y: number; at: number } | null = null
  let strayed = false
  let consumed = false
  let reported = -sameTapMs
  return {
    press(x, y, now, fingers) {
      if (fingers > 1) {
        strayed = true
        return
      }
      down = { x, y, at: now }
      reported = -sameTapMs // the click that comes now is this press's
      strayed = false
      consumed = false
    },
    move(x, y) {
      if (down !== null && Math.hypot(x - down.x, y - down.y) > tolerance) strayed = true
    },
    held: () => down !== null && !strayed,
    consume() {
      consumed = true
    },
    release(now) {
      const tap = down !== null && !strayed && !consumed && now - down.at > clickLimitMs
      down = null
      if (tap) reported = now
      return tap
    },
    cancel() {
      down = null
      strayed = true
    },
    click(now) {
      const tap = !strayed && !consumed && now - reported >= sameTapMs
      // A click without a press (keyboard, screen reader) follows its own rules.
      strayed = false
      consumed = false
      return tap
    },
  }
}
