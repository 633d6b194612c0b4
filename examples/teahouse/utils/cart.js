// The cart lives in storage, so that it is there after the program was closed.
const KEY = 'cart'
let lines = []

function load() {
  const stored = wx.getStorageSync(KEY)
  lines = Array.isArray(stored) ? stored : []
}

function save() {
  wx.setStorageSync(KEY, lines)
}

function keyOf(line) {
  return [line.tea, line.size, line.sugar].join('/')
}

function add(line) {
  const same = lines.find((each) => keyOf(each) === keyOf(line))
  if (same) same.count += line.count
  else lines.push(Object.assign({}, line))
  save()
}

function change(key, count) {
  lines = lines.map((each) => (keyOf(each) === key ? Object.assign({}, each, { count }) : each)).filter((each) => each.count > 0)
  save()
}

// Replaces everything and gives back what was there, for undo.
function replace(next) {
  const before = lines
  lines = next
  save()
  return before
}

module.exports = {
  load,
  add,
  change,
  replace,
  keyOf,
  list: () => lines.slice(),
  count: () => lines.reduce((sum, each) => sum + each.count, 0)
}
