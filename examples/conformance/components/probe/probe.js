const told = (name) =>
  function () {
    this.order = [...(this.order || []), name]
  }

const shared = Behavior({
  data: { fromBehavior: 'b', both: 'behavior' },
  lifetimes: { attached: told('behavior attached') },
  methods: {
    ofBehavior() {
      return 'of the behavior'
    },
  },
})

Component({
  behaviors: [shared],
  properties: {
    title: String,
    count: Number,
    on: Boolean,
    list: Array,
    thing: Object,
    any: null,
    first: { type: Number, value: 7, observer: 'firstChanged' },
    either: { type: String, optionalTypes: [Number] },
  },
  data: { both: 'component', a: 1, b: 1, deep: { list: [{ n: 1 }] }, seen: [] },
  observers: {
    'a, b': function (a, b) {
      this.note(['a, b', a, b])
    },
    'deep.list[0].n': function (n) {
      this.note(['deep', n])
    },
    'deep.**': function (deep) {
      this.note(['deep.**', deep.list.length])
    },
  },
  lifetimes: { created: told('created'), attached: told('attached'), ready: told('ready'), detached: told('detached') },
  pageLifetimes: { show: told('page show') },
  methods: {
    note(what) {
      this.noted = [...(this.noted || []), what]
    },
    firstChanged(now, before) {
      this.note(['first', now, before])
    },
    say(name, detail, options) {
      this.triggerEvent(name, detail, options)
    },
    tapped() {},
  },
})
