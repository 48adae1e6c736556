// Lets people join lines by group commit: of what sells out in a second thousands want to wait at once.
import { type AppId, type ProductId, type Refusal, type RoomId, refuse, type SkuId, type Wait } from '@hawker/protocol'
import { type Database, openBatchConnection, settling } from '#db'
import type { Journal } from '#journal'
import type { Clock, Timers } from '#kernel/clock'
import { createLane } from '#kernel/lane'
import type { Log } from '#system/log'
import { JOINS_MAX, type JoinAsk, type JoinedBatch, joinStatements, VERDICT } from './join-statement.ts'

export interface JoinDeskDeps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly onStock: (app: AppId, sku: string) => void
}

export interface JoinDesk {
  /** Null: he stands in the line already, or it is his turn. */
  join(ask: JoinAsk): Promise<Wait | Refusal | null>
  stop(): Promise<void>
}

const HAD = { had: true } as const

const REFUSED: Readonly<Record<string, Refusal>> = {
  [VERDICT.unknown]: refuse('not-found'),
  [VERDICT.notOnSale]: refuse('not-on-sale'),
  [VERDICT.notSoldOut]: refuse('not-sold-out'),
  [VERDICT.limit]: refuse('limit-reached'),
}

export const openJoinDesk = ({ db, journal, clock, timers, log, onStock }: JoinDeskDeps): JoinDesk => {
  const connection = openBatchConnection(db)
  const statementsOf = joinStatements((select) => journal.insertFrom(select))

  const attempt = async (batch: readonly JoinAsk[]): Promise<(Wait | typeof HAD | Refusal)[]> => {
    const { statements, offerOf } = statementsOf(batch)
    const [, , rows] = await connection.run(batch[0]!.app, statements)
    const { at, verdicts, ahead, offers } = rows![0] as JoinedBatch
    // Had before: perhaps committed by an attempt whose answer was lost, and told to nobody.
    for (const sku of new Set(batch.filter((_, i) => 'od'.includes(verdicts[i]!)).map((ask) => ask.sku)))
      onStock(batch[0]!.app as AppId, sku)
    return batch.map(({ sku, room }, i) => {
      if (verdicts[i] === VERDICT.had) return HAD
      const refused = REFUSED[verdicts[i]!]
      if (refused) return refused
      const { product, title, label, imageUrl } = offers[offerOf[i]!]!
      return {
        ...{ skuId: sku as SkuId, productId: product as ProductId, roomId: room as RoomId },
        ...{ title, skuLabel: label, imageUrl, joinedAt: at, ahead: ahead[i]!, turn: null },
      }
    })
  }

  const settle = settling(attempt, { clock, timers, log, what: 'joins' })
  const lane = createLane<JoinAsk, Wait | typeof HAD>(
    {
      group: (ask) => ask.app,
      // A person once in a batch keeps his limit exact without looking at the rows of the batch itself.
      once: [(ask) => ask.user],
      run: async (batch) => {
        const answers: (Wait | typeof HAD | Refusal)[] = []
        for (let from = 0; from < batch.length; from += JOINS_MAX)
          answers.push(...(await settle(batch.slice(from, from + JOINS_MAX))))
        return answers
      },
    },
    { clock, timers },
  )

  return {
    join: async (ask) => {
      const answer = await lane.put(ask)
      return 'had' in answer ? null : answer
    },
    stop: async () => {
      await lane.drain()
      connection.close()
    },
  }
}
