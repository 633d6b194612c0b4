/** One case of the comparison with glass-easel. The same sources and steps go to both. */
export interface Part {
  readonly wxml: string
  /** The script: Component({…}); it may call Behavior and log. */
  readonly js?: string
  /** tag → name of a part before this one. */
  readonly using?: Readonly<Record<string, string>>
  readonly generics?: Readonly<Record<string, string | true>>
}

export interface Case {
  readonly name: string
  /** By name; "page" is the page. Components stand before what uses them. */
  readonly parts: Readonly<Record<string, Part>>
  /** Other WXML files by name, without the extension: what is imported and included. */
  readonly files?: Readonly<Record<string, string>>
  /** WXS files by name, without the extension. */
  readonly scripts?: Readonly<Record<string, string>>
  /** JavaScript with `page`, `fire(id, type, detail)` and `log`; both are compared after each. */
  readonly steps: readonly string[]
  /** The reference warns here, and that is right. */
  readonly warns?: true
  /** Warnings of either side are not compared: a generated case warns of much. */
  readonly quiet?: true
  /** Why the logs of a step may stand in another order here. */
  readonly unordered?: string
  /** Why the logs differ; what is shown is still compared. `logs` is what ours gives. */
  readonly differs?: { readonly reason: string; readonly logs: readonly (readonly string[])[] }
}

/** What a side shows at first and after each step, and what was logged in between. */
export interface Outcome {
  readonly shows: string[]
  readonly logs: string[][]
  /** What the reference warned of. */
  readonly warnings: string[]
}
