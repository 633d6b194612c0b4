Component({
  properties: { label: String },
  data: { n: 0 },
  methods: {
    more() {
      this.setData({ n: this.data.n + 1 })
    },
  },
})
