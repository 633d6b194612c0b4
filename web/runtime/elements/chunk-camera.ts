/** The camera, for programs that show one. */
import { cameraElement } from './camera.js'
import { define } from './extend.js'

define((kit) => ({ camera: cameraElement(kit) }))
