/** map: what each property, event and method that is said to work does. */
import assert from 'node:assert/strict'
import type { Case, Stage } from '../testing/stage.js'

const style = 'width:300px;height:200px'
const place = { latitude: 23.1, longitude: 113.32 }
const show = (
  stage: Stage,
  props: Readonly<Record<string, unknown>> = {},
  on: readonly string[] = [],
  children: Parameters<Stage['show']>[0]['children'] = [],
) => stage.show({ tag: 'map', style, props: { ...place, scale: 16, ...props }, on, children })
interface Region {
  readonly southwest: typeof place
  readonly northeast: typeof place
}
const region = async (stage: Stage): Promise<Region> => (await stage.call('getRegion')) as Region
const centre = async (stage: Stage): Promise<typeof place> => (await stage.call('getCenterLocation')) as typeof place
const scale = async (stage: Stage): Promise<number> => ((await stage.call('getScale')) as { scale: number }).scale
const near = (a: number, b: number, by: number, what: string): void => assert.ok(Math.abs(a - b) <= by, `${what}: ${a}, not ${b}`)
const isAt = async (stage: Stage, wanted: typeof place): Promise<void> => {
  const at = await centre(stage)
  near(at.latitude, wanted.latitude, 1e-4, 'latitude')
  near(at.longitude, wanted.longitude, 1e-4, 'longitude')
}
const marker = { id: 7, ...place, width: 20, height: 20 }
/** The colour of the ground's canvas in the middle of the map, or `dx` beside it. */
const pixel = (dx = 0, dy = 0): string =>
  `(() => { const c = t.querySelector('canvas'); const s = c.width / 300; return [...c.getContext('2d').getImageData((150 + ${dx}) * s, (100 + ${dy}) * s, 1, 1).data].slice(0, 3).join() })()`
/** Where the middle of the first marker's picture is. */
const markerAt = `(() => { const b = t.querySelector('.wx-map-icon').getBoundingClientRect(), m = t.getBoundingClientRect(); return [b.left + b.width / 2 - m.left, b.top + b.height - m.top] })()`
const points = [
  { latitude: 23.1, longitude: 113.3 },
  { latitude: 23.1, longitude: 113.34 },
]
const square = [
  { latitude: 23.11, longitude: 113.31 },
  { latitude: 23.11, longitude: 113.33 },
  { latitude: 23.09, longitude: 113.33 },
  { latitude: 23.09, longitude: 113.31 },
]
const drag = async (stage: Stage): Promise<void> => stage.drag([160, 110], [150, 110], [130, 110], [100, 110], [100, 110])

