Page({
  data: {
    said: '',
    files: [
      { url: '/images/longjing.jpg', name: '图一' },
      { url: '/images/oolong.jpg', name: '图二', status: 'uploading', message: '上传中', deletable: true }
    ]
  },
  read(event) {
    const { file } = event.detail
    this.setData({ files: this.data.files.concat(file), said: '读了' })
  },
  before(event) {
    event.detail.callback(true)
  },
  remove(event) {
    const files = this.data.files.slice()
    files.splice(event.detail.index, 1)
    this.setData({ files })
  },
  preview(event) {
    this.setData({ said: '看第 ' + event.detail.index })
  }
})
