/** Sharing a page into a conversation: the program says what, the person says where, the host sends. */
import type { ShareContent } from '../../protocol/bridge.js'
import { ApiFailure } from './broker.js'
import type { ShareOffer, SharedCard } from './ports.js'
import type { Session } from './session.js'
import { formatPageUrl, parsePageUrl } from './url.js'
import { word } from './words.js'

const maxTitle = 120
const maxPictureBytes = 5 << 20

/** Completes what the program said with the page in view; a path that it does not have falls back to that page. */
export async function offerOf(session: Session, content: ShareContent | null): Promise<ShareOffer> {
  const info = session.info.value
  const top = session.pages.value?.top.value
  const app = session.held()?.app
  if (info === null || top == null || app === undefined) throw new ApiFailure('there is no page')
  const wanted = content === null || content.path === '' ? top.page : parsePageUrl(content.path, top.page.route)
  const url = Object.hasOwn(app.pages, wanted.route) ? wanted : top.page
  const title = content?.title.replace(/[\p{Cc}\s]+/gu, ' ').trim() || info.name
  const image = await pictureOf(session, content?.imageUrl ?? '', top.page.route)
  return {
    appId: session.appId,
    name: info.name,
    color: info.color,
    logo: info.logo,
    title: title.length > maxTitle ? `${title.slice(0, maxTitle - 1)}…` : title,
    path: formatPageUrl(url),
    price: content !== null && Number.isSafeInteger(content.price) && content.price > 0 ? content.price : 0,
    image,
    cardType: content?.cardType ?? 'product',
    imagePath: image === null ? '' : session.files.pathOf(content?.imageUrl ?? '', top.page.route),
  }
}

async function pictureOf(session: Session, url: string, base: string): Promise<Blob | null> {
  if (url === '') return null
  try {
    const found = await session.files.find(url, base)
    return found.size <= maxPictureBytes && found.type.startsWith('image/') ? found : null
  } catch (error) {
    session.report('warn', `onShareAppMessage: imageUrl: ${error instanceof Error ? error.message : String(error)}`)
    return null // a card without its picture is still a card
  }
}

/** Rejects with ApiFailure("cancel") when the person changed their mind, or with the reason why it was not sent. */
export async function share(session: Session, from: 'menu' | 'button', node?: number): Promise<void> {
  const offer = await offerOf(session, await session.askShare(from, node))
  const target = await session.ports.shareSheet(offer)
  if (target === null) throw new ApiFailure('cancel')
  try {
    await send(session, offer, target.conv)
  } catch (error) {
    session.report('error', `share: ${error instanceof Error ? error.message : String(error)}`)
    session.overlays.showToast({ kind: 'toast', title: word('notSent'), icon: 'error', mask: false, whole: true }, 2000)
    throw new ApiFailure('the card could not be sent')
  }
  session.overlays.showToast({ kind: 'toast', title: word('sent'), icon: 'success', mask: false }, 1500)
}

/** The client id makes the second try the same message as the first. */
async function send({ ports }: Session, offer: ShareOffer, conv: string): Promise<void> {
  const { appId, title, path, price, image, imagePath, cardType } = offer
  const card: SharedCard = { appId, conv, clientId: crypto.randomUUID(), title, path, price, imageBlob: '', imagePath, cardType }
  if (image === null) return ports.share(card)
  if (imagePath !== '') {
    try {
      return await ports.share(card)
    } catch {
      // The shelf may hold a newer package, without this picture: then it goes along.
    }
  }
  return ports.share({ ...card, imageBlob: await ports.uploadPicture(image), imagePath: '' })
}
