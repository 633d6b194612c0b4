// Puts its own in place of the language's, then goes on as if nothing were.
module.exports = {
  prototypes() {
    const boom = () => {
      throw new Error('polluted')
    }
    Object.defineProperty(Object.prototype, 'kind', { value: 'stop', configurable: true, writable: true, enumerable: true })
    Object.prototype.page = 1
    Object.prototype.then = undefined
    Object.defineProperty(Array.prototype, '0', { set: boom, get: boom, configurable: true })
    this.setData({ said: 'polluted' })
  },
  functions() {
    const boom = () => {
      throw new Error('polluted')
    }
    Function.prototype.call = boom
    Function.prototype.bind = boom
    Function.prototype.apply = boom
    JSON.stringify = () => '{"forged":true}'
    JSON.parse = boom
    Promise.prototype.then = boom
    Array.prototype.push = boom
    Map.prototype.get = boom
    Map.prototype.set = boom
    Object.keys = () => ['forged']
    Array.isArray = () => true
    String.prototype.startsWith = () => true
    MessagePort.prototype.postMessage = boom
    this.setData({ said: 'polluted' })
    wx.setStorageSync('cart', 'polluted')
  }
}
