Page({
  data: { stolen: '' },
  typed({ detail }) {
    this.setData({ stolen: this.data.stolen + detail.value })
  }
})
