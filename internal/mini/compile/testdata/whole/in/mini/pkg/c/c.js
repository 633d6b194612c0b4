require('../only')
Page({})
