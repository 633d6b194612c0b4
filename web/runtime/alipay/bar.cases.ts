/** Members of my about what the host draws around a page. */
import assert from 'node:assert/strict'
import { fakeEnv } from '../api/testing.js'
import type { Fields } from '../core/paths.js'
import { fakeWx } from './my.cases.js'
import { of, type Case } from './told.cases.js'

export const cases: readonly Case[] = [
  [
    ['setNavigationBar', 'setNavigationBarColor', 'setNavigationBarBottomLineColor'],
    'letters, a line and a picture are set alone, and a background ends the line',
    async ({ real }) => {
      const said = async (name: string, given: Fields): Promise<unknown> => {
        const { call, asked } = real()
        assert.deepEqual(await call(name, given), {})
        return asked.map((each) => [each.name, each.args])
      }
      assert.deepEqual(await said('setNavigationBar', { frontColor: '#FFFFFF' }), [['setBarLook', { text: 'white' }]])
      assert.deepEqual(await said('setNavigationBarColor', { frontColor: '#000000' }), [['setBarLook', { text: 'black' }]])
      assert.deepEqual(await said('setNavigationBarColor', { frontColor: 'red' }), [])
      assert.deepEqual(await said('setNavigationBar', { borderBottomColor: '#00ff00' }), [['setBarLook', { border: '#00ff00' }]])
      assert.deepEqual(await said('setNavigationBarBottomLineColor', { borderBottomColor: '#00ff00' }), [['setBarLook', { border: '#00ff00' }]])
      assert.deepEqual(await said('setNavigationBar', { image: 'https://a/b.png', title: 'no effect' }), [['setBarLook', { image: 'https://a/b.png' }]])
      assert.deepEqual(await said('setNavigationBar', { title: 'a' }), [
        ['setNavigationBarTitle', { title: 'a' }],
        ['setBarLook', { image: '' }],
      ])
      assert.deepEqual(await said('setNavigationBar', { backgroundColor: '#ffffff', borderBottomColor: '#00ff00' }), [
        ['setNavigationBarColor', { backgroundColor: '#ffffff', frontColor: '#000000', durationMs: undefined, timing: '' }],
        ['setBarLook', { border: '' }],
      ])
    },
  ],
  [
    ['setNavigationBar'],
    'reset brings back the colours that the page has by itself, and leaves its title',
    async ({ create }) => {
      const { wx, asked } = fakeWx({})
      const { env, asked: ofHost } = fakeEnv()
      const window = { navigationBarBackgroundColor: '#102030', navigationBarTitleText: 'By itself' }
      await of(create(wx, { ...env, app: { ...env.app, window } }), 'setNavigationBar')({ reset: true })
      assert.deepEqual(asked.slice(-1), [['setNavigationBarColor', { backgroundColor: '#102030', frontColor: '#ffffff' }]])
      assert.equal(
        asked.some(([name]) => name === 'setNavigationBarTitle'),
        false,
      )
      assert.deepEqual(
        ofHost.map((each) => each.args),
        [{ border: '', image: '' }],
      )
    },
  ],
  [
    ['getTitleColor'],
    'the bar’s colour is what it is now',
    async ({ real }) => assert.deepEqual(await real({ getBarColor: { color: '#123456' } }).call('getTitleColor'), { color: '#123456' }),
  ],
  [
    ['setOptionMenu'],
    'the page gets a button with this picture, and none without',
    async ({ real }) => {
      const { call, asked } = real()
      assert.deepEqual(await call('setOptionMenu', { icon: 'https://a/b.png' }), {})
      assert.deepEqual(
        asked.map((each) => [each.name, each.args]),
        [['setBarOption', { icon: 'https://a/b.png' }]],
      )
      await assert.rejects(call('setOptionMenu', { icon: '' }), { error: 2, errorMessage: 'parameter error: icon is empty' })
    },
  ],
  [
    ['setCanPullDown'],
    'the page is pulled by hand or not, as the program says',
    async ({ real }) => {
      const { call, asked } = real()
      await call('setCanPullDown', { canPullDown: false })
      await call('setCanPullDown', { canPullDown: true })
      assert.deepEqual(
        asked.map((each) => [each.name, each.args]),
        [
          ['pullByHand', { on: false }],
          ['pullByHand', { on: true }],
        ],
      )
      await assert.rejects(call('setCanPullDown', {}), { error: 2 })
    },
  ],
]
