// What mounts and unmounts around another, and what a component's own `ref` gives.
Component({
  props: { inner: true, onMount() {} },
  ref() {
    return { only: 'this', name: this.props.name }
  },
  didMount() {
    this.props.onMount('outer')
  },
  methods: {
    mounted(name) {
      this.props.onMount(name)
    },
  },
})
