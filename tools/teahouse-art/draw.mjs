// Draws the pictures of examples/teahouse as SVG and renders them with Chromium.
// Run from the root after a change: node tools/teahouse-art/draw.mjs
import { mkdir } from 'node:fs/promises'
import { chromium } from 'playwright-core'

const out = new URL('../../examples/teahouse/images/', import.meta.url).pathname

// back: the wall and the table; tea: from the bottom of the glass up; top: what floats; bits: what lies in the glass.
const teas = {
  'jasmine-milk': { back: ['#E9F3E4', '#CFE5C8'], tea: ['#E8E3B8', '#F6F2DF'], foam: '#FFFDF4', petals: '#FFFFFF', leaf: '#5E9C62' },
  'brown-sugar': { back: ['#F7E8D6', '#EBCFAE'], tea: ['#7A4423', '#E9C9A0'], foam: '#FBEFDD', pearls: '#2E1A12', streaks: '#5A2E15' },
  hojicha: { back: ['#F3E4D8', '#DFC2AB'], tea: ['#A5673F', '#D9A67A'], foam: '#F4DFC8', dust: '#8A5130' },
  grape: { back: ['#EDE6F7', '#D5C6EC'], tea: ['#5B2F84', '#9B6AC4'], foam: '#FFF9EC', balls: '#3F1E63' },
  mango: { back: ['#FFF1D0', '#FFDD93'], tea: ['#F59E0B', '#FFE7A8'], foam: '#FFF6DC', cubes: '#F28C00', leaf: '#6BA03C' },
  lemon: { back: ['#FBF7CF', '#EEE58B'], tea: ['#B98624', '#EBCB63'], slices: '#F9E04B', ice: true, leaf: '#5E9C3A' },
  longjing: { back: ['#EAF4E0', '#CBE3B4'], tea: ['#B5CC6A', '#DDE8A6'], leaves: '#5F8B2D' },
  oolong: { back: ['#E4EFF2', '#BFD9DF'], tea: ['#9C5B1E', '#D89A4A'], ice: true, leaf: '#4F8A5B' },
}

