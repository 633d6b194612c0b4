Page({
  data: {
    visible: false,
    note: '请选择',
    value: null,
    said: '',
    subs: ['选省', '选市'],
    options: [
      { label: '北京市', value: '110000', children: [{ value: '110100', label: '市辖区', children: [{ value: '110101', label: '东城区' }, { value: '110102', label: '西城区' }] }] },
      { label: '天津市', value: '120000', children: [{ value: '120100', label: '市辖区', children: [{ value: '120101', label: '和平区' }] }] }
    ]
  },
  open() {
    this.setData({ visible: true })
  },
  pick(event) {
    this.setData({ said: '第 ' + event.detail.level + ' 级' })
  },
  change(event) {
    const { selectedOptions, value } = event.detail
    this.setData({ note: selectedOptions.map((each) => each.label).join('/'), value })
  },
  close() {
    this.setData({ visible: false })
  }
})
