/** The logic Worker of an Alipay program under development: the same, and what `superette dev` needs beside. */
import { alipay } from './alipay/front.js'
import { develop } from './dev/develop.js'
import { startLogic } from './logic.js'

startLogic(alipay, develop(console))
