import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOverlays } from './overlays.js'

test('a page that is left takes its dialogs and its preview along, answered as cancelled; what says "loading" stays', async () => {
  const overlays = createOverlays()
  const modal = { title: '', content: 'tea', showCancel: false, cancelText: '', confirmText: '', cancelColor: '', confirmColor: '', editable: false }
  const answers = [
    overlays.sheet({ alertText: '', items: ['Call 110'], itemColor: '' }),
    overlays.modal({ ...modal, placeholderText: '' }),
    overlays.settings({ title: '', items: [], change: () => undefined }),
  ]
  overlays.preview.value = {
    pictures: [],
    films: new Set(),
    index: 0,
    close() {
      overlays.preview.value = null
    },
  }
  overlays.showToast({ kind: 'loading', title: '', icon: 'loading', mask: false }, null)
  overlays.leave()
  assert.deepEqual(await Promise.all(answers), [null, { confirm: false, cancel: true, content: null }, undefined])
  assert.equal(overlays.dialog.value, null)
  assert.equal(overlays.preview.value, null)
  assert.equal(overlays.toast.value?.kind, 'loading')
})
