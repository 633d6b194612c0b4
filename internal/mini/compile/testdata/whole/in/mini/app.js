import { hello } from './lib/hello'
App({ onLaunch() { hello(wx.getSystemInfoSync()) } })
