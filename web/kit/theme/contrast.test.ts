import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { initialsOf, inkOn, TINTS } from '../ui/avatar.js'

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [hi = 0, lo = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (hi + 0.05) / (lo + 0.05)
}
function tokens(block: string): ReadonlyMap<string, string> {
  return new Map([...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']))
}

const css = await readFile(new URL('tokens.css', import.meta.url), 'utf8')
const [light = '', systemDark = '', chosenDark = ''] = css.split(/@media \(prefers-color-scheme: dark\)|:root\[data-theme="dark"\]/)
const themes = { light: tokens(light), dark: tokens(chosenDark) }

const PAIRS: readonly (readonly [string, string])[] = [
  ['ink', 'paper'],
  ['ink', 'surface'],
  ['ink', 'sunken'],
  ['ink', 'mine'],
  ['ink', 'theirs'],
  ['ink', 'brand-soft'],
  ['muted', 'paper'],
  ['muted', 'surface'],
  ['muted', 'sunken'],
  ['muted', 'theirs'],
  ['brand', 'paper'],
  ['brand', 'surface'],
  ['brand', 'brand-soft'],
  ['on-brand', 'brand'],
  ['good', 'good-soft'],
  ['warn', 'warn-soft'],
  ['bad', 'bad-soft'],
  ['bad', 'paper'],
]

describe('colours', () => {
  for (const [name, theme] of Object.entries(themes)) {
    for (const [text, ground] of PAIRS) {
      it(`${text} on ${ground} reads well in the ${name} theme`, () => {
        const c = contrast(theme.get(text) ?? '', theme.get(ground) ?? '')
        assert.ok(c >= 4.5, `contrast is ${c.toFixed(2)}`)
      })
    }
  }

  it('are the same whether dark is chosen or the system’s', () => {
    assert.deepEqual([...tokens(systemDark)], [...tokens(chosenDark)])
  })

  it('of drawn avatars carry white initials', () => {
    for (const tint of TINTS) assert.ok(contrast('#ffffff', tint) >= 4.5, tint)
  })

  it('of programs get the ink that reads better on them', () => {
    for (const color of ['#0f766e', '#07c160', '#ffffff', '#000000', '#fde68a', '#2f6b4f', '#7e22ce']) {
      assert.ok(contrast(inkOn(color), color) >= 4, `${inkOn(color)} on ${color}`)
    }
  })
})

describe('initials', () => {
  it('are one Han character or up to two letters', () => {
    assert.equal(initialsOf('陈美'), '陈')
    assert.equal(initialsOf('Tom Becker'), 'TB')
    assert.equal(initialsOf('Ling 林玲'), 'L')
    assert.equal(initialsOf('mei'), 'M')
    assert.equal(initialsOf(' '), '?')
  })
})
