// Opens gifts: their catalogue, coin wallets, and sending. What they are from outside stands in `door.ts`.
import { type Actor, type AppId, api, type GiftId, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import type { z } from 'zod'
import { bind } from '#http'
import { shared } from '#kernel/shared'
import { readCatalogue } from './catalogue.ts'
import { createChangeCatalogue, NO_EFFECT } from './change-catalogue.ts'
import type { Gifts, GiftsOptions } from './door.ts'
import { createLeaders, createOwnTotal } from './leaders.ts'
import { readWallet as walletOf } from './ledger-store.ts'
import { readLedgerTruth } from './ledger-truth.ts'
import { createReverseTransfer } from './reverse-transfer.ts'
import { openSendDesk } from './send-desk.ts'
import { createSendGift } from './send-gift.ts'
import { startTally } from './tally.ts'
import { createTopUpWallet } from './top-up-wallet.ts'

export { createBoardRoutes } from './board-routes.ts'
export type { Gift } from './catalogue.ts'
export type { GiftAnswer } from './core/judge.ts'
export type { Gifts, GiftsOptions } from './door.ts'
export type { Leader, Period } from './leaders.ts'
export type { LedgerTruth } from './ledger-truth.ts'
export type { ReversalAnswer } from './reverse-transfer.ts'
export type { GiftOrder } from './send-gift.ts'
export { createTransferRoutes } from './transfer-routes.ts'
export { countCoins } from './truths.ts'

/** How long what is known of a room is believed: a room that closes takes gifts for so long at most. */
const ROOM_BELIEVED_MS = 1_000

type GiftTerms = z.output<NonNullable<typeof api.gifts.putGift.body>>

/** How the journal names a caller. */
const nameOf = (actor: Actor): string => (actor.kind === 'person' ? actor.person.id : actor.kind)
const versionOf = (answer: number | Refusal) => (typeof answer === 'number' ? { version: answer } : answer)

export const createGifts = (options: GiftsOptions): Gifts => {
  const { db, journal, rooms, openRoomsOf, findEffect, markEffects, clock, timers, log, payments } = options
  const roomOf = shared(clock, ROOM_BELIEVED_MS, (app: AppId, room: RoomId) => rooms.find(app, room))
  const desk = openSendDesk({ db, journal, rooms, clock, timers, log })
  const sendGift = createSendGift({ desk, roomOf, clock })
  const tally = startTally({ db, timers, log })
  const topUp = createTopUpWallet({ db, clock })
  const catalogue = createChangeCatalogue({ db, journal, rooms, openRoomsOf, markEffects, clock })

  const put = async (actor: Actor, id: GiftId, { effectUrl, ...terms }: GiftTerms) => {
    const effect = effectUrl ? await findEffect(actor.app, effectUrl) : null
    if (effectUrl && effect === null) return NO_EFFECT
    const gift = { id, ...terms, ...(effect === null ? {} : { effect }) }
    return versionOf(await catalogue.put(actor.app, gift, nameOf(actor)))
  }

  const { listGifts, readWallet, topUpWallet } = api.gifts
  return {
    routes: [
      bind(listGifts, ({ actor, query }) => {
        const app = query.app ?? actor.app
        return readCatalogue(db.of(app), app)
      }),
      bind(api.gifts.putGift, ({ actor, params, body }) => put(actor, params.gift, body)),
      bind(api.gifts.removeGift, async ({ actor, params }) =>
        versionOf(await catalogue.remove(actor.app, params.gift, nameOf(actor))),
      ),
      bind(readWallet, async ({ actor }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        const { coins, debt } = await walletOf(db.of(actor.app), actor.app, actor.person.id)
        return { coins, debt, topUps: payments === 'sandbox' }
      }),
      bind(api.gifts.readLedgerTruth, async ({ actor: { app } }) => {
        const { holds, sum, uneven, wrongWallets } = await readLedgerTruth(db.of(app), app)
        return { holds, sum, uneven, wrongWallets }
      }),
      bind(topUpWallet, ({ actor, body: { id, coins } }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        if (payments !== 'sandbox') return refuse('not-allowed')
        return topUp({ app: actor.app, user: actor.person.id, id: id.toLowerCase(), coins })
      }),
      bind(api.gifts.sendGift, ({ actor, params: { room }, body: { id, giftId, quantity } }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        const { app, person } = actor
        return sendGift({ app, room, from: person, id, giftId, quantity })
      }),
    ],
    putGift: catalogue.put,
    removeGift: catalogue.remove,
    ledgerTruth: (app) => readLedgerTruth(db.of(app), app),
    sendGift,
    leaders: createLeaders({ db, roomOf, clock }),
    ownTotal: createOwnTotal({ db, roomOf, clock }),
    reverseTransfer: createReverseTransfer({ db, journal, clock }),
    tally: tally.run,
    desk,
    stop: async () => {
      await desk.stop()
      await tally.stop()
    },
  }
}
