Page({
  data: { config: { loading: { text: 'Loading' } } }
})
