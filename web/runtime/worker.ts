/** The logic Worker of a WeChat program. */
import { startLogic } from './logic.js'
import { wechat } from './wechat/front.js'

startLogic(wechat)
