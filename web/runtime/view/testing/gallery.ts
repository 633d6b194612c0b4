/** All built-ins on one page, for a look at them in both themes. Ids are counted; texts stand for themselves. */
import { builtIns } from '../../elements/table.js'
import { Ops } from './ops.js'

type Props = Readonly<Record<string, unknown>>

export function gallery(): Ops {
  const ops = new Ops()
  let last = 1
  const add = (parent: number, tag: string, props: Props = {}, text?: string, look: { class?: string; style?: string; id?: string } = {}): number => {
    const id = ++last
    ops.add(parent, id, `wx-${tag}`, { props, ...look, ...(text === undefined ? {} : { text }) })
    return id
  }
  const section = (title: string): number => {
    const id = add(1, 'view', {}, undefined, { style: 'padding:8px 16px' })
    add(id, 'text', {}, title, { style: 'font-size:12px;opacity:.6' })
    return id
  }
  const buttons = section('button')
  for (const type of ['primary', 'default', 'warn']) add(buttons, 'button', { type }, type, { style: 'margin-top:8px' })
  add(buttons, 'button', { type: 'primary', plain: true }, 'plain', { style: 'margin-top:8px' })
  add(buttons, 'button', { type: 'primary', disabled: true }, 'disabled', { style: 'margin-top:8px' })
  add(buttons, 'button', { type: 'default', loading: true }, 'loading', { style: 'margin-top:8px' })
  for (const type of ['primary', 'default', 'warn']) add(buttons, 'button', { type, size: 'mini' }, type)
  const texts = section('text, rich-text, icon')
  add(texts, 'view')
  add(texts, 'text', { decode: true }, 'one\\ntwo &lt; three &amp; four')
  add(texts, 'rich-text', { nodes: '<p style="color:#c2410c">A <b>bold</b> <script>alert(1)</script>word, <i>Tea</i></p><ul><li>Oolong</li></ul>' })
  for (const type of builtIns['icon']?.values?.['type']?.split(' ') ?? []) add(texts, 'icon', { type, size: 28 })
  const fields = section('input, textarea')
  add(fields, 'input', { placeholder: 'A name' }, undefined, { style: 'border-bottom:1px solid #8888;padding:8px 0' })
  add(fields, 'input', { value: 'secret', password: true }, undefined, { style: 'border-bottom:1px solid #8888;padding:8px 0' })
  add(fields, 'textarea', { placeholder: 'A few lines', autoHeight: true }, undefined, { style: 'width:100%;min-height:48px' })
  const choices = section('radio, checkbox, switch')
  const radios = add(choices, 'radio-group', { name: 'r' })
  for (const [value, checked] of [
    ['Green', true],
    ['Black', false],
  ] as const) {
    const label = add(radios, 'label')
    add(label, 'radio', { value, checked }, value)
  }
  const checks = add(choices, 'checkbox-group', { name: 'c' })
  for (const [value, checked] of [
    ['Milk', true],
    ['Sugar', false],
    ['Off', false],
  ] as const) {
    const label = add(checks, 'label')
    add(label, 'checkbox', { value, checked, disabled: value === 'Off' }, value)
  }
  add(choices, 'switch', { checked: true })
  add(choices, 'switch', {})
  add(choices, 'switch', { checked: true, color: '#c2410c' })
  const sliders = section('slider, progress')
  add(sliders, 'slider', { value: 40, showValue: true })
  add(sliders, 'progress', { percent: 60, showInfo: true })
  const images = section('image: aspectFit, aspectFill, scaleToFill, center')
  for (const mode of ['aspectFit', 'aspectFill', 'scaleToFill', 'center'])
    add(images, 'image', { mode, src: '/a.svg' }, undefined, { style: 'width:76px;height:60px;background:#8884;margin:2px' })
  const scrollers = section('scroll-view, swiper')
  const across = add(scrollers, 'scroll-view', { scrollX: true }, undefined, { style: 'white-space:nowrap;height:48px' })
  for (let i = 1; i <= 8; i++)
    add(across, 'view', {}, `item ${i}`, { style: 'display:inline-block;width:90px;line-height:40px;text-align:center;background:#c2410c22;margin-right:4px' })
  const swiper = add(scrollers, 'swiper', { indicatorDots: true, circular: true, nextMargin: '40px' }, undefined, { style: 'height:90px' })
  for (const color of ['#fb923c', '#4ade80', '#60a5fa']) {
    const item = add(swiper, 'swiper-item')
    add(item, 'view', {}, color, { style: `background:${color};height:100%` })
  }
  const pickers = section('picker, picker-view')
  add(add(pickers, 'picker', { range: ['Oolong', 'Sencha', 'Assam'], value: 1, headerText: 'Tea' }, undefined, { id: 'pick' }), 'view', {}, 'Choose a tea')
  const view = add(pickers, 'picker-view', { value: [1, 2] }, undefined, { style: 'height:136px' })
  for (const column of [
    ['Cup', 'Pot', 'Can'],
    ['10 g', '20 g', '50 g', '100 g'],
  ]) {
    const id = add(view, 'picker-view-column')
    for (const text of column) add(id, 'view', {}, text, { style: 'text-align:center;line-height:34px' })
  }
  const rest = section('movable-view, canvas')
  add(
    add(rest, 'movable-area', {}, undefined, { style: 'width:100%;height:60px;background:#8882' }),
    'movable-view',
    { direction: 'all', x: 40, y: 10 },
    undefined,
    { style: 'width:40px;height:40px;background:#c2410c' },
  )
  const canvas = add(rest, 'canvas', {}, undefined, { style: 'width:100%;height:60px' })
  ops.call(
    canvas,
    'draw',
    {
      steps: [
        [
          '=',
          'fillStyle',
          {
            gradient: 'linear',
            at: [0, 0, 300, 0],
            stops: [
              [0, '#c2410c'],
              [1, '#fde68a'],
            ],
          },
        ],
        ['fillRect', 0, 0, 300, 40],
        ['=', 'fillStyle', '#fff'],
        ['=', 'font', '20px sans-serif'],
        ['fillText', 'drawn by record', 12, 27],
      ],
    },
    1,
  )
  return ops
}
