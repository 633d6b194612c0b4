Page({
  data: { content: '超级水印' }
})
