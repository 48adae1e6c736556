// Takes coupons by group commit: whatever arrives while a batch is under way goes into the next, one commit for all.
import { type AppId, type CouponClaim, type DropId, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import { type Database, openBatchConnection, settling } from '#db'
import type { Journal } from '#journal'
import type { Clock, Timers } from '#kernel/clock'
import { createLane } from '#kernel/lane'
import { ID_USED } from '#kernel/used-id'
import type { Log } from '#system/log'
import { type ClaimAsk, type ClaimedBatch, CODE_TRIES_WINDOW_MS, claimStatements, VERDICT } from './claim-statement.ts'
import type { TermsShelf } from './terms.ts'

/** What a batch took from a drop. */
export interface DropTaken {
  readonly app: AppId
  readonly room: RoomId
  readonly drop: DropId
  readonly remaining: number
  /** Who took them, and how many. */
  readonly names: readonly string[]
  readonly count: number
}

export interface ClaimDeskDeps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly terms: TermsShelf
  readonly onTaken: (taken: DropTaken) => void
}

export interface ClaimDesk {
  /** The id in lower case, as the database answers it. */
  claim(ask: ClaimAsk): Promise<CouponClaim | Refusal>
  readonly batches: number
  readonly waiting: number
  stop(): Promise<void>
}

const NAMES_MAX = 3

/** Verdicts whose answer is the claim. */
const SHOWN: readonly string[] = [VERDICT.claimed, VERDICT.had]
const REFUSED: Readonly<Record<string, Refusal>> = {
  [VERDICT.idUsed]: ID_USED,
  [VERDICT.idTaken]: refuse('conflict'),
  [VERDICT.gone]: refuse('coupon-gone'),
  [VERDICT.unknown]: refuse('not-found'),
  [VERDICT.wrongCode]: refuse('coupon-invalid'),
  [VERDICT.userLimit]: refuse('limit-reached'),
}

export const openClaimDesk = (deps: ClaimDeskDeps): ClaimDesk => {
  const { db, journal, clock, timers, log, terms, onTaken } = deps
  const connection = openBatchConnection(db)
  const statements = claimStatements((select) => journal.insertFrom(select))

  const announce = (batch: readonly ClaimAsk[], { verdicts, drops }: ClaimedBatch) => {
    for (const [drop, room, remaining] of drops ?? []) {
      const takers = batch.filter(
        ({ from }, i) => 'drop' in from && from.drop === drop && verdicts[i] === VERDICT.claimed,
      )
      const names = takers.slice(0, NAMES_MAX).map(({ userName }) => userName)
      const place = { app: batch[0]!.app as AppId, room: room as RoomId }
      onTaken({ ...place, drop: drop as DropId, remaining, names, count: takers.length })
    }
  }

  const answersOf = async (batch: readonly ClaimAsk[], claimed: ClaimedBatch): Promise<(CouponClaim | Refusal)[]> => {
    const had = new Map((claimed.had ?? []).map(([id, state, claimedAt]) => [id, { state, claimedAt }]))
    const tried = new Map(claimed.tried ?? [])
    // F2: of those that are refused nothing is read, or the time of it would tell a spent code from one that never was.
    const shown = claimed.coupons.filter((_, i) => SHOWN.includes(claimed.verdicts[i]!))
    const known = await terms.ofCoupons(batch[0]!.app as AppId, shown)
    return batch.map(({ id, user }, i) => {
      const verdict = claimed.verdicts[i]!
      if (verdict === VERDICT.tooMany) {
        const waitMs = (tried.get(user) ?? claimed.at) + CODE_TRIES_WINDOW_MS - claimed.at
        return refuse('too-many', { retryAfterMs: Math.max(1_000, waitMs) })
      }
      const refused = REFUSED[verdict]
      if (refused) return refused
      const coupon = known.get(claimed.coupons[i]!)!
      const { state, claimedAt } = had.get(id) ?? { state: 'open' as const, claimedAt: claimed.at }
      const over = state === 'open' && coupon.terms.endsAt !== null && coupon.terms.endsAt <= claimed.at
      return { id, couponId: coupon.id, terms: coupon.terms, state: over ? 'expired' : state, claimedAt }
    })
  }

  const attempt = async (batch: readonly ClaimAsk[]): Promise<(CouponClaim | Refusal)[]> => {
    const [, rows] = await connection.run(batch[0]!.app, statements(batch))
    const claimed = rows![0] as ClaimedBatch
    announce(batch, claimed)
    return answersOf(batch, claimed)
  }

  const lane = createLane<ClaimAsk, CouponClaim>(
    {
      group: (ask) => ask.app,
      // Somebody once in a batch keeps his limit exact without looking at the rows of the batch itself.
      once: [(ask) => ask.id, (ask) => ask.user, ({ id, from }) => ('hash' in from ? from.hash : id)],
      run: settling(attempt, { clock, timers, log, what: 'coupons' }),
    },
    { clock, timers },
  )

  return {
    claim: (ask) => lane.put(ask),
    get batches() {
      return lane.batches
    },
    get waiting() {
      return lane.waiting
    },
    stop: async () => {
      await lane.drain()
      connection.close()
    },
  }
}
