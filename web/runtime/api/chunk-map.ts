/** wx.createMapContext: the map of the scope's template with this id. */
import { extend, type Env, type Extension, type Kit } from './extension.js'

/** What the element carries out (elements/map.ts). */
export const mapMethods =
  'getCenterLocation getScale getRotate getSkew getRegion fromScreenLocation toScreenLocation openMapApp moveToLocation includePoints translateMarker moveAlong ' +
  'addMarkers removeMarkers initMarkerCluster addGroundOverlay updateGroundOverlay removeGroundOverlay setCenterOffset setBoundary'

function mapContext(env: Env, { contextOf }: Kit, id: string, scope: unknown): object {
  const find = () => env.find(scope, `#${id}`)
  // What WeChat tells of discs and layers of its own is not told here.
  return contextOf(env, find, { on: () => undefined })
}

export const mapExtension: Extension = (env, tools) => ({
  own: { createMapContext: (id: unknown, scope?: unknown) => mapContext(env, tools, String(id), scope ?? env.currentPage()?.instance) },
})
extend(mapExtension)
