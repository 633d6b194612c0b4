// The cart: goods' ids and counts. It lives in storage, so that it is there when the program is opened again.
const KEY = 'cart'
let lines = []

function save() {
  wx.setStorage({ key: KEY, data: lines })
}

function load() {
  const stored = wx.getStorageSync(KEY)
  lines = Array.isArray(stored) ? stored : []
}

function set(id, count) {
  const others = lines.filter((each) => each.id !== id)
  const place = lines.findIndex((each) => each.id === id)
  if (count > 0) others.splice(place < 0 ? others.length : place, 0, { id, count })
  lines = others
  save()
}

function countOf(id) {
  const line = lines.find((each) => each.id === id)
  return line ? line.count : 0
}

module.exports = {
  load,
  set,
  add: (id, count) => set(id, countOf(id) + count),
  clear: () => {
    lines = []
    save()
  },
  list: () => lines.slice(),
  count: () => lines.reduce((sum, each) => sum + each.count, 0),
}
