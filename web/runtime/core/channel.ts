/** The event channel between a page and the one it opened (wx.navigateTo's `events`, `getOpenerEventChannel`). */
export type ChannelListener = (...args: unknown[]) => void

interface Entry {
  readonly listener: ChannelListener
  readonly once: boolean
}

export class EventChannel {
  readonly #listeners = new Map<string, Entry[]>()

  on(name: string, listener: ChannelListener): void {
    this.#add(name, { listener, once: false })
  }

  once(name: string, listener: ChannelListener): void {
    this.#add(name, { listener, once: true })
  }

  /** Without a listener all of that name go. */
  off(name: string, listener?: ChannelListener): void {
    const entries = this.#listeners.get(name)
    if (entries === undefined) return
    if (listener === undefined) this.#listeners.delete(name)
    else
      this.#listeners.set(
        name,
        entries.filter((entry) => entry.listener !== listener),
      )
  }

  emit(name: string, ...args: unknown[]): void {
    const entries = this.#listeners.get(name)
    if (entries === undefined) return
    this.#listeners.set(
      name,
      entries.filter((entry) => !entry.once),
    )
    for (const entry of entries) entry.listener(...args)
  }

  #add(name: string, entry: Entry): void {
    if (typeof entry.listener !== 'function') return
    const entries = this.#listeners.get(name)
    if (entries === undefined) this.#listeners.set(name, [entry])
    else entries.push(entry)
  }
}
