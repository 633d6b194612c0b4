/**
 * Carries out the calls of a program (`wx.*` beyond the Worker): a table of names, each with a parser of its arguments
 * and what it does. The program is the one whose port the call came on; no argument can name another.
 */
import { parse, type Parser } from '../../protocol/parse.js'

/** A call that was understood and refused; the text follows "name:fail ". */
export class ApiFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ApiFailure'
  }
}

export interface CallContext<Host> {
  readonly host: Host
  /** The call's id at the Worker. */
  readonly id: number
}

export interface Call<Host> {
  readonly run: (args: unknown, context: CallContext<Host>) => Promise<unknown>
}

/** Ties a parser to what is done with its result. */
export function call<Host, A>(parser: Parser<A>, run: (args: A, context: CallContext<Host>) => unknown): Call<Host> {
  return {
    async run(args, context) {
      const got = parse(parser, args ?? {})
      if (!got.ok) throw new ApiFailure(`parameter error: ${got.violation.message}`)
      return run(got.value, context)
    },
  }
}

export type CallTable<Host> = Readonly<Record<string, Call<Host>>>

export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }

/** Never rejects. An unknown name and a failure that nobody named become texts too; the latter is told to `unexpected`. */
export async function perform<Host>(
  table: CallTable<Host>,
  name: string,
  args: unknown,
  context: CallContext<Host>,
  unexpected: (error: unknown) => void,
): Promise<Outcome> {
  const found = Object.hasOwn(table, name) ? table[name] : undefined
  if (found === undefined) return { ok: false, message: 'not supported' }
  try {
    return { ok: true, value: await found.run(args, context) }
  } catch (error) {
    if (error instanceof ApiFailure) return { ok: false, message: error.message }
    unexpected(error)
    return { ok: false, message: 'internal error' }
  }
}
