// The page docs/compatibility.md: a row for each member of wx and each property, event and method of a built-in, with what the runs of
// tests found of it (web/protocol/compat/tested-*.json, which the tests write and hold themselves to).
import { readFileSync } from 'node:fs'

const states = ['passes', 'untested', 'refused', 'never told', 'no effect', 'missing']
const tested = (run) => JSON.parse(readFileSync(`web/protocol/compat/tested-${run}.json`, 'utf8'))
const code = (names) => names.map((name) => `\`${name}\``).join(' ')
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
const tally = (list) => states.map((state) => list.filter((each) => each === state).length)

/** name → where the vendor's documentation has it: "device/network". */
function places(source) {
  const found = new Map()
  for (const [, place, name] of source.matchAll(/\/dev\/api\/([\w/-]+)\/wx\.(\w+)\.html/g)) if (!found.has(name)) found.set(name, place)
  return found
}
/** What rows say that they prove: "option url", "answer latitude and longitude", "method abort: it fails". */
function proven(rows) {
  const found = new Set()
  for (const row of rows) {
    let kind
    for (const word of row.split(':')[0].split(/[\s,;]+/)) {
      if (['option', 'answer', 'method', 'parameter'].includes(word)) kind = word
      else if (kind !== undefined) found.add(`${kind} ${word}`)
    }
    if (/^answer of each field/.test(row)) found.add('answer *')
  }
  return found
}
const parts = { options: 'option', answer: 'answer', methods: 'method' }
const named = (member, wanted, hides = () => false) =>
  Object.entries(parts).flatMap(([table, kind]) =>
    Object.entries(member[table] ?? {})
      .filter(([name, state]) => state === wanted && !hides(kind, name))
      .map(([name]) => (kind === 'answer' ? `.${name}` : kind === 'method' ? `${name}()` : name)),
  )

/** A row that only fails, as it should, shows nothing of what a member does. */
const shows = (row) => !row.startsWith('fail')
function stateOf({ state, kind }, rows) {
  if (state === 'works') return rows.some(shows) ? 'passes' : 'untested'
  if (!rows.some((row) => row.startsWith('refused: '))) return 'missing'
  return kind === 'event' ? 'never told' : 'refused'
}

function memberRows(members, found) {
  return Object.entries(members).map(([name, member]) => {
    const rows = found[name] ?? []
    const state = stateOf(member, rows)
    const proves = proven(rows)
    const open = state === 'passes' ? named(member, 'works', (kind, field) => proves.has(`${kind} ${field}`) || proves.has(`${kind} *`)) : []
    const idle = state === 'passes' || state === 'untested' ? [...named(member, 'ignored'), ...named(member, 'refused')] : []
    return { name, state, cells: [`\`${name}\``, state, String(rows.length), code(open), code(idle)] }
  })
}

const sorts = { properties: '.', events: '@', methods: '#' }
const kinds = { properties: 'property', events: 'event', methods: 'method' }
function builtInRows(tag, entry, found) {
  return Object.entries(sorts).flatMap(([table, sign]) =>
    Object.entries(entry[table]).map(([name, given]) => {
      const works = (given.state ?? given) === 'works'
      const state = !works ? 'no effect' : found[`${tag}${sign}${name}`] === undefined ? 'untested' : 'passes'
      const refused = Object.entries(entry.values[name] ?? {}).filter(([, each]) => each !== 'works')
      const note = refused.length === 0 || !works ? (given.why ?? '') : `not: ${code(refused.map(([value]) => value))}`
      return { table, state, cells: [kinds[table], `\`${name}\``, state, note] }
    }),
  )
}

function myRows(members, found) {
  return Object.entries(members)
    .filter(([, { kind }]) => kind !== 'value')
    .map(([name, member]) => {
      const rows = found[name] ?? []
      const state = stateOf(member, rows)
      const twin = member.of ?? (rows.includes(`it is wx.${name}`) ? name : '')
      return { name, state, cells: [`\`${name}\``, state, String(rows.length), code(twin === '' ? [] : [`wx.${twin}`])] }
    })
}

