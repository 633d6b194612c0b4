/** Values that open member by member. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import type { Preview } from '../../protocol/dev.js'
import { short } from './short.js'
import { word } from './words.js'

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
