/** Choosing some of one's contacts: for a new group, or to add to one. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Person } from '../../kit/api/model.js'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { arrowKeys } from '../../kit/ui/sheet.js'
import { nameOf, textsOf } from '../names.js'
import { matches } from '../palette/match.js'

interface PickerProps {
  readonly people: readonly Person[]
  readonly chosen: ReadonlySet<string>
  readonly onChange: (chosen: ReadonlySet<string>) => void
}

export function Picker({ people, chosen, onChange }: PickerProps): JSX.Element {
  const [query, setQuery] = useState('')
  const found = query.trim() === '' ? people : people.filter((p) => matches(query, textsOf(p)))
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChange(next)
  }
  return (
    <div class="picker">
      {people.length > 6 && (
        <label class="search-field">
          <Icon name="search" size={20} />
          <input type="search" value={query} placeholder={t('share.search')} aria-label={t('share.search')} onInput={(e) => setQuery(e.currentTarget.value)} />
        </label>
      )}
      <div class="picker-list" role="group" aria-label={t('group.choose')} onKeyDown={arrowKeys}>
        {found.map((p) => (
          <label class="row small" key={p.id}>
            <input type="checkbox" class="sr-only" data-row checked={chosen.has(p.id)} onChange={() => toggle(p.id)} />
            <Avatar person={p} size={40} />
            <span class="row-main">
              <span class="row-title">{nameOf(p)}</span>
            </span>
            <span class={chosen.has(p.id) ? 'round-check on' : 'round-check'}>{chosen.has(p.id) && <Icon name="check" size={16} />}</span>
          </label>
        ))}
        {found.length === 0 && <p class="nothing">{people.length === 0 ? t('group.nobodyLeft') : t('palette.nothing', query)}</p>}
      </div>
    </div>
  )
}
