import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Locale, When } from './format.js'
import { clockTime, dayNumber, dayTitle, moneyParts, moneyText, shortTime, sizeText } from './format.js'

const NOW = Date.UTC(2026, 10, 23, 9, 5) // a Monday
const HOUR = 3_600_000
const DAY = 24 * HOUR

function at(locale: Locale, timeZone = 'UTC'): When {
  return { locale, now: NOW, timeZone }
}

describe('times in a list', () => {
  const cases: readonly { name: string; ago: number; en: string; zh: string }[] = [
    { name: 'are the time of day today', ago: 2 * HOUR, en: '07:05', zh: '07:05' },
    { name: 'are a word for yesterday', ago: 10 * HOUR, en: 'Yesterday', zh: '昨天' },
    { name: 'are the weekday within a week', ago: 3 * DAY, en: 'Fri', zh: '周五' },
    { name: 'are the date within the year', ago: 40 * DAY, en: '14 Oct', zh: '10月14日' },
    { name: 'have the year before that', ago: 400 * DAY, en: '19/10/2025', zh: '2025/10/19' },
  ]
  for (const c of cases) {
    it(c.name, () => {
      assert.equal(shortTime(NOW - c.ago, at('en'), 'Yesterday'), c.en)
      assert.equal(shortTime(NOW - c.ago, at('zh'), '昨天'), c.zh)
    })
  }

  it('follow the reader’s zone, not the server’s', () => {
    assert.equal(clockTime(NOW, at('en', 'Asia/Shanghai')), '17:05')
    assert.equal(dayNumber(NOW + 8 * HOUR, 'Asia/Shanghai') - dayNumber(NOW + 8 * HOUR, 'UTC'), 1)
  })

  it('say midnight as 00, not as 24', () => {
    assert.equal(clockTime(Date.UTC(2026, 10, 23), at('en')), '00:00')
  })

  it('do not run ahead when the server’s clock does', () => {
    assert.equal(shortTime(NOW + 2 * HOUR, at('en'), 'Yesterday'), '11:05')
  })
})

describe('date separators', () => {
  const words = { today: 'Today', yesterday: 'Yesterday' }
  it('say today and yesterday in words, then the day in full', () => {
    assert.equal(dayTitle(NOW - HOUR, at('en'), words), 'Today')
    assert.equal(dayTitle(NOW - DAY, at('en'), words), 'Yesterday')
    assert.equal(dayTitle(NOW - 2 * DAY, at('en'), words), 'Saturday 21 November')
    assert.equal(dayTitle(NOW - 2 * DAY, at('zh'), words), '11月21日星期六')
  })
})

describe('money', () => {
  it('is exact in minor units', () => {
    assert.equal(moneyText(6800, 'CNY', 'zh'), '¥68.00')
    assert.equal(moneyText(1, 'CNY', 'en'), '¥0.01')
    assert.equal(moneyText(123456789, 'CNY', 'en'), '¥1,234,567.89')
  })

  it('knows currencies without minor units', () => {
    assert.equal(moneyText(500, 'JPY', 'en'), '¥500')
  })

  it('parts the sign from the number', () => {
    assert.deepEqual(moneyParts(12950, 'CNY', 'zh'), [
      { kind: 'sign', text: '¥' },
      { kind: 'number', text: '129.50' },
    ])
  })
})

describe('sizes', () => {
  it('are in kilobytes, then in megabytes', () => {
    assert.equal(sizeText(184_320, 'en'), '184 kB')
    assert.equal(sizeText(7, 'en'), '7 B')
    assert.equal(sizeText(2_500_000, 'en'), '2.5 MB')
  })
})
