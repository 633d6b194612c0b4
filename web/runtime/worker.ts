/** The logic Worker of a program. */
import { startLogic } from './logic.js'

startLogic()
