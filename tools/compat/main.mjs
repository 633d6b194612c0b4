// Writes what works of the documented platform, out of the runtime's own registries and the vendor's published typings:
//
//	web/protocol/compat/elements.json     built-ins: each property, event, method and listed value
//	web/protocol/compat/wx.json           members of wx: each option and each field of the answer
//	web/protocol/compat/my.json           members of Alipay's my, and the options that they read
//	web/runtime/api/elementnames.ts       the same of the built-ins and of what members make, as canIUse needs it
//	docs/compatibility.md                 the same for people, with what the tests found of each
//
//	node --import tsx tools/compat/main.mjs          from the root of the repository
//
// "works" is carried out; "ignored" is taken without effect; "refused" exists and fails in the vendor's form.
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { myMembers } from './my.mjs'
import { page } from './page.mjs'
import { mostUsed } from '../../web/contract/mostused.ts'
import { fakeEnv } from '../../web/runtime/api/testing.ts'
import * as names from '../../web/runtime/api/names.ts'
import { apiChunks } from '../../web/protocol/apichunks.ts'
import { registry } from '../../web/runtime/api/own.ts'
import { builtIns, everywhere } from '../../web/runtime/elements/table.ts'

const chunks = await Promise.all(Object.keys(apiChunks).map(async (name) => [name, await import(`../../web/runtime/api/chunk-${name}.ts`)]))
const extensions = chunks.map(([name, chunk]) => chunk[`${name}Extension`])
const ofMy = await myMembers(extensions)
const typings = 'node_modules/miniprogram-api-typings'
const words = (text) => (text ?? '').split(' ').filter((word) => word !== '')

const empty = { string: '', number: 0, boolean: false, array: [], object: null, any: null }
function parseDefault(type, text) {
  if (text === undefined) return empty[type]
  if (type === 'number') return Number(text)
  return type === 'boolean' ? text === 'true' : text
}
/** "name:type=default" → [name, {type, default, state, why}]. */
function property(word, state, why) {
  const [, name, type, given] = /^([\w-]+):(\w+)(?:=(.*))?$/.exec(word) ?? []
  if (name === undefined || !(type in empty)) throw new Error(`the table of built-ins has "${word}"`)
  return [name, { type, default: parseDefault(type, given), state, why }]
}
const properties = (works, ignored) =>
  Object.fromEntries([
    ...words(works).map((word) => property(word, 'works')),
    ...Object.entries(ignored ?? {}).flatMap(([why, list]) => words(list).map((word) => property(word, 'ignored', why))),
  ])
const states = (works, others, other) => Object.fromEntries([...words(works).map((name) => [name, 'works']), ...words(others).map((name) => [name, other])])
/** image's modes are written with a dash in the table, where a blank separates. */
const spoken = (values, name) => (name === 'mode' ? values.replace(/\b(top|bottom)-(left|right)\b/g, '$1_$2') : values)

export function elements() {
  const one = (entry) => ({
    properties: properties(entry.properties, entry.ignored),
    events: states(entry.events, Object.values(entry.ignoredEvents ?? {}).join(' '), 'ignored'),
    methods: states(entry.methods, '', ''),
    values: Object.fromEntries(
      Object.entries(entry.values ?? {}).map(([name, list]) => {
        const [works, refused] = spoken(list, name).split('!')
        const table = states(works, refused, 'refused')
        return [name, Object.fromEntries(Object.entries(table).map(([value, state]) => [name === 'mode' ? value.replace('_', ' ') : value, state]))]
      }),
    ),
  })
  return { everywhere: one(everywhere), builtIns: Object.fromEntries(Object.entries(builtIns).map(([name, entry]) => [name, one(entry)])) }
}

