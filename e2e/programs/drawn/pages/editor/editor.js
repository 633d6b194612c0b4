Page({
  data: { said: '' },
  ready() {
    wx.createSelectorQuery()
      .select('#editor')
      .context(({ context }) => {
        this.editor = context
      })
      .exec()
  },
  status({ detail }) {
    this.setData({ said: JSON.stringify(detail) })
  },
  bold() {
    this.editor.format('bold')
  },
  read() {
    this.editor.getContents({ success: ({ html, errMsg }) => this.setData({ said: `${html} ${errMsg}` }) })
  },
})
