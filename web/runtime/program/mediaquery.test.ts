import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeEnv } from '../api/testing.js'
import { mediaQueryObserver } from './mediaquery.js'

type Observer = Readonly<Record<string, (...args: unknown[]) => void>>

test('a media query is told now and when what it asks for changes, until it is disconnected', () => {
  const fake = fakeEnv()
  const observer = mediaQueryObserver(fake.env, () => ({ windowWidth: 390, windowHeight: 800 })) as Observer
  const heard: unknown[] = []
  observer['observe']!({ minWidth: 300, maxWidth: 600, orientation: 'portrait' }, (result: unknown) => heard.push(result))
  const size = (windowWidth: number, windowHeight: number): void => fake.happen('resize', { size: { windowWidth, windowHeight } })
  size(400, 800)
  size(800, 390)
  observer['disconnect']!()
  size(390, 800)
  assert.deepEqual(heard, [{ matches: true }, { matches: false }])
})
