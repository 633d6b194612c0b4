Page({
  data: {
    user: [{ type: 'text', data: '牛顿是谁' }],
    answer: [{ type: 'markdown', data: '**牛顿** 是物理学家\n\n- 一条\n- 二条' }]
  }
})
