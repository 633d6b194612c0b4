/**
 * A reporter for node's tests: a line per file that says how long its tests took. The gate reads it beside the TAP. Node loads it
 * before tsx, so it is plain JavaScript.
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 * @returns {AsyncGenerator<string>}
 */
// biome-ignore lint/style/noDefaultExport: node's own form of a reporter
export default async function* took(events) {
  const files = new Map()
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { nesting, file, details } = event.data
    if (nesting === 0 && file !== undefined) files.set(file, (files.get(file) ?? 0) + details.duration_ms)
  }
  for (const [file, ms] of files) yield `# took ${Math.round(ms)} ms in ${file}\n`
}
