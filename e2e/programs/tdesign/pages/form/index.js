Page({
  data: { data: { name: '', rate: 0, gender: '' }, said: '', rules: { name: [{ required: true, message: '名字必填' }] } },
  change(event) {
    this.setData({ ['data.' + event.currentTarget.dataset.field]: event.detail.value })
  },
  press(event) {
    this.selectComponent('#form')[event.currentTarget.dataset.method]()
  },
  submit(event) {
    this.setData({ said: '交 ' + (event.detail.validateResult === true) })
  },
  reset() {
    this.setData({ said: '重来' })
  },
  validate() {}
})
