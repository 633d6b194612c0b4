/**
 * The object that belongs to a built-in (MapContext, EditorContext, VideoContext …): its methods are the element's own, called in its
 * frame, in the forms of wx's members.
 */
import type { Env, NodeRef } from '../core/env.js'
import { member } from './forms.js'

const sendable = (options: object): object => Object.fromEntries(Object.entries(options).filter(([, value]) => typeof value !== 'function'))

/** `find` gives the element when a method is called: it may come with the data that was just set. */
export function contextOf(env: Env, find: () => NodeRef | undefined, own: Readonly<Record<string, unknown>> = {}): object {
  const call = (name: string, args: unknown): Promise<unknown> => {
    const node = find()
    return node === undefined ? Promise.reject(new Error('the element is not on the page')) : env.callNode(node, name, args)
  }
  return new Proxy(own, {
    get: (_, name) => {
      if (typeof name !== 'string' || name === 'then' || Object.hasOwn(own, name)) return own[name as string]
      return (...args: readonly unknown[]): unknown => {
        const [first = {}] = args
        // Few take other than one object: seek(12), format('header', 2).
        if (typeof first !== 'object') {
          const given = args.filter((each) => typeof each !== 'function')
          return void call(name, given.length > 1 ? given : first).catch(() => undefined)
        }
        return member(env, name, {}, (options) => call(name, sendable(options)))(first ?? {})
      }
    },
  })
}
