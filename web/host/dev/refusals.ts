/** What a developer has to do so that the program may ask a server: said in the console, once for each server in a run. */
import type { DevRecord } from './record.js'
import { word } from './words.js'

/** As gateway.ts tells it. */
const notInList = 'url not in domain list'

export function createRefusals(record: DevRecord): (url: string, fault: string) => void {
  const told = new Set<string>()
  return (url, fault) => {
    if (fault !== notInList || !URL.canParse(url)) return
    const { protocol, hostname, host, port } = new URL(url)
    if (told.has(host)) return
    told.add(host)
    const text = isNear(hostname)
      ? word('notNamedNear', host, `${hostname === 'localhost' ? '127.0.0.1' : hostname}:${port || (/^(https|wss):$/.test(protocol) ? '443' : '80')}`)
      : word('notNamed', host, `https://${host}`)
    record.line({ at: Date.now(), level: 'error', args: [{ k: 'text', v: text }], page: '', stack: '' })
  }
}

/** The developer's own machine, or one beside it. */
function isNear(hostname: string): boolean {
  return /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname)
}
