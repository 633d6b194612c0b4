import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noticeOf, parseTold } from './notices.js'

const say = (told: Readonly<Record<string, unknown>>) => {
  const parsed = parseTold(told)
  assert.ok(parsed)
  return noticeOf(parsed)
}
const message = { kind: 'message', tag: 'cnv_1', path: '/chats/cnv_1', locale: 'en', title: 'Tom' }

test('a message says who wrote and what, in a group after its name', () => {
  assert.deepEqual(say({ ...message, what: 'text', text: 'tea?' }), { title: 'Tom', body: 'tea?' })
  assert.deepEqual(say({ ...message, title: 'Club', from: 'Tom', what: 'text', text: 'tea?' }), { title: 'Club', body: 'Tom: tea?' })
  assert.deepEqual(say({ ...message, what: 'card', text: 'Longjing', locale: 'zh' }), { title: 'Tom', body: '[卡片] Longjing' })
  assert.deepEqual(say({ ...message, what: 'picture' }), { title: 'Tom', body: '[Picture]' })
  assert.deepEqual(say({ ...message, what: 'voice', locale: 'zh' }), { title: 'Tom', body: '[语音]' })
  assert.deepEqual(say({ ...message, what: 'file', text: 'plan.pdf' }), { title: 'Tom', body: '[File] plan.pdf' })
  assert.deepEqual(say({ ...message, what: 'file', text: 'plan.pdf', locale: 'zh' }), { title: 'Tom', body: '[文件] plan.pdf' })
  assert.deepEqual(say({ ...message, title: 'Club', from: 'Tom', what: 'picture', locale: 'zh' }), { title: 'Club', body: 'Tom：[图片]' })
})

test('money is written as elsewhere', () => {
  assert.match(say({ ...message, what: 'transfer', amount: 1234, currency: 'CNY' }).body, /^\[Money\] .*12\.34/)
  assert.equal(say({ ...message, what: 'gift', text: '', locale: 'zh' }).body, '[红包] 恭喜发财，大吉大利')
  assert.match(say({ kind: 'paid', path: '/me/wallet', locale: 'en', title: 'Teahouse', amount: 1500, currency: 'CNY' }).body, /^You paid .*15\.00/)
  assert.match(say({ kind: 'refunded', path: '/me/wallet', locale: 'zh', title: '茶屋', amount: 1500, currency: 'CNY' }).body, /^已退款 .*15\.00/)
})

test('who asks to be a contact, and who said yes, is named and says no more', () => {
  assert.deepEqual(say({ kind: 'asked', path: '/contacts/requests', locale: 'en', title: 'Tom', text: 'buy my coins' }), {
    title: 'Tom',
    body: 'asks to be your contact',
  })
  assert.deepEqual(say({ kind: 'became', path: '/contacts/usr_1', locale: 'zh', title: 'Tom' }), { title: 'Tom', body: '已成为你的联系人' })
  assert.deepEqual(say({ kind: 'asked', path: '/contacts/requests', locale: 'en' }), { title: 'superette', body: 'Somebody asks to be your contact' })
})

test('a device that shows nothing says that there is something, and of what kind', () => {
  assert.deepEqual(say({ kind: 'message', tag: 'cnv_1', path: '/chats/cnv_1', locale: 'en' }), { title: 'superette', body: 'A new message' })
  assert.deepEqual(say({ kind: 'refunded', path: '/me/wallet', locale: 'zh' }), { title: 'superette', body: '退款通知' })
})

test('what is no notice is none, and leads nowhere else than into the host', () => {
  for (const v of [null, 'x', {}, { kind: 'advert' }, { kind: 1 }]) assert.equal(parseTold(v), null)
  for (const path of ['https://elsewhere.example/', '//elsewhere.example', '/chats/../api', '/p/wx1/pages/a', ''])
    assert.equal(parseTold({ ...message, path })?.path, '/chats', path)
  assert.equal(parseTold({ ...message, amount: 1e300 })?.amount, 0)
})
