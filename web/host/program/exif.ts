/** Which way up a photograph was taken: the Exif entry of a JPEG, as WeChat names it. */
const names = ['up', 'up-mirrored', 'down', 'down-mirrored', 'left-mirrored', 'right', 'right-mirrored', 'left'] as const
export type Orientation = (typeof names)[number]

/** Where cameras write it; what stands further back is not looked for. */
const lookedAt = 1 << 17
const orientationTag = 0x0112

/** 1 to 8; 1 also for what has no such entry or cannot be read. */
function entryOf(view: DataView, start: number): number {
  const little = view.getUint16(start) === 0x4949
  const directory = start + view.getUint32(start + 4, little)
  const count = view.getUint16(directory, little)
  for (let i = 0; i < count; i++) {
    const at = directory + 2 + i * 12
    if (view.getUint16(at, little) === orientationTag) return view.getUint16(at + 8, little)
  }
  return 1
}

function find(view: DataView): number {
  if (view.getUint16(0) !== 0xffd8) return 1
  for (let at = 2; at + 10 <= view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at)
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return entryOf(view, at + 10) // "Exif"
    if (marker < 0xffe0 || marker === 0xffff) return 1 // the picture itself
  }
  return 1
}

/** turned: it lies on its side, so that its width is shown as its height. */
export async function orientationOf(picture: Blob): Promise<{ readonly name: Orientation; readonly turned: boolean }> {
  let entry = 1
  try {
    entry = find(new DataView(await picture.slice(0, lookedAt).arrayBuffer()))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error // it ends in the middle of its head
  }
  return { name: names[entry - 1] ?? 'up', turned: entry >= 5 && entry <= 8 }
}
