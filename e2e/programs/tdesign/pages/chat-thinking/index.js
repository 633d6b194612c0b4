Page({
  data: { content: { title: '已完成思考', text: '想了一想' }, text: '# 标题一\n\n`代码` 和 **粗体**\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |', files: [{ fileType: 'image', name: 'a.png', url: '/images/longjing.jpg' }] },
  act() {},
  gone() {}
})
