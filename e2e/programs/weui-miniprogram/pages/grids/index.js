Page({
  data: { grids: [1, 2, 3, 4, 5].map((each) => ({ imgUrl: '/images/longjing.jpg', url: '/pages/badge/index', text: '宫格' + each })) }
})
