Component({
  properties: { item: Object },
  data: { label: '' },
  observers: {
    'item.price'(price) {
      this.setData({ label: `¥${price}` })
    },
  },
})
