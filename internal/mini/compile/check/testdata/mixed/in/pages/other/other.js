const lib = require('lib')
if (wx.canIUse('scanCode')) wx.scanCode({})
Page({ lib })
