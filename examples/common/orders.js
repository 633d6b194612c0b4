import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The orders, in one file that is replaced as a whole. An order is {number, openid, key, lines, total, description, state,
 * createdAt, transaction}; its state is 'waiting', 'paid' or 'returned'. Numbers begin with the letter.
 */
export function openOrders(path, letter) {
  let list = []
  try {
    list = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  const byNumber = new Map(list.map((order) => [order.number, order]))
  const byKey = new Map(list.map((order) => [`${order.openid} ${order.key}`, order]))
  let last = list.reduce((most, order) => Math.max(most, Number(order.number.slice(-5))), 0)

  function save() {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.new`, JSON.stringify([...byNumber.values()]))
    renameSync(`${path}.new`, path)
  }

  return {
    find: (number) => byNumber.get(number),
    findKey: (openid, key) => byKey.get(`${openid} ${key}`),
    /** Somebody's orders, the latest first. */
    list: (openid) => [...byNumber.values()].filter((order) => order.openid === openid).reverse(),

    add(order) {
      last += 1
      // The time keeps numbers apart when the file was removed: the instance remembers every number for ever.
      const made = { ...order, number: `${letter}${order.createdAt}${String(last).padStart(5, '0')}`, state: 'waiting', transaction: '' }
      byNumber.set(made.number, made)
      byKey.set(`${made.openid} ${made.key}`, made)
      save()
      return made
    },

    /** Marks an order as paid; what was paid or returned before stays as it is. */
    paid(order, transaction) {
      if (order.state !== 'waiting') return
      order.state = 'paid'
      order.transaction = transaction
      save()
    },

    /** Marks an order as returned; doing it again changes nothing. */
    returned(order) {
      if (order.state === 'returned') return
      order.state = 'returned'
      save()
    }
  }
}
