App({
  onLaunch() {
    // What happens once, when the program starts.
  },
})
