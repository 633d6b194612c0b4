/**
 * One list program in three hosts, side by side in one run: 1,000 rows, a component with an observer per row, five elements a row. By
 * real touches in a phone-sized Chromium. Handler start is the program's own stamp; what "right" and "frame" mean is in
 * runtime/inside.ts. Each round opens each host anew, in a browser process and profile of its own.
 *
 * Run: make bench-runtime
 */
import type { Browser, CDPSession, Frame } from 'playwright-core'
import { launchBrowser } from '../e2e/harness/browser.js'
import { chromiumVersion, machine } from './machine.js'
import { type Open, startHosts } from './runtime/hosts.js'
import type { Expected, Seen } from './runtime/inside.js'
import { median, type Row, writeResults } from './table.js'

const rounds = Number(process.env['ROUNDS'] ?? 7)

const row = (at: number, id: number): Expected['at'][number] => [at, `Tea ${id}`, id % 97, id % 3 === 0]
/** What each button leads to, in the order in which they are tapped. */
const steps: readonly (readonly [name: string, expected: Expected])[] = [
  ['create', { rows: 1000, at: [row(0, 0), row(999, 999)] }],
  ['replace', { rows: 1000, at: [row(0, 1000), row(999, 1999)] }],
  ['change', { rows: 1000, at: [[500, 'Changed', 1234, true]] }],
  ['append', { rows: 1001, at: [row(1000, 5000)] }],
  ['removeFirst', { rows: 1000, at: [row(0, 1001), row(999, 5000)] }],
  ['swap', { rows: 1000, at: [row(1, 1999), row(998, 1002)] }],
  ['oneTask', { rows: 1000, at: [], n: 1000 }],
  ['ownTasks', { rows: 1000, at: [], n: 2000 }],
  [
    'eachRow',
    {
      rows: 1000,
      at: [
        [0, 'Tea 1001', 2000, false],
        [999, 'Tea 5000', 2999, false],
      ],
    },
  ],
  ['clear', { rows: 0, at: [] }],
]
/** The tap in between comes so long after the one that makes 10,000 rows. */
const betweenMs = 150

type Figures = Record<string, number>

const watch = (frame: Frame, expected: Expected): Promise<Seen> => frame.evaluate((given) => inside.watch(given), expected)

async function finger(open: Open): Promise<(button: string) => Promise<void>> {
  const element = open.frame === open.page.mainFrame() ? null : await open.frame.frameElement()
  const box = element === null ? { x: 0, y: 0 } : await element.boundingBox()
  return async (button) => {
    const place = await open.frame.evaluate((text) => inside.place(text), button)
    if (place === null || box === null) throw new Error(`there is no button ${button}`)
    await open.page.touchscreen.tap(box.x + place.x, box.y + place.y)
  }
}

async function measure(open: Open): Promise<Figures> {
  const out: Figures = { cold: open.took }
  const tap = await finger(open)
  const step = async (name: string, expected: Expected): Promise<void> => {
    const seen = watch(open.frame, expected)
    await open.frame.evaluate(() => undefined)
    await tap(name)
    const { right, frame, touches } = await seen
    out[name] = right - (await open.began(name))
    out[`${name} frame`] = frame - (touches[0] ?? Number.NaN)
  }
  for (const [name, expected] of steps) {
    await step(name, expected)
    if (name === 'create') out['heap'] = await heap(open)
  }
  await tenThousand(open, tap, out)
  const create = steps[0]
  const again = { ...out }
  if (create !== undefined) await step(...create) // the page behind is as it is for a person: 1,000 rows, not 10,000
  const touched = open.frame.evaluate(
    () => new Promise<number>((resolve) => addEventListener('touchend', (event) => resolve(performance.timeOrigin + event.timeStamp))),
  )
  await open.frame.evaluate(() => undefined)
  const right = await open.opened(() => tap('open'))
  return { ...again, open: right - (await touched) }
}

async function tenThousand(open: Open, tap: (button: string) => Promise<void>, out: Figures): Promise<void> {
  const all = watch(open.frame, { rows: 10_000, at: [row(0, 0), row(9999, 9999)] })
  const answered = watch(open.frame, { rows: -1, at: [], pings: 1 })
  await open.frame.evaluate(() => undefined)
  await tap('tenThousand')
  await new Promise((resolve) => setTimeout(resolve, betweenMs))
  await tap('ping')
  const { right, touches } = await all
  out['tenThousand'] = right - (touches[0] ?? Number.NaN)
  const ping = await answered
  const touched = ping.touches[1] ?? Number.NaN
  out['ping heard'] = (await open.began('ping')) - touched
  out['ping shown'] = ping.right - touched
}

/** Megabytes in use after a collection: the isolate of the page's document, and the Worker's if there is one. */
async function heap(open: Open): Promise<number> {
  const context = open.page.context()
  const browser = context.browser()
  let at: Frame | null = open.frame
  let session: CDPSession | undefined
  while (session === undefined && at !== null) {
    session = await context.newCDPSession(at).catch(() => undefined) // frames of one process share a session
    at = at.parentFrame()
  }
  if (session === undefined || browser === null) throw new Error('the page cannot be inspected')
  await session.send('HeapProfiler.collectGarbage')
  const page = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return (page.usedSize + (await workerHeap(browser))) / 1e6
}

