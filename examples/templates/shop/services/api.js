const { API } = require('../config')
const samples = require('./samples')

// GET without data, else POST. Rejects with what went wrong, also for an answer that is not 2xx.
function ask(path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: API + path,
      method: data === undefined ? 'GET' : 'POST',
      data,
      timeout: 8000,
      success: (answer) => (answer.statusCode < 300 ? resolve(answer.data) : reject(new Error(`${path}: status ${answer.statusCode}`))),
      fail: ({ errMsg }) => reject(new Error(`${path}: ${errMsg}`)),
    })
  })
}

let known

// The shop's goods, asked for once: { list, sample }.
function goods() {
  known = known || ask('/goods').then((list) => ({ list, sample: false })).catch(() => ({ list: samples, sample: true }))
  return known
}

async function find(id) {
  const { list } = await goods()
  return list.find((each) => each.id === id)
}

// Orders what is in the cart and has it paid. The server makes the order with the merchant's keys; its answer is what
// wx.requestPayment takes. Resolves to false if the person changed their mind.
async function order(lines) {
  const { code } = await wx.login()
  const payment = await ask('/orders', { code, lines })
  try {
    await wx.requestPayment(payment)
    return true
  } catch (failure) {
    if (/cancel/.test(failure.errMsg)) return false
    throw failure
  }
}

module.exports = { goods, find, order }
