Page({
  data: {
    now: new Date(2026, 4, 17, 12, 30).getTime(),
    min: new Date(2025, 0, 1).getTime(),
    max: new Date(2027, 11, 31).getTime(),
    time: '12:00',
    said: '',
    formatter: (type, value) => (type === 'year' ? value + '年' : type === 'month' ? value + '月' : value),
    filter: (type, options) => (type === 'minute' ? options.filter((each) => each % 15 === 0) : options)
  },
  input(event) {
    this.setData({ now: event.detail, said: '年 ' + new Date(event.detail).getFullYear() })
  },
  time(event) {
    this.setData({ time: event.detail, said: '时 ' + event.detail })
  },
  confirm(event) {
    this.setData({ said: '定在 ' + new Date(event.detail).getFullYear() })
  },
  cancel() {
    this.setData({ said: '算了' })
  }
})
