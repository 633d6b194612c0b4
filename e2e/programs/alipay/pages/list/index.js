Page({
  data: { title: 'Teas', opened: 0, teas: [{ name: 'Oolong', cups: 1 }], said: '' },
  onLoad() {
    this.setData({ opened: getApp().globalData.opened })
  },
  onShow() {
    const { left } = getApp().globalData
    if (left !== undefined) this.setData({ said: `back from ${left}` })
  },
  onTitleClick() {
    this.setData({ said: 'the title was tapped' })
  },
  add() {
    this.$spliceData({ teas: [1, 0, { name: 'Sencha', cups: 0 }] }, () => this.setData({ said: `${this.data.teas.length} teas` }))
  },
  open(event) {
    my.navigateTo({ url: `/pages/item/index?name=${event.currentTarget.dataset.name}` })
  },
  changed(cups, at) {
    this.setData({ [`teas[${at}].cups`]: cups, said: `${this.data.teas[at].name} was counted` })
    return cups >= 3 ? 'enough' : ''
  },
})