export function page({ wx, my, elements, mostUsed, typings }) {
  const rows = memberRows(wx.members, tested('wx'))
  const ofMy = myRows(my.members, tested('my'))
  const found = { ...tested('elements'), ...tested('chunks'), ...tested('events') }
  const tags = Object.entries({ everywhere: elements.everywhere, ...elements.builtIns }).map(([tag, entry]) => [tag, builtInRows(tag, entry, found)])
  const all = tags.flatMap(([, list]) => list)
  const where = places(typings)
  const sections = new Map()
  for (const row of rows) {
    const place = where.get(row.name) ?? 'no longer documented'
    sections.set(place, [...(sections.get(place) ?? []), row])
  }
  const most = rows.filter(({ name }) => mostUsed.includes(name))
  const count = (title, list) => [title, String(list.length), ...tally(list.map(({ state }) => state)).map(String)]
  return [
    '# What works of the documented platform',
    '',
    '<!-- Written by tools/compat out of what the tests found; do not edit. -->',
    '',
    `A row for each member of \`wx\` in the vendor’s typings (miniprogram-api-typings ${wx.typings}; those that only its older documentation has stand at the end of`,
    'their list), for each of Alipay’s `my` (@mini-types/my), and for each property, event and method of a built-in. The states are what runs of the tests found:',
    '',
    '- **passes**: a test of it passed, and failed when it was run again with the member replaced by one that only calls success, or with the property, listener or',
    '  method left out. A test that passes both times is hollow: it proves nothing, and fails the build.',
    '- **untested**: it is carried out, and no such test shows it.',
    '- **refused**: it exists, fails with `NAME:fail not supported` by its callbacks or its promise, and `wx.canIUse` says false. A test shows this of each.',
    '- **never told**: it takes a listener and never calls it; `wx.canIUse` says false. A test shows this of each.',
    '- **no effect**: it is taken and changes nothing, for the reason beside it; `wx.canIUse` says false.',
    '- **missing**: documented, and not there at all. This fails the build.',
    '',
    'The tests keep what they find in `web/protocol/compat/tested-*.json`, and fail if a run finds something else; `make compatibility` runs them and writes this page.',
    '',
    table(
      ['', 'all', ...states],
      [
        count('the most used members of `wx`', most),
        count('members of `wx`', rows),
        count('members of `my`', ofMy),
        ...Object.keys(sorts).map((name) =>
          count(
            `${name} of built-ins`,
            all.filter((each) => each.table === name),
          ),
        ),
      ],
    ),
    '',
    '## Members of wx',
    '',
    'Rows are tests that passed. Beside them stands what of a member has no row of its own, and what it takes, or would give, without effect: options, fields of its',
    'answer (`.name`), methods of what it makes (`name()`). They stand under the headings of the vendor’s documentation.',
    ...[...sections.keys()]
      .sort((a, b) => (a === 'no longer documented') - (b === 'no longer documented') || (a < b ? -1 : 1))
      .flatMap((name) => [
        '',
        `### ${name}`,
        '',
        table(
          ['member', 'state', 'rows', 'without a row', 'without effect'],
          sections.get(name).map(({ cells }) => cells),
        ),
      ]),
    '',
    '## Members of my',
    '',
    'Members of Alipay’s programs. One that is refused fails with error 1, and `my.canIUse` says false; so it does of one that never tells anything. Beside a member stands that',
    'of `wx` which does its work; one of the same name takes and gives the same, and what it does is told above.',
    '',
    table(
      ['member', 'state', 'rows', 'by'],
      ofMy.map(({ cells }) => cells),
    ),
    '',
    '## Built-ins',
    ...tags
      .filter(([, list]) => list.length > 0)
      .flatMap(([tag, list]) => [
        '',
        `### ${tag}`,
        '',
        table(
          ['', 'name', 'state', ''],
          list.map(({ cells }) => cells),
        ),
      ]),
    '',
  ]
    .join('\n')
    .replaceAll(/ +\|/g, ' |')
}
