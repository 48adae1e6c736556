// Who gave most: in this show, or to this host this month. A board is a few seconds behind.
import { type AppId, type Refusal, type RoomFacts, type RoomId, refuse, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Clock } from '#kernel/clock'
import { shared } from '#kernel/shared'
import { monthBoard, showBoard } from './core/boards.ts'

export const LEADERS_MAX = 100
/** One reading for all viewers who ask within this time. */
const BOARD_SHARED_MS = 1_000

export type Period = 'show' | 'month'

export interface Leader {
  readonly user: UserId
  readonly coins: number
}

interface Deps {
  readonly db: Database
  readonly roomOf: (app: AppId, room: RoomId) => Promise<RoomFacts | null>
  readonly clock: Clock
}

/** `limit` is cut to 1…LEADERS_MAX. The month is that of UTC; a room without a host has no board of it. */
export const createLeaders = ({ db, roomOf, clock }: Deps) => {
  const first = shared(clock, BOARD_SHARED_MS, async (app: AppId, board: string): Promise<Leader[]> => {
    const { rows } = await sql<Leader>`
      select user_id as user, coins from gift_totals
      where app_id = ${app} and board = ${board} and coins > 0
      order by coins desc, user_id limit ${LEADERS_MAX}`.execute(db.of(app))
    return rows
  })
  return async (app: AppId, room: RoomId, period: Period, limit: number): Promise<readonly Leader[] | Refusal> => {
    const facts = await roomOf(app, room)
    if (facts === null || facts.status === 'draft') return refuse('not-found')
    const host = facts.host?.id ?? null
    if (period === 'month' && host === null) return []
    const board = period === 'show' ? showBoard(room) : monthBoard(host!, clock.now())
    return (await first(app, board)).slice(0, Math.min(LEADERS_MAX, Math.max(1, Math.floor(limit))))
  }
}
