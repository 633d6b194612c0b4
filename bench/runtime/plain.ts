/** The same program by hand: one thread, the DOM's own calls, no framework. The limit of what a framework can reach. */
interface Item {
  id: number
  name: string
  price: number
  on: boolean
}

const item = (id: number): Item => ({ id, name: `Tea ${id}`, price: id % 97, on: id % 3 === 0 })
const items = (from: number, count: number): Item[] => Array.from({ length: count }, (_, i) => item(from + i))
const began: Record<string, number> = {}
Object.assign(globalThis, { began })

const element = (tag: string, className = '', text = ''): HTMLElement => {
  const made = document.createElement(tag)
  if (className !== '') made.className = className
  if (text !== '') made.textContent = text
  return made
}

const bar = element('div', 'bar')
const n = element('div')
n.className = 'n'
n.textContent = '0'
const pings = element('div')
pings.className = 'pings'
pings.textContent = '0'
const list = element('div', 'list')
let rows: { item: Item; node: HTMLElement; view: HTMLElement; name: HTMLElement; price: HTMLElement }[] = []

function makeRow(of: Item): (typeof rows)[number] {
  const node = element('tea-row')
  const view = element('div', of.on ? 'row on' : 'row')
  const name = element('span', 'name', of.name)
  const price = element('span', 'price', `¥${of.price}`)
  view.append(name, price, element('div', 'id', String(of.id)))
  node.append(view)
  return { item: of, node, view, name, price }
}

function fill(given: Item[]): void {
  rows = given.map(makeRow)
  list.replaceChildren(...rows.map((row) => row.node))
}

const handlers: Readonly<Record<string, () => void>> = {
  create: () => fill(items(0, 1000)),
  replace: () => fill(items(1000, 1000)),
  change: () => {
    const row = rows[500]
    if (row === undefined) return
    row.name.textContent = 'Changed'
    row.price.textContent = '¥1234'
    row.view.className = 'row on'
  },
  append: () => {
    const row = makeRow(item(5000))
    rows.push(row)
    list.append(row.node)
  },
  removeFirst: () => rows.shift()?.node.remove(),
  swap: () => {
    const [a, b] = [rows[1], rows[998]]
    if (a === undefined || b === undefined) return
    rows[1] = b
    rows[998] = a
    const after = b.node.nextSibling
    list.insertBefore(b.node, a.node)
    list.insertBefore(a.node, after)
  },
  oneTask: () => {
    for (let i = 1; i <= 1000; i++) n.textContent = String(i)
  },
  ownTasks: () => {
    for (let i = 1001; i <= 2000; i++) setTimeout(() => (n.textContent = String(i)), 0)
  },
  eachRow: () => {
    rows.forEach((row, i) => {
      row.price.textContent = `¥${2000 + i}`
    })
  },
  clear: () => {
    rows = []
    list.textContent = ''
  },
  tenThousand: () => fill(items(0, 10_000)),
  ping: () => {
    pings.textContent = String(Number(pings.textContent) + 1)
  },
  open: () => {
    const page = element('div')
    page.append(element('div', 'title', 'Detail'))
    for (let id = 0; id < 20; id++) page.append(makeRow({ id, name: `Detail ${id}`, price: id, on: false }).node)
    document.body.replaceChildren(page)
  },
}

for (const [name, run] of Object.entries(handlers)) {
  const button = element('div', 'do', name)
  button.addEventListener('click', () => {
    began[name] = performance.timeOrigin + performance.now()
    run()
  })
  bar.append(button)
}
document.body.append(bar, n, pings, list)
