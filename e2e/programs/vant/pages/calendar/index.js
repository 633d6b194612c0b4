Page({
  data: {
    show: false,
    type: 'single',
    min: new Date(2026, 0, 1).getTime(),
    max: new Date(2026, 2, 31).getTime(),
    given: null,
    date: '',
    dates: '',
    range: '',
    said: '',
    formatter(day) {
      if (day.date.getDate() === 20) day.bottomInfo = '有茶会'
      return day
    }
  },
  open(event) {
    const type = event.currentTarget.dataset.type
    const start = new Date(2026, 0, 5).getTime()
    const end = new Date(2026, 0, 9).getTime()
    this.setData({ type, given: type === 'single' ? start : [start, end], show: true })
  },
  opened() {
    this.setData({ said: '打开了' })
  },
  select(event) {
    this.setData({ said: '选中 ' + typeof event.detail })
  },
  flat(event) {
    this.setData({ said: '平铺 ' + event.detail.getDate() })
  },
  close() {
    this.setData({ show: false })
  },
  confirm(event) {
    const text = (date) => date.getMonth() + 1 + '/' + date.getDate()
    const type = this.data.type
    if (type === 'single') this.setData({ date: text(event.detail) })
    else if (type === 'range') this.setData({ range: event.detail.map(text).join(' - ') })
    else this.setData({ dates: '共 ' + event.detail.length + ' 天' })
    this.close()
  }
})
