Page({
  data: { error: '', said: '', data: {}, rules: [{ name: 'qq', rules: { required: true, message: 'qq必填' } }, { name: 'mobile', rules: [{ required: true, message: 'mobile必填' }, { mobile: true, message: 'mobile格式不对' }] }] },
  input(event) {
    this.setData({ ['data.' + event.currentTarget.dataset.field]: event.detail.value })
  },
  submit() {
    this.selectComponent('#form').validate((valid, errors) => {
      if (valid) this.setData({ error: '', said: '校验通过' })
      else this.setData({ error: errors[0].message, said: '有 ' + errors.length + ' 个错' })
    })
  }
})
