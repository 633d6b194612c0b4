/** setData by the place in the source that calls it: how often, how much, what it caused. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { placeholderOf } from './parts.js'
import { type DevRecord, heavyBytes, type UpdateSite } from './record.js'
import { sayBytes, sayMs, word } from './words.js'

type Column = 'place' | 'calls' | 'bytes' | 'mostBytes' | 'operations' | 'ms'
const columns: readonly (readonly [Column, Parameters<typeof word>[0]])[] = [
  ['place', 'place'],
  ['calls', 'calls'],
  ['bytes', 'bytes'],
  ['mostBytes', 'most'],
  ['operations', 'operations'],
  ['ms', 'took'],
]

function sorted(sites: readonly UpdateSite[], by: Column): readonly UpdateSite[] {
  return sites.toSorted((a, b) => (by === 'place' ? (a.place < b.place ? -1 : 1) : b[by] - a[by]))
}

export function UpdatesTab({ record }: { readonly record: DevRecord }): ComponentChild {
  const by = useSignal<Column>('bytes')
  const sites = sorted([...record.sites.value.values()], by.value)
  if (sites.length === 0) return placeholderOf(word('emptySetData'))
  return (
    <>
      <div class="dev-tools">
        <span class="dev-quiet dev-sum">{word('times', record.updates.value)}</span>
        <button
          type="button"
          class="dev-action"
          onClick={() => {
            record.sites.value = new Map()
            record.updates.value = 0
          }}
        >
          {word('clear')}
        </button>
      </div>
      <div class="dev-scroll">
        <table class="dev-table dev-updates">
          <thead>
            <tr>
              {columns.map(([column, name]) => (
                <th
                  key={column}
                  class={column === 'place' ? '' : 'number'}
                  aria-sort={by.value === column ? (column === 'place' ? 'ascending' : 'descending') : 'none'}
                >
                  <button type="button" onClick={() => (by.value = column)}>
                    {word(name)}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sites.map((each) => (
              <tr key={each.place}>
                <td>
                  <span class="dev-name">{breakable(each.place)}</span>
                  <span class="dev-quiet dev-fields">{word('fields', each.keys.join(', ') || '–')}</span>
                  <Advice site={each} />
                </td>
                <td class="number">{each.calls}</td>
                <td class="number">{sayBytes(each.bytes)}</td>
                <td class={each.mostBytes >= heavyBytes ? 'number dev-bad' : 'number'}>{sayBytes(each.mostBytes)}</td>
                <td class="number">{each.operations}</td>
                <td class="number">{sayMs(each.ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** A path breaks at its slashes, and never within its line and column: 12:1 is another place than 12:10. */
function breakable(place: string): ComponentChild {
  const [, path = place, at = ''] = /^(.*?)((?::\d+)+)$/.exec(place) ?? []
  return (
    <>
      {path.split('/').map((part, i) =>
        i === 0 ? (
          part
        ) : (
          <>
            /<wbr />
            {part}
          </>
        ),
      )}
      <wbr />
      <span class="dev-spot">{at}</span>
    </>
  )
}

function Advice({ site }: { readonly site: UpdateSite }): ComponentChild {
  return (
    <>
      {site.mostBytes >= heavyBytes && <span class="dev-advice">{word('heavy', sayBytes(site.mostBytes))}</span>}
      {site.often && <span class="dev-advice">{word('often')}</span>}
    </>
  )
}
