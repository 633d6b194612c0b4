const acts = { ...require('../../acts/loops'), ...require('../../acts/memory'), ...require('../../acts/floods'), ...require('../../acts/storms'), ...require('../../acts/pollution') }

Page({
  data: { rows: [], said: '', text: '', n: 0, watched: 0 },
  observers: {
    watched(value) {
      if (value > 0) acts.forever()
    }
  },
  onLoad(query) {
    this.what = query.what
    if (query.at === 'load') acts[this.what].call(this)
  },
  go() {
    acts[this.what].call(this)
  },
  count() {
    this.setData({ n: this.data.n + 1 })
  }
})
