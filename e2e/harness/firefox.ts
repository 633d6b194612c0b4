/** Debian's Firefox, driven over WebDriver BiDi, which it speaks itself (docs/decisions/0016). */
import type { Browser } from 'playwright-core'
import { firefox } from 'playwright-bidi'

/** preferences: of about:config. */
export async function launchFirefox(preferences: Readonly<Record<string, string | number | boolean>> = {}): Promise<Browser> {
  const executablePath = process.env.FIREFOX ?? '/usr/bin/firefox-esr'
  // The same interface in an older version; what the newer one adds, stories of Firefox do not use.
  return (await firefox.launch({ executablePath, channel: 'moz-firefox', firefoxUserPrefs: preferences })) as unknown as Browser
}
