Component({
  data: { rows: [] },
  methods: {
    onLoad() {
      this.setData({ rows: Array.from({ length: 20 }, (_, id) => ({ id, name: `Detail ${id}`, price: id, on: false })) })
    },
  },
})
