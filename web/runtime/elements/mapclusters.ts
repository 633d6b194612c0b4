/** Markers that stand close together and may join are shown as one disc with their number. */
import type { Kit } from './extend.js'
import type { Camera, Place } from '../../map/camera.js'
import type { Marker, Markers } from './mapmarkers.js'

interface Disc {
  readonly root: HTMLElement
  readonly members: readonly Marker[]
}

export class Clusters {
  private options: { readonly grid: number; readonly zoom: boolean } | null = null
  private discs: Disc[] = []

  constructor(
    private readonly kit: Kit,
    private readonly layer: HTMLElement,
    private readonly markers: Markers,
  ) {}

  start(options: { readonly grid: number; readonly zoom: boolean }): void {
    this.options = options
  }

  /** Cells of the world, not of the screen: a drag does not regroup them. */
  group(camera: Camera): void {
    if (this.options === null) return
    const cell = this.options.grid / camera.pixels
    const cells = new Map<string, Marker[]>()
    for (const marker of this.markers.all.values()) {
      if (marker.given['joinCluster'] !== true) continue
      const at = camera.screenToSquare(camera.toScreen(marker.place))
      const name = `${Math.floor(at.x / cell)}/${Math.floor(at.y / cell)}`
      const known = cells.get(name)
      if (known === undefined) cells.set(name, [marker])
      else known.push(marker)
    }
    const joined = [...cells.values()].filter((each) => each.length > 1)
    const inside = new Set(joined.flat())
    for (const marker of this.markers.all.values()) {
      const hidden = inside.has(marker)
      if (hidden !== (marker.given['$clustered'] === true)) marker.given = { ...marker.given, $clustered: hidden }
    }
    this.discs.splice(joined.length).forEach((each) => {
      each.root.remove()
    })
    joined.forEach((members, i) => {
      const root = this.discs[i]?.root ?? this.makeDisc()
      this.discs[i] = { root, members }
      const button = root.firstElementChild
      if (button !== null) button.textContent = String(members.length)
      const { x, y } = camera.toScreen(middle(members))
      root.style.transform = `translate(${x}px,${y}px)`
    })
  }
  private makeDisc(): HTMLElement {
    const button = this.kit.make('button', 'wx-map-cluster')
    button.type = 'button'
    const root = this.kit.make('div', 'wx-map-marker', button)
    this.layer.append(root)
    return root
  }

  /** True: the tap was on a disc; the map then looks at what is in it. */
  tapped(target: Element, camera: Camera, scales: readonly [number, number]): boolean {
    const disc = this.discs.find((each) => each.root.contains(target))
    if (disc === undefined) return false
    if (this.options?.zoom === true) {
      const before = camera.scale
      camera.include(
        disc.members.map((each) => each.place),
        [40, 40, 40, 40],
        scales,
      )
      camera.scale = Math.min(scales[1], Math.max(camera.scale, before + 1))
    }
    return true
  }
}

function middle(members: readonly Marker[]): Place {
  const sum = members.reduce((all, { place }) => ({ latitude: all.latitude + place.latitude, longitude: all.longitude + place.longitude }), {
    latitude: 0,
    longitude: 0,
  })
  return { latitude: sum.latitude / members.length, longitude: sum.longitude / members.length }
}
