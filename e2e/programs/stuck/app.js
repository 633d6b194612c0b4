App({
  onLaunch() {
    for (;;) this.n = (this.n || 0) + 1
  }
})
