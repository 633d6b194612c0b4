import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fold, isLong, linkify } from './linkify.js'

describe('addresses in a message', () => {
  const cases: readonly { name: string; text: string; links: readonly string[] }[] = [
    { name: 'are found in the middle of a sentence', text: 'see https://example.org/a?b=c, please', links: ['https://example.org/a?b=c'] },
    { name: 'end before the full stop of the sentence', text: 'It is http://example.org.', links: ['http://example.org'] },
    { name: 'end at Chinese text and punctuation', text: '看https://example.org/茶，很好', links: ['https://example.org/'] },
    { name: 'keep brackets that were opened in them', text: '(https://en.example.org/Tea_(drink))', links: ['https://en.example.org/Tea_(drink)'] },
    { name: 'of other schemes stay text', text: 'javascript:alert(1) data:text/html,x ftp://example.org file:///etc/passwd', links: [] },
    { name: 'that pretend to be another by a user name stay text', text: 'https://bank.example@evil.example/', links: [] },
    { name: 'are two when there are two', text: 'https://a.example https://b.example', links: ['https://a.example', 'https://b.example'] },
  ]
  for (const c of cases) {
    it(c.name, () => {
      const pieces = linkify(c.text)
      assert.deepEqual(
        pieces.filter((p) => p.kind === 'link').map((p) => p.text),
        c.links,
      )
      assert.equal(pieces.map((p) => p.text).join(''), c.text)
    })
  }

  it('only ever lead to http or https', () => {
    for (const p of linkify('HTTPS://EXAMPLE.ORG and http://x.example/"onclick=alert(1)')) {
      if (p.kind === 'link') assert.match(p.href, /^https?:\/\//)
    }
  })

  it('show the ASCII form of a host name in other letters', () => {
    const [p] = linkify('https://аpple.com/login')
    assert.equal(p?.kind, 'link')
    assert.match(p?.text ?? '', /xn--/)
  })
})

describe('long messages', () => {
  it('are long by signs or by lines', () => {
    assert.equal(isLong('a'.repeat(700)), false)
    assert.equal(isLong('a'.repeat(701)), true)
    assert.equal(isLong('a\n'.repeat(14)), true)
  })

  it('fold to a shorter beginning that is never cut inside a sign', () => {
    const text = '🍵'.repeat(500)
    const short = fold(text)
    assert.ok(short.length < text.length)
    assert.ok(text.startsWith(short))
    assert.equal(
      [...short].every((c) => c === '🍵'),
      true,
    )
  })

  it('fold at a space where there is one', () => {
    assert.match(fold('tea house '.repeat(100)), /(tea|house)$/)
  })
})
