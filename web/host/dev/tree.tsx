/** Values that open member by member. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import type { Preview } from '../../protocol/dev.js'
import { word } from './words.js'

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

interface TreeProps {
  readonly value: Preview
  readonly name?: string | undefined
  readonly open?: boolean
}

/** One value; an object is a button that opens it. */
export function Tree({ value, name, open = false }: TreeProps): ComponentChild {
  const isOpen = useSignal(open)
  const label = name === undefined ? null : <span class="dev-key">{name}</span>
  if (value.k !== 'object' || value.n === 0) {
    return (
      <span class={`dev-value dev-${value.k}`}>
        {label}
        {value.k === 'object' ? (value.c === 'Array' ? '[]' : '{}') : short(value, name === undefined ? 0 : 1)}
      </span>
    )
  }
  return (
    <span class="dev-value dev-object">
      <button type="button" class="dev-fold" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
        {label}
        <span class="dev-short">{isOpen.value ? (value.c === 'Array' ? `Array(${value.n})` : value.c) : short(value)}</span>
      </button>
      {isOpen.value && (
        <ul>
          {value.e.map((each) => (
            <li key={each.key}>
              <Tree value={each.value} name={each.key} />
            </li>
          ))}
          {value.n > value.e.length && <li class="dev-more">{word('more', value.n - value.e.length)}</li>}
        </ul>
      )}
    </span>
  )
}
