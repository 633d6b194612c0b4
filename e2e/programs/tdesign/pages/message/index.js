import Message from 'tdesign-miniprogram/message/index'

Page({
  data: { visible: true, said: '' },
  info() {
    Message.info({ context: this, offset: [20, 32], duration: 1500, content: '这是一条普通通知信息' })
  },
  success() {
    Message.success({ context: this, offset: [20, 32], duration: 1500, content: '这是一条成功信息' })
  },
  closed() {
    this.setData({ said: '关了', visible: false })
  }
})
