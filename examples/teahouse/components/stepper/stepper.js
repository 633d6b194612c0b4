Component({
  properties: {
    value: { type: Number, value: 1 },
    min: { type: Number, value: 1 },
    max: { type: Number, value: 20 }
  },
  methods: {
    less() {
      this.move(-1)
    },
    more() {
      this.move(1)
    },
    move(by) {
      const next = this.data.value + by
      if (next < this.data.min || next > this.data.max) return
      this.setData({ value: next })
      this.triggerEvent('change', { value: next })
    }
  }
})
