Page({
  data: {
    main: 0,
    id: [],
    items: [
      { text: '浙江', badge: 3, children: [{ text: '杭州', id: 1 }, { text: '温州', id: 2 }, { text: '宁波', id: 3, disabled: true }] },
      { text: '江苏', dot: true, children: [{ text: '南京', id: 4 }, { text: '无锡', id: 5 }] }
    ]
  },
  nav(event) {
    this.setData({ main: event.detail.index })
  },
  item(event) {
    const id = this.data.id.slice()
    const at = id.indexOf(event.detail.id)
    if (at >= 0) id.splice(at, 1)
    else id.push(event.detail.id)
    this.setData({ id })
  }
})
