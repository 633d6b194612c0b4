Component({
  props: { name: '', value: 1, min: 0, max: 9, onChange() {} },

  methods: {
    less() {
      this.move(-1)
    },

    more() {
      this.move(1)
    },

    move(by) {
      const next = this.props.value + by
      if (next >= this.props.min && next <= this.props.max) this.props.onChange(next, this.props.name)
    },
  },
})
