const helper = require('helper.js')
const gone = () => require('./gone')
Page({ data: { list: [] }, onLoad() { wx.request({ url: helper }); gone() } })
