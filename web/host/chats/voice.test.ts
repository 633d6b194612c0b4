import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Message } from '../../kit/api/model.js'
import { barsOf, durationText, LEVELS, levelsOf, loudness, widthOf } from './levels.js'
import type { Sound, VoiceMessage } from './player.js'
import { Player } from './player.js'
import { base64url } from './uploads.js'

describe('how loud a recording is', () => {
  it('is 64 levels, however many were measured, the loudest as high as it goes', () => {
    for (const count of [0, 1, 7, 64, 100, 1200]) {
      const levels = levelsOf(Array.from({ length: count }, (_, i) => (i === count - 1 ? 0.5 : 0.1)))
      assert.equal(levels.length, LEVELS)
      assert.ok(levels.every((l) => Number.isInteger(l) && l >= 0 && l <= 255))
      assert.equal(Math.max(...levels), count === 0 ? 0 : 255)
    }
    const rises = levelsOf(Array.from({ length: 640 }, (_, i) => i / 640))
    assert.deepEqual(
      rises,
      [...rises].sort((a, b) => a - b),
    )
  })
  it('of a silent room is flat', () => {
    assert.ok(Math.max(...levelsOf(new Array(200).fill(0.0004))) < 64)
    assert.equal(Math.max(...levelsOf(new Array(200).fill(0))), 0)
    assert.equal(loudness(new Float32Array(8).fill(0.5)), 0.5)
    assert.equal(loudness(new Float32Array(0)), 0)
  })
  it('is drawn as bars, in a bubble that is wider the longer one speaks', () => {
    assert.deepEqual(barsOf([0, 255, 51, 0], 2), [1, 0.2])
    assert.equal(barsOf(levelsOf([1]), 100).length, 100)
    const widths = [1000, 5000, 20_000, 60_000].map(widthOf)
    assert.deepEqual(
      widths,
      [...new Set(widths)].sort((a, b) => a - b),
    )
    assert.equal(widthOf(600_000), widthOf(60_000))
    assert.deepEqual([400, 7400, 60_000].map(durationText), ['0:01', '0:07', '1:00'])
  })
  it('goes into an address', () => {
    assert.equal(base64url([255, 239, 190, 0]), '_---AA')
  })
})

function voice(seq: number, sender = 'usr_tom'): VoiceMessage {
  return {
    conv: 'cnv_a',
    seq,
    sender,
    clientId: `c${seq}`,
    ts: 1,
    body: { kind: 'voice', voice: { hash: `h${seq}`, durationMs: 2000, levels: [] } },
    quote: null,
    reactions: [],
    editedTs: 0,
    mentions: [],
    mod: 0,
  }
}

function room(messages: readonly Message[]) {
  const sounds: { sound: Sound; acts: Map<string, () => void>; running: boolean }[] = []
  const kept = new Map<string, unknown>()
  const failed: number[] = []
  let breaks = false
  const local = {
    value: async <T>(name: string) => kept.get(name) as T | undefined,
    changeValue: async <T>(name: string, change: (v: T | undefined) => T) => void kept.set(name, change(kept.get(name) as T | undefined)),
  }
  const make = () =>
    new Player({
      me: 'usr_ling',
      local,
      messages: () => messages,
      url: (m) => m.body.voice.hash,
      failed: (m) => failed.push(m.seq),
      sound: () => {
        const acts = new Map<string, () => void>()
        const it = { acts, running: false, sound: undefined as unknown as Sound }
        it.sound = {
          src: '',
          currentTime: 0,
          play: async () => {
            if (breaks) throw new Error('no')
            it.running = true
          },
          pause: () => {
            it.running = false
          },
          addEventListener: (name, act) => void acts.set(name, act),
        }
        sounds.push(it)
        return it.sound
      },
    })
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    player: make(),
    make,
    sounds,
    failed,
    settled,
    breakAll: () => {
      breaks = true
    },
  }
}

describe('voices are played', () => {
  it('one at a time, rest, and go on', async () => {
    const { player, sounds, settled } = room([voice(1), voice(2)])
    player.toggle(voice(1))
    await settled()
    player.toggle(voice(2))
    await settled()
    assert.deepEqual(
      sounds.map((s) => [s.sound.src, s.running]),
      [
        ['h1', false],
        ['h2', true],
      ],
    )
    player.toggle(voice(2))
    assert.deepEqual([player.playing.value?.paused, sounds[1]?.running], [true, false])
    player.toggle(voice(2))
    await settled()
    assert.deepEqual([player.playing.value?.paused, sounds[1]?.running, sounds.length], [false, true, 2])
    const second = sounds[1]
    assert.ok(second)
    second.sound.currentTime = 0.5
    second.acts.get('timeupdate')?.()
    assert.equal(player.playing.value?.part, 0.25)
    sounds[0]?.acts.get('ended')?.() // of one that is over long since
    assert.equal(player.playing.value?.seq, 2)
  })
  it('after one the next of the others that was not heard', async () => {
    const list = [voice(1), voice(2), voice(3, 'usr_ling'), voice(4), voice(5)]
    const { player, sounds, settled } = room(list)
    player.toggle(voice(4))
    await settled()
    player.toggle(voice(1))
    await settled()
    sounds[1]?.acts.get('ended')?.()
    await settled()
    assert.equal(player.playing.value?.seq, 2)
    sounds[2]?.acts.get('ended')?.()
    await settled()
    assert.equal(player.playing.value?.seq, 5)
    sounds[3]?.acts.get('ended')?.()
    assert.equal(player.playing.value, null)
  })
  it('and are known as heard after a reload, those of mine always', async () => {
    const { player, make, settled } = room([voice(1), voice(2)])
    assert.equal(player.isNew(voice(1)), true)
    assert.equal(player.isNew(voice(3, 'usr_ling')), false)
    player.toggle(voice(1))
    await settled()
    const later = make()
    await later.restore()
    assert.deepEqual([later.isNew(voice(1)), later.isNew(voice(2))], [false, true])
  })
  it('one that cannot be played is told of, and stays new', async () => {
    const { player, failed, settled, breakAll } = room([voice(1)])
    breakAll()
    player.toggle(voice(1))
    await settled()
    assert.deepEqual([failed, player.playing.value, player.isNew(voice(1))], [[1], null, true])
  })
})
