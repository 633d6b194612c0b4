/**
 * Members of my about what the host draws around a page: its bar, the button in it, and whether the page can be pulled.
 * Sources: the pages of the APIs in Alipay's documentation, and @mini-types/my.
 */
import { isFields, type Fields } from '../core/paths.js'
import { Failure, type Kit, type Row } from './members.js'

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

/** The eye's weights of red, green and blue: black or white letters on a colour. */
function frontOn(color: string): string {
  const value = Number.parseInt(color.replace('#', ''), 16)
  const luminance = ((value >> 16) & 255) * 213 + ((value >> 8) & 255) * 715 + (value & 255) * 72
  return luminance > 117_000 ? '#000000' : '#ffffff'
}

const fronts: Readonly<Record<string, string>> = { '#ffffff': 'white', '#000000': 'black' }

/** Either colour may come alone; a background brings letters that can be read on it. */
async function setColors(background: unknown, front: unknown, { env, ask }: Kit): Promise<void> {
  const letters = text(front).toLowerCase()
  if (typeof background === 'string' && background !== '') {
    const frontColor = fronts[letters] === undefined ? frontOn(background) : letters
    await ask('setNavigationBarColor', { backgroundColor: background, frontColor })
  } else if (fronts[letters] !== undefined) await env.call('setBarLook', { text: fronts[letters] })
}

async function setNavigationBar(options: Fields, kit: Kit): Promise<Fields> {
  const { env, ask } = kit
  const { title, image, reset, borderBottomColor, frontColor } = options
  const window = reset === true ? (env.app.pages[env.currentPage()?.route ?? '']?.window ?? env.app.window) : undefined
  const background = options['backgroundColor'] ?? window?.navigationBarBackgroundColor
  const look: Fields = {}
  if (reset === true || text(background) !== '') look['border'] = ''
  else if (text(borderBottomColor) !== '') look['border'] = text(borderBottomColor)
  // A picture stands in the place of a title, and the other way round.
  if (text(image) !== '') look['image'] = text(image)
  else if (title !== undefined || reset === true) look['image'] = ''
  if (title !== undefined && text(image) === '') await ask('setNavigationBarTitle', { title: text(title) })
  await setColors(background, frontColor, kit)
  if (Object.keys(look).length > 0) await env.call('setBarLook', look)
  return {}
}

export const barRows: Readonly<Record<string, Row>> = {
  setNavigationBar: { of: 'setNavigationBarTitle', work: setNavigationBar },
  setNavigationBarColor: {
    of: 'setNavigationBarColor',
    work: async ({ backgroundColor, frontColor }, kit) => {
      await setColors(backgroundColor, frontColor, kit)
      return {}
    },
  },
  setNavigationBarBottomLineColor: {
    work: async ({ borderBottomColor }, { env }) => {
      await env.call('setBarLook', { border: text(borderBottomColor) })
      return {}
    },
  },
  getTitleColor: {
    work: async (_options, { env }) => {
      const bar = await env.call('getBarColor', {})
      return { color: isFields(bar) ? bar['color'] : undefined }
    },
  },
  setOptionMenu: {
    work: async ({ icon }, { env }) => {
      if (text(icon) === '') throw new Failure(2, 'parameter error: icon is empty')
      await env.call('setBarOption', { icon: text(icon) })
      return {}
    },
  },
  setCanPullDown: {
    work: async ({ canPullDown }, { env }) => {
      if (typeof canPullDown !== 'boolean') throw new Failure(2, 'parameter error: canPullDown is not a boolean')
      await env.call('pullByHand', { on: canPullDown })
      return {}
    },
  },
}
