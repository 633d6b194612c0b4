/** What a handler gets: Alipay's form of an event. */
import type { Elem } from '../core/nodes.js'
import { isFields, type Fields } from '../core/paths.js'

/** Types of more than one word: on the page they are in small letters. */
const types = new Map(
  (
    'touchStart touchMove touchEnd touchCancel longTap transitionEnd animationStart animationIteration animationEnd scrollToUpper scrollToLower changeEnd ' +
    'columnChange pickStart pickEnd getAuthorize getPhoneNumber getUserInfo chooseAvatar markerTap calloutTap controlTap regionChange timeUpdate ' +
    'fullScreenChange scanCode beforeEnter afterEnter beforeLeave afterLeave clickOverlay'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
)

/** Events of one tag that are called otherwise here. */
const otherTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  swiper: { animationfinish: 'animationEnd' },
  map: { updated: 'initComplete' },
  camera: { initdone: 'ready' },
  video: { waiting: 'loading' },
}

export function dress(event: Fields, node: Elem): Fields {
  const type = String(event['type'])
  const { mark: _mark, mut: _mut, ...rest } = event
  const target = isFields(event['target']) ? event['target'] : {}
  const out: Fields = { ...rest, type: otherTypes[node.plan.tag]?.[type] ?? types.get(type) ?? type, target: { ...target, targetDataset: target['dataset'] } }
  if (type === 'tap' || type === 'longtap') out['detail'] = placeOf(event)
  return out
}

/** Where a finger was. */
function placeOf(event: Fields): unknown {
  const touches = event['changedTouches']
  const first: unknown = Array.isArray(touches) ? touches[0] : undefined
  if (!isFields(first)) return event['detail']
  const { clientX, clientY, pageX, pageY } = first
  return { ...(isFields(event['detail']) ? event['detail'] : {}), clientX, clientY, pageX, pageY }
}
