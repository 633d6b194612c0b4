/**
 * The built-ins that come as scripts of their own behind a page frame's interpreter: a program whose templates do not name them
 * does not load them. The compiler lists the tags that a program uses (AppManifest.elements).
 */
export const elementChunks = {
  camera: 'camera',
  editor: 'editor',
  map: 'map',
  rare: 'navigation-bar audio open-data live-player sticky-header sticky-section list-view grid-view selection ad ad-custom official-account',
  webview: 'web-view',
} as const
export type ElementChunk = keyof typeof elementChunks

/** The chunks that a program with these tags needs, in a fixed order. */
export function elementChunksFor(tags: readonly string[]): readonly ElementChunk[] {
  const used = new Set(tags)
  return (Object.keys(elementChunks) as ElementChunk[]).filter((chunk) => elementChunks[chunk].split(' ').some((tag) => used.has(tag)))
}
