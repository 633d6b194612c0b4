/** The draw of a red packet, made again from its seed. Pure but for the browser's own SHA-256; see internal/pay/draw.go. */

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  const pairs = hex.match(/[0-9a-f]{2}/g) ?? []
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16))
}

function hexOf(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('')
}

/** What binds a seed to one packet, in hex. */
export async function commitmentOf(seed: string, packet: string, amount: number, count: number): Promise<string> {
  const head = new TextEncoder().encode(`superette red packet 1\n${packet}\n${amount}\n${count}\n`)
  const tail = bytesOf(seed)
  const all = new Uint8Array(head.length + tail.length)
  all.set(head)
  all.set(tail, head.length)
  return hexOf(await crypto.subtle.digest('SHA-256', all))
}

/** The shares in the order in which they are taken. */
export async function drawShares(seed: string, amount: number, count: number): Promise<readonly number[]> {
  const key = await crypto.subtle.importKey('raw', bytesOf(seed), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const uniform = async (n: number, most: number): Promise<number> => {
    const top = (1n << 64n) - 1n
    const limit = top - (top % BigInt(most))
    for (let attempt = 0n; ; attempt++) {
      const text = new DataView(new ArrayBuffer(16))
      text.setBigUint64(0, BigInt(n))
      text.setBigUint64(8, attempt)
      const drawn = new DataView(await crypto.subtle.sign('HMAC', key, text.buffer)).getBigUint64(0)
      if (drawn < limit) return Number(drawn % BigInt(most))
    }
  }
  const shares: number[] = []
  let left = amount
  for (let i = 0; i < count - 1; i++) {
    const people = count - i
    const most = Math.min(Math.floor((2 * left) / people), left - (people - 1))
    const share = 1 + (await uniform(i, most))
    shares.push(share)
    left -= share
  }
  return [...shares, left]
}
