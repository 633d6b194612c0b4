/** A program's second Worker without a browser: both ends of its ports, what they say copied and told in a turn of its own. */
import type { HostToSide, SideToHost } from '../../protocol/bridge.js'
import { Program } from '../core/registry.js'
import type { Fields } from '../core/paths.js'
import type { ProgramPort } from '../program/program.js'
import { createSide } from './side.js'

export function pair(): readonly [ProgramPort, ProgramPort] {
  const end = (): ProgramPort & { other: ProgramPort | null } => ({
    other: null,
    onmessage: null,
    postMessage(message) {
      const data = structuredClone(message)
      const { other } = this
      queueMicrotask(() => other?.onmessage?.({ data, ports: [] } as unknown as MessageEvent))
    },
  })
  const [a, b] = [end(), end()]
  a.other = b
  b.other = a
  return [a, b]
}

export interface TestSide {
  /** The end of the program's own Worker. */
  readonly logic: ProgramPort
  readonly toldHost: SideToHost[]
  host(message: HostToSide): void
  /** What its scripts find. */
  readonly globals: Fields
}

/** scripts: path → what it does with its require and the Worker's globals. */
export function testSide(
  scripts: Readonly<Record<string, (require: (path: string) => unknown, globals: Fields, module: { exports: unknown }) => void>>,
): TestSide {
  const program = new Program()
  const globals: Fields = {}
  for (const [path, run] of Object.entries(scripts))
    program.script(path, (require, module) => run(require as (path: string) => unknown, globals, module as { exports: unknown }))
  const [logic, ofLogic] = pair()
  const [host, ofHost] = pair()
  const toldHost: SideToHost[] = []
  host.onmessage = (event) => void toldHost.push(event.data as SideToHost)
  const timers = { setTimeout, setInterval, clearTimeout, clearInterval } as never
  createSide({ program, globals, timers, logic: ofLogic, host: ofHost })
  return { logic, toldHost, host: (message) => host.postMessage(message), globals }
}