function glass(t) {
  const parts = []
  const inside = 'M212 150 L248 450 Q250 466 268 466 L382 466 Q400 466 402 450 L438 150 Z'
  parts.push(`<clipPath id="in"><path d="${inside}"/></clipPath>`)
  parts.push(
    `<linearGradient id="tea" x1="0" y1="1" x2="0" y2="0"><stop offset="0" stop-color="${t.tea[0]}"/><stop offset=".85" stop-color="${t.tea[1]}"/></linearGradient>`,
  )
  parts.push('<ellipse cx="325" cy="470" rx="120" ry="16" fill="#000" opacity=".12"/>')
  parts.push(`<g clip-path="url(#in)"><rect x="190" y="196" width="270" height="290" fill="url(#tea)"/>`)
  if (t.streaks)
    for (const [x, h] of [
      [238, 170],
      [270, 120],
      [330, 190],
      [378, 140],
      [412, 180],
    ])
      parts.push(`<path d="M${x} 196 q14 ${h / 2} -4 ${h}" stroke="${t.streaks}" stroke-width="13" fill="none" opacity=".55" stroke-linecap="round"/>`)
  if (t.pearls)
    for (let i = 0; i < 22; i++)
      parts.push(
        `<circle cx="${256 + (i % 8) * 20 + (Math.floor(i / 8) % 2) * 9}" cy="${452 - Math.floor(i / 8) * 19}" r="10.5" fill="${t.pearls}"/><circle cx="${253 + (i % 8) * 20 + (Math.floor(i / 8) % 2) * 9}" cy="${448 - Math.floor(i / 8) * 19}" r="2.6" fill="#fff" opacity=".5"/>`,
      )
  if (t.balls)
    for (let i = 0; i < 14; i++)
      parts.push(
        `<circle cx="${262 + (i % 5) * 32 + (Math.floor(i / 5) % 2) * 14}" cy="${444 - Math.floor(i / 5) * 34}" r="17" fill="${t.balls}" opacity=".85"/><circle cx="${256 + (i % 5) * 32 + (Math.floor(i / 5) % 2) * 14}" cy="${437 - Math.floor(i / 5) * 34}" r="4" fill="#fff" opacity=".45"/>`,
      )
  if (t.cubes)
    for (let i = 0; i < 12; i++)
      parts.push(
        `<rect x="${250 + (i % 5) * 31 + (i % 2) * 6}" y="${430 - Math.floor(i / 5) * 34}" width="25" height="25" rx="6" fill="${t.cubes}" transform="rotate(${((i * 31) % 40) - 20} ${262 + (i % 5) * 31} ${442 - Math.floor(i / 5) * 34})"/>`,
      )
  if (t.leaves)
    for (let i = 0; i < 9; i++)
      parts.push(
        `<path d="M0 0 q9 -34 0 -62 q-11 30 0 62Z" fill="${t.leaves}" opacity="${0.65 + (i % 3) * 0.12}" transform="translate(${256 + i * 17} ${462 - (i % 3) * 26}) rotate(${((i * 37) % 34) - 17})"/>`,
      )
  if (t.slices)
    for (const [x, y, r] of [
      [290, 390, 44],
      [365, 330, 46],
      [292, 268, 38],
    ]) {
      parts.push(
        `<g transform="translate(${x} ${y})"><circle r="${r}" fill="${t.slices}"/><circle r="${r - 7}" fill="#FFF6B0"/>${[0, 45, 90, 135].map((a) => `<path d="M${-(r - 8)} 0 H${r - 8}" stroke="${t.slices}" stroke-width="3.5" transform="rotate(${a})"/>`).join('')}</g>`,
      )
    }
  if (t.ice)
    for (const [x, y, a] of [
      [248, 214, 12],
      [312, 206, -9],
      [372, 220, 20],
      [330, 262, 34],
    ])
      parts.push(`<rect x="${x}" y="${y}" width="52" height="48" rx="10" fill="#fff" opacity=".38" transform="rotate(${a} ${x + 26} ${y + 24})"/>`)
  if (t.foam)
    parts.push(
      `<path d="M190 196 q20 -18 52 -8 q30 -16 66 -4 q40 -14 70 2 q34 -12 62 8 v44 q-30 16 -62 4 q-36 18 -72 2 q-34 14 -62 -2 q-30 10 -54 -6Z" fill="${t.foam}"/>`,
    )
  if (t.dust)
    for (let i = 0; i < 26; i++)
      parts.push(`<circle cx="${232 + ((i * 47) % 190)}" cy="${192 + ((i * 29) % 30)}" r="${1.6 + (i % 3)}" fill="${t.dust}" opacity=".6"/>`)
  parts.push('</g>')
  if (t.petals)
    for (const [x, y, s] of [
      [276, 188, 1],
      [350, 182, 1.15],
      [398, 196, 0.8],
    ])
      parts.push(
        `<g transform="translate(${x} ${y}) scale(${s})">${[0, 72, 144, 216, 288].map((a) => `<ellipse cx="0" cy="-13" rx="8" ry="13" fill="${t.petals}" stroke="#E6E2CE" transform="rotate(${a})"/>`).join('')}<circle r="5" fill="#F1C84B"/></g>`,
      )
  parts.push(
    `<path d="M196 130 L234 452 Q237 480 266 480 L384 480 Q413 480 416 452 L454 130" fill="#fff" fill-opacity=".16" stroke="#fff" stroke-opacity=".85" stroke-width="6" stroke-linejoin="round"/>`,
  )
  parts.push('<path d="M226 170 L252 420" stroke="#fff" stroke-width="11" stroke-linecap="round" opacity=".5"/>')
  parts.push(
    '<path d="M372 190 L410 60" stroke="#0F766E" stroke-width="15" stroke-linecap="round"/><path d="M375 182 L410 62" stroke="#5BB9AF" stroke-width="4" stroke-linecap="round"/>',
  )
  if (t.leaf)
    parts.push(
      `<g transform="translate(238 176) rotate(-24)"><path d="M0 0 q30 -46 84 -36 q-20 50 -84 36Z" fill="${t.leaf}"/><path d="M0 0 q36 -14 70 -30" stroke="#fff" stroke-opacity=".5" stroke-width="3" fill="none"/></g>`,
    )
  return parts.join('')
}

function teaPicture(t) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="650" height="520" viewBox="0 0 650 520"><linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${t.back[0]}"/><stop offset="1" stop-color="${t.back[1]}"/></linearGradient><rect width="650" height="520" fill="url(#wall)"/><circle cx="325" cy="270" r="210" fill="#fff" opacity=".28"/><rect y="440" width="650" height="80" fill="#fff" opacity=".32"/>${glass(t)}</svg>`
}

const cup = (color, fill) =>
  `<path d="M20 30 h36 v16 a18 18 0 0 1 -18 18 a18 18 0 0 1 -18 -18Z" fill="${fill ? color : 'none'}" stroke="${color}" stroke-width="5" stroke-linejoin="round"/><path d="M56 34 h4 a8 8 0 0 1 0 16 h-5" fill="none" stroke="${color}" stroke-width="5"/><path d="M30 22 q-4 -5 0 -10 M45 22 q-4 -5 0 -10" stroke="${color}" stroke-width="4" fill="none" stroke-linecap="round"/>`
