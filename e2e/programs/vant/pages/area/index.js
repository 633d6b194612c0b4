Page({
  data: {
    said: '',
    areaList: {
      province_list: { 110000: '北京市', 120000: '天津市' },
      city_list: { 110100: '北京市', 120100: '天津市' },
      county_list: { 110101: '东城区', 110102: '西城区', 120101: '和平区', 120102: '河东区' }
    }
  },
  change(event) {
    this.setData({ said: '第 ' + event.detail.index + ' 列' })
  },
  confirm(event) {
    this.setData({ said: event.detail.values.map((each) => each.name).join('/') })
  },
  cancel() {
    this.setData({ said: '取消了' })
  }
})
