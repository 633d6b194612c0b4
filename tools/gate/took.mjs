/**
 * A reporter for node's tests: a line per test that says how long it took, and of which file it is; the gate, which reads it beside the TAP, adds up
 * those of a file. Each is said at once: a runner that is made to exit (--test-force-exit) waits for no reporter. Node loads it before tsx, so it is
 * plain JavaScript.
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 * @returns {AsyncGenerator<string>}
 */
// biome-ignore lint/style/noDefaultExport: node's own form of a reporter
export default async function* took(events) {
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { nesting, file, details } = event.data
    if (nesting === 0 && file !== undefined) yield `# took ${Math.round(details.duration_ms)} ms in ${file}\n`
  }
}
