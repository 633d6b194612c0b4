Page({
  data: { visible: false, type: 'single', note: '', value: null, min: new Date(2026, 0, 1).getTime(), max: new Date(2026, 1, 28).getTime() },
  open(event) {
    const type = event.currentTarget.dataset.type
    const day = new Date(2026, 0, 5).getTime()
    this.setData({ type, value: type === 'single' ? day : [day, new Date(2026, 0, 8).getTime()], visible: true })
  },
  select() {
    this.setData({ picked: true })
  },
  confirm(event) {
    const value = [].concat(event.detail.value)
    this.setData({ visible: false, note: value.map((each) => new Date(each).getDate()).join('-') })
  },
  close() {
    this.setData({ visible: false })
  },
  flat() {}
})
