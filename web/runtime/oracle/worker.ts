/** One process of the test of seeds: runs the seeds first … last and prints what came of them as one line of JSON. */
import { report } from './compare.js'
import { Compiler } from './compiler.js'
import { sweep } from './sweep.js'

export interface Answer {
  readonly cases: number
  readonly failed: readonly number[]
  readonly reports: readonly string[]
  readonly known: readonly (readonly [string, number])[]
  readonly features: readonly (readonly [string, number])[]
}

const [first = '1', last = first] = process.argv.slice(2)
const compiler = new Compiler()
const result = await sweep(compiler, Number(first), Number(last), { shrinkSeconds: 60, mostFailures: 3 })
compiler.close()
const answer: Answer = {
  cases: result.cases,
  failed: result.failed,
  reports: result.failures.map(report),
  known: [...result.known],
  features: [...result.features],
}
process.stdout.write(`${JSON.stringify(answer)}\n`)
