Page({
  data: {
    names: [
      'actionsheet',
      'badge',
      'cell',
      'checkbox-group',
      'dialog',
      'form',
      'form-page',
      'gallery',
      'grids',
      'half-screen-dialog',
      'icon',
      'loading',
      'msg',
      'navigation-bar',
      'searchbar',
      'slideview',
      'tabbar',
      'toptips',
      'uploader'
    ]
  }
})