/** interface name → its fields at the first level: [name, optional, text of the type]. */
function interfaces(source) {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '')
  const found = new Map()
  for (const [, name, parent, body] of text.matchAll(/^ {4}interface (\w+)(?:<[\s\S]*?>)?(?: extends ([\w, ]+))? \{\n([\s\S]*?)^ {4}\}/gm)) {
    const fields = [...body.matchAll(/^ {8}(\w+)(\??):([\s\S]*?)(?=^ {8}\w|$(?![\s\S]))/gm)].map(([, field, optional, type]) => [
      field,
      optional === '?',
      type.trim(),
    ])
    found.set(name, { fields, parents: (parent ?? '').split(',').map((each) => each.trim()) })
  }
  return found
}
function fieldsOf(found, name, skip) {
  const own = found.get(name)
  if (own === undefined) return []
  return [...own.parents.flatMap((each) => fieldsOf(found, each, skip)), ...own.fields.filter(([field]) => !skip.includes(field))]
}
/** What a member that answers at once gives, and what it makes: names of the vendor's interfaces. */
const gives = {
  getSystemInfoSync: 'SystemInfo',
  getSystemInfo: 'SystemInfo',
  getWindowInfo: 'WindowInfo',
  getDeviceInfo: 'DeviceInfo',
  getAccountInfoSync: 'AccountInfo',
  getMenuButtonBoundingClientRect: 'ClientRect',
}
const makes = {
  createAnimation: 'Animation',
  createCanvasContext: 'CanvasContext',
  createVideoContext: 'VideoContext',
  createMapContext: 'MapContext',
  createCameraContext: 'CameraContext',
  createSelectorQuery: 'SelectorQuery',
  getPerformance: 'Performance',
  request: 'RequestTask',
  downloadFile: 'DownloadTask',
  connectSocket: 'SocketTask',
  getFileSystemManager: 'FileSystemManager',
  getRecorderManager: 'RecorderManager',
}
const listed = (name, member) => words(chunks.find(([each]) => each === name)[1][member])
/** Of contexts, what the built-in carries out. */
const elementMethods = { createMapContext: listed('map', 'mapMethods'), createCameraContext: listed('camera', 'cameraMethods') }
/** Methods that are there and only say that they are not carried out. */
const quiet = {
  createVideoContext: listed('media', 'quietMethods'),
  getBackgroundAudioManager: listed('media', 'quietOfBackground'),
  getFileSystemManager: listed('files', 'refusedMethods'),
}
/** interface name → its methods. */
function methodsOf(source, name) {
  const body = new RegExp(`^ {4}interface ${name} \\{\\n([\\s\\S]*?)^ {4}\\}`, 'm').exec(source.replace(/\/\*[\s\S]*?\*\//g, ''))?.[1] ?? ''
  return [...new Set([...body.matchAll(/^ {8}(\w+)\(/gm)].map(([, method]) => method))].sort()
}
const upper = (name) => name[0].toUpperCase() + name.slice(1)

export function members() {
  const source = readFileSync(`${typings}/types/wx/lib.wx.api.d.ts`, 'utf8')
  const found = interfaces(source)
  const { version } = JSON.parse(readFileSync(`${typings}/package.json`, 'utf8'))
  const { env } = fakeEnv()
  const known = registry({ ...env, app: { ...env.app, darkmode: true } }, extensions)
  const out = {}
  const kinds = { call: names.calls, function: names.functions, event: names.events, value: names.values }
  // What the typings no longer have and programs still use (saveFile, getFileInfo) is there all the same.
  const written = new Set(Object.values(kinds).flat())
  const more = [...known.usable].filter((name) => !written.has(name))
  kinds.call = [...kinds.call, ...more.filter((name) => known.described[name] !== undefined)]
  kinds.function = [...kinds.function, ...more.filter((name) => known.described[name] === undefined)]
  for (const [kind, list] of Object.entries(kinds)) {
    for (const name of list) {
      const works = known.usable.has(name)
      const reads = known.described[name]?.[0] ?? {}
      const answers = words(known.described[name]?.[2])
      const options = new Set([...fieldsOf(found, `${upper(name)}Option`, ['success', 'fail', 'complete']).map(([field]) => field), ...Object.keys(reads)])
      const given = new Set([
        ...[`${upper(name)}SuccessCallbackResult`, `${upper(name)}Result`].flatMap((each) => fieldsOf(found, each, ['errMsg']).map(([field]) => field)),
        ...answers,
      ])
      const present = gives[name] === undefined ? undefined : known.sync[name === 'getSystemInfo' ? 'getSystemInfoSync' : name]()
      for (const [field] of present === undefined ? [] : fieldsOf(found, gives[name], [])) given.add(field)
      const told = known.described[name] !== undefined
      const part = (fields, has) =>
        Object.fromEntries([...fields].sort().map((field) => [field, !works ? 'refused' : !told || has(field) ? 'works' : 'ignored']))
      // The query is the core's: its methods are those of its own tests.
      // Its methods are its element's, whatever they are called.
      const ofElement = elementMethods[name]
      const made = makes[name] === undefined || name === 'createSelectorQuery' ? undefined : known.own[name]({})
      const method = (each) =>
        ofElement !== undefined
          ? ofElement.includes(each)
            ? 'works'
            : 'refused'
          : (name !== 'createSelectorQuery' && typeof made[each] !== 'function') || quiet[name]?.includes(each)
            ? 'refused'
            : 'works'
      const methods =
        makes[name] === undefined ? [] : [...methodsOf(source, makes[name]), ...(name === 'createSelectorQuery' ? methodsOf(source, 'NodesRef') : [])]
      out[name] = {
        kind,
        state: works ? 'works' : kind === 'event' ? 'ignored' : 'refused',
        ...(options.size > 0 ? { options: part(options, (field) => field in reads) } : {}),
        ...((kind === 'call' || told || present !== undefined) && given.size > 0
          ? {
              answer:
                present === undefined
                  ? part(given, (field) => answers.includes(field))
                  : Object.fromEntries([...given].sort().map((field) => [field, field in present ? 'works' : 'ignored'])),
            }
          : {}),
        ...(methods.length > 0 ? { methods: Object.fromEntries(methods.map((each) => [each, method(each)])) } : {}),
      }
    }
  }
  return { typings: version, members: Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1))) }
}

