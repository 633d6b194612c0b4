Page({
  data: {
    value: [1, 11],
    options: [
      { label: '绿茶', value: 1, children: [{ label: '龙井茶', value: 11 }, { label: '碧螺春', value: 12 }] },
      { label: '乌龙茶', value: 2, children: [{ label: '铁观音', value: 21 }] }
    ]
  },
  change(event) {
    this.setData({ value: event.detail.value })
  }
})
