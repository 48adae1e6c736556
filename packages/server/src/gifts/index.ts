// The door of gifts: their catalogue, coin wallets, and sending.
import { type AppId, api, type OrderedEvent, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Journal } from '#journal'
import type { Clock } from '#kernel/clock'
import type { Rooms } from '#rooms'
import { type Gift, readCatalogue, storeGift } from './catalogue.ts'
import { type LedgerTruth, readBalance, readLedgerTruth } from './ledger-store.ts'
import { createSendGift } from './send-gift.ts'
import { createTopUpWallet } from './top-up-wallet.ts'

export { countCoins } from './truths.ts'
export type { Gift } from './catalogue.ts'
export type { LedgerTruth } from './ledger-store.ts'

export interface GiftsOptions {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'tell'>
  /** Rooms that must hear of a change of the catalogue: those of the app that are open. */
  readonly openRoomsOf: (app: AppId) => Promise<readonly RoomId[]>
  readonly clock: Clock
  /** `PAYMENTS`: coins can be had for nothing only from the sandbox. */
  readonly payments: string
}

export interface Gifts {
  readonly routes: Route[]
  /** Adds or changes a gift; rooms that are open hear of it (S13). */
  putGift(app: AppId, gift: Gift, by?: string | null): Promise<number | Refusal>
  /** The ledger counted again: the sum of all entries is zero, wallets are what their entries say. */
  ledgerTruth(app: AppId): Promise<LedgerTruth>
  stop(): void
}

export const createGifts = (options: GiftsOptions): Gifts => {
  const { db, journal, rooms, openRoomsOf, clock, payments } = options
  const sendGift = createSendGift({ db, journal, rooms, clock })
  const topUp = createTopUpWallet({ db, clock })

  const putGift = async (app: AppId, wanted: Gift, by: string | null = null): Promise<number | Refusal> => {
    const parsed = api.gifts.Gift.safeParse(wanted)
    if (!parsed.success || parsed.data.coins > api.gifts.GIFT_MAX_COINS) return refuse('invalid')
    const told = await openRoomsOf(app)
    const committed: { room: RoomId; journalId: string; events: OrderedEvent[] }[] = []
    const version = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const changed = await storeGift(tx, app, parsed.data)
        if (changed === null) return null
        const entry = { app, kind: 'gift.put', by, payload: { gift: parsed.data, version: changed } }
        if (told.length === 0) await journal.append(tx, { ...entry, room: null })
        for (const room of told) {
          const id = `gifts:${changed}`
          const events: OrderedEvent[] = [{ type: 'gift.catalogue', id, at: clock.now(), version: changed }]
          committed.push({ room, journalId: await journal.append(tx, { ...entry, room, tell: events }), events })
        }
        return changed
      })
    for (const { room, journalId, events } of committed) void rooms.tell(app, room, journalId, events)
    return version ?? (await readCatalogue(db.of(app), app)).version
  }

  const { listGifts, readWallet, topUpWallet } = api.gifts
  return {
    routes: [
      bind(listGifts, ({ actor, query }) => {
        const app = query.app ?? actor.app
        return readCatalogue(db.of(app), app)
      }),
      bind(api.gifts.putGift, async ({ actor, params, body }) => {
        const by = actor.kind === 'person' ? actor.person.id : actor.kind
        const version = await putGift(actor.app, { id: params.gift, ...body }, by)
        return typeof version === 'number' ? { version } : version
      }),
      bind(readWallet, async ({ actor }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        return { coins: await readBalance(db.of(actor.app), actor.app, `user:${actor.person.id}`) }
      }),
      bind(topUpWallet, ({ actor, body: { id, coins } }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        if (payments !== 'sandbox') return refuse('not-allowed')
        return topUp({ app: actor.app, user: actor.person.id, id: id.toLowerCase(), coins })
      }),
      bind(api.gifts.sendGift, ({ actor, params: { room }, body: { id, giftId, quantity } }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        const { app, person } = actor
        return sendGift({ app, room, from: person, id: id.toLowerCase(), giftId, quantity })
      }),
    ],
    putGift,
    ledgerTruth: (app) => readLedgerTruth(db.of(app), app),
    stop: () => {},
  }
}
