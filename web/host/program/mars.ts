/**
 * GCJ-02, the shifted coordinates that maps of mainland China must use. The shift is a published series of sines on the
 * Krasovsky ellipsoid; outside the mainland's box it is nothing.
 */
interface Place {
  readonly latitude: number
  readonly longitude: number
}
const axis = 6_378_245
const eccentricity = 0.006_693_421_622_965_943

const radians = (degrees: number): number => (degrees * Math.PI) / 180
/** Two sines of a third of a turn's harmonics, as the series has them. */
const wave = (x: number): number => (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3)

function shiftNorth(x: number, y: number): number {
  const base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
  const slow = (20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * (2 / 3)
  return base + wave(x) + slow + (160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * (2 / 3)
}
function shiftEast(x: number, y: number): number {
  const base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
  const slow = (20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * (2 / 3)
  return base + wave(x) + slow + (150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * (2 / 3)
}

/** WGS-84 to GCJ-02, in degrees. */
export function toMars({ latitude, longitude }: Place): Place {
  if (longitude < 72.004 || longitude > 137.8347 || latitude < 0.8293 || latitude > 55.8271) return { latitude, longitude }
  const sine = Math.sin(radians(latitude))
  const magic = 1 - eccentricity * sine * sine
  const north = (shiftNorth(longitude - 105, latitude - 35) * 180) / (((axis * (1 - eccentricity)) / (magic * Math.sqrt(magic))) * Math.PI)
  const east = (shiftEast(longitude - 105, latitude - 35) * 180) / ((axis / Math.sqrt(magic)) * Math.cos(radians(latitude)) * Math.PI)
  return { latitude: latitude + north, longitude: longitude + east }
}
