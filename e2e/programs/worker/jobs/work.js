const primes = require('./parts/primes')

const acts = {
  primes: ({ below }) => primes(below),
  bytes: ({ bytes }) => new Uint8Array(bytes).reduce((sum, each) => sum + each, 0),
  later: () => new Promise((resolve) => setTimeout(() => resolve('later'), 20)),
  globals: () => [typeof wx, typeof Page, typeof importScripts, typeof fetch, typeof Worker, worker.env.USER_DATA_PATH],
  outside: () => {
    try {
      return require('../secret')
    } catch (error) {
      return error.message
    }
  },
  fail: () => {
    throw new RangeError('on purpose')
  },
  shared: () => worker.createSharedArrayBuffer(8),
  // None of these is over by itself.
  loop: () => {
    for (;;);
  },
  flood: () => {
    let sent = 0
    try {
      for (;;) {
        worker.postMessage({ flood: sent })
        sent += 1
      }
    } catch (error) {
      return [sent, error.message]
    }
  },
}
worker.onMessage(async (message) => {
  const value = await acts[message.act](message)
  // What flooded has room again once it was heard.
  if (message.act === 'flood') await new Promise((resolve) => setTimeout(resolve, 0))
  const say = () => {
    try {
      worker.postMessage({ act: message.act, value })
    } catch {
      setTimeout(say, 10)
    }
  }
  say()
})