/** Bytes in use in the program's Worker; 0 if there is none. */
async function workerHeap(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'worker' }] })
  let used = 0
  for (const { targetId } of targetInfos) {
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false })
    const answers = new Map<number, (result: { usedSize?: number }) => void>()
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message) as { id: number; result: { usedSize?: number } }
      answers.get(id)?.(result)
    })
    const ask = (id: number, method: string): Promise<{ usedSize?: number }> => {
      const answer = new Promise<{ usedSize?: number }>((resolve) => answers.set(id, resolve))
      return session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).then(() => answer)
    }
    await ask(1, 'HeapProfiler.collectGarbage')
    used += (await ask(2, 'Runtime.getHeapUsage')).usedSize ?? Number.NaN
  }
  await session.detach()
  return used
}

/** A line of the table: the figure that it states, and the goal for ours, which may depend on the figure by hand. */
interface Line {
  readonly name: string
  readonly figure: string
  readonly most?: number
  readonly timesPlain?: number
}
const lines: readonly Line[] = [
  { name: 'create 1,000 rows, the first list', figure: 'create', most: 60 },
  { name: 'replace all 1,000', figure: 'replace', most: 75 },
  { name: 'create, tap → frame', figure: 'create frame', timesPlain: 1.5 },
  { name: 'replace, tap → frame', figure: 'replace frame', timesPlain: 1.5 },
  { name: 'change one row', figure: 'change', most: 15 },
  { name: 'append one', figure: 'append', most: 15 },
  { name: 'remove the first', figure: 'removeFirst', most: 15 },
  { name: 'swap two', figure: 'swap', most: 15 },
  { name: 'change one row, tap → frame', figure: 'change frame' },
  { name: '1,000 setData, one task', figure: 'oneTask', most: 20 },
  { name: '1,000 setData, own tasks', figure: 'ownTasks', most: 60 },
  { name: '1,000 setData, each another row', figure: 'eachRow', most: 40 },
  { name: 'clear', figure: 'clear', most: 20 },
  { name: 'create 10,000, from the tap', figure: 'tenThousand', most: 650 },
  { name: 'a tap in between: handler runs', figure: 'ping heard', most: 200 },
  { name: 'a tap in between: it shows', figure: 'ping shown' },
  { name: 'open a page, tap → first row', figure: 'open', most: 60 },
  { name: 'cold open, navigation → content', figure: 'cold', most: 350 },
]
const isolation = 'the same of an empty isolated page: the browser alone'
const about = `One list program in three hosts, side by side in one run: 1,000 rows, a component with an observer per row, five elements a row.
Median ms of ${rounds} rounds, each in a browser process and profile of its own; from the handler's start until the DOM is right, unless said.
Taps are touches on a phone-sized screen. Superette isolates the program in a Worker and its page in a sandboxed frame, the others
have one thread and no isolation. An inspector is attached to all of them; in Superette it also delays the start of each frame and Worker.`

function rowOf(line: Line, of: (host: string) => number): Row {
  const values = hosts.all.map((host) => of(host.name))
  const factor = line.timesPlain
  if (factor !== undefined) return { name: line.name, values, goal: `≤ ${factor} × by hand`, most: factor * (values[0] ?? 0) }
  return line.most === undefined ? { name: line.name, values } : { name: line.name, values, goal: `≤ ${line.most}`, most: line.most }
}

const facts = machine('make bench-runtime', [chromiumVersion()])
const hosts = await startHosts()
const floor: number[] = []
const measured = hosts.all.filter((host) => host.name.includes(process.env['HOST'] ?? ''))
try {
  const figures = new Map<string, Figures[]>(hosts.all.map((host) => [host.name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const host of measured) {
      const browser = await launchBrowser({ whole: true })
      try {
        const of = await measure(await host.open(browser))
        figures.get(host.name)?.push(of)
        process.stdout.write(`${host.name}: ${lines.map(({ figure }) => `${figure} ${of[figure]?.toFixed(1)}`).join(', ')}, heap ${of['heap']?.toFixed(1)}\n`)
      } finally {
        await browser.close()
      }
    }
    const browser = await launchBrowser({ whole: true })
    floor.push(await hosts.isolation(browser).finally(() => browser.close()))
    process.stdout.write(`${isolation}: ${floor.at(-1)?.toFixed(1)}\n`)
  }
  const of = (host: string, figure: string): number => median((figures.get(host) ?? []).map((each) => each[figure] ?? Number.NaN))
  await writeResults({
    name: 'runtime',
    title: 'The runtime beside its peers',
    about: `${about}\n\n${facts}`,
    columns: hosts.all.map((host) => host.name),
    rows: [...lines.map((line) => rowOf(line, (host) => of(host, line.figure))), { name: isolation, values: [undefined, undefined, median(floor)] }],
    more: [
      { name: "JavaScript before the program's own, KB gzipped", values: hosts.all.map((host) => host.bytes / 1024), goal: '≤ 85', most: 85 },
      { name: 'JS heap of page and Worker with 1,000 rows, MB', values: hosts.all.map((host) => of(host.name, 'heap')), goal: '≤ 12', most: 12 },
    ],
  })
} finally {
  await hosts.dispose()
}
