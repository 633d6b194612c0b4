Page({
  data: {
    said: '',
    columns: ['杭州', '宁波', '温州', '嘉兴', '湖州'],
    linked: [
      { values: ['浙江', '福建'], className: 'left' },
      { values: ['杭州', '宁波'], className: 'right', defaultIndex: 1 }
    ]
  },
  onReady() {
    this.selectComponent('#one').setColumnIndex(0, 2)
  },
  change(event) {
    const { value, index } = event.detail
    this.setData({ said: '当前 ' + value + ' ' + index })
  },
  link(event) {
    const { picker, value } = event.detail
    picker.setColumnValues(1, value[0] === '浙江' ? ['杭州', '宁波'] : ['福州', '厦门'])
  },
  confirm(event) {
    this.setData({ said: '确认 ' + event.detail.value.join() })
  },
  cancel() {
    this.setData({ said: '取消了' })
  }
})
