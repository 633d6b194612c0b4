/** Toasts, loading, dialogs. */
import { CallFailure, type Env } from '../core/env.js'
import type { Family, Options } from './forms.js'

const icons = new Set(['success', 'error', 'loading', 'none'])

function toast(options: Options): object {
  const { title, icon, image, duration, mask } = options
  return {
    title,
    icon: typeof icon === 'string' && icons.has(icon) ? icon : 'success',
    image: typeof image === 'string' ? image : undefined,
    durationMs: typeof duration === 'number' && Number.isFinite(duration) ? duration : 1500,
    mask: mask === true,
  }
}

function text(value: unknown): string | undefined {
  return value == null ? undefined : String(value)
}

/** WeChat's measure of a button's word: a letter of ASCII is half as wide as a Chinese one. */
function fits(name: string, value: unknown): void {
  if ((text(value) ?? '').replace(/[^\0-\x7f]/g, 'aa').length > 8) throw new CallFailure(`${name} length should not larger than 4 Chinese characters`)
}

export function feedbackFamily(env: Env): Family {
  return {
    showToast: [{ title: 'String', icon: 'Any', image: 'String?', duration: 'Number?', mask: 'Any' }, (options) => env.call('showToast', toast(options))],
    hideToast: [{ noConflict: 'Boolean?' }, ({ noConflict }) => env.call('hideToast', { only: noConflict === true })],
    showLoading: [{ title: 'String', mask: 'Any' }, ({ title, mask }) => env.call('showLoading', { title, mask: mask === true })],
    hideLoading: [{ noConflict: 'Boolean?' }, ({ noConflict }) => env.call('hideLoading', { only: noConflict === true })],
    showModal: [
      {
        title: 'Any',
        content: 'Any',
        showCancel: 'Any',
        cancelText: 'Any',
        cancelColor: 'Any',
        confirmText: 'Any',
        confirmColor: 'Any',
        editable: 'Any',
        placeholderText: 'Any',
      },
      (options) => {
        for (const name of ['cancelText', 'confirmText']) fits(name, options[name])
        return env.call('showModal', {
          title: text(options['title']),
          content: text(options['content']),
          showCancel: options['showCancel'] !== false,
          // An empty word would be a button that nobody can name: the host's own stands in.
          cancelText: text(options['cancelText']) || undefined,
          confirmText: text(options['confirmText']) || undefined,
          cancelColor: text(options['cancelColor']),
          confirmColor: text(options['confirmColor']),
          editable: options['editable'] === true,
          placeholderText: text(options['placeholderText']),
        })
      },
      'confirm cancel content',
    ],
    showActionSheet: [
      { itemList: 'Array', itemColor: 'String?', alertText: 'String?' },
      ({ itemList, itemColor, alertText }) => {
        const items = (itemList as readonly unknown[]).map(String)
        if (items.length === 0) throw new CallFailure('parameter error: parameter.itemList should have at least 1 item;')
        if (items.length > 6) throw new CallFailure('parameter error: itemList should not be large than 6')
        return env.call('showActionSheet', { itemList: items, itemColor: text(itemColor), alertText: text(alertText) })
      },
      'tapIndex',
    ],
  }
}
