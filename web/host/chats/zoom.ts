/** How a picture lies in its stage: moved from the middle, in CSS pixels, and enlarged. Pure. */
export interface View {
  readonly scale: number
  readonly x: number
  readonly y: number
}
export interface Box {
  readonly width: number
  readonly height: number
}

export const AT_REST: View = { scale: 1, x: 0, y: 0 }
export const MOST = 5

/** Enlarged by a factor, so that what is at a point of the stage stays there. */
export function zoomAt(v: View, by: number, at: { readonly x: number; readonly y: number }, stage: Box): View {
  const scale = Math.min(MOST, Math.max(1, v.scale * by))
  const real = scale / v.scale
  const from = { x: at.x - stage.width / 2, y: at.y - stage.height / 2 }
  return { scale, x: from.x - (from.x - v.x) * real, y: from.y - (from.y - v.y) * real }
}

/** Moved no further than that its edge is at the stage's; at rest in the middle. */
export function clampView(v: View, stage: Box): View {
  const most = { x: (stage.width * (v.scale - 1)) / 2, y: (stage.height * (v.scale - 1)) / 2 }
  const within = (n: number, limit: number): number => Math.min(limit, Math.max(-limit, n)) || 0
  return { scale: v.scale, x: within(v.x, most.x), y: within(v.y, most.y) }
}
