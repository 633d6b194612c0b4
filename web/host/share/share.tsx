/** The share sheet: what will be sent, and to whom. A program asks for it; only the person's tap here sends anything. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Avatar, ProgramIcon } from '../../kit/ui/avatar.js'
import { Button } from '../../kit/ui/parts.js'
import { arrowKeys, Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { CardFace } from '../chats/card.js'
import { peerOf, titleOf } from '../chats/conversations.js'
import { nameOf, textsOf } from '../names.js'
import { matches } from '../palette/match.js'
import { contacts, me, session } from '../session.js'

export interface Offer {
  readonly name: string
  readonly color: string
  readonly logo: string
  readonly title: string
  readonly price: number // minor units of CNY, 0 = none
  readonly image: Blob | null
}

interface Asked {
  readonly offer: Offer
  readonly answer: (conv: string | null) => void
}

const asked = signal<Asked | null>(null)

/** Resolves to the conversation that was chosen, or null. A second question answers the first with null. */
export function askWhereToShare(offer: Offer): Promise<string | null> {
  asked.value?.answer(null)
  return new Promise((resolve) => {
    asked.value = {
      offer,
      answer: (conv) => {
        asked.value = null
        resolve(conv)
      },
    }
  })
}

export function ShareSheet(): JSX.Element | null {
  const now = asked.value
  return now && <Chooser offer={now.offer} answer={now.answer} />
}

interface Target {
  readonly id: string
  readonly name: string
  readonly person: { readonly name: string; readonly tint: number; readonly bot: boolean }
  readonly texts: readonly string[]
  readonly conv: () => Promise<string>
}

function targets(): readonly Target[] {
  const { chats } = session()
  const mine = me.value.id
  const list: Target[] = chats.conversations.value.map((c) => {
    const peer = peerOf(c, mine)
    const name = titleOf(c, mine)
    return {
      id: peer?.id ?? c.id,
      name,
      person: peer ?? { name, tint: c.members.length, bot: false },
      texts: peer ? textsOf(peer) : [name],
      conv: () => Promise.resolve(c.id),
    }
  })
  const held = new Set(list.map((each) => each.id))
  for (const p of contacts.value)
    if (!held.has(p.id)) list.push({ id: p.id, name: nameOf(p), person: p, texts: textsOf(p), conv: () => chats.openDirect(p.id) })
  return list
}

function Chooser({ offer, answer }: Asked): JSX.Element {
  const [chosen, setChosen] = useState('')
  const [query, setQuery] = useState('')
  const [busy, setBusy] = useState(false)
  const [image, setImage] = useState('')
  useEffect(() => {
    if (!offer.image) return setImage('')
    const url = URL.createObjectURL(offer.image)
    setImage(url)
    return () => URL.revokeObjectURL(url)
  }, [offer.image])
  const all = targets()
  const found = query.trim() === '' ? all : all.filter((x) => matches(query, x.texts))
  const target = all.find((x) => x.id === chosen)
  const send = () => {
    if (!target) return
    setBusy(true)
    target.conv().then(answer, () => {
      setBusy(false)
      toast(t('unreachable'), 'alert')
    })
  }
  return (
    <Sheet title={t('share.title')} kind="tall" onClose={() => answer(null)}>
      <div class="share">
        <div class="share-preview card" role="group" aria-label={t('share.preview')}>
          <CardFace card={{ title: offer.title, image, price: offer.price, currency: 'CNY', appColor: offer.color }} />
          <span class="card-foot">
            <ProgramIcon name={offer.name} color={offer.color} logo={offer.logo} size={20} />
            {offer.name}
          </span>
        </div>
        <div class="share-people">
          {all.length > 6 && (
            <label class="search-field">
              <Icon name="search" size={20} />
              <input
                type="search"
                value={query}
                placeholder={t('share.search')}
                aria-label={t('share.search')}
                onInput={(e) => setQuery(e.currentTarget.value)}
              />
            </label>
          )}
          <div role="radiogroup" aria-label={t('share.title')} onKeyDown={arrowKeys} class="share-list">
            {found.map((x) => (
              <button
                type="button"
                role="radio"
                aria-checked={x.id === chosen}
                data-row
                key={x.id}
                class={x.id === chosen ? 'row small current' : 'row small'}
                onClick={() => setChosen(x.id)}
                onDblClick={send}
              >
                <Avatar person={x.person} size={40} />
                <span class="row-main">
                  <span class="row-title">{x.name}</span>
                </span>
                <span class={x.id === chosen ? 'round-check on' : 'round-check'}>{x.id === chosen && <Icon name="check" size={16} />}</span>
              </button>
            ))}
            {found.length === 0 && <p class="nothing">{all.length === 0 ? t('share.nobody') : t('palette.nothing', query)}</p>}
          </div>
        </div>
      </div>
      <footer class="sheet-foot">
        <Button wide busy={busy} disabled={!target || busy} onClick={send}>
          <Icon name="send" size={20} />
          {target ? t('share.sendTo', target.name) : t('share.choose')}
        </Button>
      </footer>
    </Sheet>
  )
}
