/** A picture for a person or a group: cut to a square and made small here, so that a photograph is quick to send. */
const SIDE = 512

/** Uploads the middle of a picture and gives its hash. Fails when the file is no picture or is not taken. */
export async function squarePicture(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file)
  const side = Math.min(bitmap.width, bitmap.height)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.min(SIDE, side)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9))
  if (!small) throw new Error('the picture could not be made')
  return uploadPicture(small)
}

/** Gives the hash under which the instance keeps it: it cleans a picture before that, so only its answer knows the name. */
export async function uploadPicture(picture: Blob): Promise<string> {
  const answer = await fetch('/api/picture', { method: 'POST', body: picture, headers: { 'Content-Type': picture.type || 'application/octet-stream' } })
  if (!answer.ok) throw new Error(`picture: status ${answer.status}`)
  const added: unknown = await answer.json()
  if (typeof added !== 'object' || added === null || !('sha256' in added) || typeof added.sha256 !== 'string')
    throw new Error('picture: the answer has no hash')
  return added.sha256
}
