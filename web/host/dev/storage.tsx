/** What the program keeps: as it is now, and to be changed by hand. Changes go through the program's own wx. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { Icon } from '../../kit/icons/icons.js'
import { placeholderOf } from './parts.js'
import type { Run } from './run.js'
import { sayBytes, word } from './words.js'

interface Editing {
  readonly key: string
  readonly isNew: boolean
  readonly text: string
  readonly problem: string
}

export function StorageTab({ run }: { readonly run: Run }): ComponentChild {
  const editing = useSignal<Editing | null>(null)
  const filter = useSignal('')
  const all = [...run.record.storage.value].sort(([a], [b]) => (a < b ? -1 : 1))
  const wanted = filter.value.trim().toLowerCase()
  const rows = all.filter(([key, value]) => wanted === '' || `${key} ${value}`.toLowerCase().includes(wanted))
  const size = all.reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  const save = (): void => {
    const now = editing.value
    if (now === null || now.key === '') return
    try {
      JSON.parse(now.text)
    } catch (error) {
      editing.value = { ...now, problem: error instanceof Error ? error.message : String(error) }
      return
    }
    run.store(now.key, now.text)
    editing.value = null
  }
  return (
    <>
      <div class="dev-tools">
        <span class="dev-quiet dev-sum">{all.length === 1 ? word('storedOne', sayBytes(size)) : word('stored', all.length, sayBytes(size))}</span>
        <input
          type="search"
          placeholder={word('filter')}
          aria-label={word('filter')}
          value={filter.value}
          onInput={(event) => (filter.value = event.currentTarget.value)}
        />
        <button type="button" class="dev-action" onClick={() => (editing.value = { key: '', isNew: true, text: '""', problem: '' })}>
          {word('add')}
        </button>
        <button type="button" class="dev-action" disabled={all.length === 0} onClick={() => run.store('', null)}>
          {word('clearAll')}
        </button>
      </div>
      {editing.value !== null && (
        <form
          class="dev-edit"
          onSubmit={(event) => {
            event.preventDefault()
            save()
          }}
        >
          <input
            aria-label={word('key')}
            placeholder={word('key')}
            value={editing.value.key}
            readOnly={!editing.value.isNew}
            onInput={(event) => (editing.value = { ...editing.value!, key: event.currentTarget.value })}
          />
          <textarea
            class="dev-mono"
            aria-label={word('value')}
            rows={4}
            value={editing.value.text}
            onInput={(event) => (editing.value = { ...editing.value!, text: event.currentTarget.value, problem: '' })}
          />
          {editing.value.problem !== '' && (
            <p class="dev-bad" role="alert">
              {word('notJson', editing.value.problem)}
            </p>
          )}
          <div class="dev-buttons">
            <button type="button" class="dev-action" onClick={() => (editing.value = null)}>
              {word('cancel')}
            </button>
            <button type="submit" class="dev-action primary">
              {word('save')}
            </button>
          </div>
        </form>
      )}
      {rows.length === 0 && placeholderOf(word(all.length === 0 ? 'emptyStorage' : 'emptyFiltered'))}
      {rows.length > 0 && (
        <div class="dev-scroll">
          <table class="dev-table">
            <thead>
              <tr>
                <th>{word('key')}</th>
                <th>{word('value')}</th>
                <th class="number">{word('sizeColumn')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map(([key, value]) => (
                <tr key={key}>
                  <td class="dev-name">{key}</td>
                  <td class="dev-cut dev-mono">
                    <button
                      type="button"
                      aria-label={word('edit', key)}
                      onClick={() => (editing.value = { key, isNew: false, text: laidOut(value), problem: '' })}
                    >
                      {value.slice(0, 300)}
                    </button>
                  </td>
                  <td class="number">{sayBytes(key.length + value.length)}</td>
                  <td class="dev-last">
                    <button type="button" class="dev-icon" aria-label={word('remove', key)} onClick={() => run.store(key, null)}>
                      <Icon name="trash" size={16} />
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

function laidOut(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
