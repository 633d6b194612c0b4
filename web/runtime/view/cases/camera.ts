/** camera, whose pictures are the test's, and web-view, which the host shows. */
import assert from 'node:assert/strict'
import type { Case, Stage } from '../testing/stage.js'

const show = async (stage: Stage, props: Readonly<Record<string, unknown>> = {}, on: readonly string[] = []): Promise<void> => {
  await stage.answer('cameraOpen', { width: 64, height: 48, maxZoom: 4 })
  await stage.answer('cameraFrame', { $bitmap: [640, 480, '#00ff00'] })
  await stage.answer('cameraSet', { zoom: 2 })
  await stage.show({ tag: 'camera', props, on })
}
/** The last thing that was asked of the host by this name. */
const asked = async (stage: Stage, name: string): Promise<unknown> => {
  const found = (await stage.frame.toHost()).findLast((each) => each.kind === 'ask' && each.name === name)
  return found?.kind === 'ask' ? found.args : undefined
}
const seen =
  "(() => { const c = t.querySelector('canvas'); return c.width === 640 && c.getContext('2d').getImageData(320, 240, 1, 1).data.slice(0, 3).join() === '0,255,0' })()"
const codes = "(globalThis.BarcodeDetector = class { detect() { return Promise.resolve([{ rawValue: 'tea', format: 'qr_code' }]) } }, true)"

export const cameraCases: Readonly<Record<string, Case>> = {
  'camera.mode': async (s) => {
    await s.get('delete globalThis.BarcodeDetector')
    await show(s, { mode: 'scanCode' }, ['error'])
    assert.match(JSON.stringify(await s.heard('error')), /reads no codes/)
    await s.until(seen)
  },
  'camera.resolution': async (s) => {
    await show(s, { resolution: 'high' })
    await s.until(seen)
    assert.deepEqual(await asked(s, 'cameraOpen'), { position: 'back', resolution: 'high' })
  },
  'camera.device-position': async (s) => {
    await show(s)
    await s.until(seen)
    await s.set({ devicePosition: 'front' })
    await s.until("t.querySelector('canvas').classList.contains('front')")
    assert.deepEqual(await asked(s, 'cameraOpen'), { position: 'front', resolution: 'medium' })
  },
  'camera.flash': async (s) => {
    await show(s)
    await s.set({ flash: 'torch' })
    assert.deepEqual(await asked(s, 'cameraSet'), { torch: true })
  },
  'camera.frame-size': async (s) => {
    await show(s, { frameSize: 'small' })
    await s.until(seen)
    assert.equal(((await s.call('frame')) as { width: number }).width, 288)
    await s.set({ frameSize: 'large' })
    assert.equal(((await s.call('frame')) as { width: number }).width, 640)
  },
  'camera@initdone': async (s) => {
    await show(s, {}, ['initdone'])
    assert.deepEqual(await s.heard('initdone'), { maxZoom: 4 })
  },
  'camera@error': async (s) => {
    await s.answer('cameraOpen', { $fail: 'auth deny' })
    await s.show({ tag: 'camera', on: ['error'] })
    assert.deepEqual(await s.heard('error'), { errMsg: 'auth deny' })
    await s.until("t.querySelector('.wx-camera-note').checkVisibility()")
  },
  'camera@stop': async (s) => {
    await show(s, {}, ['stop'])
    await s.until(seen)
    await s.answer('cameraFrame', { $fail: 'no picture' })
    await s.heard('stop')
  },
  'camera@scancode': async (s) => {
    await s.get(codes)
    await show(s, { mode: 'scanCode' }, ['scancode'])
    assert.deepEqual(await s.heard('scancode'), { type: 'QR_CODE', charSet: 'UTF-8', result: 'tea', fullResult: 'tea', rawData: '' })
  },
  'camera#setZoom': async (s) => {
    await show(s)
    assert.deepEqual(await s.call('setZoom', { zoom: 2 }), { zoom: 2 })
    assert.deepEqual(await asked(s, 'cameraSet'), { zoom: 2 })
  },
  'camera#takePhoto': async (s) => {
    await show(s)
    await s.answer('cameraPhoto', { tempImagePath: 'wxfile://tmp_1.jpg' })
    assert.deepEqual(await s.call('takePhoto', { quality: 'high' }), { tempImagePath: 'wxfile://tmp_1.jpg' })
    assert.deepEqual(await asked(s, 'cameraPhoto'), { quality: 'high', selfieMirror: true })
  },
  'camera#startRecord': async (s) => {
    await show(s)
    await s.answer('cameraRecord', {})
    await s.call('startRecord')
    assert.deepEqual(await asked(s, 'cameraRecord'), { on: true })
  },
  'camera#stopRecord': async (s) => {
    await show(s)
    await s.answer('cameraRecord', { tempVideoPath: 'wxfile://tmp_1.webm' })
    assert.deepEqual(await s.call('stopRecord'), { tempVideoPath: 'wxfile://tmp_1.webm' })
  },
  'web-view.src': async (s) => {
    await s.answer('webView', null)
    await s.show({ tag: 'web-view', props: { src: 'https://a.example/' } })
    const args = (await asked(s, 'webView')) as { src: string; node: number }
    assert.equal(args.src, 'https://a.example/')
    assert.ok(args.node > 1)
    await s.set({ src: 'https://a.example/b' })
    assert.equal(((await asked(s, 'webView')) as { src: string }).src, 'https://a.example/b')
  },
}
