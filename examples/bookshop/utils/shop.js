// Orders are placed at the shop's own server. Where it is, the instance knows: in the demo it runs beside it.
const SERVER = 'https://paperlane.example'

let session = ''
let draft = { words: '', key: '' }

function ask(method, path, data) {
  return new Promise((resolve, reject) => {
    my.request({
      url: SERVER + path,
      method,
      data,
      dataType: 'json',
      timeout: 20000,
      headers: { 'content-type': 'application/json', 'x-session': session },
      success: (answer) => resolve(answer.data),
      fail: reject,
    })
  })
}

function signIn() {
  return new Promise((resolve, reject) => my.getAuthCode({ scopes: 'auth_base', success: resolve, fail: reject }))
    .then(({ authCode }) => ask('POST', '/session', { code: authCode }))
    .then((said) => {
      session = said.session
    })
}

// Asks as somebody who is signed in: once more from the beginning if the server has forgotten us.
async function asked(method, path, data) {
  if (session) {
    try {
      return await ask(method, path, data)
    } catch (failure) {
      if (failure.status !== 401) throw failure
    }
  }
  await signIn()
  return ask(method, path, data)
}

// The same lines are the same order until they are paid, so that a second tap does not order twice.
function keyOf(lines) {
  const words = JSON.stringify(lines)
  if (draft.words !== words) draft = { words, key: `k${Date.now()}-${Math.random().toString(36).slice(2, 10)}` }
  return draft.key
}

// true once the trade is paid; whoever closes the sheet may try again.
function pay(tradeNO) {
  return new Promise((resolve) => my.tradePay({ tradeNO, success: ({ resultCode }) => resolve(resultCode === '9000'), fail: () => resolve(false) }))
}

export function explain(words, failure) {
  const said = failure && failure.data && failure.data.message
  my.alert({ title: words.closed, content: said || words.closedHint, buttonText: words.ok })
}

// Orders lines and has them paid; gives back the order's number once they are, else ''.
export async function order(lines) {
  const made = await asked('POST', '/orders', { key: keyOf(lines), lines })
  if (made.trade && !(await pay(made.trade))) return ''
  draft = { words: '', key: '' }
  return made.order.number
}

export const payAgain = ({ key, lines }) => asked('POST', '/orders', { key, lines }).then(({ trade }) => (trade ? pay(trade) : true))
export const list = () => asked('GET', '/orders').then(({ orders }) => orders)
export const find = (number) => asked('GET', `/orders/${number}`).then((said) => said.order)
export const giveBack = (number) => asked('POST', `/orders/${number}/return`, {}).then((said) => said.order)
