/** What a form's event says: the button that was tapped, and of submit the values: what its frame found in built-in fields, and the components inside that use wx://form-field. */
import type { ViewEvent } from '../../protocol/ops.js'
import { Elem, type Node } from './nodes.js'
import { copy, isFields, type Fields } from './paths.js'

export function formDetail(form: Elem, event: ViewEvent): unknown {
  const detail: Fields = isFields(event.detail) ? { ...event.detail } : {}
  const [id, offsetLeft, offsetTop] = (detail['target'] ?? []) as readonly number[]
  const button = form.context.core.frame.nodes.get(id as number)
  if (button instanceof Elem) detail['target'] = { id: button.name, dataset: copy(button.dataset ?? {}), offsetLeft, offsetTop }
  if (event.type !== 'submit') return detail
  const values: Fields = isFields(detail['value']) ? { ...detail['value'] } : {}
  collect(form.children, values)
  detail['value'] = values
  return detail
}

function collect(nodes: readonly Node[], values: Fields): void {
  for (const node of nodes) {
    if (node.text) continue
    if (node instanceof Elem && node.comp !== null) {
      const core = node.comp
      const name = core.data['name']
      const { all } = core.definition.behavior
      if (all.has('wx://form-field') && typeof name === 'string' && name !== '') values[name] = core.data['value']
      else if (all.has('wx://form-field-group')) collect(core.root.children, values)
    }
    collect(node.children, values)
  }
}
