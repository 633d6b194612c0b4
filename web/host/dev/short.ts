/** Values, lines and requests as text: on one line, and as they are copied. */
import type { Preview } from '../../protocol/dev.js'
import type { Line, Request } from './record.js'

/** A value on one line. */
export function short(value: Preview, depth = 0): string {
  switch (value.k) {
    case 'text':
      return depth === 0 ? value.v : JSON.stringify(value.v.length > 60 && depth > 1 ? `${value.v.slice(0, 60)}…` : value.v)
    case 'plain':
    case 'cut':
      return value.v
    case 'function':
      return `ƒ ${value.v}`
    case 'object': {
      const isList = value.c === 'Array'
      if (depth >= 2) return isList ? `[${value.n}]` : '{…}'
      const most = isList ? 8 : 5
      const parts = value.e.slice(0, most).map((each) => (isList ? short(each.value, depth + 1) : `${each.key}: ${short(each.value, depth + 1)}`))
      const text = [...parts, ...(value.n > parts.length ? ['…'] : [])].join(', ')
      const name = value.c === 'Object' || isList ? '' : `${value.c} `
      return isList ? `(${value.n}) [${text}]` : `${name}{${text}}`
    }
  }
}

/** A value as it is copied: all that is known of it. */
function whole(value: Preview): string {
  if (value.k !== 'object') return short(value)
  return JSON.stringify(plain(value), null, 2)
}

function plain(value: Preview): unknown {
  if (value.k !== 'object') return value.k === 'text' ? value.v : value.k === 'plain' ? scalar(value.v) : short(value, 1)
  if (value.c === 'Array') return value.e.map((each) => plain(each.value))
  return Object.fromEntries(value.e.map((each) => [each.key, plain(each.value)]))
}

function scalar(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** The lines of a console: level, time, what was said, and the stack of what went wrong. */
export function linesAsText(lines: readonly Line[]): string {
  return lines
    .map((line) => {
      const said = line.args.map(whole).join(' ')
      const times = line.times > 1 ? ` (${line.times} times)` : ''
      const stack = line.level === 'error' && line.stack !== '' && !said.includes(line.stack) ? `\n${line.stack}` : ''
      return `${new Date(line.at).toISOString()} ${line.level}${times}: ${said}${stack}`
    })
    .join('\n')
}

/** A request as a command of curl. */
export function asCurl({ method, url, header, body }: Request): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
  return [
    `curl ${quoted(url)}`,
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...Object.entries(header).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === '' ? [] : [`--data-raw ${quoted(body)}`]),
  ].join(' \\\n  ')
}

/** What an address asks for, name by name. */
export function queryOf(url: string): Readonly<Record<string, string>> {
  const out: Record<string, string> = {}
  if (!URL.canParse(url)) return out
  for (const [name, value] of new URL(url).searchParams) out[name] = Object.hasOwn(out, name) ? `${out[name]}, ${value}` : value
  return out
}
