import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The orders, in one file that is replaced as a whole. An order is {number, openid, key, lines, total, description, state,
 * createdAt, transaction}; its state is 'waiting', 'paid' or 'closed'.
 */
export function openOrders(path) {
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

    add(order) {
      last += 1
      // The time keeps numbers apart when the file was removed: the instance remembers every number for ever.
      const made = { ...order, number: `T${order.createdAt}${String(last).padStart(5, '0')}`, state: 'waiting', transaction: '' }
      byNumber.set(made.number, made)
      byKey.set(`${made.openid} ${made.key}`, made)
      save()
      return made
    },

    /** Marks an order as paid; doing it again changes nothing. */
    paid(order, transaction) {
      if (order.state === 'paid') return
      order.state = 'paid'
      order.transaction = transaction
      save()
    }
  }
}
