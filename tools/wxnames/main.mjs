// Writes web/runtime/api/names.ts: the documented members of wx by the way in which they are called, out of the
// vendor's published typings (npm miniprogram-api-typings). Names are facts; nothing else is taken.
//
//	node tools/wxnames/main.mjs          from the root of the repository
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const typings = 'node_modules/miniprogram-api-typings'

/** The text between the braces of `interface Wx`, without comments. */
function body(source) {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '')
  const start = text.indexOf('interface Wx {')
  let depth = 0
  for (let i = text.indexOf('{', start); i < text.length; i++) {
    if (text[i] === '{') depth++
    if (text[i] === '}' && --depth === 0) return text.slice(text.indexOf('{', start) + 1, i)
  }
  throw new Error('the typings have no interface Wx')
}

function kindOf(name, marker, signature) {
  if (marker.endsWith(':')) return 'values'
  if (/^o(n|ff)[A-Z]/.test(name)) return 'events'
  const [parameters, result] = signature.split(/\)\s*:\s*(?=[^)]*$)/)
  const takesOptions = /^(<[\s\S]*?>\()?\s*(option|args)\??:/.test(parameters.trim()) || /^\s*<T extends/.test(parameters)
  if (takesOptions && /^(void|Promise|PromisifySuccess)/.test((result ?? '').trim())) return 'calls'
  return 'functions'
}

/** Names in rows of at most 150 characters. */
function wrap(names) {
  const rows = ['']
  for (const name of names) {
    const row = rows[rows.length - 1]
    if (row !== '' && row.length + name.length > 150) rows.push(name)
    else rows[rows.length - 1] = row === '' ? name : `${row} ${name}`
  }
  return rows
}

export function generate() {
  const source = readFileSync(`${typings}/types/wx/lib.wx.api.d.ts`, 'utf8')
  const { version } = JSON.parse(readFileSync(`${typings}/package.json`, 'utf8'))
  const found = { calls: new Set(), functions: new Set(), events: new Set(), values: new Set() }
  for (const [, name, marker, rest] of body(source).matchAll(/^ {8}(\w+)(\??:|<|\()([\s\S]*?)(?=^ {8}\w|$(?![\s\S]))/gm)) {
    found[kindOf(name, marker, (marker === '<' ? '<' : '') + rest)].add(name)
  }
  const lines = [
    `// Written by tools/wxnames out of miniprogram-api-typings ${version}; do not edit.`,
    '// The documented members of wx: those that take one object and answer by success, fail, complete or a promise (calls);',
    '// those that return something or take other arguments (functions); on… and off… (events); objects (values).',
  ]
  for (const [kind, names] of Object.entries(found)) {
    const rows = wrap([...names].sort())
    if (rows.length === 1) lines.push('', `export const ${kind}: readonly string[] = '${rows[0]}'.split(' ')`)
    else
      lines.push(
        '',
        `export const ${kind}: readonly string[] = (`,
        ...rows.map((row, i) => (i < rows.length - 1 ? `  '${row} ' +` : `  '${row}'`)),
        ").split(' ')",
      )
  }
  return `${lines.join('\n')}\n`
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync('web/runtime/api/names.ts', generate())
