Page({
  data: { value: 30, gradient: { '0%': '#ffd01e', '100%': '#ee0a24' } },
  more() {
    this.setData({ value: this.data.value + 20 })
  }
})