/** What canIUse is asked of by its interface alone, and that members() does not list: the interface of what a member makes. */
const alsoMakes = {
  createInnerAudioContext: 'InnerAudioContext',
  getBackgroundAudioManager: 'BackgroundAudioManager',
  getLogManager: 'LogManager',
  getUpdateManager: 'UpdateManager',
}
/** What every program has without asking for it; an image is made by a canvas (web/runtime/wechat/surface.ts). */
const plainObjects = { console: 'debug error group groupEnd info log warn', Image: 'height onerror onload referrerPolicy src width' }

/** interface → "member that makes it, methods": "createVideoContext pause play". */
function objectLines(listed) {
  const source = readFileSync(`${typings}/types/wx/lib.wx.api.d.ts`, 'utf8')
  const known = registry(fakeEnv().env, extensions)
  const out = Object.entries(plainObjects).map(([name, list]) => [name, `- ${list}`])
  for (const [maker, name] of Object.entries(makes)) {
    for (const each of name === 'SelectorQuery' ? [name, 'NodesRef'] : [name]) {
      const methods = methodsOf(source, each).filter((method) => listed[maker].methods[method] === 'works')
      out.push([each, [maker, ...methods].join(' ')])
    }
  }
  // It is made of a script, of which there is none here.
  out.push(['Worker', 'createWorker onError onMessage onProcessKilled postMessage terminate testOnProcessKilled'])
  for (const [maker, name] of Object.entries(alsoMakes)) {
    const made = known.own[maker]({})
    const works = (method) => typeof made[method] === 'function' && !quiet[maker]?.includes(method)
    out.push([name, [maker, ...methodsOf(source, name).filter(works)].join(' ')])
  }
  return out.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, list]) => `  ${name}: '${list}',`)
}

/** name → what canIUse is asked for: "size=default,mini plain bindtap". */
function nameLines(listed) {
  const list = elements()
  const lines = Object.entries(list.builtIns).map(([name, entry]) => {
    const working = (table) =>
      Object.entries(table)
        .filter(([, state]) => (state.state ?? state) === 'works')
        .map(([each]) => each)
    const attributes = working(entry.properties).map((each) => {
      const values = entry.values[each]
      return values === undefined ? each : `${each}=${working(values).join(',').replaceAll(' ', '_')}`
    })
    return `  ${/^\w+$/.test(name) ? name : `'${name}'`}: '${[...attributes, ...working(entry.events).map((each) => `bind${each}`)].join(' ')}',`
  })
  return [
    '// Written by tools/compat out of the table of the built-ins; do not edit. What works of each, as canIUse is asked for it.',
    'export const elementNames: Readonly<Record<string, string>> = {',
    ...lines,
    '}',
    '',
    '// Of objects: the member of wx that makes one ("-": none has to), and what works of it.',
    'export const objectNames: Readonly<Record<string, string>> = {',
    ...objectLines(listed),
    '}',
    '',
  ].join('\n')
}

export function generate() {
  // One line for each built-in and each member: a change shows as the line it is.
  const rows = (table) =>
    Object.entries(table)
      .map(([name, entry]) => `  ${JSON.stringify(name)}: ${JSON.stringify(entry)}`)
      .join(',\n')
  const { everywhere: common, builtIns: each } = elements()
  const { typings: version, members: all } = members()
  return {
    'web/protocol/compat/elements.json': `{"everywhere": ${JSON.stringify(common)},\n "builtIns": {\n${rows(each)}\n}}\n`,
    'web/protocol/compat/wx.json': `{"typings": ${JSON.stringify(version)},\n "members": {\n${rows(all)}\n}}\n`,
    'web/protocol/compat/my.json': `{"members": {\n${rows(ofMy.members)}\n}}\n`,
    'web/runtime/api/elementnames.ts': nameLines(all),
    'docs/compatibility.md': page({
      wx: { typings: version, members: all },
      my: ofMy,
      elements: { everywhere: common, builtIns: each },
      mostUsed,
      typings: readFileSync(`${typings}/types/wx/lib.wx.api.d.ts`, 'utf8'),
    }),
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [path, text] of Object.entries(generate())) writeFileSync(path, text)
}
