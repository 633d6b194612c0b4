Page({
  copy() {}
})
