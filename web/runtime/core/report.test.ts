import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorText } from './report.js'

const withStack = (stack: unknown, message = 'no tea left'): Error => Object.assign(new Error(message), { stack })

test('an error says what went wrong and where, in whichever form the engine has its stack', () => {
  const cases: readonly (readonly [what: string, error: Error, want: string])[] = [
    ['V8', withStack('Error: no tea left\n    at add (app.js:3:5)'), 'Error: no tea left\n    at add (app.js:3:5)'],
    ['Firefox and Safari', withStack('add@app.js:3:5\nrun@app.js:9:1\n'), 'Error: no tea left\nadd@app.js:3:5\nrun@app.js:9:1'],
    ['no function around it', withStack('@app.js:3:5\n'), 'Error: no tea left\n@app.js:3:5'],
    ['no stack', withStack(''), 'Error: no tea left'],
    ['a stack taken away', withStack(undefined), 'Error: no tea left'],
    ['an @ in what V8 says', withStack('Error: ask tom@example.org\n    at add (app.js:3:5)'), 'Error: ask tom@example.org\n    at add (app.js:3:5)'],
    ['a stack that is no text', withStack(5), '5'],
  ]
  for (const [what, error, want] of cases) assert.equal(errorText(error), want, what)
})
