Component({
  data: { chosen: 0, tabs: ['/pages/index/index', '/pages/second/second'] },
  methods: {
    choose(chosen: number) { this.setData({ chosen }) },
    go({ currentTarget }: WechatMiniprogram.TouchEvent) { wx.switchTab({ url: currentTarget.dataset.url }) },
  },
})
