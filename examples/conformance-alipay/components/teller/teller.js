Component({
  props: { onTell() {} },
  data: { times: 3 },
  methods: {
    tap() {
      this.props.onTell('from the component', this.data.times)
    },
  },
})
