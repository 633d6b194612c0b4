/**
 * Draws the icons of an installed Superette from web/icon.svg into web/icons: for launchers that take no SVG, and with
 * room around for those that cut them into a shape of their own. Run by hand when the awning changes:
 * node tools/icons/draw.mjs
 */
import { mkdir, readFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'

const root = new URL('../../', import.meta.url)
const out = new URL('web/icons/', root)
const svg = await readFile(new URL('web/icon.svg', root), 'utf8')
const paper = '#FAFAF9'

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
const page = await browser.newPage()
await mkdir(out, { recursive: true })

/** share: how much of the width the awning takes. A mask keeps at least the inner circle of 80 %. */
async function draw(name, { size, share, ground }) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>html,body{margin:0;background:${ground}}body{display:grid;place-items:center;height:${size}px}svg{width:${Math.round(size * share)}px}</style>${svg}`,
  )
  await page.screenshot({ path: new URL(name, out).pathname, omitBackground: ground === 'transparent' })
}

await draw('icon-192.png', { size: 192, share: 0.92, ground: 'transparent' })
await draw('icon-512.png', { size: 512, share: 0.92, ground: 'transparent' })
await draw('icon-maskable-512.png', { size: 512, share: 0.56, ground: paper })
await draw('icon-touch-180.png', { size: 180, share: 0.72, ground: paper })
await browser.close()
