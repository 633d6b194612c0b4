/** The built-ins of the chunk "rare". */
import assert from 'node:assert/strict'
import type { Case, Stage } from '../testing/stage.js'

const bar = async (stage: Stage): Promise<Record<string, unknown>> => {
  const found = (await stage.frame.toHost()).findLast((each) => each.kind === 'ask' && each.name === 'navigationBar')
  return found?.kind === 'ask' ? (found.args as Record<string, unknown>) : {}
}
const shown = async (stage: Stage, name: string, value: unknown, said: string = name): Promise<void> => {
  await stage.answer('navigationBar', null)
  await stage.show({ tag: 'navigation-bar', props: { [name]: value } })
  assert.equal((await bar(stage))[said], value)
}
/** A second of silence: a header and samples. */
const wav = `data:audio/wav;base64,${Buffer.concat([
  Buffer.from('RIFF\x64\x1f\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x40\x1f\x00\x00', 'latin1'),
  Buffer.alloc(8000, 128),
]).toString('base64')}`
const audio = (stage: Stage, props: Readonly<Record<string, unknown>>, on: readonly string[] = []): Promise<void> =>
  stage.show({ tag: 'audio', props: { controls: true, ...props }, on })
const play = (stage: Stage): Promise<unknown> => stage.get("(t.querySelector('audio').muted = true, t.querySelector('button').click())")

export const rareCases: Readonly<Record<string, Case>> = {
  'navigation-bar.title': (s) => shown(s, 'title', 'Tea'),
  'navigation-bar.loading': (s) => shown(s, 'loading', true),
  'navigation-bar.front-color': (s) => shown(s, 'frontColor', '#ffffff'),
  'navigation-bar.background-color': (s) => shown(s, 'backgroundColor', '#ff0000'),
  'navigation-bar.color-animation-duration': (s) => shown(s, 'colorAnimationDuration', 300, 'durationMs'),
  'navigation-bar.color-animation-timing-func': (s) => shown(s, 'colorAnimationTimingFunc', 'easeIn', 'timing'),
  'audio.src': async (s) => {
    await audio(s, { src: wav })
    await s.until("t.querySelector('audio').duration === 1")
  },
  'audio.loop': async (s) => {
    await audio(s, { loop: true })
    assert.equal(await s.get("t.querySelector('audio').loop"), true)
  },
  'audio.controls': async (s) => {
    await audio(s, { controls: false })
    assert.equal(await s.get('t.checkVisibility()'), false)
    await s.set({ controls: true })
    assert.equal(await s.get('t.checkVisibility()'), true)
  },
  'audio.poster': async (s) => {
    await audio(s, { poster: '/red.png' })
    await s.until("t.querySelector('button').style.backgroundImage.includes('blob:')")
  },
  'audio.name': async (s) => {
    await audio(s, { name: 'Rain' })
    assert.match(await s.get('t.textContent'), /Rain/)
  },
  'audio.author': async (s) => {
    await audio(s, { author: 'Ling' })
    assert.match(await s.get('t.textContent'), /Ling/)
  },
  'audio@error': async (s) => {
    await audio(s, { src: '/none.mp3' }, ['error'])
    assert.deepEqual(await s.heard('error'), { errMsg: 'MEDIA_ERR_SRC_NOT_SUPPORTED' })
  },
  'audio@play': async (s) => {
    await audio(s, { src: wav }, ['play'])
    await play(s)
    await s.heard('play')
  },
  'audio@pause': async (s) => {
    await audio(s, { src: wav, loop: true }, ['play', 'pause'])
    await play(s)
    await s.heard('play')
    await play(s)
    await s.heard('pause')
  },
  'audio@timeupdate': async (s) => {
    await audio(s, { src: wav }, ['timeupdate'])
    await play(s)
    assert.equal(((await s.heard('timeupdate')) as { duration: number }).duration, 1)
  },
  'audio@ended': async (s) => {
    await audio(s, { src: wav }, ['ended'])
    await play(s)
    await s.heard('ended')
  },
  'open-data.type': async (s) => {
    await s.show({ tag: 'open-data', props: { type: 'userNickName' } })
    assert.equal(await s.get('t.textContent'), 'WeChat user')
    await s.set({ type: 'userAvatarUrl' })
    assert.equal(await s.get("t.querySelectorAll('img').length"), 1)
  },
  'open-data.default-text': async (s) => {
    await s.show({ tag: 'open-data', props: { type: 'userNickName', defaultText: 'Guest' } })
    assert.equal(await s.get('t.textContent'), 'Guest')
  },
  'open-data.default-avatar': async (s) => {
    await s.show({ tag: 'open-data', props: { type: 'userAvatarUrl', defaultAvatar: '/red.png' } })
    await s.until("t.querySelector('img').naturalWidth === 4")
  },
  'sticky-header.offset-top': async (s) => {
    await s.show({ tag: 'sticky-header', props: { offsetTop: 12 } })
    assert.deepEqual([await s.css('position'), await s.css('top')], ['sticky', '12px'])
  },
  'grid-view.cross-axis-count': async (s) => {
    await s.show({ tag: 'grid-view', props: { crossAxisCount: 3 } })
    assert.equal((await s.css('grid-template-columns')).split(' ').length, 3)
  },
  'grid-view.main-axis-gap': async (s) => {
    await s.show({ tag: 'grid-view', props: { mainAxisGap: 8 } })
    assert.equal(await s.css('row-gap'), '8px')
  },
  'grid-view.cross-axis-gap': async (s) => {
    await s.show({ tag: 'grid-view', props: { crossAxisGap: 9 } })
    assert.equal(await s.css('column-gap'), '9px')
  },
}
