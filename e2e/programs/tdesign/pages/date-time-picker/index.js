Page({
  data: { visible: false, mode: 'date', value: '2026-05-17 12:30', date: '', time: '' },
  open(event) {
    this.setData({ mode: event.currentTarget.dataset.mode, visible: true })
  },
  pick() {},
  change(event) {
    this.setData({ [this.data.mode === 'date' ? 'date' : 'time']: event.detail.value })
  },
  cancel() {
    this.setData({ visible: false })
  },
  close() {
    this.setData({ visible: false })
  }
})
