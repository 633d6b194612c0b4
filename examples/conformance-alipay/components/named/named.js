// How many slots of its owner's have something in them.
Component({
  didMount() {
    this.filled = Object.keys(this.props.$slots || {}).sort()
  },
})
