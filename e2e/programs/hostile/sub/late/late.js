// The place of a fault is found in a sub-package too.
Page({
  onLoad() {
    throw new Error('thrown late')
  }
})
