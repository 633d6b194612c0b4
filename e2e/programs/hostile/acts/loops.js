// Each never ends, in another way.
function forever() {
  for (let n = 0; ; n++) globalThis.n = n
}

module.exports = {
  observer() {
    this.setData({ watched: 1 })
  },
  timer() {
    setTimeout(forever, 0)
  },
  regexp() {
    globalThis.found = /^(a+)+$/.test('a'.repeat(60) + 'b')
  },
  proxy() {
    const endless = new Proxy({}, { ownKeys: () => forever(), get: () => forever() })
    this.setData({ rows: endless })
  },
  microtasks() {
    const again = () => Promise.resolve().then(again)
    again()
  },
  // Read when the template shows it.
  getter() {
    class Endless {
      get name() {
        return forever()
      }
    }
    this.setData({ member: new Endless() })
  },
  component() {
    this.setData({ component: true })
  },
  forever
}
