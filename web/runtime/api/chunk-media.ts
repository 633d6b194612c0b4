/** Sound and film: InnerAudioContext and the sound of the background (the host plays them), VideoContext (the film plays in its page). */
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'
import type { Family } from './forms.js'

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

interface Made {
  readonly context: Record<string, unknown>
  readonly sound: Sound
  /** Asks the host something of this sound. */
  ask(call: 'audioSet' | 'audioDo', args: Readonly<Record<string, unknown>>): Promise<unknown>
}

function soundMaker(env: Env): () => Made {
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
    const ask: Made['ask'] = (call, args) => env.call(call, { id, ...args })
    const does = (what: string, position?: number): void => {
      if (sounds.has(id)) ask('audioDo', { what, ...(position === undefined ? {} : { position }) }).catch(failed)
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
        configurable: true,
        get: () => sound.values[name],
        set: (value: unknown) => {
          sound.values[name] = value
          if (!sent.has(name) || !sounds.has(id)) return
          const typed = typeof settable[name] === 'number' ? Number(value) || 0 : typeof settable[name] === 'boolean' ? value === true : String(value)
          // The failure of an address that cannot be had comes as an event of its own.
          const set = ask('audioSet', { [name]: typed })
          if (name === 'src') set.then(() => sound.values['autoplay'] === true && does('play')).catch(() => undefined)
          else set.catch(failed)
        },
      })
    }
    for (const name of ['currentTime', 'duration', 'paused', 'buffered'] as const)
      Object.defineProperty(context, name, { enumerable: true, get: () => sound[name] })
    return { context, sound, ask }
  }
}

/** What programs tell of the background's sound, for a player of the system's, which a browser does not show. */
const told = { title: '', epname: '', singer: '', coverImgUrl: '', webUrl: '', protocol: 'http', audioType: 'audio' }
/** Listeners that no player of the system's calls. */
export const quietOfBackground = 'onPrev onNext'

/** WeChat's numbers of wx.getBackgroundAudioPlayerState. */
const status = { paused: 0, playing: 1, none: 2 } as const

/**
 * The one sound of the background: the manager's and the older members', which are two ways to speak to it. It begins as soon as it is
 * given an address. Who leaves the program does not hear it any more, as in WeChat with the older members.
 */
function background(
  env: Env,
  make: () => Made,
): { readonly manager: () => object; readonly family: Family; readonly listeners: Readonly<Record<string, unknown>> } {
  let made: Made | undefined
  let playing = false
  const listeners: Record<string, unknown> = {}
  const heardOf = { Play: new Set<Listener>(), Pause: new Set<Listener>(), Stop: new Set<Listener>() }
  const the = (): Made => {
    if (made !== undefined) return made
    made = make()
    const { context, sound } = made
    sound.values['autoplay'] = true
    for (const name of ['destroy', 'autoplay', 'loop', 'volume', 'obeyMuteSwitch']) delete context[name]
    Object.assign(context, told)
    for (const name of quietOfBackground.split(' ')) context[name] = () => undefined
    // The older members know of no end: a sound that has ended has stopped.
    const happens = { Play: 'Play', Pause: 'Pause', Stop: 'Stop', Ended: 'Stop', Error: undefined } as const
    for (const [event, name] of Object.entries(happens)) {
      sound.heard.get(event)?.add(() => {
        playing = event === 'Play' || event === 'Pause'
        for (const listener of name === undefined ? [] : heardOf[name]) env.run(listener, [], `wx.onBackgroundAudio${name}`)
      })
    }
    return made
  }
  for (const [name, all] of Object.entries(heardOf)) {
    listeners[`onBackgroundAudio${name}`] = (listener: unknown) => {
      if (typeof listener === 'function') all.add(listener as Listener)
      the()
    }
  }
  const does = (what: string) => async (): Promise<void> => void (await the().ask('audioDo', { what }))
  return {
    listeners,
    manager: () => the().context,
    family: {
      playBackgroundAudio: [
        { dataUrl: 'String', title: 'String?', coverImgUrl: 'String?' },
        async ({ dataUrl, title, coverImgUrl }) => {
          const { context, sound, ask } = the()
          Object.assign(context, { title: title ?? '', coverImgUrl: coverImgUrl ?? '' })
          if (sound.values['src'] !== dataUrl || !playing) {
            sound.values['src'] = dataUrl
            await ask('audioSet', { src: dataUrl })
          }
          await ask('audioDo', { what: 'play' })
        },
      ],
      pauseBackgroundAudio: [{}, does('pause')],
      stopBackgroundAudio: [{}, does('stop')],
      seekBackgroundAudio: [{ position: 'Number' }, async ({ position }) => void (await the().ask('audioDo', { what: 'seek', position }))],
      getBackgroundAudioPlayerState: [
        {},
        () => {
          const { sound } = the()
          const { currentTime: currentPosition, duration, buffered, paused } = sound
          if (!playing) return { status: status.none }
          const downloadPercent = duration > 0 ? Math.round((buffered / duration) * 100) : 0
          return { status: paused ? status.paused : status.playing, currentPosition, duration, downloadPercent, dataUrl: sound.values['src'] }
        },
        'status currentPosition duration downloadPercent dataUrl',
      ],
    },
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

/** How sounds mix, and where they are heard, a browser leaves to the person's system: nothing of it is read. */
const family: Family = { setInnerAudioOption: [{}, () => undefined] }

export const mediaExtension: Extension = (env, { member }: Kit) => {
  const make = soundMaker(env)
  const { manager, family: older, listeners } = background(env, make)
  const described: Readonly<Record<string, Described>> = { ...family, ...older }
  const calls = Object.entries({ ...family, ...older }).map(([name, [parameters, work]]) => [name, member(env, name, parameters, work)] as const)
  const own = {
    ...Object.fromEntries(calls),
    ...listeners,
    createInnerAudioContext: () => make().context,
    getBackgroundAudioManager: manager,
    createVideoContext: (videoId: unknown, scope?: unknown) => videoContext(env, String(videoId), scope ?? env.currentPage()?.instance),
  }
  return { own, described }
}
extend(mediaExtension)
