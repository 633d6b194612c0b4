/** wx.createWorker: scripts of the program in a Worker of their own, one at a time. The host makes it, and it ends with the program. They may be fetched before. */
import type { LogicToSide, SideToLogic } from '../../protocol/bridge.js'
import { parseSideToLogic } from '../../protocol/parse-side.js'
import { onMessage } from '../../protocol/parse.js'
import type { ProgramPort } from '../program/program.js'
import { createLink } from '../side/link.js'
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'
import type { Options, Parameters } from './forms.js'

// Taken before the program's first line.
const { structuredClone: copy } = globalThis

interface Running {
  readonly id: number
  /** It listens. */
  up(port: ProgramPort): void
  hear(message: SideToLogic): void
  killed(): void
}

function createWorkers(env: Env, { misfit }: Kit): (scriptPath?: unknown) => object {
  let last = 0
  let running: Running | undefined

  // Its Worker says which of the program's it is: one that was ended meanwhile is not heard.
  env.onHostEvent('side', (given) => {
    const port = given as ProgramPort
    let mine: Running | undefined
    const hear = (message: SideToLogic): void => {
      if (message.kind !== 'up') return mine !== undefined && mine === running ? mine.hear(message) : undefined
      if (running?.id !== message.id) return
      mine = running
      mine.up(port)
    }
    onMessage(port, parseSideToLogic, hear, () => env.log('error', 'a message of the Worker was not understood'))
  })
  env.onHostEvent('sideKilled', (detail) => {
    if (running?.id === (detail as { readonly id?: unknown }).id) running?.killed()
  })

  return (scriptPath) => {
    const wrong = misfit({ scriptPath }, { scriptPath: 'String' })
    const fail = (why: string): never => {
      throw new Error(`createWorker:fail ${why}`)
    }
    if (wrong !== undefined) fail(wrong)
    const script = String(scriptPath).replace(/^\/+/, '')
    const code = env.app.worker
    if (code === undefined) return fail('app.json names no folder of scripts as workers')
    if (!script.startsWith(code.root) || script.split('/').includes('..')) fail(`${script} is not in the folder ${code.root}, which app.json names as workers`)
    if (running !== undefined) fail('there is a Worker already, terminate it before the next one')

    last += 1
    const id = last
    const heard: unknown[] = []
    const troubled: unknown[] = []
    const taken: unknown[] = []
    const all = (listeners: readonly unknown[], where: string, ...args: readonly unknown[]): void => {
      for (const listener of [...listeners]) env.run(listener, args, `${where} of a Worker`)
    }
    const trouble = (message: string, stack = ''): void => {
      env.log('error', stack === '' ? `${message} (${script})` : `${message} (${script})\n${stack}`)
      all(troubled, 'onError', { error: { errMsg: message, message, stack } })
    }
    let port: ProgramPort | undefined
    const early: LogicToSide[] = []
    // What is said before it listens is what it was then.
    const link = createLink((message) => (port === undefined ? void early.push(copy(message)) : port.postMessage(message)))
    const own: Running = {
      id,
      up(given) {
        port = given
        for (const each of early.splice(0)) port.postMessage(each)
      },
      hear(message) {
        switch (message.kind) {
          case 'up':
            return
          case 'message':
            link.took(message.weight)
            return all(heard, 'onMessage', message.data)
          case 'taken':
            return link.freed(message.messages)
          case 'log':
            return env.log(message.level, ...message.args)
          case 'error':
            return trouble(message.message, message.stack)
        }
      },
      killed() {
        running = undefined
        all(taken, 'onProcessKilled')
      },
    }
    running = own
    env.call('createWorker', { id, script }).catch((error: unknown) => {
      if (running !== own) return
      running = undefined
      trouble(`createWorker:fail ${error instanceof Error ? error.message : String(error)}`)
    })
    return {
      env: { USER_DATA_PATH: 'wxfile://usr' },
      postMessage(message: unknown) {
        if (running === own) link.send(message)
      },
      onMessage: (listener: unknown) => void heard.push(listener),
      onError: (listener: unknown) => void troubled.push(listener),
      onProcessKilled: (listener: unknown) => void taken.push(listener),
      terminate() {
        if (running !== own) return
        running = undefined
        env.call('endWorker', { id }).catch(() => undefined)
      },
    }
  }
}

/** wx.preDownloadSubpackage, of which WeChat has one kind: the scripts of Workers, where app.json makes them a sub-package. */
function preDownload(env: Env, { CallFailure, member }: Kit): readonly [described: Described, start: (options?: unknown) => object] {
  const parameters: Parameters = { packageType: 'String' }
  let tell: (progress: object) => void = () => undefined
  const work = async ({ packageType }: Options): Promise<undefined> => {
    const told = tell
    if (packageType !== 'workers') throw new CallFailure(`no packageType is called ${String(packageType)}`)
    const { size } = (await env.call('loadWorkers', {})) as { readonly size: number }
    told({ progress: 100, totalBytesWritten: size, totalBytesExpectedToWrite: size })
  }
  const call = member(env, 'preDownloadSubpackage', parameters, work)
  const start = (options?: unknown): object => {
    const heard: unknown[] = []
    tell = (progress) => {
      for (const listener of heard) env.run(listener, [progress], 'onProgressUpdate of wx.preDownloadSubpackage')
    }
    call(options)
    return { onProgressUpdate: (listener: unknown) => void heard.push(listener) }
  }
  return [[parameters, work], start]
}

export const workerExtension: Extension = (env, tools) => {
  const [described, start] = preDownload(env, tools)
  return { own: { createWorker: createWorkers(env, tools), preDownloadSubpackage: start }, described: { preDownloadSubpackage: described } }
}
extend(workerExtension)
