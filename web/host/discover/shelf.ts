/** The programs of this instance, and which of them this person opened here lately. */
import { signal } from '@preact/signals'
import { programs } from '../../kit/api/client.js'
import type { Program } from '../../kit/api/model.js'
import { toProgram } from '../../kit/api/model.js'
import type { LocalCopy } from '../local/db.js'

const RECENT = 8

export class Shelf {
  readonly programs = signal<readonly Program[]>([])
  readonly known = signal(false)
  readonly failed = signal(false)
  /** App ids, the last opened first. */
  readonly recent = signal<readonly string[]>([])
  readonly #local: LocalCopy

  constructor(local: LocalCopy) {
    this.#local = local
  }

  async restore(): Promise<void> {
    const [shelf, recent] = await Promise.all([this.#local.value<readonly Program[]>('shelf'), this.#local.value<readonly string[]>('recent')])
    if (shelf) {
      this.programs.value = shelf
      this.known.value = true
    }
    this.recent.value = recent ?? []
  }

  async load(): Promise<void> {
    try {
      const answer = await programs.listShelf({})
      this.programs.value = answer.programs.map(toProgram)
      this.known.value = true
      this.failed.value = false
      void this.#local.keepValue('shelf', this.programs.value)
    } catch {
      this.failed.value = true
    }
  }

  opened(appId: string): void {
    this.recent.value = [appId, ...this.recent.value.filter((a) => a !== appId)].slice(0, RECENT)
    void this.#local.keepValue('recent', this.recent.value)
  }

  /** A program that was opened here, as the server told it: without a connection it is opened from what is kept. */
  learn(program: Program): void {
    void this.#local.changeValue<Readonly<Record<string, Program>>>('opened', (held) => ({ ...held, [program.appId]: program }))
  }

  async learned(appId: string): Promise<Program | undefined> {
    const held = await this.#local.value<Readonly<Record<string, Program>>>('opened')
    return held?.[appId]
  }

  find(appId: string): Program | undefined {
    return this.programs.value.find((p) => p.appId === appId)
  }
}
