/** App(): the program's one application object and its lifecycle. */
import type { LaunchOptions } from '../../protocol/bridge.js'
import type { Fn } from '../core/definition.js'
import { isFields, type Fields } from '../core/paths.js'
import { guarded, type Reporter } from '../core/report.js'

export class Application {
  /** What getApp() gives: also before App() ran, so that scripts may keep it. */
  readonly instance: Fields = {}
  #made = false
  #shown = false
  constructor(
    private readonly reporter: Reporter,
    private readonly enter: () => LaunchOptions,
  ) {}

  /** App({…}): its fields are taken over, then onLaunch and onShow run. */
  make(source: unknown): void {
    if (this.#made) {
      this.reporter.warn('App() was called more than once; the first call counts')
      return
    }
    this.#made = true
    if (isFields(source)) {
      for (const name of Object.keys(source)) {
        const value = source[name]
        this.instance[name] = value
      }
    }
    this.tell('onLaunch', [options(this.enter())])
    this.show()
  }

  show(): void {
    if (this.#shown) return
    this.#shown = true
    this.tell('onShow', [options(this.enter())])
  }

  hide(): void {
    if (!this.#shown) return
    this.#shown = false
    this.tell('onHide', [{ reason: 0 }])
  }

  tell(name: string, args: readonly unknown[]): boolean {
    const method = this.instance[name]
    if (typeof method !== 'function') return false
    guarded(this.reporter, `App ${name}`, method as Fn, this.instance, args)
    return true
  }
}

function options(launch: LaunchOptions): Fields {
  return {
    path: launch.path,
    query: { ...launch.query },
    scene: launch.scene,
    shareTicket: undefined,
    referrerInfo: { ...launch.referrerInfo },
    forwardMaterials: [],
    chatType: undefined,
    apiCategory: launch.apiCategory ?? 'default',
  }
}
