Page({
  data: {
    show: false,
    text: '',
    value: '',
    said: '',
    options: [
      { text: '浙江省', value: '330000', children: [{ text: '杭州市', value: '330100', children: [{ text: '西湖区', value: '330106' }] }] },
      { text: '江苏省', value: '320000', children: [{ text: '南京市', value: '320100', children: [{ text: '玄武区', value: '320102' }] }] }
    ]
  },
  open() {
    this.setData({ show: true })
  },
  close() {
    this.setData({ show: false })
  },
  change(event) {
    this.setData({ said: '到第 ' + (event.detail.tabIndex + 1) + ' 级' })
  },
  finish(event) {
    const { selectedOptions, value } = event.detail
    this.setData({ text: selectedOptions.map((each) => each.text).join('/'), value, show: false })
  }
})
