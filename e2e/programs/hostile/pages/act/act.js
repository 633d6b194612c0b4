const acts = { ...require('../../acts/loops'), ...require('../../acts/memory'), ...require('../../acts/floods'), ...require('../../acts/storms'), ...require('../../acts/pollution') }

Page({
  data: { rows: [], said: '', text: '', n: 0, watched: 0, member: null, component: false },
  observers: {
    watched(value) {
      if (value > 0) acts.forever()
    }
  },
  onLoad(query) {
    this.what = query.what
    this.at = query.at
    this.when('load')
  },
  onShow() {
    this.when('show')
  },
  onReady() {
    this.when('ready')
  },
  onHide() {
    this.when('hide')
  },
  onUnload() {
    this.when('unload')
  },
  when(moment) {
    if (this.at === moment) acts[this.what].call(this)
  },
  go() {
    acts[this.what].call(this)
  },
  count() {
    this.setData({ n: this.data.n + 1 })
  }
})
