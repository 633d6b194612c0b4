Component({
  mixins: [{ data: { changes: 0 } }],
  data: { answer: '' },
  props: { value: 0, limit: 9, onChange: () => 'nobody asked' },
  didUpdate(previous) {
    if (previous.value !== this.props.value) this.setData({ changes: this.data.changes + 1 })
  },
  methods: {
    more() {
      if (this.props.value < this.props.limit) this.setData({ answer: this.props.onChange(this.props.value + 1, this.props['data-at']) })
    },
  },
})