export const mapCases: Readonly<Record<string, Case>> = {
  async 'map.longitude'(stage) {
    await show(stage)
    await isAt(stage, place)
    await stage.set({ longitude: 120 })
    await isAt(stage, { ...place, longitude: 120 })
  },
  async 'map.latitude'(stage) {
    await show(stage)
    await stage.set({ latitude: -33.5 })
    await isAt(stage, { ...place, latitude: -33.5 })
  },
  async 'map.scale'(stage) {
    await show(stage, { scale: 12 })
    const { southwest, northeast } = await region(stage)
    // 300 pixels of 256 · 2^12.
    near(northeast.longitude - southwest.longitude, (300 * 360) / (256 * 2 ** 12), 1e-6, 'width in degrees')
  },
  async 'map.min-scale'(stage) {
    await show(stage, { scale: 4, minScale: 8 })
    assert.equal(await scale(stage), 8)
  },
  async 'map.max-scale'(stage) {
    await show(stage, { scale: 19, maxScale: 10 })
    assert.equal(await scale(stage), 10)
  },
  async 'map.markers'(stage) {
    await show(stage, {
      markers: [{ ...marker, iconPath: '/red.png', label: { content: 'Here', color: '#ff0000' }, callout: { content: 'Tea', display: 'ALWAYS' } }],
    })
    await stage.until("t.querySelector('.wx-map-icon img')?.complete && t.querySelector('.wx-map-callout')?.checkVisibility()")
    const [x, y] = await stage.get<[number, number]>(markerAt)
    near(x, 150, 1, 'its middle')
    near(y, 100, 1, 'its foot')
    assert.equal(await stage.get("t.querySelector('.wx-map-label').textContent + t.querySelector('.wx-map-callout').textContent"), 'HereTea')
    await stage.set({ markers: [] })
    assert.equal(await stage.get("t.querySelectorAll('.wx-map-icon').length"), 0)
  },
  async 'map.covers'(stage) {
    await show(stage, { covers: [{ ...place, iconPath: '/red.png' }] })
    assert.equal(await stage.get("t.querySelectorAll('.wx-map-icon').length"), 1)
  },
  async 'map.polyline'(stage) {
    await show(stage, { polyline: [{ points, width: 6, color: '#ff0000' }] })
    await stage.until(`${pixel()} === '255,0,0'`)
  },
  async 'map.polygons'(stage) {
    await show(stage, { scale: 13, polygons: [{ points: square, fillColor: '#00ff00' }] })
    await stage.until(`${pixel()} === '0,255,0'`)
  },
  async 'map.circles'(stage) {
    await show(stage, { circles: [{ ...place, radius: 40, fillColor: '#0000ff', strokeWidth: 0 }] })
    await stage.until(`${pixel()} === '0,0,255'`)
    // 40 m are 18 pixels here.
    assert.notEqual(await stage.get(pixel(30)), '0,0,255')
  },
  async 'map.controls'(stage) {
    await show(stage, { controls: [{ id: 3, position: { left: 20, top: 30, width: 40, height: 40 }, iconPath: '/red.png', clickable: true }] })
    await stage.until("t.querySelector('.wx-map-control img')?.naturalWidth === 4")
    assert.equal(await stage.get("t.querySelector('.wx-map-control').offsetLeft"), 20)
  },
  async 'map.include-points'(stage) {
    await show(stage, { includePoints: points })
    await isAt(stage, place)
    const { southwest, northeast } = await region(stage)
    assert.ok(southwest.longitude <= 113.3001 && northeast.longitude >= 113.3399, 'both are in view')
  },
  async 'map.show-location'(stage) {
    await stage.answer('mapHere', place)
    await show(stage, { showLocation: true })
    await stage.until("t.querySelector('.wx-map-here')?.checkVisibility()")
    await stage.set({ showLocation: false })
    await stage.until("!t.querySelector('.wx-map-here')?.checkVisibility()")
  },
  async 'map.rotate'(stage) {
    await show(stage, { rotate: 90 })
    assert.deepEqual(await stage.call('getRotate'), { rotate: 90 })
    // North is to the right then.
    const east = (await stage.call('fromScreenLocation', { x: 250, y: 100 })) as typeof place
    assert.ok(east.latitude > place.latitude && Math.abs(east.longitude - place.longitude) < 1e-6)
  },
  async 'map.show-compass'(stage) {
    await show(stage)
    assert.equal(await stage.get("t.querySelector('.wx-map-compass').hidden"), true)
    await stage.set({ showCompass: true })
    await stage.until("!t.querySelector('.wx-map-compass').hidden")
  },
  async 'map.show-scale'(stage) {
    await show(stage, { showScale: true })
    await stage.until("/^\\d+ k?m$/.test(t.querySelector('.wx-map-scale').textContent)")
  },
  async 'map.enable-zoom'(stage) {
    await show(stage)
    await stage.get("t.querySelector('.wx-map-layer').focus()")
    await stage.frame.page.keyboard.press('+')
    assert.equal(await scale(stage), 17)
    await stage.set({ enableZoom: false })
    await stage.frame.page.keyboard.press('+')
    assert.equal(await scale(stage), 17)
  },
  async 'map.enable-scroll'(stage) {
    await show(stage, { enableScroll: false })
    await drag(stage)
    await isAt(stage, place)
    await stage.set({ enableScroll: true })
    await drag(stage)
    assert.ok((await centre(stage)).longitude > place.longitude)
  },
  async 'map.enable-rotate'(stage) {
    const turn = async (): Promise<number> => {
      // Two fingers: one rests, the other goes round it.
      await stage.get(
        `(() => { const l = t.querySelector('.wx-map-layer'); const at = (type, id, x, y) => l.dispatchEvent(new PointerEvent(type, { pointerId: id, clientX: x, clientY: y, button: 0, bubbles: true })); at('pointerdown', 1, 100, 100); at('pointerdown', 2, 200, 100); at('pointermove', 2, 100, 200); at('pointerup', 1, 100, 100); at('pointerup', 2, 100, 200) })()`,
      )
      return ((await stage.call('getRotate')) as { rotate: number }).rotate
    }
    await show(stage)
    assert.equal(await turn(), 0)
    await stage.set({ enableRotate: true })
    near(await turn(), 90, 0.01, 'turn')
  },
  async 'map.setting'(stage) {
    await show(stage, { setting: { showScale: true, scale: 9 } })
    assert.equal(await scale(stage), 9)
    await stage.until("!t.querySelector('.wx-map-scale').hidden")
  },
  async 'map@tap'(stage) {
    await show(stage, {}, ['tap'])
    await stage.tap()
    const detail = (await stage.heard('tap')) as typeof place
    near(detail.latitude, place.latitude, 1e-4, 'latitude')
    near(detail.longitude, place.longitude, 1e-4, 'longitude')
  },
  async 'map@markertap'(stage) {
    await show(stage, { markers: [marker] }, ['markertap', 'tap'])
    await stage.tap('.wx-map-icon')
    assert.deepEqual(await stage.heard('markertap'), { markerId: 7 })
    const [event] = (await stage.frame.events('markertap')).slice(-1)
    assert.deepEqual(event?.extra, { markerId: 7 }, 'older programs read it of the event')
    assert.deepEqual(await stage.all('tap'), [], 'it is no tap of the map')
  },
  async 'map@labeltap'(stage) {
    await show(stage, { markers: [{ ...marker, label: { content: 'Here' } }] }, ['labeltap'])
    // By its click: a browser takes a finger beside a button for one on it.
    await stage.get("t.querySelector('.wx-map-label').click()")
    assert.deepEqual(await stage.heard('labeltap'), { markerId: 7 })
  },
  async 'map@controltap'(stage) {
    await show(stage, { controls: [{ id: 3, position: { left: 20, top: 30, width: 40, height: 40 }, iconPath: '/red.png', clickable: true }] }, ['controltap'])
    await stage.tap('.wx-map-control')
    assert.deepEqual(await stage.heard('controltap'), { controlId: 3 })
  },
  async 'map@callouttap'(stage) {
    // A title alone is a callout that a tap on its marker opens.
    await show(stage, { markers: [{ ...marker, title: 'Tea house' }] }, ['callouttap'])
    assert.equal(await stage.get("t.querySelector('.wx-map-callout').checkVisibility()"), false)
    await stage.tap('.wx-map-icon')
    await stage.until("t.querySelector('.wx-map-callout').checkVisibility()")
    await stage.tap('.wx-map-callout')
    assert.deepEqual(await stage.heard('callouttap'), { markerId: 7 })
    // One of the program's own stands over its marker.
    await show(
      stage,
      { markers: [{ ...marker, customCallout: { display: 'ALWAYS' } }] },
      [],
      [{ tag: 'cover-view', children: [{ tag: 'cover-view', id: 'own', props: { markerId: 7 }, text: 'Mine' }] }],
    )
    await stage.until(
      "Math.abs((b => b.left + b.width / 2)(document.getElementById('own').getBoundingClientRect()) - t.getBoundingClientRect().left - 150) < 2",
    )
  },
  async 'map@updated'(stage) {
    await show(stage, {}, ['updated'])
    await stage.heard('updated')
  },
  async 'map@regionchange'(stage) {
    await show(stage, {}, ['regionchange'])
    await drag(stage)
    const heard = async (n: number) => (await stage.heard('regionchange', n)) as { type: string; causedBy: string; centerLocation: typeof place }
    assert.deepEqual([(await heard(0)).type, (await heard(0)).causedBy], ['begin', 'drag'])
    assert.equal((await heard(1)).type, 'end')
    assert.ok((await heard(1)).centerLocation.longitude > place.longitude)
  },
  async 'map@polylinetap'(stage) {
    await show(stage, { polyline: [{ id: 5, points, width: 6, color: '#ff0000' }] }, ['polylinetap'])
    await stage.tap()
    assert.equal(((await stage.heard('polylinetap')) as { polylineId: number }).polylineId, 5)
  },
  async 'map#getCenterLocation'(stage) {
    await show(stage)
    await isAt(stage, place)
  },
  async 'map#getScale'(stage) {
    await show(stage)
    assert.deepEqual(await stage.call('getScale'), { scale: 16 })
  },
  async 'map#getRotate'(stage) {
    await show(stage)
    assert.deepEqual(await stage.call('getRotate'), { rotate: 0 })
  },
  async 'map#getSkew'(stage) {
    await show(stage)
    assert.deepEqual(await stage.call('getSkew'), { skew: 0 })
  },
  async 'map#getRegion'(stage) {
    await show(stage)
    const { southwest, northeast } = await region(stage)
    near((southwest.longitude + northeast.longitude) / 2, place.longitude, 1e-6, 'its middle')
  },
  async 'map#fromScreenLocation'(stage) {
    await show(stage)
    const { southwest } = await region(stage)
    const corner = (await stage.call('fromScreenLocation', { x: 0, y: 200 })) as typeof place
    near(corner.latitude, southwest.latitude, 1e-9, 'latitude')
  },
  async 'map#toScreenLocation'(stage) {
    await show(stage)
    const at = (await stage.call('toScreenLocation', place)) as { x: number; y: number }
    near(at.x, 150, 1e-3, 'x')
    near(at.y, 100, 1e-3, 'y')
  },
  async 'map#openMapApp'(stage) {
    await stage.answer('mapOpen', null)
    await show(stage)
    await stage.call('openMapApp', { ...place, destination: 'Tea house' })
    const asked = (await stage.frame.toHost()).findLast((each) => each.kind === 'ask' && each.name === 'mapOpen')
    assert.deepEqual(asked?.kind === 'ask' && asked.args, { ...place, name: 'Tea house' })
  },
  async 'map#moveToLocation'(stage) {
    await show(stage)
    await stage.call('moveToLocation', { latitude: 39.9, longitude: 116.4 })
    await isAt(stage, { latitude: 39.9, longitude: 116.4 })
    assert.match(String(await stage.call('moveToLocation')), /not supported/, 'where the person is is not shown')
  },
  async 'map#includePoints'(stage) {
    await show(stage)
    await stage.call('includePoints', { points, padding: [10] })
    const { southwest, northeast } = await region(stage)
    assert.ok(southwest.longitude < 113.3 && northeast.longitude > 113.34)
  },
  async 'map#translateMarker'(stage) {
    await show(stage, { markers: [marker] })
    await stage.call('translateMarker', { markerId: 7, destination: { latitude: 23.1, longitude: 113.321 }, duration: 10, rotate: 0 })
    const [x] = await stage.get<[number, number]>(markerAt)
    const to = (await stage.call('toScreenLocation', { latitude: 23.1, longitude: 113.321 })) as { x: number }
    near(x, to.x, 1, 'its place')
  },
  async 'map#moveAlong'(stage) {
    await show(stage, { markers: [marker] })
    const path = [place, { latitude: 23.101, longitude: 113.32 }, { latitude: 23.101, longitude: 113.321 }]
    await stage.call('moveAlong', { markerId: 7, path, duration: 20, autoRotate: false })
    const [, y] = await stage.get<[number, number]>(markerAt)
    const to = (await stage.call('toScreenLocation', path[2])) as { y: number }
    near(y, to.y, 1, 'its place')
  },
  async 'map#addMarkers'(stage) {
    await show(stage, { markers: [marker] })
    await stage.call('addMarkers', { markers: [{ ...marker, id: 8 }] })
    assert.equal(await stage.get("t.querySelectorAll('.wx-map-icon').length"), 2)
    await stage.call('addMarkers', { markers: [{ ...marker, id: 9 }], clear: true })
    assert.equal(await stage.get("t.querySelectorAll('.wx-map-icon').length"), 1)
  },
  async 'map#removeMarkers'(stage) {
    await show(stage, { markers: [marker, { ...marker, id: 8 }] })
    await stage.call('removeMarkers', { markerIds: [7] })
    assert.equal(await stage.get("t.querySelectorAll('.wx-map-icon').length"), 1)
  },
  async 'map#initMarkerCluster'(stage) {
    await show(stage, { markers: [1, 2, 3].map((id) => ({ ...marker, id, joinCluster: true, latitude: place.latitude + id * 1e-6 })) })
    await stage.call('initMarkerCluster', {})
    await stage.until("t.querySelector('.wx-map-cluster')?.textContent === '3'")
    const before = await scale(stage)
    await stage.tap('.wx-map-cluster')
    for (let frames = 0; (await scale(stage)) <= before; frames++) {
      assert.ok(frames < 600, 'the map looks at what is in it')
      await stage.get('new Promise(requestAnimationFrame)')
    }
  },
  async 'map#addGroundOverlay'(stage) {
    await show(stage, { scale: 13 })
    await stage.call('addGroundOverlay', { id: 1, src: '/red.png', bounds: { southwest: square[3], northeast: square[1] } })
    await stage.until(`${pixel()} === '255,0,0'`)
  },
  async 'map#updateGroundOverlay'(stage) {
    await show(stage, { scale: 13 })
    await stage.call('addGroundOverlay', { id: 1, src: '/red.png', bounds: { southwest: square[3], northeast: square[1] } })
    await stage.call('updateGroundOverlay', { id: 1, visible: false })
    await stage.until(`${pixel()} !== '255,0,0'`)
  },
  async 'map#removeGroundOverlay'(stage) {
    await show(stage, { scale: 13 })
    await stage.call('addGroundOverlay', { id: 1, src: '/red.png', bounds: { southwest: square[3], northeast: square[1] } })
    await stage.call('removeGroundOverlay', { id: 1 })
    await stage.until(`${pixel()} !== '255,0,0'`)
  },
  async 'map#setCenterOffset'(stage) {
    await show(stage)
    await stage.call('setCenterOffset', { offset: [0.5, 0.25] })
    assert.equal(((await stage.call('toScreenLocation', place)) as { y: number }).y, 50)
  },
  async 'map#setBoundary'(stage) {
    await show(stage)
    await stage.call('setBoundary', { southwest: { latitude: 30, longitude: 110 }, northeast: { latitude: 31, longitude: 111 } })
    await isAt(stage, { latitude: 30, longitude: 111 })
  },
}
