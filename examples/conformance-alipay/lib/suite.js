// A test is [title, run]: run throws, or gives a promise that fails, where something is not as it should be.
function written(value) {
  if (value === undefined) return 'undefined'
  if (typeof value === 'function') return 'a function'
  return JSON.stringify(value, (_, each) => (each === undefined ? 'undefined' : each))
}

/** Fails unless both are written alike: lists, objects and plain values. */
function same(is, should, what = 'it') {
  if (written(is) !== written(should)) throw new Error(`${what} is ${written(is)}, not ${written(should)}`)
}

function holds(condition, what) {
  if (!condition) throw new Error(what)
}

/** What a call that should fail fails with. */
function failure(promise) {
  return promise.then(
    () => {
      throw new Error('it succeeded')
    },
    (error) => error,
  )
}

const within = (work, seconds) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing came within ${seconds} seconds`)), seconds * 1000)
    Promise.resolve(work)
      .then(resolve, reject)
      .then(() => clearTimeout(timer))
  })

async function run(tests, seconds) {
  const rows = []
  for (const [title, work] of tests) {
    try {
      await within((async () => work())(), seconds)
      rows.push({ title, ok: true, why: '' })
    } catch (error) {
      rows.push({ title, ok: false, why: String((error && (error.message || error.errorMessage)) || error) })
    }
  }
  return rows
}

/** A page that runs its tests once it is ready. `?broken=1` adds one that has to fail; `?server=` names one that the tests may ask. */
function suite(area, tests, more = {}) {
  return {
    ...more,
    data: { rows: [], done: false, ...more.data },
    onLoad(query) {
      this.broken = query.broken === '1'
      this.server = query.server && decodeURIComponent(query.server)
    },
    async onReady() {
      const all = tests(this)
      if (this.broken) all.push(['this one is wrong on purpose', () => same(1, 2)])
      const rows = await run(all, more.seconds || 5)
      getApp().found[area] = rows
      this.setData({ rows, done: true })
    },
  }
}

module.exports = { suite, same, holds, failure }
