const shared = Mixin({
  data: { fromMixin: 'm', both: 'mixin' },
  props: { ofMixin: 'p' },
  onInit() {
    this.order = ['mixin onInit']
  },
  didMount() {
    this.order.push('mixin didMount')
  },
  methods: {
    whoIs() {
      return 'the mixin'
    },
    inMixin() {
      return `${this.data.both} of ${this.props.name}`
    },
  },
})

Component({
  mixins: [shared],
  props: { name: '', count: 0, list: [], shade: 'green', onAsk: (given) => `nobody heard ${given}` },
  data: { twice: 0, both: 'component', shade: 'blue', list: ['a', 'b', 'c'], deep: { n: 1 } },
  onInit() {
    this.order.push('onInit')
    this.atFirst = { count: this.props.count, twice: this.data.twice }
    this.derived = []
    this.updates = []
  },
  deriveDataFromProps(next) {
    if (this.order.length < 3) this.order.push('deriveDataFromProps')
    this.derived.push([this.props.count, next.count])
    if (next.count * 2 !== this.data.twice) this.setData({ twice: next.count * 2 })
  },
  didMount() {
    this.order.push('didMount')
    if (this.props.onMount) this.props.onMount(this.props.name)
  },
  didUpdate(prevProps, prevData) {
    this.updates.push([prevProps.count, prevData.twice, prevData.deep.n, this.props.count, this.data.twice, this.data.deep.n])
    if (this.updated) this.updated()
  },
  didUnmount() {
    this.order.push('didUnmount')
  },
  methods: {
    keep(leaf) {
      this.leaves = { ...this.leaves, [leaf.props.name]: leaf }
    },
    shown(name) {
      return this.leaves[name].props.value
    },
    whoIs() {
      return 'the component'
    },
    ask(given) {
      return this.props.onAsk(given)
    },
  },
})
