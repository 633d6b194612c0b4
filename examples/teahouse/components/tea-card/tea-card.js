Component({
  options: { multipleSlots: true },
  properties: {
    tea: { type: Object, value: {} }
  },
  methods: {
    open() {
      this.triggerEvent('open', { id: this.data.tea.id })
    }
  }
})
