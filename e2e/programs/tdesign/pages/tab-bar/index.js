Page({
  data: { value: 'home', subs: [{ value: 's1', label: '子一' }, { value: 's2', label: '子二' }] },
  change(event) {
    this.setData({ value: event.detail.value })
  }
})
