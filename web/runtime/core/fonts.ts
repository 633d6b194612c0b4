/** Fonts that a program brings while it runs (wx.loadFontFace), for a document or for the canvases of a Worker. */

/** desc as FontFace takes it. */
export interface Font {
  readonly family: string
  readonly bytes: ArrayBuffer
  readonly desc: FontFaceDescriptors
}
export type AddFont = (font: Font) => Promise<void>

/** The same family with the same desc takes the place of the one before: a page that loads its font each time holds it once. */
export function fontsOf(Face: typeof FontFace, fonts: FontFaceSet): AddFont {
  const held = Object.create(null) as Record<string, FontFace>
  return async ({ family, bytes, desc }) => {
    const face = new Face(family, bytes, desc)
    await face.load()
    const name = JSON.stringify([family, desc])
    const before = held[name]
    if (before !== undefined) fonts.delete(before)
    held[name] = face
    fonts.add(face)
  }
}
