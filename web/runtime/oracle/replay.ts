/**
 * Runs generated cases by hand.
 *
 *   node --import tsx web/runtime/oracle/replay.ts 1234            the case of one seed, shrunk if it differs
 *   node --import tsx web/runtime/oracle/replay.ts 1 2000          seeds 1 to 2000
 *   node --import tsx web/runtime/oracle/replay.ts 1234 show       the sources of a case
 *
 * SHRINK: seconds to shrink each difference (60, 0 for none). FAILURES: differences after which it ends (3): all of a long run
 * are seen with `SHRINK=0 FAILURES=1000`. ONLY: the cases that have one feature of features.ts.
 */
import { Compiler } from './compiler.js'
import { report } from './compare.js'
import { generate } from './generate.js'
import { print } from './print.js'
import { sweep } from './sweep.js'

const [first = '1', last = first] = process.argv.slice(2)
if (last === 'show') {
  const source = print(generate(Number(first)).tree)
  for (const [name, part] of Object.entries(source.parts)) process.stdout.write(`--- ${name}.wxml\n${part.wxml}\n--- ${name}.js\n${part.js}\n`)
  process.stdout.write(`${source.steps.join('\n')}\n`)
} else {
  const compiler = new Compiler()
  const started = performance.now()
  const result = await sweep(compiler, Number(first), Number(last), {
    shrinkSeconds: Number(process.env['SHRINK'] ?? 60),
    mostFailures: Number(process.env['FAILURES'] ?? 3),
    only: process.env['ONLY'],
    hear: (seed) => process.stderr.write(`seed ${seed} differs\n`),
  })
  compiler.close()
  for (const each of result.failures) process.stdout.write(`\n${report(each)}\n`)
  const taken = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(
    `\n${result.cases} cases in ${taken} s, ${result.failed.length} differ${result.failed.length > 0 ? `: ${result.failed.join(' ')}` : ''}\n`,
  )
  for (const [name, count] of [...result.known].sort()) process.stdout.write(`${String(count).padStart(7)} by the reference's fault "${name}"\n`)
}
