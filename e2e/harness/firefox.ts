/** Debian's Firefox, driven over WebDriver BiDi, which it speaks itself (docs/decisions/0016). */
import type { Browser } from 'playwright-core'
import { firefox } from 'playwright-bidi'

export async function launchFirefox(): Promise<Browser> {
  // The same interface in an older version; what the newer one adds, stories of Firefox do not use.
  return (await firefox.launch({ executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', channel: 'moz-firefox' })) as unknown as Browser
}
