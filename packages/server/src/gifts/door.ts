// What other modules may ask of gifts, and what they must be given. `index.ts` opens the body.
import type { AppId, GiftEffect, GiftId, Refusal, RoomId, UserId } from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { Database } from '#db'
import type { Route } from '#http'
import type { Journal } from '#journal'
import type { Clock, Timers } from '#kernel/clock'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import type { Gift } from './catalogue.ts'
import type { GiftAnswer } from './core/judge.ts'
import type { Leader, Period } from './leaders.ts'
import type { LedgerTruth } from './ledger-truth.ts'
import type { ReversalAnswer } from './reverse-transfer.ts'
import type { SendDesk } from './send-desk.ts'
import type { GiftOrder } from './send-gift.ts'

export interface GiftsOptions {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'tell'>
  /** An effect of the app by its address, of whoever keeps them. */
  readonly findEffect: (app: AppId, url: string) => Promise<GiftEffect | null>
  /** Gifts use these, or did until now: answers those that are there, and will be until the end of `tx`. */
  readonly markEffects: (tx: Transaction<unknown>, app: AppId, urls: readonly string[]) => Promise<readonly string[]>
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
