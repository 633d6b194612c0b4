Page({
  data: { said: '', markers: [{ id: 7, latitude: 23.1, longitude: 113.32, title: 'Tea house' }] },
  tapped(event) {
    this.setData({ said: `${event.type} ${event.markerId} ${event.detail.markerId}` })
  },
  moved(event) {
    if (event.type === 'end' && event.causedBy === 'drag') this.setData({ said: 'dragged' })
  },
  async ask() {
    const map = wx.createMapContext('map')
    map.moveToLocation({ latitude: 10, longitude: 20, success: () => map.getCenterLocation({ success: (at) => this.setData({ said: `${at.latitude.toFixed(2)} ${at.longitude.toFixed(2)} ${at.errMsg}` }) }) })
  },
})
