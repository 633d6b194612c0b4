/**
 * Chunks of built-ins: each is a script of its own that stands in a page's document after the interpreter and hands its elements
 * over by `$define`. A chunk imports types alone from the interpreter's files; what it needs of their code comes as the kit.
 */
import type { Kit } from './kit.js'

/** Gives the chunk's elements, by tag. */
export type Elements = (kit: Kit) => Readonly<Record<string, CustomElementConstructor>>
export interface Door {
  $define?: (elements: Elements) => void
}

/** Called by a chunk's last line. */
export function define(elements: Elements): void {
  ;(globalThis as Door).$define?.(elements)
}

export type { Kit }
