/** Sound and film: InnerAudioContext (the host plays it), VideoContext (the film plays in its page). */
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'

type Listener = (detail: unknown) => void

/** WeChat's name after on/off → the host's word. */
const heard: Readonly<Record<string, string>> = {
  Canplay: 'canplay',
  Play: 'play',
  Pause: 'pause',
  Stop: 'stop',
  Ended: 'ended',
  TimeUpdate: 'timeupdate',
  Error: 'error',
  Waiting: 'waiting',
  Seeking: 'seeking',
  Seeked: 'seeked',
}
/** What a program sets, with what it is before. */
const settable: Readonly<Record<string, unknown>> = {
  src: '',
  startTime: 0,
  autoplay: false,
  loop: false,
  obeyMuteSwitch: true,
  volume: 1,
  playbackRate: 1,
  referrerPolicy: 'no-referrer',
}
/** Of these the host hears. */
const sent = new Set(['src', 'startTime', 'loop', 'volume', 'playbackRate'])

interface Happening {
  readonly id: number
  readonly what: string
  readonly currentTime?: number
  readonly duration?: number
  readonly paused?: boolean
  readonly buffered?: number
  readonly errCode?: number
  readonly errMsg?: string
}

class Sound {
  readonly values: Record<string, unknown> = { ...settable }
  readonly heard = new Map<string, Set<Listener>>()
  currentTime = 0
  duration = 0
  paused = true
  buffered = 0
}

function soundMaker(env: Env): () => object {
  const sounds = new Map<number, Sound>()
  let lastId = 0
  const tell = (sound: Sound, event: string, detail?: unknown): void => {
    for (const listener of sound.heard.get(event) ?? []) env.run(listener, detail === undefined ? [] : [detail], `on${event} of InnerAudioContext`)
  }
  env.onHostEvent('audio', (given) => {
    const happening = given as Happening
    const sound = sounds.get(happening.id)
    if (sound === undefined) return
    sound.currentTime = happening.currentTime ?? sound.currentTime
    sound.duration = happening.duration ?? sound.duration
    sound.paused = happening.paused ?? sound.paused
    sound.buffered = happening.buffered ?? sound.buffered
    const event = Object.keys(heard).find((each) => heard[each] === happening.what)
    if (event === undefined) return
    tell(sound, event, event === 'Error' ? { errCode: happening.errCode ?? -1, errMsg: happening.errMsg ?? '' } : undefined)
  })
  return () => {
    lastId += 1
    const id = lastId
    const sound = new Sound()
    sounds.set(id, sound)
    const failed = (error: unknown): void => tell(sound, 'Error', { errCode: 10_001, errMsg: error instanceof Error ? error.message : String(error) })
    const does = (what: string, position?: number): void => {
      if (sounds.has(id)) env.call('audioDo', { id, what, ...(position === undefined ? {} : { position }) }).catch(failed)
    }
    const context: Record<string, unknown> = {
      play: () => does('play'),
      pause: () => does('pause'),
      stop: () => does('stop'),
      seek: (position: unknown) => does('seek', Number(position) || 0),
      destroy() {
        does('destroy')
        sounds.delete(id)
      },
    }
    for (const event of Object.keys(heard)) {
      const listeners = new Set<Listener>()
      sound.heard.set(event, listeners)
      context[`on${event}`] = (listener: unknown) => {
        if (typeof listener === 'function') listeners.add(listener as Listener)
      }
      context[`off${event}`] = (listener?: unknown) => {
        if (listener === undefined) listeners.clear()
        else listeners.delete(listener as Listener)
      }
    }
    for (const name of Object.keys(settable)) {
      Object.defineProperty(context, name, {
        enumerable: true,
        get: () => sound.values[name],
        set: (value: unknown) => {
          sound.values[name] = value
          if (!sent.has(name) || !sounds.has(id)) return
          const typed = typeof settable[name] === 'number' ? Number(value) || 0 : typeof settable[name] === 'boolean' ? value === true : String(value)
          // The failure of an address that cannot be had comes as an event of its own.
          const set = env.call('audioSet', { id, [name]: typed })
          if (name === 'src') set.then(() => sound.values['autoplay'] === true && does('play')).catch(() => undefined)
          else set.catch(failed)
        },
      })
    }
    for (const name of ['currentTime', 'duration', 'paused', 'buffered'] as const)
      Object.defineProperty(context, name, { enumerable: true, get: () => sound[name] })
    return context
  }
}

const videoMethods = 'play pause stop seek playbackRate requestFullScreen exitFullScreen'.split(' ')
/** Which say in the console that they are not carried out. */
export const quietMethods =
  'sendDanmu showStatusBar hideStatusBar requestBackgroundPlayback exitBackgroundPlayback exitPictureInPicture startCasting switchCasting reconnectCasting exitCasting'

/** The film of the scope's template with this id; it may come with the data that was just set. */
function videoContext(env: Env, videoId: string, scope: unknown): object {
  const call = (method: string, args: unknown): void => {
    const play = (): void => {
      const node = env.find(scope, `#${videoId}`)
      if (node?.tag !== 'video') return env.log('warn', `createVideoContext: no video has the id "${videoId.slice(0, 100)}"`)
      env.callNode(node, method, args).catch((error: unknown) => env.log('warn', `VideoContext.${method}:fail ${String(error)}`))
    }
    if (env.find(scope, `#${videoId}`) === undefined) env.nextTick(play)
    else play()
  }
  const context: Record<string, unknown> = {}
  for (const name of videoMethods) context[name] = (args: unknown) => call(name, args ?? {})
  for (const name of quietMethods.split(' ')) context[name] = () => env.log('warn', `VideoContext.${name}:fail not supported`)
  return context
}

function mediaMembers(env: Env, { member }: Kit): Readonly<Record<string, unknown>> {
  return {
    createInnerAudioContext: soundMaker(env),
    setInnerAudioOption: member(env, 'setInnerAudioOption', described['setInnerAudioOption']?.[0] ?? {}, () => undefined),
    createVideoContext: (videoId: unknown, scope?: unknown) => videoContext(env, String(videoId), scope ?? env.currentPage()?.instance),
  }
}

const described: Readonly<Record<string, Described>> = {
  // How sounds mix, and where they are heard, a browser leaves to the person's system: nothing of it is read.
  setInnerAudioOption: [{}, null],
}

export const mediaExtension: Extension = (env, tools) => ({ own: mediaMembers(env, tools), described })
extend(mediaExtension)
