Page({
  data: {
    key: '',
    city: '',
    season: '',
    said: '',
    cityValue: ['bj'],
    seasonValue: ['2026', 'spring'],
    cities: [{ label: '北京市', value: 'bj' }, { label: '上海市', value: 'sh' }, { label: '广州市', value: 'gz' }],
    years: [{ label: '2025 年', value: '2025' }, { label: '2026 年', value: '2026' }],
    seasons: [{ label: '春', value: 'spring' }, { label: '夏', value: 'summer' }]
  },
  open(event) {
    this.setData({ key: event.currentTarget.dataset.key })
  },
  pick(event) {
    this.setData({ said: '滚到 ' + event.detail.index })
  },
  change(event) {
    this.setData({ key: '', city: event.detail.label.join(), cityValue: event.detail.value })
  },
  cancel() {
    this.setData({ key: '' })
  },
  confirm(event) {
    this.setData({ key: '', season: event.detail.label.join(' ') })
  },
  close() {
    this.setData({ key: '' })
  }
})
