// Orders are placed at the Teahouse's own server. Where it is, the instance knows: in the demo it runs beside it.
const SERVER = 'https://teahouse.example'

let session = ''
let draft = { words: '', key: '' }

// What went wrong in words for a person; '' if the server could not be reached at all.
function messageOf(answer) {
  return (answer && answer.data && answer.data.message) || ''
}

function ask(method, path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: SERVER + path,
      method,
      data,
      timeout: 20000,
      header: { 'content-type': 'application/json', 'x-session': session },
      success: (answer) => (answer.statusCode === 200 ? resolve(answer.data) : reject(answer)),
      fail: reject
    })
  })
}

function signIn() {
  return new Promise((resolve, reject) => wx.login({ success: resolve, fail: reject }))
    .then(({ code }) => ask('POST', '/session', { code }))
    .then((said) => {
      session = said.session
    })
}

// Asks as somebody who is signed in: once more from the beginning if the server has forgotten us.
function asked(method, path, data) {
  const first = session ? ask(method, path, data) : Promise.reject({ statusCode: 401 })
  return first.catch((answer) => {
    if (answer.statusCode !== 401) throw answer
    return signIn().then(() => ask(method, path, data))
  })
}

// The same lines are the same order until they are paid, so that a second tap does not order twice.
function keyOf(lines) {
  const words = JSON.stringify(lines)
  if (draft.words !== words) draft = { words, key: 'k' + Date.now() + '-' + Math.random().toString(36).slice(2, 10) }
  return draft.key
}

function pay(payment) {
  return new Promise((resolve) => {
    wx.requestPayment(Object.assign({}, payment, { success: () => resolve(true), fail: () => resolve(false) }))
  })
}

function show(number) {
  wx.navigateTo({ url: '/pages/order/order?number=' + number })
}

function explain(t, answer) {
  wx.showModal({ title: t.noOrders, content: messageOf(answer) || t.noOrdersHint, showCancel: false, confirmText: t.ok })
}

// Orders lines, has them paid, and shows the order; done(paid) is called at the end.
function order(lines, t, done) {
  return asked('POST', '/orders', { key: keyOf(lines), lines })
    .then(({ order: made, payment }) => {
      if (!payment) return { made, paid: true }
      return pay(payment).then((paid) => ({ made, paid }))
    })
    .then(({ made, paid }) => {
      if (paid) {
        draft = { words: '', key: '' }
        show(made.number)
      }
      done(paid)
    })
    .catch((answer) => {
      explain(t, answer)
      done(false)
    })
}

function find(number) {
  return asked('GET', '/orders/' + number).then((said) => said.order)
}

module.exports = { order, find }
