/** The microphone: RecorderManager, and the older wx.startRecord. */
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'
import type { Family, Options } from './forms.js'

/** WeChat's name after on → the host's word. */
const heard: Readonly<Record<string, string>> = {
  Start: 'start',
  Pause: 'pause',
  Resume: 'resume',
  Stop: 'stop',
  FrameRecorded: 'frame',
  Error: 'error',
  InterruptionBegin: 'interruptionBegin',
  InterruptionEnd: 'interruptionEnd',
}
const formats = ['aac', 'mp3', 'wav', 'PCM']
const rates = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]

/** With the vendor's values where a program says none, or what is none. */
function wishOf(options: Options): object {
  const { duration, sampleRate, numberOfChannels, encodeBitRate, format, frameSize } = options
  return {
    format: formats.find((each) => each === format) ?? 'aac',
    sampleRate: rates.find((each) => each === sampleRate) ?? 8000,
    channels: numberOfChannels === 1 ? 1 : 2,
    bitRate: typeof encodeBitRate === 'number' ? Math.round(Math.min(320_000, Math.max(8000, encodeBitRate))) : 48_000,
    durationMs: typeof duration === 'number' && duration > 0 ? Math.ceil(Math.min(600_000, duration)) : 60_000,
    frameBytes: typeof frameSize === 'number' && frameSize > 0 ? Math.round(Math.min(1000, frameSize) * 1024) : 0,
  }
}

type Listener = (detail?: unknown) => void

function recorderSide(env: Env, { CallFailure }: Kit) {
  const listeners: Readonly<Record<string, Set<unknown>>> = Object.fromEntries(Object.values(heard).map((what) => [what, new Set()]))
  const tell = (what: string, detail: unknown): void => {
    const on = Object.keys(heard).find((each) => heard[each] === what)
    for (const listener of [...(listeners[what] ?? [])]) env.run(listener, detail === undefined ? [] : [detail], `on${on} of RecorderManager`)
  }
  /** The file of startRecord, once it is there. */
  let older: ((answer: { readonly tempFilePath: unknown }) => void) | undefined
  env.onHostEvent('recorder', (given) => {
    const { what, ...detail } = given as { readonly what: string; readonly tempFilePath?: unknown }
    if (what === 'stop') older?.({ tempFilePath: detail.tempFilePath })
    if (what === 'stop') older = undefined
    tell(what, Object.keys(detail).length === 0 ? undefined : detail)
  })
  const ask = (name: string, args: object = {}): void => {
    env.call(name, args).catch((error: unknown) => {
      tell('error', { errMsg: `operateRecorder:fail ${error instanceof Error ? error.message : String(error)}` })
    })
  }
  const manager: Record<string, unknown> = {
    start: (options?: unknown) => ask('recorderStart', wishOf((options ?? {}) as Options)),
    pause: () => ask('recorderPause'),
    resume: () => ask('recorderResume'),
    stop: () => ask('recorderStop'),
  }
  // One listener each, as in WeChat: the last one counts.
  for (const [name, what] of Object.entries(heard)) {
    manager[`on${name}`] = (listener: unknown) => {
      listeners[what]?.clear()
      if (typeof listener === 'function') listeners[what]?.add(listener as Listener)
    }
  }
  const family: Family = {
    startRecord: [
      {},
      async () => {
        if (older !== undefined) throw new CallFailure('fail to start record: is recording')
        await env.call('recorderStart', wishOf({}))
        return new Promise((resolve) => {
          older = resolve
        })
      },
      'tempFilePath',
    ],
    stopRecord: [{}, () => env.call('recorderStop', {})],
    getAvailableAudioSources: [{}, () => ({ audioSources: ['auto', 'mic'] }), 'audioSources'],
  }
  return { manager, family }
}

export const recordExtension: Extension = (env, tools) => {
  const { manager, family } = recorderSide(env, tools)
  return { own: { ...tools.members(env, family), getRecorderManager: () => manager }, described: family satisfies Readonly<Record<string, Described>> }
}
extend(recordExtension)
