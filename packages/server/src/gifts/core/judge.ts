// Decides a batch of gifts, one after the other in the order they came, as if each had a transaction of its own.
import {
  type AppId,
  type api,
  type GiftId,
  type Millis,
  type PublicPerson,
  type Refusal,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import { ID_USED } from '#kernel/used-id'
import { type Combos, countOn } from './combo.ts'
import { spend, type Wallet } from './ledger.ts'

type Gift = api.gifts.Gift

export interface GiftAsk {
  readonly app: AppId
  /** In lower case, as the database answers it. */
  readonly id: string
  readonly room: RoomId
  readonly from: PublicPerson
  readonly giftId: GiftId
  readonly quantity: number
  readonly at: Millis
  /** Whose show it is. */
  readonly host: UserId | null
  /** Why the room takes no gift. A gift that was sent before still gets its answer. */
  readonly roomRefuses: Refusal | null
}

export interface GiftAnswer {
  /** What is left in the wallet. */
  readonly coins: number
  readonly combo: number
}

/** A transfer that was made under an id. */
export interface Made {
  readonly by: string
  readonly asked: string
  readonly answer: unknown
}

/** A12: the same again gets the same answer, another body under the id its fault, and anybody else nothing. */
export const againOf = <A>(made: Made, by: string, asked: string): A | Refusal => {
  if (made.by !== by) return refuse('order-id-taken')
  return made.asked === asked ? (made.answer as A) : ID_USED
}

export interface SenderWallet extends Wallet {
  readonly combos: Combos
}

/** What the database says, the wallets being locked. */
export interface Known {
  readonly made: ReadonlyMap<string, Made>
  readonly wallets: ReadonlyMap<string, SenderWallet>
  readonly gifts: ReadonlyMap<string, Gift>
}

export interface SentGift {
  readonly ask: GiftAsk
  readonly gift: Gift
  readonly coins: number
  readonly answer: GiftAnswer
}

export interface Judged {
  /** One for each ask, in their order. */
  readonly answers: readonly (GiftAnswer | Refusal)[]
  /** In the order they came. */
  readonly sent: readonly SentGift[]
  /** Wallets as they become, of those who sent something. */
  readonly wallets: ReadonlyMap<string, SenderWallet>
}

const EMPTY: SenderWallet = { balance: 0, debt: 0, combos: [] }

/** What was asked, in one spelling: the same id with another is refused. */
export const askedOf = ({ room, giftId, quantity }: Pick<GiftAsk, 'room' | 'giftId' | 'quantity'>): string =>
  `gift ${room} ${giftId} ${quantity}`

export const judge = (batch: readonly GiftAsk[], { made, wallets, gifts }: Known): Judged => {
  const sent: SentGift[] = []
  const changed = new Map<string, SenderWallet>()
  const taken = new Map<string, Made>()

  const one = (ask: GiftAsk): GiftAnswer | Refusal => {
    const { app, id, from, room, giftId, quantity, at } = ask
    const asked = askedOf(ask)
    const before = taken.get(id) ?? made.get(id)
    if (before) return againOf<GiftAnswer>(before, from.id, asked)
    if (ask.roomRefuses) return ask.roomRefuses
    const gift = gifts.get(giftId)
    if (!gift) return refuse('not-found')
    const wallet = changed.get(from.id) ?? wallets.get(from.id) ?? EMPTY
    const coins = gift.coins * quantity
    const paid = spend(wallet, from.id, `shop:${app}`, coins)
    if (paid === null) return refuse('balance-too-low')
    const { combo, combos } = countOn(wallet.combos, room, giftId, quantity, at)
    const answer = { coins: paid.wallet.balance, combo }
    changed.set(from.id, { ...paid.wallet, combos })
    taken.set(id, { by: from.id, asked, answer })
    sent.push({ ask, gift, coins, answer })
    return answer
  }
  return { answers: batch.map(one), sent, wallets: changed }
}
