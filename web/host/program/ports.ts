import type { ComponentChild } from 'preact'
import type { Person } from '../../kit/api/model.js'
import type { StorageChange } from '../../protocol/bridge.js'
import type { Gateway } from './gateway.js'
import type { Package } from './package.js'
import type { Programs } from './programs.js'
import type { ConsoleLine, Session } from './session.js'

/** What the container of programs needs from the host around it. */
import type { CardPurpose } from '../../protocol/bridge.js'

export interface ProgramInfo {
  readonly appId: string
  readonly name: string
  readonly color: string // #rrggbb
  readonly logo: string // URL path on this instance, or empty
  readonly description: string
  readonly package: string // sha256 in hex
  readonly version: string
  readonly publisher: string
}

/** A card to be sent: what the program said, checked and completed. */
export interface ShareOffer {
  readonly appId: string
  readonly name: string
  readonly color: string
  readonly logo: string
  readonly title: string
  /** A page with query, without a leading slash. */
  readonly path: string
  /** Minor units of CNY; 0 = none. */
  readonly price: number
  /** The card's picture, or null. */
  readonly image: Blob | null
  /** Where the package has the picture; "" = nowhere. */
  readonly imagePath: string
  readonly cardType: CardPurpose
}

export interface SharedCard {
  readonly appId: string
  readonly conv: string
  readonly clientId: string
  readonly title: string
  readonly path: string
  /** SHA-256 of an uploaded picture, or "". */
  readonly imageBlob: string
  /** Or a path in the program's package, or "". */
  readonly imagePath: string
  readonly price: number
  readonly cardType: CardPurpose
}

export interface ShareTarget {
  readonly conv: string
}

/** What a program wants to have paid, and where the run came from. */
export type PaymentDemand = (SignedOrder | TradeNumber | OrderText) & {
  readonly appId: string
  /** The card that the run was opened from, or "". */
  readonly cardId: string
}
/** wx.requestPayment: what its merchant's server signed. */
export interface SignedOrder {
  readonly timeStamp: string
  readonly nonceStr: string
  readonly package: string
  readonly signType: string
  readonly paySign: string
}
/** my.tradePay: a trade by its number. */
export interface TradeNumber {
  readonly tradeNo: string
}
/** my.tradePay: an order as its merchant's server signed it. */
export interface OrderText {
  readonly orderText: string
}

export type PaymentOutcome =
  | { readonly kind: 'paid' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'refused'; readonly text: string }
  /** The person left the sheet before it was known whether the money was taken. */
  | { readonly kind: 'unknown' }

export interface PersonalProfile {
  readonly nickName: string
  readonly avatarUrl: string
}

/** Whom the person may choose for a program. */
export interface KnownPeople {
  readonly me: Person
  readonly contacts: readonly Person[]
}

export type SocketNews = { readonly task: number } & (
  | { readonly kind: 'asked'; readonly url: string; readonly header: Readonly<Record<string, string>> }
  | { readonly kind: 'open'; readonly header: Readonly<Record<string, string>> }
  | { readonly kind: 'sent' | 'got'; readonly data: string | ArrayBuffer }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }
)

/** The author's side of one run. */
export interface DevRun {
  /** Shows what goes over it. */
  gateway(given: Gateway): Gateway
  /** What happens with a socket of the program. */
  socket(news: SocketNews): void
  /** Rejects if the author makes believe that there is no network. */
  reachable(): Promise<void>
  line(line: Pick<ConsoleLine, 'level' | 'text' | 'page' | 'stack'>): void
  stored(changes: readonly StorageChange[]): void
  /** The texts of the Worker, with what leads the browser's tools to the author's files. */
  scripts(held: Package, runtime: string, chunks: readonly (readonly [name: string, script: string])[]): Promise<readonly string[]>
  /** The text of a chunk that comes later. */
  chunk(held: Package, name: string, script: string): Promise<string>
  /** The Worker's end of a port of its own. */
  connect(): MessagePort
  /** The author's place of a function, by the beginning of its text; null if it is not found. */
  placeOf(source: string): string | null
}

/** What `superette dev` adds to the container of programs. */
export interface DevPort {
  /** `session` is there as soon as the run is made. */
  begin(appId: string, session: () => Session): DevRun
  /** The program was compiled anew, or differently wrong. */
  changed(programs: Programs, appId: string, packageSha: string): void
  /** Over the pages of a run. */
  readonly Overlay: (props: { readonly session: Session; readonly route: string }) => ComponentChild
  /** Opens the panel. */
  open(): void
}

export interface ProgramPorts {
  /** Storage is kept per person; of the signed-in one. */
  readonly userId: string
  /** `superette dev`: the author's side (web/host/dev); null in any other instance. */
  readonly dev: DevPort | null
  /** null if there is no such program. Rejects when the instance cannot be reached. */
  getProgram(appId: string): Promise<ProgramInfo | null>
  /** Puts a picture (≤ 5 MB) on the instance; gives its SHA-256 in hex. */
  uploadPicture(picture: Blob): Promise<string>
  share(card: SharedCard): Promise<void>
  /** Shows the host's share sheet; null if the person changed their mind. */
  shareSheet(offer: ShareOffer): Promise<ShareTarget | null>
  /** Shows the host's pay sheet; never rejects. */
  pay(demand: PaymentDemand): Promise<PaymentOutcome>
  /** While a PIN may be typed at the host: resolves when none is any more. */
  pinAsked(): Promise<unknown> | undefined
  theme(): 'light' | 'dark'
  locale(): 'en' | 'zh'
  /** The signed-in person as a program may see them after their consent. */
  profile(): PersonalProfile
  people(): Promise<KnownPeople>
  /** Shows the host's sheet to report a program. */
  report(appId: string, name: string): void
  /** The program is left (◉, or back from its first page). */
  left(appId: string): void
}
