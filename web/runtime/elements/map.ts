/**
 * map. The ground is drawn on a canvas (web/map): the instance's tiles, or the bundled land of the world; markers and callouts
 * are elements over it. Places are what programs speak in, GCJ-02; where the tiles are of WGS-84 the host says by how much the ground
 * has to be shifted under them.
 */
import type { Kit } from './extend.js'
import { Camera, metres, type Place } from '../../map/camera.js'
import { captureGestures, type Cause } from '../../map/gestures.js'
import { Ground, looks } from '../../map/ground.js'
import { Clusters } from './mapclusters.js'
import { type Marker, markerCss, Markers } from './mapmarkers.js'
import { boundsOf, drawShapes, polylineAt, shapesOf, type Shapes } from './mapshapes.js'
import { type Fields, fieldsOf, listOf, number, placeOf, placesOf, text } from './mapvalues.js'

const css =
  'wx-map{display:block;position:relative;width:300px;height:150px;overflow:hidden;isolation:isolate}' +
  '.wx-map-ground,.wx-map-layer{position:absolute;inset:0;width:100%;height:100%;overflow:hidden}' +
  '.wx-map-layer{touch-action:none;cursor:grab;z-index:0;-webkit-user-select:none;user-select:none}.wx-map-layer:active{cursor:grabbing}' +
  '.wx-map-layer:focus-visible{outline:2px solid var(--wx-brand);outline-offset:-2px}' +
  '.wx-map-note{position:absolute;left:6px;bottom:4px;font:10px/1.3 sans-serif;pointer-events:none}' +
  '.wx-map-scale{position:absolute;left:8px;bottom:20px;border:1px solid;border-top:0;font:10px/1.2 sans-serif;text-align:center;pointer-events:none}' +
  '.wx-map-compass{position:absolute;left:10px;top:10px;width:30px;height:30px;border-radius:50%;background:rgba(255,255,255,.9);box-shadow:0 1px 3px rgba(0,0,0,.3);pointer-events:none}' +
  '.wx-map-compass::before{content:"";position:absolute;left:11px;top:3px;border:4px solid transparent;border-top:0;border-bottom:12px solid #e5484d}' +
  '.wx-map-compass::after{content:"";position:absolute;left:11px;top:15px;border:4px solid transparent;border-bottom:0;border-top:12px solid #9aa4ad}' +
  '.wx-map-here{position:absolute;left:-9px;top:-9px;width:18px;height:18px;box-sizing:border-box;border:3px solid #fff;border-radius:50%;background:#2f7cf6;box-shadow:0 0 0 8px rgba(47,124,246,.2),0 1px 4px rgba(0,0,0,.3);pointer-events:none}' +
  '.wx-map-control{position:absolute;padding:0;border:0;background:none}.wx-map-control>img{display:block;width:100%;height:100%}' +
  '.wx-map-cluster{position:absolute;left:-20px;top:-20px;width:40px;height:40px;border:3px solid rgba(255,255,255,.9);border-radius:50%;background:#2f7cf6;color:#fff;font:600 14px/1 sans-serif;box-shadow:0 1px 4px rgba(0,0,0,.3)}' +
  markerCss

const defaults = {
  longitude: Number.NaN as unknown,
  latitude: Number.NaN as unknown,
  scale: 16,
  minScale: 3,
  maxScale: 20,
  markers: [] as unknown,
  covers: [] as unknown,
  polyline: [] as unknown,
  polygons: [] as unknown,
  circles: [] as unknown,
  controls: [] as unknown,
  includePoints: [] as unknown,
  showLocation: false,
  rotate: 0,
  showCompass: false,
  showScale: false,
  enableZoom: true,
  enableScroll: true,
  enableRotate: false,
  setting: {} as unknown,
}
type MapProperties = typeof defaults & Record<string, unknown>

/** Beijing's middle, where WeChat looks when it is told no place. */
const nowhere: Place = { latitude: 39.92, longitude: 116.46 }
const chinese = (): boolean => document.documentElement.lang.startsWith('zh')

