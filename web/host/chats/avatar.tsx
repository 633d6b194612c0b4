/** The picture of a conversation: the other person's, or the group's own. */
import type { JSX } from 'preact'
import type { Conversation } from '../../kit/api/model.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { peerOf, titleOf } from './conversations.js'

const HASH = /^[0-9a-f]{64}$/

/** A colour that stays with the group, whatever it is called. */
function tintOf(id: string): number {
  let sum = 0
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) % 9973
  return sum
}

interface GroupAvatarProps {
  readonly id: string
  readonly title: string
  readonly picture: string // hash, or empty
  readonly size?: number
}

export function GroupAvatar({ id, title, picture, size = 48 }: GroupAvatarProps): JSX.Element {
  if (HASH.test(picture)) return <img class="group-picture" src={`/blob/${picture}`} alt="" width={size} height={size} draggable={false} />
  return <Avatar person={{ name: title, tint: tintOf(id), bot: false }} size={size} />
}

export function ConversationAvatar({ c, me, size = 48 }: { readonly c: Conversation; readonly me: string; readonly size?: number }): JSX.Element {
  const peer = peerOf(c, me)
  if (peer) return <Avatar person={peer} size={size} />
  return <GroupAvatar id={c.id} title={titleOf(c, me)} picture={c.group?.avatar ?? ''} size={size} />
}
