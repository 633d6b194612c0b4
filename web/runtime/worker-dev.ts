/** The logic Worker of a WeChat program under development: the same, and what `superette dev` needs beside. */
import { develop } from './dev/develop.js'
import { startLogic } from './logic.js'
import { wechat } from './wechat/front.js'

startLogic(wechat, develop(console))
