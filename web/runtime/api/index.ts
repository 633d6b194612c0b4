/** `wx` for the Worker of a program. */
export { createWx } from './wx.js'
