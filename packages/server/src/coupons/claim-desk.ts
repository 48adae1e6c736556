// Takes coupons by group commit: whatever arrives while a batch is under way goes into the next, one commit for all.
import { type AppId, type CouponClaim, type DropId, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import { type Database, openBatchConnection, whatNow } from '#db'
import type { Journal } from '#journal'
import type { Clock, Timers } from '#kernel/clock'
import { createLane } from '#kernel/lane'
import type { Log } from '#system/log'
import { type ClaimAsk, type ClaimedBatch, CODE_TRIES_WINDOW_MS, claimStatements, VERDICT } from './claim-statement.ts'
import type { TermsShelf } from './terms.ts'

/** How often a batch is tried again because somebody else was first. */
const CONFLICTS_MAX = 4
/** How long the same ids are tried again when a connection was lost and nobody knows what became of them. */
const OUTCOME_UNKNOWN_MAX_MS = 8_000
const RETRY_FIRST_MS = 25
const RETRY_MAX_MS = 1_000

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

const REFUSED: Readonly<Record<string, Refusal>> = {
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
  const sleep = (ms: number) => new Promise<void>((resolve) => timers.after(ms, resolve))

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
    const known = await terms.ofCoupons(batch[0]!.app as AppId, claimed.coupons)
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

  const run = async (batch: readonly ClaimAsk[]): Promise<(CouponClaim | Refusal)[]> => {
    const started = clock.monotonic()
    let conflicts = 0
    for (let pause = RETRY_FIRST_MS; ; pause = Math.min(pause * 2, RETRY_MAX_MS)) {
      try {
        const [, rows] = await connection.run(batch[0]!.app, statements(batch))
        const claimed = rows![0] as ClaimedBatch
        announce(batch, claimed)
        return await answersOf(batch, claimed)
      } catch (error) {
        const now = whatNow(error)
        if (now === 'ask-again' && clock.monotonic() - started < OUTCOME_UNKNOWN_MAX_MS) {
          await sleep(pause)
          continue
        }
        if (now === 'ask-again' || now === 'come-back') {
          log.warn({ err: error, claims: batch.length }, 'coupons could not be claimed')
          return batch.map(() => refuse(now === 'come-back' ? 'busy' : 'unavailable'))
        }
        if (now === 'conflict' && conflicts++ < CONFLICTS_MAX) continue
        if (batch.length === 1) {
          log.error({ err: error, claim: batch[0]!.id }, 'a coupon could not be claimed')
          return [refuse('failed')]
        }
        // One row is bad, or two fight: the others must not suffer for it.
        const middle = batch.length >> 1
        return [...(await run(batch.slice(0, middle))), ...(await run(batch.slice(middle)))]
      }
    }
  }

  const lane = createLane<ClaimAsk, CouponClaim>(
    {
      group: (ask) => ask.app,
      // Somebody once in a batch keeps his limit exact without looking at the rows of the batch itself.
      once: [(ask) => ask.id, (ask) => ask.user, ({ id, from }) => ('hash' in from ? from.hash : id)],
      run,
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
