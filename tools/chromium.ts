/** Which of Debian's Chromiums a test runs in (docs/decisions/0033). */
import { existsSync } from 'node:fs'

/** With menus, tabs and bars, which are drawn also where nobody looks. */
const whole = '/usr/bin/chromium'
/** The same engine from the same source package, without them; a machine may lack it. */
const engineAlone = '/usr/bin/chromium-headless-shell'

/** The file of Chromium, whole or its engine alone; the environment's CHROMIUM is taken for both. */
export function chromiumFile(needsWhole = false): string {
  return process.env['CHROMIUM'] ?? (needsWhole || !existsSync(engineAlone) ? whole : engineAlone)
}
