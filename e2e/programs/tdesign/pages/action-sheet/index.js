import ActionSheet, { ActionSheetTheme } from 'tdesign-miniprogram/action-sheet/index'

Page({
  data: { said: '' },
  list() {
    ActionSheet.show({ theme: ActionSheetTheme.List, selector: '#t-action-sheet', context: this, description: '动作面板描述', items: [{ label: '选项一', icon: 'enter' }, '选项二', { label: '禁用的', disabled: true }, { label: '警告', color: '#e34d59' }], cancelText: '算了' })
  },
  grid() {
    ActionSheet.show({ theme: ActionSheetTheme.Grid, selector: '#t-action-sheet', context: this, items: [{ label: '微信', image: '/images/longjing.jpg' }, { label: '朋友圈', icon: 'qrcode' }] })
  },
  selected(event) {
    this.setData({ said: '选了 ' + event.detail.index })
  },
  cancel() {
    this.setData({ said: '取消' })
  },
  close() {}
})
