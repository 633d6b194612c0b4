/** The map, for programs that show one. */
import { define } from './extend.js'
import { mapElement } from './map.js'

define((kit) => ({ map: mapElement(kit) }))