const bag = (color, fill) =>
  `<path d="M18 30 h45 l4 36 h-53Z" fill="${fill ? color : 'none'}" stroke="${color}" stroke-width="5" stroke-linejoin="round"/><path d="M30 36 v-10 a10.500 10.500 0 0 1 21 0 v10" fill="none" stroke="${fill ? '#fff' : color}" stroke-width="4.500" stroke-linecap="round"/><path d="M30 30 v-4 a10.500 10.500 0 0 1 21 0 v4" fill="none" stroke="${color}" stroke-width="4.500"/>`
const house = (color, fill) =>
  `<path d="M16 38 v28 h49 v-28" fill="${fill ? color : 'none'}" stroke="${color}" stroke-width="5" stroke-linejoin="round"/><path d="M11 36 l6 -20 h47 l6 20 a9.800 8 0 0 1 -19.600 0 a9.800 8 0 0 1 -19.600 0 a9.800 8 0 0 1 -19.600 0Z" fill="${fill ? color : 'none'}" stroke="${color}" stroke-width="4.500" stroke-linejoin="round"/><rect x="33" y="48" width="15" height="18" rx="2" fill="${fill ? '#fff' : 'none'}" stroke="${color}" stroke-width="4"/>`
const icon = (draw, color, fill) => `<svg xmlns="http://www.w3.org/2000/svg" width="81" height="81" viewBox="0 0 81 81">${draw(color, fill)}</svg>`

const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256"><rect width="256" height="256" fill="#0B5E57"/><circle cx="128" cy="128" r="104" fill="#11877D"/><path d="M70 108 h104 v38 a52 52 0 0 1 -104 0Z" fill="#FFF8E7"/><path d="M174 118 h10 a20 20 0 0 1 0 40 h-16" fill="none" stroke="#FFF8E7" stroke-width="13"/><ellipse cx="122" cy="110" rx="44" ry="9" fill="#C7873B"/><path d="M104 86 q-11 -16 0 -31 q9 -14 0 -27 M138 86 q-11 -16 0 -31" stroke="#FFF8E7" stroke-width="9" fill="none" stroke-linecap="round" opacity=".85"/><path d="M92 150 q24 -32 60 -20 q-16 36 -60 20Z" fill="#5E9C62"/></svg>'

const shop = `<svg xmlns="http://www.w3.org/2000/svg" width="750" height="420" viewBox="0 0 750 420"><rect width="750" height="420" fill="#CFE8E4"/><circle cx="640" cy="80" r="46" fill="#FFE3A3"/><rect x="95" y="110" width="560" height="270" rx="10" fill="#FFF8E7"/><rect y="372" width="750" height="48" fill="#B9A58C"/>${[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `<path d="M${80 + i * 74} 96 h74 v58 a37 30 0 0 1 -74 0Z" fill="${i % 2 ? '#FFF8E7' : '#0F766E'}"/>`).join('')}<rect x="80" y="82" width="592" height="22" rx="6" fill="#0B5E57"/><rect x="140" y="210" width="230" height="130" rx="8" fill="#8CC7C0"/><path d="M140 300 L260 210 H320 L140 340Z" fill="#fff" opacity=".35"/><rect x="430" y="206" width="150" height="174" rx="8" fill="#0F766E"/><rect x="448" y="224" width="114" height="86" rx="6" fill="#8CC7C0"/><circle cx="560" cy="338" r="7" fill="#FFE3A3"/><rect x="130" y="340" width="250" height="14" fill="#0B5E57"/><g transform="translate(190 245) scale(1.100)">${cup('#FFF8E7', true)}</g><g transform="translate(30 300)"><rect x="6" y="44" width="44" height="42" rx="6" fill="#B4532A"/><circle cx="28" cy="20" r="32" fill="#5E9C62"/></g><g transform="translate(668 310)"><rect x="6" y="34" width="40" height="40" rx="6" fill="#B4532A"/><circle cx="26" cy="14" r="27" fill="#5E9C62"/></g></svg>`

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
const page = await browser.newPage()
await mkdir(out, { recursive: true })

async function render(svg, name, { width, height }) {
  await page.setViewportSize({ width, height })
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${width}px;height:${height}px}</style>${svg}`)
  const jpeg = name.endsWith('.jpg')
  await page.screenshot({ path: out + name, type: jpeg ? 'jpeg' : 'png', quality: jpeg ? 84 : undefined, omitBackground: !jpeg })
}

for (const [name, t] of Object.entries(teas)) await render(teaPicture(t), `${name}.jpg`, { width: 650, height: 520 })
await render(shop, 'shop.jpg', { width: 750, height: 420 })
await render(logo, 'logo.png', { width: 256, height: 256 })
for (const [name, draw] of Object.entries({ menu: cup, cart: bag, shop: house })) {
  await render(icon(draw, '#78716C', false), `tab-${name}.png`, { width: 81, height: 81 })
  await render(icon(draw, '#0F766E', true), `tab-${name}-on.png`, { width: 81, height: 81 })
}
await browser.close()
