/** How the cases of built-ins are found to prove nothing (testing/stage.ts): a page is at rest when nothing more comes of it, and not before. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bundle, launch } from './testing/frame.js'
import { type Case, hollowOf } from './testing/stage.js'

/** Longer than a page is looked at that seems to be at rest. */
const soonMs = 300
/** A deadline for a state: what comes is waited for as long as the page is not at rest. */
const deadlineMs = 60_000
const come = "t.dataset.came = 'yes'"
/** Passes without a property that it does not use, if what this script in the page begins is waited for. */
const comes =
  (script: string, until = "t.dataset.came === 'yes'"): Case =>
  async (stage) => {
    await stage.show({ tag: 'view' })
    await stage.get(`(() => { ${script} })()`)
    await stage.until(until)
  }
const inside =
  "const host = document.createElement('div'); t.append(host); const root = host.attachShadow({ mode: 'open' }); root.append(document.createElement('b'));"
const hollow: Readonly<Record<string, Case>> = {
  'view.timer': comes(`setTimeout(() => { ${come} }, ${soonMs})`),
  'view.interval': comes(`const id = setInterval(() => { clearInterval(id); ${come} }, ${soonMs})`),
  'view.timers': comes(`let n = 0; const next = () => { if (++n > 20) ${come}; else setTimeout(next, ${soonMs / 20}) }; next()`),
  'view.frames': comes(`let n = 0; const next = () => { if (++n > 20) ${come}; else requestAnimationFrame(next) }; next()`),
  'view.motion': comes(`t.animate({ opacity: [0, 1] }, ${soonMs}).finished.then(() => { ${come} })`),
  'view.motion-inside': comes(`${inside} root.firstChild.animate({ opacity: [0, 1] }, ${soonMs}).finished.then(() => { ${come} })`),
  'view.changes-inside': comes(
    `${inside} const { port1, port2 } = new MessageChannel(); const end = performance.now() + ${soonMs};
    port1.onmessage = () => { root.append('.'); if (performance.now() > end) ${come}; else port2.postMessage(0) }; port2.postMessage(0)`,
  ),
  'view.scrolled': comes("t.style.height = '9000px'; scrollTo({ top: 5000, behavior: 'smooth' })", 'scrollY > 4999'),
  'view.seen': comes(`new IntersectionObserver(() => { ${come} }).observe(t)`),
}

test('a case that passes without what it is about is found, whatever it waits for; one that waits for what never comes is not', async () => {
  const browser = await launch()
  try {
    const script = await bundle(new URL('main.ts', import.meta.url))
    const found = await hollowOf(browser, script, { ...hollow, 'view.never': comes('') }, deadlineMs)
    assert.deepEqual(found, Object.keys(hollow).sort())
  } finally {
    await browser.close()
  }
})
