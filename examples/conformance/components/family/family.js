Component({
  relations: {
    '../member/member': {
      type: 'child',
      linked(child) {
        this.names = [...(this.names || []), child.data.name]
      },
      unlinked(child) {
        this.names = this.names.filter((each) => each !== child.data.name)
      },
    },
  },
  methods: {
    nodes() {
      return this.getRelationNodes('../member/member').map((each) => each.data.name)
    },
  },
})
