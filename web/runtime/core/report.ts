/**
 * What goes wrong in a program: an exception in its code is reported to the host and to the program's own App.onError, and
 * does not break what called it.
 */
export interface Reporter {
  /** An exception; `where` names the callback ("pages/index/index onLoad"). */
  error(error: unknown, where: string): void
  /** A warning as WeChat's own console gives it. */
  warn(text: string): void
  /** What a developer may want to follow: which handler an event ran. Told only while a program is developed. */
  trace(text: string): void
  /** A function of the program begins, and is over: what it was in when it never came back can be said. */
  enter?(where: string, fn: unknown): void
  leave?(): void
}

// Taken before the program's first line: one that replaces it is not told what the runtime calls.
const { apply } = Reflect

/** Calls a program's function; its exception is reported and undefined returned. */
export function guarded(
  reporter: Pick<Reporter, 'error' | 'enter' | 'leave'>,
  where: string,
  fn: (...args: never[]) => unknown,
  self: unknown,
  args: readonly unknown[],
): unknown {
  reporter.enter?.(where, fn)
  try {
    return apply(fn, self, args)
  } catch (error) {
    reporter.error(error, where)
    return undefined
  } finally {
    reporter.leave?.()
  }
}

/** What Firefox and Safari make of a stack: it begins with a place. */
const placeFirst = /^[^\n]*@[^\n]*:\d+:\d+(?:\n|$)/

/**
 * An error with its stack. V8 writes name and message in front of the places; in Firefox and Safari a stack is places alone, and does not
 * say what went wrong. Throws what the error throws when it is looked at.
 */
export function errorText(error: Error): string {
  const stack = String(error.stack ?? '').trimEnd()
  if (stack !== '' && !placeFirst.test(stack)) return stack
  const said = `${String(error.name)}: ${String(error.message)}`
  return stack === '' ? said : `${said}\n${stack}`
}
