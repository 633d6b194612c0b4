Page({
  data: { said: '', right: [{ text: '收藏', className: 'edit' }, { text: '删除', style: 'background: #d54941; color: #fff; padding: 0 32rpx;' }], left: [{ text: '选择', style: 'background: #0052d9; color: #fff; padding: 0 32rpx;' }] },
  click(event) {
    this.setData({ said: '按了 ' + event.detail.text })
  },
  own() {
    this.setData({ said: '自定了' })
  }
})
