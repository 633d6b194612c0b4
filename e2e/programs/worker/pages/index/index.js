let worker
const made = () => (worker ??= wx.createWorker('jobs/work.js'))
const ask = (act, more = {}) =>
  new Promise((resolve) => {
    made().onMessage((message) => message.act === act && resolve(message.value))
    worker.postMessage({ act, ...more })
  })
const end = () => {
  worker?.terminate()
  worker = undefined
}
const thrown = (run) => {
  try {
    run()
    return 'nothing'
  } catch (error) {
    return error.message
  }
}
const trouble = () => new Promise((resolve) => made().onError(({ error }) => resolve(error.message)))

const acts = {
  primes: () => ask('primes', { below: 5000 }),
  bytes: () => ask('bytes', { bytes: new Uint8Array(1 << 20).fill(1).buffer }),
  later: () => ask('later'),
  globals: () => ask('globals'),
  outside: () => ask('outside'),
  second: () => [made() !== undefined, thrown(() => wx.createWorker('jobs/work.js'))],
  elsewhere: () => {
    end()
    return [thrown(() => wx.createWorker('secret.js')), thrown(() => wx.createWorker('/jobs/../secret.js'))]
  },
  fail: () => {
    const heard = trouble()
    worker.postMessage({ act: 'fail' })
    return heard
  },
  shared: () => {
    const heard = trouble()
    worker.postMessage({ act: 'shared' })
    return heard
  },
  huge: () => [made() !== undefined, thrown(() => worker.postMessage(new ArrayBuffer(65 << 20))), thrown(() => worker.postMessage({ run: () => 1 }))],
  async flood() {
    let heard = 0
    made().onMessage((message) => 'flood' in message && (heard += 1))
    const [sent, message] = await ask('flood')
    return [sent === heard, sent >= 20000, message]
  },
  // It computes without an end, and what it is told waits: until there is no room, and until it is ended.
  loop() {
    made().postMessage({ act: 'loop' })
    return thrown(() => {
      for (let n = 0; n < 100000; n++) worker.postMessage({ n })
    })
  },
  async after() {
    end()
    end()
    return [await ask('later')]
  },
}

Page({
  data: { names: Object.keys(acts), said: '' },
  async act({ currentTarget }) {
    const { name } = currentTarget.dataset
    this.setData({ said: JSON.stringify([name, await acts[name]()]) })
  },
})
