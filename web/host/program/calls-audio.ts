/** wx.createInnerAudioContext: each context of a run is an audio element of the host; its events go back as 'audio'. */
import { finite, integer, object, oneOf, optional, bool, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { FileFailure } from './files.js'
import { onFirstTouch, untouched } from './firsttouch.js'
import type { Session } from './session.js'

const mostContexts = 20

interface SetArgs {
  readonly id: number
  readonly src?: string | undefined
  readonly startTime?: number | undefined
  readonly loop?: boolean | undefined
  readonly volume?: number | undefined
  readonly playbackRate?: number | undefined
}
const setArgs: Parser<SetArgs> = object<SetArgs>({
  id: integer(1),
  src: optional(text(8192)),
  startTime: optional(finite),
  loop: optional(bool),
  volume: optional(finite),
  playbackRate: optional(finite),
})
interface DoArgs {
  readonly id: number
  readonly what: 'play' | 'pause' | 'stop' | 'seek' | 'destroy'
  readonly position?: number | undefined
}
const doArgs: Parser<DoArgs> = object<DoArgs>({ id: integer(1), what: oneOf('play', 'pause', 'stop', 'seek', 'destroy'), position: optional(finite) })

interface Player {
  readonly element: HTMLAudioElement
  src: string
  url: string
  startTime: number
  /** The stop of wx, which the element knows as a pause. */
  stopping: boolean
  /** It begins with the person's first touch, unless this is called. */
  callOff: (() => void) | undefined
}
const players = new WeakMap<Session, Map<number, Player>>()
function playersOf(session: Session): Map<number, Player> {
  const known = players.get(session)
  if (known !== undefined) return known
  const made = new Map<number, Player>()
  players.set(session, made)
  return made
}

function end(player: Player): void {
  stay(player)
  player.element.pause()
  player.element.removeAttribute('src')
  if (player.url !== '') URL.revokeObjectURL(player.url)
}

/** It does not begin with a touch any more. */
function stay(player: Player): void {
  player.callOff?.()
  player.callOff = undefined
}

async function play(player: Player): Promise<void> {
  stay(player)
  try {
    await player.element.play()
  } catch (error) {
    const refused = error instanceof DOMException && error.name === 'NotAllowedError'
    if (!refused) throw new ApiFailure('the sound cannot be played')
    if (!untouched()) throw new ApiFailure('the browser plays sound only after a tap')
    stay(player)
    player.callOff = onFirstTouch(() => {
      player.callOff = undefined
      // What goes wrong is an event of the element.
      player.element.play().catch(() => undefined)
    })
  }
}

export function stopAudio(session: Session): void {
  for (const player of players.get(session)?.values() ?? []) end(player)
  players.delete(session)
}
/** A program that is left is silent. */
export function pauseAudio(session: Session): void {
  for (const player of players.get(session)?.values() ?? []) {
    stay(player)
    player.element.pause()
  }
}

const told = ['play', 'pause', 'ended', 'timeupdate', 'waiting', 'seeking', 'seeked', 'canplay', 'error'] as const
const errorCodes: Readonly<Record<number, number>> = { 1: 10_002, 2: 10_002, 3: 10_004, 4: 10_004 }

function makePlayer(session: Session, id: number): Player {
  const all = playersOf(session)
  const known = all.get(id)
  if (known !== undefined) return known
  if (all.size >= mostContexts) throw new ApiFailure('too many audio contexts')
  const element = new Audio()
  const player: Player = { element, src: '', url: '', startTime: 0, stopping: false, callOff: undefined }
  for (const type of told) {
    element.addEventListener(type, () => {
      const what = type === 'pause' && player.stopping ? 'stop' : type
      if (type === 'pause') player.stopping = false
      // At the end the element pauses by itself, which is no pause of the program's.
      if (what === 'pause' && element.ended) return
      const { currentTime, paused, buffered } = element
      session.happened('audio', {
        id,
        what,
        currentTime,
        duration: Number.isFinite(element.duration) ? element.duration : 0,
        paused,
        buffered: buffered.length === 0 ? 0 : buffered.end(buffered.length - 1),
        ...(type === 'error' ? { errCode: errorCodes[element.error?.code ?? 0] ?? -1, errMsg: element.error?.message ?? '' } : {}),
      })
    })
  }
  all.set(id, player)
  return player
}

async function load(session: Session, id: number, player: Player, src: string): Promise<void> {
  player.src = src
  stay(player)
  player.element.pause()
  try {
    const found = await session.files.find(src, session.pages.value?.top.value?.page.route ?? '')
    if (player.src !== src) return
    if (player.url !== '') URL.revokeObjectURL(player.url)
    player.url = URL.createObjectURL(found)
    player.element.src = player.url
    if (player.startTime > 0) player.element.currentTime = player.startTime
  } catch (error) {
    const missing = error instanceof FileFailure
    session.happened('audio', { id, what: 'error', errCode: missing ? 10_003 : 10_002, errMsg: error instanceof Error ? error.message : '' })
    throw new ApiFailure(error instanceof Error ? error.message : 'the sound cannot be had')
  }
}

export const audioCalls: CallTable<Session> = {
  audioSet: call<Session, SetArgs>(setArgs, async (args, { host }) => {
    const player = makePlayer(host, args.id)
    const { element } = player
    if (args.startTime !== undefined) player.startTime = Math.max(0, args.startTime)
    if (args.loop !== undefined) element.loop = args.loop
    if (args.volume !== undefined) element.volume = Math.min(1, Math.max(0, args.volume))
    if (args.playbackRate !== undefined) element.defaultPlaybackRate = element.playbackRate = Math.min(2, Math.max(0.5, args.playbackRate))
    if (args.src !== undefined) await load(host, args.id, player, args.src)
  }),
  audioDo: call<Session, DoArgs>(doArgs, async ({ id, what, position }, { host }) => {
    const player = makePlayer(host, id)
    const { element } = player
    switch (what) {
      case 'play':
        return play(player)
      case 'pause':
        stay(player)
        return element.pause()
      case 'stop':
        stay(player)
        player.stopping = !element.paused
        element.pause()
        element.currentTime = 0
        return
      case 'seek':
        element.currentTime = Math.max(0, position ?? 0)
        return
      case 'destroy':
        end(player)
        playersOf(host).delete(id)
    }
  }),
}
