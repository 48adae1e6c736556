// The door of gifts: their catalogue, coin wallets, and sending.
import {
  type Actor,
  type AppId,
  api,
  type GiftEffect,
  type GiftId,
  type Refusal,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { z } from 'zod'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Journal } from '#journal'
import type { Clock, Timers } from '#kernel/clock'
import { shared } from '#kernel/shared'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import { type Gift, readCatalogue } from './catalogue.ts'
import { createChangeCatalogue } from './change-catalogue.ts'
import type { GiftAnswer } from './core/judge.ts'
import { createLeaders, createOwnTotal, type Leader, type Period } from './leaders.ts'
import { readWallet as walletOf } from './ledger-store.ts'
import { type LedgerTruth, readLedgerTruth } from './ledger-truth.ts'
import { createReverseTransfer, type ReversalAnswer } from './reverse-transfer.ts'
import { openSendDesk, type SendDesk } from './send-desk.ts'
import { createSendGift, type GiftOrder } from './send-gift.ts'
import { startTally } from './tally.ts'
import { createTopUpWallet } from './top-up-wallet.ts'

export { createBoardRoutes } from './board-routes.ts'
export type { Gift } from './catalogue.ts'
export type { GiftAnswer } from './core/judge.ts'
export type { Leader, Period } from './leaders.ts'
export type { LedgerTruth } from './ledger-truth.ts'
export type { ReversalAnswer } from './reverse-transfer.ts'
export type { GiftOrder } from './send-gift.ts'
export { createTransferRoutes } from './transfer-routes.ts'
export { countCoins } from './truths.ts'

export interface GiftsOptions {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'tell'>
  /** An effect of the app by its address, of whoever keeps them. */
  readonly findEffect: (app: AppId, url: string) => Promise<GiftEffect | null>
  /** Rooms that must hear of a change of the catalogue: those of the app that are open. */
  readonly openRoomsOf: (app: AppId) => Promise<readonly RoomId[]>
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** `PAYMENTS`: coins can be had for nothing only from the sandbox. */
  readonly payments: string
}

export interface Gifts {
  readonly routes: Route[]
  /** Adds or changes a gift; rooms that are open hear of it (S13). */
  putGift(app: AppId, gift: Gift, by?: string | null): Promise<number | Refusal>
  /** Takes a gift off the list; what was sent stays sent. */
  removeGift(app: AppId, gift: GiftId, by?: string | null): Promise<number | Refusal>
  /** The ledger counted again: the sum of all entries is zero, wallets are what their entries say. */
  ledgerTruth(app: AppId): Promise<LedgerTruth>
  /** The verb behind the route. */
  sendGift(order: GiftOrder): Promise<GiftAnswer | Refusal>
  /** Who gave most, at most 100; `TALLY_EVERY_MS` behind. */
  leaders(app: AppId, room: RoomId, period: Period, limit: number): Promise<readonly Leader[] | Refusal>
  /** What somebody gave, on the same board. */
  ownTotal(app: AppId, room: RoomId, period: Period, user: UserId): Promise<number>
  /** Takes a gift or a top-up back, once. What the person has spent already he owes, and spends nothing until then. */
  reverseTransfer(app: AppId, transferId: string, by: string | null): Promise<ReversalAnswer | Refusal>
  /** Brings the boards up to date now. */
  tally(): Promise<void>
  readonly desk: Pick<SendDesk, 'batches' | 'waiting'>
  /** Ends when all who wait have their answer. */
  stop(): Promise<void>
}

/** How long what is known of a room is believed: a room that closes takes gifts for so long at most. */
const ROOM_BELIEVED_MS = 1_000

const NO_EFFECT = 'This effect is not there: upload it first.'
type GiftTerms = z.output<NonNullable<typeof api.gifts.putGift.body>>

/** How the journal names a caller. */
const nameOf = (actor: Actor): string => (actor.kind === 'person' ? actor.person.id : actor.kind)
const versionOf = (answer: number | Refusal) => (typeof answer === 'number' ? { version: answer } : answer)

export const createGifts = (options: GiftsOptions): Gifts => {
  const { db, journal, rooms, openRoomsOf, findEffect, clock, timers, log, payments } = options
  const roomOf = shared(clock, ROOM_BELIEVED_MS, (app: AppId, room: RoomId) => rooms.find(app, room))
  const desk = openSendDesk({ db, journal, rooms, clock, timers, log })
  const sendGift = createSendGift({ desk, roomOf, clock })
  const tally = startTally({ db, timers, log })
  const topUp = createTopUpWallet({ db, clock })
  const catalogue = createChangeCatalogue({ db, journal, rooms, openRoomsOf, clock })

  const put = async (actor: Actor, id: GiftId, { effectUrl, ...terms }: GiftTerms) => {
    const effect = effectUrl ? await findEffect(actor.app, effectUrl) : null
    if (effectUrl && effect === null) return refuse('not-found', { message: NO_EFFECT })
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