interface Ground2 {
  readonly tiles: boolean
  readonly attribution: string
  /** Of the tiles' datum against the program's, at the centre. */
  readonly shifted: boolean
}
/** A method was asked for that is not carried out. */
const unable = (name: string): never => {
  throw new Error(`${name} is not supported`)
}

export function mapElement(kit: Kit): CustomElementConstructor {
  const { make, services, WxElement } = kit
  let styled = false

  return class WxMap extends WxElement<MapProperties> {
    private readonly camera = new Camera()
    /** The same place, as the tiles have it. */
    private readonly under = new Camera()
    private shift: Place = { latitude: 0, longitude: 0 }
    private shiftedAt: Place | null = null
    private ground!: Ground
    private readonly paper = make('canvas', 'wx-map-ground')
    private readonly layer = make('div', 'wx-map-layer')
    private readonly note = make('div', 'wx-map-note')
    private readonly ruler = make('div', 'wx-map-scale')
    private readonly compass = make('div', 'wx-map-compass')
    private readonly controls = make('div')
    private readonly here = make('div', 'wx-map-marker', make('div', 'wx-map-here'))
    private hereAt: Place | null = null
    private markers!: Markers
    private clusters!: Clusters
    private overlays = new Map<string, Shapes['overlays'][number]>()
    private bounds: { readonly southwest: Place; readonly northeast: Place } | null = null
    private due = false
    private started = false
    private recentre = true
    private stopGestures = (): void => {}
    private readonly sizes = new ResizeObserver(() => this.resized())
    private sources: Ground2 = { tiles: false, attribution: '', shifted: false }

    constructor() {
      super({ ...defaults })
    }

    protected override build(): void {
      if (!styled) {
        styled = true
        const style = make('style')
        style.textContent = css
        // Behind the base sheet, before the program's: its classes win.
        ;(document.head.querySelector('style') ?? document.head).after(style)
      }
      this.layer.tabIndex = 0
      this.layer.setAttribute('role', 'application')
      this.layer.setAttribute('aria-label', chinese() ? '地图' : 'Map')
      this.here.hidden = this.ruler.hidden = this.compass.hidden = true
      this.layer.append(this.paper, this.here)
      this.prepend(this.layer)
      this.layer.append(this.controls, this.compass, this.ruler, this.note)
      this.markers = new Markers(kit, this.layer, () => this.draw())
      this.clusters = new Clusters(kit, this.layer, this.markers)
      this.ground = new Ground(null, getLand, () => this.draw())
      this.stopGestures = captureGestures(this.layer, {
        camera: this.camera,
        may: () => ({ scroll: this.p.enableScroll, zoom: this.p.enableZoom, rotate: this.p.enableRotate }),
        scales: () => this.scales(),
        began: (cause) => this.region('begin', cause),
        moved: () => {
          this.keepInside()
          this.draw()
        },
        ended: (cause) => this.region('end', cause),
      })
      for (const name of Object.keys(this.p)) this.changed(name)
      services()
        .ask('mapGround', {})
        .then((answer) => {
          this.sources = answer as Ground2
          if (this.sources.tiles) this.ground = new Ground(getTile, getLand, () => this.draw())
          this.draw()
        })
        .catch(() => undefined)
    }
    protected override attached(): void {
      this.sizes.observe(this)
    }
    protected override detached(): void {
      this.sizes.disconnect()
      this.stopGestures()
      this.markers?.clear()
    }

    protected override changed(name: string): void {
      const { p } = this
      switch (name) {
        case 'latitude':
        case 'longitude':
          if (this.recentre && this.started) return
          this.recentre = true
          // Both come in one update.
          return queueMicrotask(() => this.centre())
        case 'scale':
        case 'minScale':
        case 'maxScale': {
          const [least, most] = this.scales()
          this.camera.scale = Math.min(most, Math.max(least, p.scale))
          return this.draw()
        }
        case 'rotate':
          this.camera.turn = p.rotate
          return this.draw()
        case 'markers':
        case 'covers':
          this.markers.set([...listOf(p.markers), ...listOf(p.covers)], true)
          return
        case 'includePoints':
          if (this.started) this.include(p.includePoints)
          return
        case 'showLocation':
          return this.locate()
        case 'controls':
          return this.drawControls()
        case 'setting':
          // All of the switches at once, by their names.
          for (const [each, value] of Object.entries(fieldsOf(p.setting)))
            if (each in defaults && !['setting', 'markers', 'latitude', 'longitude'].includes(each)) this.setProperty(each, value)
          return
        case 'enableScroll':
        case 'enableZoom':
          this.layer.style.touchAction = p.enableScroll || p.enableZoom ? 'none' : 'auto'
          return
        default:
          this.draw()
      }
    }
    private scales(): readonly [number, number] {
      const least = Math.min(20, Math.max(1, this.p.minScale))
      return [least, Math.min(20, Math.max(least, this.p.maxScale))]
    }
    private centre(): void {
      this.recentre = false
      const place = placeOf(this.p)
      if (place === null && this.started) return
      this.camera.lookAt(place ?? nowhere)
      this.draw()
      if (this.started) this.region('end', 'update')
    }
    private include(points: unknown, padding: readonly [number, number, number, number] = [0, 0, 0, 0]): void {
      const places = placesOf(points)
      if (places.length === 0) return
      this.camera.include(places, padding, this.scales())
      this.draw()
    }
    private resized(): void {
      const { clientWidth: width, clientHeight: height } = this
      if (width === 0 || height === 0) return
      this.camera.box = { width, height }
      if (!this.started) {
        if (this.recentre) this.centre()
        this.started = true
        this.recentre = false
        this.include(this.p.includePoints)
      }
      // Now: a canvas that was given another size is empty.
      this.paint()
    }
    private keepInside(): void {
      const { bounds, camera } = this
      if (bounds === null) return
      const { latitude, longitude } = camera.centre
      camera.lookAt({
        latitude: Math.min(bounds.northeast.latitude, Math.max(bounds.southwest.latitude, latitude)),
        longitude: Math.min(bounds.northeast.longitude, Math.max(bounds.southwest.longitude, longitude)),
      })
    }

    private draw(): void {
      if (this.due || !this.built) return
      this.due = true
      requestAnimationFrame(() => {
        this.due = false
        if (this.isConnected) this.paint()
      })
    }
    private paint(): void {
      const { camera, paper } = this
      const { width, height } = camera.box
      if (width === 0 || height === 0) return
      const dpr = Math.min(3, window.devicePixelRatio)
      const [w, h] = [Math.round(width * dpr), Math.round(height * dpr)]
      if (paper.width !== w || paper.height !== h) [paper.width, paper.height] = [w, h]
      const context = paper.getContext('2d')
      if (context === null) return
      const look = looks[document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light']
      context.setTransform(dpr, 0, 0, dpr, 0, 0)
      this.ground.draw(context, this.underneath(), look)
      drawShapes(context, camera, shapesOf(this.p, [...this.overlays.values()]))
      this.clusters.group(camera)
      this.markers.place(camera, this.ownCallouts())
      if (this.hereAt !== null) {
        const { x, y } = camera.toScreen(this.hereAt)
        this.here.style.transform = `translate(${x}px,${y}px)`
      }
      this.here.hidden = this.hereAt === null
      this.compass.hidden = !this.p.showCompass
      this.compass.style.transform = `rotate(${camera.turn}deg)`
      this.drawRuler()
      this.note.textContent = this.sources.tiles
        ? this.sources.attribution
        : camera.scale > 8
          ? chinese()
            ? '本站没有街道地图'
            : 'No street map on this instance'
          : 'Natural Earth'
      for (const each of [this.note, this.ruler]) {
        each.style.color = look.ink
        each.style.textShadow = `0 0 3px ${look.halo},0 0 3px ${look.halo}`
      }
      if (this.painted) return
      this.painted = true
      this.emit('updated', {})
    }
    private painted = false
    /** The camera as the tiles have it. The shift hardly changes within a city, so it is asked for again after so many degrees. */
    private underneath(): Camera {
      const { camera, under, sources } = this
      const centre = camera.centre
      const far = this.shiftedAt === null || Math.abs(this.shiftedAt.latitude - centre.latitude) + Math.abs(this.shiftedAt.longitude - centre.longitude) > 0.02
      if (sources.tiles && sources.shifted && far && camera.scale > 8) {
        this.shiftedAt = centre
        services()
          .ask('mapShift', centre)
          .then((answer) => {
            this.shift = placeOf(answer) ?? this.shift
            this.draw()
          })
          .catch(() => undefined)
      }
      Object.assign(under, { x: camera.x, y: camera.y, scale: camera.scale, turn: camera.turn, box: camera.box, offset: camera.offset })
      if (this.shift.latitude !== 0 || this.shift.longitude !== 0)
        under.lookAt({ latitude: centre.latitude - this.shift.latitude, longitude: centre.longitude - this.shift.longitude })
      return under
    }
    private drawRuler(): void {
      this.ruler.hidden = !this.p.showScale
      if (!this.p.showScale) return
      const perMetre = this.camera.perMetre(this.camera.centre.latitude)
      const lengths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6]
      const length = lengths.findLast((each) => each * perMetre <= 90) ?? 1
      this.ruler.style.width = `${length * perMetre}px`
      this.ruler.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`
    }
    private drawControls(): void {
      this.controls.replaceChildren(
        ...listOf(this.p.controls).map((given) => {
          const image = make('img')
          image.alt = ''
          const button = make('button', 'wx-map-control', image)
          button.type = 'button'
          button.dataset['id'] = text(given['id'])
          button.disabled = given['clickable'] !== true
          const at = fieldsOf(given['position'])
          button.style.left = `${number(at['left'], 0)}px`
          button.style.top = `${number(at['top'], 0)}px`
          for (const side of ['width', 'height'] as const) if (at[side] !== undefined) button.style[side] = `${number(at[side], 0)}px`
          services()
            .acquire(text(given['iconPath']))
            .then(
              (address) => {
                image.src = address
              },
              () => undefined,
            )
          return button
        }),
      )
    }
    /** cover-views with a marker-id in the slot "callout". */
    private ownCallouts(): ReadonlyMap<string, HTMLElement> {
      const found = new Map<string, HTMLElement>()
      for (const each of this.querySelectorAll<HTMLElement>('wx-cover-view,wx-view')) {
        const id =
          (each as { property?(name: string): unknown }).property?.('markerId') ??
          (each as { $props?: Fields }).$props?.['markerId'] ??
          each.getAttribute('marker-id')
        if (id !== undefined && id !== null) found.set(String(id), each)
      }
      return found
    }
    private locate(): void {
      if (!this.p.showLocation) {
        this.hereAt = null
        return this.draw()
      }
      services()
        .ask('mapHere', {})
        .then((answer) => {
          if (!this.p.showLocation) return
          this.hereAt = placeOf(answer)
          this.draw()
        })
        .catch(() => undefined)
    }

    private region(type: 'begin' | 'end', causedBy: Cause): void {
      const { camera } = this
      const detail = { type, causedBy, rotate: camera.turn, skew: 0, scale: camera.scale, centerLocation: camera.centre, region: camera.region() }
      this.emit('regionchange', detail, { type, causedBy })
    }

    /** What a tap in the map means; null: it was for something on the map. */
    tapDetail(target: Node | null, at: { readonly clientX: number; readonly clientY: number; readonly pageX: number; readonly pageY: number }): object | null {
      const part = this.markers.partAt(target)
      if (part !== null) return this.tapMarker(part[0], part[1])
      const control = target instanceof Element ? target.closest<HTMLElement>('.wx-map-control') : null
      if (control !== null) {
        const controlId = numeric(control.dataset['id'])
        this.emit('controltap', { controlId }, { controlId })
        return null
      }
      if (target instanceof Element && this.clusters.tapped(target, this.camera, this.scales())) {
        this.draw()
        return null
      }
      // What the program laid over the map takes its own taps.
      const box = this.layer.getBoundingClientRect()
      const point = { x: at.clientX - box.left, y: at.clientY - box.top }
      this.markers.tapped(null)
      const line = polylineAt(this.camera, listOf(this.p.polyline), point)
      if (line !== null) this.emit('polylinetap', { polylineId: line['id'] ?? 0, ...this.camera.toPlace(point) })
      return { x: at.pageX, y: at.pageY, ...this.camera.toPlace(point) }
    }
    private tapMarker(marker: Marker, part: 'marker' | 'callout' | 'label'): null {
      const markerId = numeric(marker.given['id'])
      if (part === 'marker') this.markers.tapped(marker)
      this.emit(`${part}tap`, { markerId }, { markerId })
      return null
    }

    /** MapContext. */
    invoke(method: string, given: unknown): unknown {
      const args = fieldsOf(given)
      const { camera } = this
      const run = methods[method]
      if (run !== undefined) return run(this.tools(), args)
      switch (method) {
        case 'getCenterLocation':
          return camera.centre
        case 'getScale':
          return { scale: camera.scale }
        case 'getRotate':
          return { rotate: camera.turn }
        case 'getSkew':
          return { skew: 0 }
        case 'getRegion':
          return camera.region()
        case 'fromScreenLocation':
          return camera.toPlace({ x: number(args['x'], 0), y: number(args['y'], 0) })
        case 'toScreenLocation': {
          const place = placeOf(args)
          return place === null ? unable('a place without latitude and longitude') : camera.toScreen(place)
        }
        case 'openMapApp':
          return services().ask('mapOpen', { ...placeOf(args), name: text(args['destination']) })
        default:
          return unable(method)
      }
    }
    private tools(): Tools {
      return {
        camera: this.camera,
        markers: this.markers,
        clusters: this.clusters,
        here: () => this.hereAt,
        include: (points, padding) => this.include(points, padding),
        bound: (bounds) => {
          this.bounds = bounds
          this.keepInside()
          this.draw()
        },
        lay: async (id, overlay) => {
          if (overlay === null) this.overlays.delete(id)
          else if (overlay.src === '') {
            const before = this.overlays.get(id)
            if (before !== undefined) this.overlays.set(id, { ...before, ...overlay.look })
          } else {
            const image = new Image()
            image.src = await services().acquire(overlay.src)
            await image.decode()
            this.overlays.set(id, { picture: image, bounds: {}, opacity: 1, ...overlay.look })
          }
          this.draw()
        },
        moved: () => this.region('end', 'update'),
        draw: () => this.draw(),
      }
    }
  }

  function getLand(): Promise<readonly string[]> {
    return services()
      .ask('mapLand', {})
      .then((rings) => (Array.isArray(rings) ? rings.map(String) : []))
  }
  function getTile(z: number, x: number, y: number): Promise<ImageBitmap | null> {
    return services()
      .ask('mapTile', { z, x, y })
      .then((tile) => (tile instanceof Blob ? createImageBitmap(tile) : null))
  }
}

/** Ids are numbers in WeChat; what a program gave as text comes back as it is. */
const numeric = (id: unknown): unknown => (typeof id === 'string' && /^-?\d+$/.test(id) ? Number(id) : id)

interface Tools {
  readonly camera: Camera
  readonly markers: Markers
  readonly clusters: Clusters
  here(): Place | null
  include(points: unknown, padding: readonly [number, number, number, number]): void
  bound(bounds: { readonly southwest: Place; readonly northeast: Place } | null): void
  lay(id: string, overlay: { readonly src: string; readonly look: Partial<Shapes['overlays'][number]> } | null): Promise<void>
  moved(): void
  draw(): void
}

/** Walks a marker along places; resolves once it is drawn at the last of them. */
function walk(tools: Tools, marker: Marker, places: readonly Place[], ms: number, turning: boolean): Promise<void> {
  const lengths = places.slice(1).map((each, at) => metres(places[at] ?? each, each))
  const whole = lengths.reduce((sum, each) => sum + each, 0)
  return new Promise((resolve) => {
    const began = performance.now()
    const step = (now: number): void => {
      const share = ms <= 0 ? 1 : Math.min(1, (now - began) / ms)
      let rest = share * whole
      let at = 0
      while (at < lengths.length - 1 && rest > (lengths[at] ?? 0)) {
        rest -= lengths[at] ?? 0
        at += 1
      }
      const [from, to] = [places[at], places[at + 1] ?? places[at]]
      if (from === undefined || to === undefined) return resolve()
      const part = (lengths[at] ?? 0) === 0 ? 1 : Math.min(1, rest / (lengths[at] ?? 1))
      marker.place = { latitude: from.latitude + (to.latitude - from.latitude) * part, longitude: from.longitude + (to.longitude - from.longitude) * part }
      if (turning) {
        const [a, b] = [tools.camera.toScreen(from), tools.camera.toScreen(to)]
        marker.turn = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI + 90
        const button = marker.icon.parentElement
        if (button !== null) button.style.transform = `rotate(${marker.turn}deg)`
      }
      tools.draw()
      // The map may be gone.
      requestAnimationFrame(share < 1 && marker.root.isConnected ? step : () => resolve())
    }
    requestAnimationFrame(step)
  })
}

const paddingOf = (value: unknown): [number, number, number, number] => {
  const [top = 0, right = top, bottom = top, left = right] = Array.isArray(value) ? value.map((each) => number(each, 0)) : []
  return [top, right, bottom, left]
}

const methods: Readonly<Record<string, (tools: Tools, args: Fields) => unknown>> = {
  moveToLocation(tools, args) {
    const place = placeOf(args) ?? tools.here()
    if (place === null) return unable('a location that is not shown')
    tools.camera.lookAt(place)
    tools.draw()
    tools.moved()
    return undefined
  },
  includePoints(tools, args) {
    tools.include(args['points'], paddingOf(args['padding']))
    tools.moved()
  },
  async translateMarker(tools, args) {
    const marker = tools.markers.find(args['markerId'])
    const to = placeOf(args['destination'])
    if (marker === undefined || to === null) return unable('a marker or a destination that is not there')
    if (args['autoRotate'] !== true) {
      marker.turn = number(args['rotate'], marker.turn)
      const button = marker.icon.parentElement
      if (button !== null) button.style.transform = `rotate(${marker.turn}deg)`
    }
    await walk(tools, marker, [marker.place, to], number(args['duration'], 1000), args['autoRotate'] === true && args['moveWithRotate'] === true)
  },
  async moveAlong(tools, args) {
    const marker = tools.markers.find(args['markerId'])
    const path = placesOf(args['path'])
    if (marker === undefined || path.length === 0) return unable('a marker or a path that is not there')
    await walk(tools, marker, path, number(args['duration'], 0), args['autoRotate'] !== false)
  },
  addMarkers(tools, args) {
    tools.markers.set(listOf(args['markers']), args['clear'] === true)
  },
  removeMarkers(tools, args) {
    for (const id of Array.isArray(args['markerIds']) ? args['markerIds'] : []) tools.markers.remove(text(id))
    tools.draw()
  },
  initMarkerCluster(tools, args) {
    tools.clusters.start({ grid: Math.max(1, number(args['gridSize'], 60)), zoom: args['zoomOnClick'] !== false })
    tools.draw()
  },
  addGroundOverlay: (tools, args) =>
    tools.lay(text(args['id']), {
      src: text(args['src']),
      look: { bounds: boundsOf(args['bounds']), opacity: args['visible'] === false ? 0 : number(args['opacity'], 1) },
    }),
  updateGroundOverlay: (tools, args) =>
    tools.lay(text(args['id']), {
      src: text(args['src']),
      look: {
        ...(args['bounds'] === undefined ? {} : { bounds: boundsOf(args['bounds']) }),
        ...(args['visible'] === false ? { opacity: 0 } : args['opacity'] === undefined ? {} : { opacity: number(args['opacity'], 1) }),
      },
    }),
  removeGroundOverlay: (tools, args) => tools.lay(text(args['id']), null),
  setCenterOffset(tools, args) {
    const [x, y] = Array.isArray(args['offset']) ? args['offset'] : []
    const part = (value: unknown): number => Math.min(0.75, Math.max(0.25, number(value, 0.5)))
    tools.camera.offset = { x: part(x), y: part(y) }
    tools.draw()
  },
  setBoundary(tools, args) {
    const [southwest, northeast] = [placeOf(args['southwest']), placeOf(args['northeast'])]
    tools.bound(southwest === null || northeast === null ? null : { southwest, northeast })
  },
}
