Page({
  data: {
    rate: 4,
    vars: { rateIconFullColor: '#07c160', sliderBarHeight: '4px', sliderActiveBackgroundColor: '#07c160', buttonPrimaryBackgroundColor: '#1989fa', buttonPrimaryBorderColor: '#1989fa' }
  },
  submit() {
    this.setData({ rate: 5 })
  }
})
