/** The page stack, and of each page its options, its data and its components. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect } from 'preact/hooks'
import type { TreeNode } from '../../protocol/dev.js'
import type { Session } from '../program/session.js'
import type { StackPage } from '../program/stack.js'
import { placeholderOf } from './parts.js'
import type { Run } from './run.js'
import { Tree } from './tree.js'
import { word } from './words.js'

interface PagesProps {
  readonly session: Session
  readonly run: Run
}

export function PagesTab({ session, run }: PagesProps): ComponentChild {
  const chosen = useSignal(0)
  const stack = session.pages.value?.stack.value
  const pages = stack?.pages.toReversed() ?? []
  const others = stack?.tabs.filter((tab) => !stack.pages.includes(tab)) ?? []
  const all = [...pages, ...others]
  const one = all.find((each) => each.id === chosen.value) ?? all[0]
  if (one === undefined) return placeholderOf(word('emptyPages'))
  return (
    <div class="dev-split">
      <ol class="dev-stacklist">
        {all.map((each, i) => (
          <li key={each.id}>
            <button type="button" aria-pressed={each === one} onClick={() => (chosen.value = each.id)}>
              <span class="dev-name">{each.route}</span>
              {i === 0 && <span class="dev-tag">{word('onTop')}</span>}
              {each.tab && <span class="dev-tag">{word('tab')}</span>}
            </button>
          </li>
        ))}
      </ol>
      <PageDetail key={one.id} page={one} run={run} />
    </div>
  )
}

const againMs = 150

function PageDetail({ page, run }: { readonly page: StackPage; readonly run: Run }): ComponentChild {
  const tree = useSignal<TreeNode | null>(null)
  const updates = run.record.updates.value
  const arrival = run.record.arrival.value
  useEffect(() => {
    let gone = false
    const read = (): void => {
      void run.inspect(page.id).then((got) => {
        if (!gone) tree.value = got
      })
    }
    // Updates come in bursts; the first look is at once.
    const timer = setTimeout(read, tree.peek() === null ? 0 : againMs)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [page.id, run, updates, arrival])
  const options = Object.entries(page.query)
  return (
    <div class="dev-scroll dev-mono dev-page">
      <h3>{word('options')}</h3>
      {options.length === 0 ? (
        <p class="dev-quiet">{word('none')}</p>
      ) : (
        <dl>
          {options.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <h3>{word('data')}</h3>
      {tree.value !== null && <Tree value={tree.value.data} open />}
      {tree.value !== null && tree.value.children.length > 0 && (
        <>
          <h3>{word('components')}</h3>
          <Components nodes={tree.value.children} />
        </>
      )}
    </div>
  )
}

function Components({ nodes }: { readonly nodes: readonly TreeNode[] }): ComponentChild {
  return (
    <ul class="dev-components">
      {nodes.map((each, i) => (
        <li key={`${each.path} ${i}`}>
          <span class="dev-tag">{each.id === '' ? each.path : `${each.path} #${each.id}`}</span> <Tree value={each.data} />
          {each.children.length > 0 && <Components nodes={each.children} />}
        </li>
      ))}
    </ul>
  )
}
