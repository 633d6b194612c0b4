/** The logic Worker of an Alipay program. */
import { alipay } from './alipay/front.js'
import { startLogic } from './logic.js'

startLogic(alipay)
