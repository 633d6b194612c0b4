/** One page on the stack: its frame, its component, and the moments of its life that the host tells of. */
import type { ShareContent } from '../../protocol/bridge.js'
import { op, type ViewToWorker } from '../../protocol/ops.js'
import { makeCore, type Core } from './component.js'
import { receive } from './events.js'
import { PageFrame } from './frame.js'
import { attachCore, detachCore } from './lifecycle.js'
import { Elem, fragments, type Node } from './nodes.js'
import { isFields, type Fields } from './paths.js'
import type { Runtime } from './runtime.js'
import type { ViewPort } from './writer.js'

export class Page {
  readonly frame: PageFrame
  core: Core | null = null
  shown = false
  constructor(
    readonly runtime: Runtime,
    readonly id: number,
    readonly route: string,
    readonly query: Readonly<Record<string, string>>,
  ) {
    this.frame = new PageFrame(runtime, id, route)
  }

  get instance(): Fields {
    return (this.core?.instance ?? {}) as Fields
  }

  /** Makes the page's component and tree: created, attached, onLoad. */
  open(prepare: (instance: Fields) => void): void {
    const { runtime, frame } = this
    const definition = runtime.definition(this.route)
    const core = makeCore(definition, frame, null, runtime.prepared(this.route))
    this.core = core
    prepare(this.instance)
    for (const property of definition.properties) {
      const given = this.query[property.name]
      if (given !== undefined && core.take(property.name, given)) core.apply(false)
    }
    // Where components are made of props, the page's own data is there before them.
    if (!globalThis.weChatAlone && definition.model !== undefined) this.tell('onLoad', [{ ...this.query }])
    core.build(frame.root)
    attachCore(core)
    frame.queueReady(core)
    this.listen()
    if (globalThis.weChatAlone || definition.model === undefined) this.tell('onLoad', [{ ...this.query }])
    this.tellComponents('load', [])
  }

  /** Scrolling and the like are sent by the frame only to a page that has a handler. */
  listen(): void {
    const { writer, root } = this.frame
    if (this.core?.method('onPageScroll') !== undefined) writer.write4(op.listen, root, writer.string('$pageScroll'), 0)
    if (this.core?.method('onReachBottom') !== undefined) writer.write4(op.listen, root, writer.string('$reachBottom'), 0)
  }

  show(): void {
    if (this.shown) return
    this.shown = true
    this.tell('onShow', [])
    this.tellComponents('show', [])
    if (this.frame.opened) return
    this.frame.writer.whenDrawn(() => {
      if (this.frame.opened || this.frame.closed) return
      this.frame.opened = true
      this.frame.runReady()
      this.tell('onReady', [])
      this.tellComponents('routeDone', [])
    })
  }

  hide(): void {
    if (!this.shown) return
    this.shown = false
    this.frame.writer.tell({ kind: 'shown', on: false })
    this.tell('onHide', [])
    this.tellComponents('hide', [])
  }

  close(): void {
    if (this.core === null) return
    this.shown = false
    this.tell('onUnload', [])
    detachCore(this.core)
    this.frame.close()
  }

  /** Calls one of the page's own handlers, if it has it. */
  tell(name: string, args: readonly unknown[]): unknown {
    const core = this.core
    if (!globalThis.weChatAlone && core !== null) core.definition.model?.told(core, name, args)
    const method = core?.method(name)
    return core === null || method === undefined ? undefined : core.call(method, args, name)
  }

  /** Runs a page lifetime in the page and in all components. */
  tellComponents(name: string, args: readonly unknown[]): void {
    if (this.core === null) return
    this.core.pageLifetime(name, args)
    eachComponent(this.core.root.children, (core) => core.pageLifetime(name, args))
  }

  connect(port: ViewPort): void {
    this.frame.writer.open(port)
  }

  hear(message: ViewToWorker): void {
    const { frame } = this
    if (frame.closed) return
    switch (message.kind) {
      case 'ready':
        return
      case 'ack':
        frame.writer.acknowledge(message.seq)
        return
      case 'event':
        receive(frame, message)
        return
      case 'queryResult': {
        const answer = frame.answers.get(message.id)
        frame.answers.delete(message.id)
        answer?.(message.results)
        return
      }
      case 'callResult': {
        const answer = frame.answers.get(message.callId)
        frame.answers.delete(message.callId)
        answer?.(message)
        return
      }
      case 'observed':
        frame.observations.get(message.id)?.(message.entry)
    }
  }

  /** Calls a method of a built-in in the frame; rejects with the frame's message. */
  callNode(node: number, method: string, args: unknown): Promise<unknown> {
    const { writer } = this.frame
    if (this.frame.closed) return Promise.reject(new Error('the page is closed'))
    const id = this.frame.askId()
    writer.write5(op.call, node, writer.string(method), writer.value(args), id)
    return new Promise((resolve, reject) => {
      this.frame.answers.set(id, (answer) => {
        const result = isFields(answer) ? answer : {}
        if (result['ok'] === true) resolve(result['value'])
        else reject(new Error(typeof result['value'] === 'string' ? result['value'] : 'the element refused'))
      })
    })
  }

  /** What the page shares: onShareAppMessage's answer with WeChat's defaults. */
  async share(from: 'menu' | 'button', title: string, targetNode: number | undefined): Promise<ShareContent | null> {
    if (this.core === null) return null
    const node = targetNode === undefined ? undefined : this.frame.nodes.get(targetNode)
    const target = node instanceof Elem ? { id: node.name, dataset: { ...node.dataset } } : undefined
    // A button names itself: where none does, it was my.showSharePanel.
    const by = !globalThis.weChatAlone && from === 'button' && targetNode === undefined ? 'code' : from
    let given = this.tell('onShareAppMessage', [{ from: by, target, webViewUrl: undefined }])
    if (isFields(given) && isThenable(given['promise'])) {
      const later = await Promise.race([settled(given['promise']), new Promise<undefined>((resolve) => setTimeout(resolve, 2500))])
      if (isFields(later)) given = { ...given, ...later }
    } else if (isThenable(given)) given = await settled(given)
    const share = isFields(given) ? given : {}
    const text = (name: string, other: string): string => (typeof share[name] === 'string' && share[name] !== '' ? share[name] : other)
    const price = Number(share['price'])
    return {
      title: text('title', title),
      path: text('path', pathWithQuery(this.route, this.query)).replace(/^\//, ''),
      imageUrl: text('imageUrl', ''),
      price: Number.isSafeInteger(price) && price > 0 ? price : 0,
      cardType: share['cardType'] === 'order' || share['cardType'] === 'groupOrder' ? share['cardType'] : 'product',
    }
  }
}

/** Programs bring Promises of their own. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isFields(value) && typeof value['then'] === 'function'
}

/** What it comes to; undefined when that fails. */
async function settled(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await promise
  } catch {
    return undefined
  }
}

export function pathWithQuery(route: string, query: Readonly<Record<string, string>>): string {
  const parts = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
  return parts.length === 0 ? route : `${route}?${parts.join('&')}`
}

function eachComponent(nodes: readonly Node[], run: (core: Core) => void): void {
  for (const node of nodes) {
    if (node.text) continue
    if (node instanceof Elem && node.comp !== null) {
      run(node.comp)
      eachComponent(node.comp.root.children, run)
    } else if (!(node instanceof Elem) && node.kind === fragments.slot && node.children.length === 0) continue
    eachComponent(node.children, run)
  }
}
