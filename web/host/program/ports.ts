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

/** What a program wants to have paid: what its merchant's server signed, and where the run came from. */
export interface PaymentDemand {
  readonly appId: string
  readonly timeStamp: string
  readonly nonceStr: string
  readonly package: string
  readonly signType: string
  readonly paySign: string
  /** The card that the run was opened from, or "". */
  readonly cardId: string
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

export interface ProgramPorts {
  /** Storage is kept per person; of the signed-in one. */
  readonly userId: string
  /** `superette dev`: the console is open to everyone, reloads on change. */
  readonly dev: boolean
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
  /** The program is left (◉, or back from its first page). */
  left(appId: string): void
}
