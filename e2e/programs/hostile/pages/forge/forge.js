// Tries to get hold of the port to the host by standing in for postMessage; and with one that the test has given it, says to the host
// what no honest runtime says.
const realm = (function () {
  return typeof globalThis === 'object' ? globalThis : this
})()

function deep(levels) {
  let value = 0
  for (let i = 0; i < levels; i++) value = [value]
  return value
}

Page({
  data: { said: '' },
  onLoad(query) {
    this.victim = query.victim
  },
  go() {
    const honest = MessagePort.prototype.postMessage
    let host
    MessagePort.prototype.postMessage = function (message, ...rest) {
      if (message && (message.kind === 'log' || message.kind === 'call')) host = this
      return honest.call(this, message, ...rest)
    }
    console.log('the port, please')
    wx.getNetworkType({})
    MessagePort.prototype.postMessage = honest
    if (host) return this.setData({ said: 'its port was found' })
    host = realm.$given
    if (!host) return this.setData({ said: 'no port' })
    const victim = this.victim
    const messages = [
      null,
      'call',
      {},
      { kind: 'toString' },
      { kind: 'boot', worker: ['1'] },
      { kind: 'ready' },
      { kind: 'call', id: -1, name: 'login', args: {} },
      { kind: 'call', id: 1, name: 5, args: {} },
      { kind: 'call', id: 1, name: 'x'.repeat(200), args: {} },
      { kind: 'call', id: 1, name: 'setClipboardData', args: { data: 'y'.repeat((16 << 20) + 1) } },
      { kind: 'call', id: 1, name: 'setClipboardData', args: deep(30) },
      { kind: 'call', id: 90001, name: '__proto__', args: {} },
      { kind: 'call', id: 90002, name: 'constructor', args: {} },
      { kind: 'call', id: 90003, name: 'getProgram', args: { appId: victim } },
      { kind: 'call', id: 90004, name: 'navigateTo', args: { url: 7 } },
      { kind: 'storage', appId: victim, changes: [{ appId: victim, key: 'cart', value: '"forged"' }] },
      { kind: 'storage', changes: [{ key: 5, value: 'x' }] },
      { kind: 'storage', changes: { length: 1e9 } },
      { kind: 'log', level: 'shout', args: [] },
      { kind: 'log', level: 'log', args: ['z'.repeat((1 << 20) + 1)] },
      { kind: 'error', message: 1, stack: '', page: '' },
      { kind: 'pong', n: 1e300 },
      { kind: 'shared', id: 12345, share: { title: 'forged', path: 'x', imageUrl: '', price: 1 } },
      { kind: 'shared', id: 1, share: { title: 'forged', path: 'x', imageUrl: '', price: Infinity } }
    ]
    for (const message of messages) honest.call(host, message)
    const extra = new realm.$channel()
    honest.call(host, { kind: 'host' }, [extra.port1])
    this.setData({ said: messages.length + ' said' })
  }
})
