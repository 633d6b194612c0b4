/** wx.canIUse, with the names of all built-ins and their attributes. */
import { canIUse } from './caniuse.js'
import { extend, type Extension } from './extension.js'

export const caniuseExtension: Extension = () => ({ own: {}, canIUse })
extend(caniuseExtension)
