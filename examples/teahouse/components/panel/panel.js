Component({
  properties: {
    title: String
  }
})
