/** The logic Worker of a program under development: the same, and what `superette dev` needs beside. */
import { develop } from './dev/develop.js'
import { startLogic } from './logic.js'

startLogic(develop(console))
